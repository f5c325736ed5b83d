"""Check the visit's table: every event of a page is handled on that page's screen."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from tests.ui.visits import on
from ui.kiosk.window import VisitWindow
from ui.theme.panels import PORTRAIT_27
from ui.visit.common import Confirm, Handler, merge, stay
from ui.visit.event import Touch, VisitEvent
from ui.visit.look import ChangeVolume
from ui.visit.number import TurnFields
from ui.visit.scans import Scanned
from ui.visit.screen import OVER_ANOTHER_PAGE, Screen
from ui.visit.staff import StaffAsked
from ui.visit.table import EVERYWHERE, TABLE, step
from ui.visit.visit import Visit


@pytest.fixture(scope="module")
def emitted(qapp: QApplication) -> dict[str, list[VisitEvent]]:
    """Return for each state the events that its keys emit. The window does not handle them."""
    found: list[VisitEvent] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(VisitWindow, "happen", lambda _window, event: found.append(event))
        gallery, by_state = GalleryKiosk(PORTRAIT_27), dict[str, list[VisitEvent]]()
        for name, visit in states().items():
            found.clear()
            press_all(gallery, visit)
            by_state[name] = found.copy()
        gallery.close()
    return by_state


def press_all(gallery: GalleryKiosk, visit: Visit) -> None:
    """Press every key that stands on a state's page and sheet, also those that are grey in it."""
    window = gallery.put(visit, visit.look)
    assert window.page is not None
    page = [] if visit.screen in OVER_ANOTHER_PAGE else [window.page]
    sheet = [] if window.overlays.sheet is None else [window.overlays.sheet]
    for root in (*page, *sheet):
        for key in root.findChildren(QAbstractButton):
            if key.isVisibleTo(root):
                key.setEnabled(True)
                key.click()


def is_decided(screen: Screen, event: VisitEvent) -> bool:
    return type(event) in TABLE[screen] or type(event) in EVERYWHERE


def test_every_key_of_a_page_is_decided_on_its_screen(emitted: dict[str, list[VisitEvent]]) -> None:
    undecided = {
        (name, type(event).__name__)
        for name, visit in states().items()
        for event in emitted[name]
        if not is_decided(visit.screen, event)
    }
    assert not undecided, "these screens do not say what happens"


def test_the_gallery_has_a_key_for_every_touch(emitted: dict[str, list[VisitEvent]]) -> None:
    touches = {kind for kind in Touch.__subclasses__() if kind.__module__.startswith("ui.visit.")}
    unseen = touches - {type(event) for events in emitted.values() for event in events}
    elsewhere = {ChangeVolume, StaffAsked, TurnFields}  # the guidance's strip, the staff's gesture, a smaller panel
    assert unseen == elsewhere
    assert unseen - {TurnFields} <= EVERYWHERE.keys()


@pytest.mark.parametrize("screen", Screen)
def test_every_screen_says_what_a_scan_does(screen: Screen) -> None:
    assert Scanned in TABLE[screen]


def test_what_is_not_decided_changes_nothing() -> None:
    visit = on(Screen.START)
    assert Confirm not in TABLE[Screen.START]
    assert step(visit, Confirm()) == (visit, ())


def test_a_cell_that_is_decided_twice_is_an_error() -> None:
    row: dict[type[VisitEvent], Handler] = {Confirm: stay}
    with pytest.raises(ValueError, match="Confirm"):
        merge({Screen.START: row}, {Screen.START: row})
