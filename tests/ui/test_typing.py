"""Check the pages with a keyboard: no key moves under a finger while a citizen types."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from ui.kiosk.screens.page import Page
from ui.kiosk.screens.rating import RemarkPage
from ui.kiosk.screens.search import SearchPage
from ui.theme.panels import PANELS, KioskPanel
from ui.visit.visit import Look

Places = Callable[[KioskPanel, Look, Sequence[str]], set[tuple[int, int, int, int]]]
SEARCHES = ("search", "search dang ky", "search khai sinh xyz", "search xyz", "search a service")
REMARKS = ("remark", "remark written", "remark at its limit")
LOOKS = [pytest.param(Look(language, size), id=f"{language}-{size}") for language, size in (("vi", 0), ("km", 3))]
EVERY = [pytest.param(panel, id=panel.name) for panel in PANELS]
LOW = [pytest.param(panel, id=panel.name) for panel in PANELS if panel.can_be_low]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[KioskPanel, Look, str], Page]]:
    made: dict[str, GalleryKiosk] = {}

    def show(panel: KioskPanel, look: Look, state: str) -> Page:
        if panel.name not in made:
            made[panel.name] = GalleryKiosk(panel)
        page = made[panel.name].put(states()[state], look).page
        assert page is not None
        return page

    yield show
    for one in made.values():
        one.close()


@pytest.fixture
def places(shown: Callable[[KioskPanel, Look, str], Page]) -> Places:
    """Return where the keyboard stands in each of some states, in pixels of the page."""

    def found(panel: KioskPanel, look: Look, names: Sequence[str]) -> set[tuple[int, int, int, int]]:
        rects: set[tuple[int, int, int, int]] = set()
        for name in names:
            page = shown(panel, look, name)
            assert isinstance(page, SearchPage | RemarkPage)
            keyboard = page.typing.keyboard
            at = keyboard.mapTo(page, QPoint())
            rects.add((at.x(), at.y(), keyboard.width(), keyboard.height()))
        return rects

    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("panel", EVERY)
def test_no_key_moves_while_the_finds_change(places: Places, panel: KioskPanel, look: Look) -> None:
    assert len(places(panel, look, SEARCHES)) == 1


@pytest.mark.parametrize("size", [0, 3])
@pytest.mark.parametrize("panel", LOW)
def test_no_key_moves_while_the_finds_change_in_low_reach(places: Places, panel: KioskPanel, size: int) -> None:
    assert len(places(panel, Look("vi", size, low_reach=True), SEARCHES)) == 1


@pytest.mark.parametrize("panel", EVERY)
def test_no_key_moves_while_a_remark_grows(places: Places, panel: KioskPanel) -> None:
    assert len(places(panel, Look(), REMARKS)) == 1
