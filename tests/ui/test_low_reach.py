"""Check low reach: one touch moves every key down, the content stays, and the next citizen starts as usual."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from tests.ui import kiosk_world as world
from tests.ui.test_look import STATES, stand
from tests.ui.touching import touch, until
from tests.ui.visits import at_ticket, on, started, walk
from ui.kiosk.screens.card import CardPage
from ui.kiosk.screens.search import SearchPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.layout.foot import Foot
from ui.theme.panels import PANELS
from ui.visit.common import Finish, GoHome, Tick
from ui.visit.look import OpenSheet, ToggleLowReach
from ui.visit.number import ChooseField, TakeNumber
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import Look, SheetKind
from ui.widgets.keys import Key
from ui.widgets.text import Text

LOW = Look(low_reach=True)


def top(widget: QWidget, window: QWidget) -> float:
    """Return the distance from the window's top, as a share of its height."""
    return widget.mapTo(window, QPoint()).y() / window.height()


def highest(window: KioskWindow) -> float:
    return min(top(key, window) for key in window.findChildren(Key) if key.isVisible())


def words(window: KioskWindow) -> set[str]:
    assert window.page is not None
    return {text.text for text in window.page.findChildren(Text) if text.text and text.isVisibleTo(window.page)}


def test_one_touch_on_the_start_screen_brings_every_key_down_and_one_brings_them_back(window: KioskWindow) -> None:
    assert isinstance(window.page, StartPage)
    assert highest(window) < 0.3
    touch(window.page.settings.low_reach)
    assert isinstance(window.page, StartPage)
    assert highest(window) >= 0.6
    assert window.page.settings.low_reach.isChecked()
    touch(window.page.settings.low_reach)
    assert highest(window) < 0.3


def test_it_is_one_touch_away_on_the_sheet_of_every_other_screen(qtbot: QtBot, window: KioskWindow) -> None:
    window.happen(TakeNumber())
    window.happen(OpenSheet(SheetKind.DISPLAY))
    sheet = window.overlays.sheet
    assert sheet is not None
    touch(next(key for key in sheet.findChildren(Key) if key.label == "Hạ thấp các phím"))
    assert window.visit.look.low_reach
    until(qtbot, lambda: highest(window) >= 0.6)


def test_the_next_citizen_finds_the_keys_where_they_usually_are() -> None:
    lowered = walk(started(), ToggleLowReach())
    assert lowered.look.low_reach
    assert not walk(lowered, *[Tick()] * 60).look.low_reach
    assert not walk(replace(at_ticket(), look=LOW), Finish()).look.low_reach
    assert walk(lowered, TakeNumber(), GoHome()).look.low_reach


@pytest.mark.parametrize("name", STATES)
def test_nothing_that_is_read_gets_lost(window: KioskWindow, name: str) -> None:
    window.close()  # nobody asks the branch any more
    visit = STATES[name]
    first_field = {Screen.CHOOSE: "HT", Screen.PROCEDURES: "Hộ tịch"}
    if visit.screen in first_field:  # of two questions beside each other one is asked below the line
        visit = step(visit, ChooseField(first_field[visit.screen])).visit
    stand(window, visit, Look())
    usual = words(window)
    stand(window, visit, LOW)
    pages = {one for one in words(window) | usual if " / " in one}
    first = (
        {text.text for text in window.page.first} if isinstance(window.page, SearchPage) else set()
    )  # the names of finds
    assert words(window) - pages - first == usual - pages


def test_a_part_that_is_built_again_leaves_no_words_behind(window: KioskWindow) -> None:
    window.close()
    card = on(Screen.CARD)
    assert card.person is not None
    stand(window, replace(card, person=replace(card.person, open_tickets=(world.ticket(),))), LOW)
    assert isinstance(window.page, CardPage)
    assert "Số Ông đang có" in words(window)
    window.page.show_visit(window.visit)
    window.page.show_visit(replace(card, look=LOW))
    assert "Số Ông đang có" not in words(window)
    assert "Mời Ông nhận số ưu tiên" in words(window)


@pytest.fixture
def small(qtbot: QtBot) -> Iterator[GalleryKiosk]:
    gallery = GalleryKiosk(next(panel for panel in PANELS if panel.name == "portrait-15"))
    yield gallery
    gallery.close()


def in_sight(window: KioskWindow) -> list[Key]:
    return [key for key in window.findChildren(Key) if not key.visibleRegion().isEmpty()]


def test_on_15_inches_one_pair_of_keys_turns_what_is_read_and_what_is_pressed(small: GalleryKiosk) -> None:
    window = small.put(STATES["ticket"], Look("vi", 3, low_reach=True))
    assert window.page is not None
    area = window.page.area
    assert area is not None
    upper = next(area.contents)
    seen: set[str] = set()
    for _ in range(area.parts):
        seen |= {text.text for text in upper.findChildren(Text) if not text.visibleRegion().isEmpty()}
        assert all(top(key, window) >= 0.6 for key in in_sight(window))
        following = next(key for key in in_sight(window) if key.icon_name == "chevron-down")
        if following.isEnabled():
            following.click()
    assert area.parts > 1
    assert seen == {text.text for text in upper.findChildren(Text) if text.isVisible()}


def test_on_15_inches_the_last_seconds_stand_in_the_place_of_the_bar(small: GalleryKiosk) -> None:
    window = small.put(STATES["choose countdown"], LOW)
    more = next(key for key in in_sight(window) if key.label == "Thêm thời gian")
    assert top(more, window) >= 0.6
    assert "Quay lại" not in {key.label for key in in_sight(window)}
    more.click()
    assert "Quay lại" in {key.label for key in in_sight(window)}


def test_on_15_inches_the_guidance_is_in_reach_and_works_all_other_keys(small: GalleryKiosk) -> None:
    window = small.put(STATES["choose"], replace(LOW, is_guided=True))
    strip = window.guide.strip
    assert strip is not None
    assert all(top(key, window) >= 0.6 for key in (*strip.keys, *strip.volume))


def test_a_landscape_panel_is_in_reach_as_it_is(window: KioskWindow) -> None:
    window.resize(800, 450)
    assert isinstance(window.page, StartPage)
    assert window.page.settings.low_reach.isHidden()
    window.happen(ToggleLowReach())
    assert window.page is not None
    assert window.page.area.read_bottom == window.page.area.height()


@pytest.mark.parametrize("name", ["appointment early", "trouble", "dossiers", "staff"])
def test_the_bar_keeps_its_height_and_its_place_at_the_lower_edge(window: KioskWindow, name: str) -> None:
    window.close()
    heights = set()
    for shown in ("choose", name):
        stand(window, STATES[shown], LOW)
        bar = window.findChild(Foot)
        assert bar is not None
        heights.add(bar.height())
        assert bar.mapTo(window, bar.rect().bottomLeft()).y() == window.height() - 1
    assert len(heights) == 1
