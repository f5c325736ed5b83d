"""Check pre-rendered pages: they look like new pages, hold no personal data, and follow the look."""

import threading
from collections.abc import Iterator

import pytest
from PIL import ImageChops, ImageQt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import stocked
from tests.ui.touching import until, until_screen
from ui.drum import drum
from ui.kiosk.screens.catalogue import page_type
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.page import Page
from ui.kiosk.spares import SparePages
from ui.kiosk.window import KioskWindow
from ui.visit.common import Confirm, Finish, GoHome
from ui.visit.look import ToggleContrast
from ui.visit.number import ChooseField, ChooseService, TakeNumber
from ui.visit.rating import OpenRating
from ui.visit.screen import Screen
from ui.widgets.keys import Key
from ui.widgets.text import Text

#: Qt draws the edges of the largest letters so much darker or lighter after they were drawn elsewhere.
A_SHADE = 16


def walk(qtbot: QtBot, window: KioskWindow) -> Iterator[QImage]:
    """Through a visit, with a picture of each screen."""
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    yield picture(window)
    window.happen(Confirm())
    yield picture(window)
    window.happen(ChooseService(4))
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    yield picture(window)
    window.happen(Finish())
    window.happen(OpenRating())
    yield picture(window)
    window.happen(GoHome())


def picture(window: KioskWindow) -> QImage:
    QApplication.sendPostedEvents()
    return window.grab().toImage()


def difference(one: QImage, other: QImage) -> int:
    """Return the largest difference of any pixel, of 255."""
    assert one.size() == other.size()
    first, second = (ImageQt.fromqimage(image).convert("RGB") for image in (one, other))
    levels = ImageChops.difference(first, second).convert("L").histogram()
    return max(level for level, count in enumerate(levels) if count)


def test_a_page_from_stock_looks_like_one_made_on_the_spot(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(SparePages, "take", SparePages.made)
        fresh = list(walk(qtbot, window))
    branch.issued.clear()  # the same number again
    kept = []
    for image in walk(qtbot, window):
        kept.append(image)
        stocked(qtbot, window)
    assert [difference(one, other) <= A_SHADE for one, other in zip(fresh, kept, strict=True)] == [True] * 4


CARDS = {
    "no group": (world.card(year=1990), (), None),
    "a group": (world.card(), (), None),
    "a number": (world.card(), (world.ticket(),), None),
    "an appointment": (world.card(), (), world.appointment()),
}


@pytest.mark.parametrize("who", CARDS)
def test_a_card_page_that_was_made_for_anybody_suits_whoever_comes(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    card, branch.held, branch.booked = CARDS[who]

    def shown() -> QImage:
        window.scan(card)
        until(qtbot, lambda: window.visit.screen is Screen.CARD and window.visit.busy is None)
        image = picture(window)
        window.happen(GoHome())
        return image

    with monkeypatch.context() as patch:
        patch.setattr(SparePages, "take", SparePages.made)
        fresh = shown()
    stocked(qtbot, window)
    kept = shown()
    assert difference(fresh, kept) <= A_SHADE
    stocked(qtbot, window)
    branch.held, branch.booked = (), None
    window.scan(world.card(year=1990))
    until_screen(qtbot, window, Screen.CARD)
    assert (difference(fresh, picture(window)) > A_SHADE) == (who != "no group")


def test_a_spare_has_not_met_the_citizen(qtbot: QtBot, window: KioskWindow) -> None:
    card = world.card()
    window.scan(card)
    until_screen(qtbot, window, Screen.CARD)
    stocked(qtbot, window)
    said = [words for page in window._spares._ready.values() for words in words_of(page)]
    assert [words for words in words_of(window) if card.masked_name in words]
    assert len(said) > 100
    assert [words for words in said if card.masked_name in words] == []


def words_of(top: Page | KioskWindow) -> list[str]:
    texts = [one.text for one in top.findChildren(Text)]
    return texts + [one.label for one in top.findChildren(Key)]


def test_the_spare_of_the_services_opens_the_first_field_whatever_is_open_now(
    qtbot: QtBot, window: KioskWindow
) -> None:
    first, other = window.visit.now.field_codes[:2] if window.visit.now else ("", "")
    window.happen(TakeNumber())
    window.happen(ChooseField(other))
    stocked(qtbot, window)
    page = window._spares._ready[ChoosePage]
    assert isinstance(page, ChoosePage)
    assert list(page.services) == services_of(window, first) != services_of(window, other)


def services_of(window: KioskWindow, field: str) -> list[int]:
    assert window.visit.now is not None
    return [view.service.id for view in window.visit.now.of_field(field)]


def test_a_page_that_is_taken_while_spares_are_made_is_made_again(qtbot: QtBot, window: KioskWindow) -> None:
    """A touch while a page was being made once raised a KeyError."""
    until(qtbot, lambda: 0 < len(window._spares.ready) < 3)
    window.happen(TakeNumber())
    stocked(qtbot, window)
    assert page_type(window.visit) in window._spares.ready


def test_another_look_has_spares_of_its_own(qtbot: QtBot, window: KioskWindow) -> None:
    stocked(qtbot, window)
    window.happen(ToggleContrast())
    assert not window._spares.ready
    stocked(qtbot, window)
    window.happen(TakeNumber())
    assert window.page is not None
    assert window.page.scene.theme.high_contrast


def test_a_spare_is_used_once(qtbot: QtBot, window: KioskWindow) -> None:
    stocked(qtbot, window)
    window.happen(TakeNumber())
    assert page_type(window.visit) not in window._spares.ready
    first = window.page
    window.happen(GoHome())
    stocked(qtbot, window)
    window.happen(TakeNumber())
    assert window.page is not first


def test_the_first_ticket_finds_its_drum_drawn_and_nothing_is_drawn_on_a_worker(
    qtbot: QtBot, window: KioskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = drum.__wrapped__

    def noted(radius: int, colour: str) -> QImage:
        drawn.append(threading.current_thread().name)
        return draw(radius, colour)

    monkeypatch.setattr("ui.widgets.card.drum", noted, raising=False)
    monkeypatch.setattr("ui.drum.drum", noted)
    stocked(qtbot, window)
    assert "MainThread" in drawn
    assert set(drawn) == {"MainThread"}
