"""Check a page higher than its panel: two keys scroll it, nothing is cut, the focus stays visible."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from ui.kiosk.fitting import fit
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.layout.blocks import Read
from ui.layout.body import Body
from ui.layout.fit import Columns
from ui.theme import Role, Step, Theme
from ui.theme.panels import PANELS, KioskPanel
from ui.visit.number import CloseField
from ui.visit.visit import Look
from ui.widgets.card import TicketCard
from ui.widgets.keys import Key
from ui.widgets.text import Text

ROLLED = [panel for panel in PANELS if panel.name in {"square-19", "landscape-22", "landscape-15", "portrait-15"}]
SMALL_HIGH = next(panel for panel in PANELS if panel.name == "portrait-15")
LARGEST = Look("vi", 3)
W = TypeVar("W", bound=QWidget)


@pytest.fixture(params=ROLLED, ids=lambda panel: panel.name)
def gallery(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[GalleryKiosk]:
    panel: KioskPanel = request.param
    made = GalleryKiosk(panel)
    yield made
    made.close()


def roll_of(window: KioskWindow) -> Body:
    assert window.page is not None
    return window.page.area


def _contents(roll: Body, kind: type[W]) -> list[W]:
    return [widget for content in roll.contents for widget in content.findChildren(kind)]


def in_sight(window: KioskWindow) -> set[str]:
    seen = [key for key in window.findChildren(Key) if not key.visibleRegion().isEmpty()]
    return {key.accessibleName() for key in seen}


def rail(roll: Body) -> list[Key]:
    return [key for key in roll.findChildren(Key, options=Qt.FindChildOption.FindDirectChildrenOnly) if key.isVisible()]


@pytest.mark.parametrize("name", ["start", "card", "ticket", "reasons", "procedure"])
def test_two_keys_go_through_everything_that_is_on_the_page(gallery: GalleryKiosk, name: str) -> None:
    window = gallery.put(states()[name], LARGEST)
    roll = roll_of(window)
    assert window.page is not None
    whole = {key.accessibleName() for key in window.page.findChildren(Key) if key.isVisible()}
    seen = in_sight(window)
    up, down = rail(roll)
    assert not up.isEnabled()
    for _ in range(roll.parts - 1):
        down.click()
        seen |= in_sight(window)
    assert not down.isEnabled()
    assert seen == whole
    up.click()
    assert down.isEnabled()


def test_no_text_and_no_key_is_parted(gallery: GalleryKiosk) -> None:
    window = gallery.put(states()["card"], LARGEST)
    roll = roll_of(window)
    for part in range(roll.parts):
        roll.turn_to(part)
        for widget in [*_contents(roll, Text), *_contents(roll, Key)]:
            seen = widget.visibleRegion().boundingRect()
            assert seen.isEmpty() or seen == widget.rect(), widget.accessibleName()


def test_a_control_that_gets_the_focus_comes_into_sight(gallery: GalleryKiosk) -> None:
    window = gallery.put(states()["reasons"], LARGEST)
    last = [key for key in _contents(roll_of(window), Key) if key.isVisible() and key.visibleRegion().isEmpty()][-1]
    window.activateWindow()
    last.setFocus(Qt.FocusReason.TabFocusReason)
    assert not last.visibleRegion().isEmpty()


@pytest.mark.parametrize("step", [0, 3])
@pytest.mark.parametrize("name", ["ticket without paper", "ticket on the screen alone"])
def test_the_first_part_holds_the_number_that_nobody_prints(gallery: GalleryKiosk, name: str, step: int) -> None:
    page = gallery.put(states()[name], Look("vi", step)).page
    assert isinstance(page, TicketPage)
    number = page.card if isinstance(page.card, TicketCard) else page.card.texts[1]
    assert number.visibleRegion().boundingRect() == number.rect()


@pytest.mark.parametrize("gallery", [SMALL_HIGH], indirect=True, ids=["portrait-15"])
def test_a_small_panel_asks_one_question_a_page_and_back_leads_to_the_one_before(gallery: GalleryKiosk) -> None:
    window = gallery.put(states()["choose"], Look("vi"))
    page = window.page
    assert isinstance(page, ChoosePage)
    assert all(key.isVisible() for key in page.fields.values())
    assert not page.right.isVisible()
    next(iter(page.fields.values())).click()
    assert page.right.isVisible()
    assert not page.left.isVisible()
    back = page.keys_for(CloseField())[0]
    assert back.accessibleName() == "Quay lại"
    back.click()
    assert page.left.isVisible()
    assert not page.keys_for(CloseField())


def test_a_paragraph_that_is_higher_than_a_part_is_read_line_by_line(qtbot: QtBot) -> None:
    theme = Theme(fit(QSize(1920, 1080), 5.78, 3).unit, Step.XXL)
    roll, long = Body(theme, ("", "")), Text(theme, Role.SMALL, "Giấy tờ phải nộp và xuất trình. " * 20)
    qtbot.addWidget(roll)
    roll.hold([Read(long)], Columns(), 0.0)
    roll.resize(900, 300)
    roll.show()
    assert long.height() > roll.height()
    read = 0
    for part in range(roll.parts):
        roll.turn_to(part)
        seen = long.visibleRegion().boundingRect()
        read += sum(seen.top() <= top and bottom <= seen.bottom() + 1 for top, bottom in long.line_edges())
    assert read == len(long.line_edges())


def test_a_notice_hides_nothing_and_leaves_its_room_when_it_goes(gallery: GalleryKiosk) -> None:
    window = gallery.put(states()["choose notice"], LARGEST)
    roll, notice = roll_of(window), window.overlays.notice
    assert notice is not None
    seen = [one for one in window.findChildren(Key) if not one.visibleRegion().isEmpty() and roll.isAncestorOf(one)]
    top = min(key.mapTo(window, QPoint()).y() for key in seen)
    bottom = max(key.mapTo(window, QPoint(0, key.height())).y() for key in seen)
    assert top > notice.geometry().bottom() or bottom < notice.geometry().top()
    window.stand(states()["choose"])
    assert window.overlays.notice is None


def test_usual_letters_need_no_second_part(gallery: GalleryKiosk) -> None:
    window = gallery.put(states()["start"], Look("vi", 2))
    assert window.page is not None
    assert window.page.parts == 1
