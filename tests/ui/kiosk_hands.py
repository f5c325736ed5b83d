"""Open, read and touch a kiosk's window, for tests."""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.status import ScannerStatus
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk.screens.catalogue import PAGES
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import Tick
from ui.visit.screen import Screen
from ui.widgets.banner import Banner
from ui.widgets.text import Text

P = TypeVar("P", bound=QWidget)


def opened(qtbot: QtBot, branch: world.KioskBranch, width: int, height: int) -> Iterator[KioskWindow]:
    """Open a window that fits the offscreen screen of 800 × 800. A touch beyond it reaches no widget."""
    window = KioskWindow(branch, ManualClock(world.NOON), reduced_motion=True)
    window.resize(width, height)
    window.show()
    window.scanner_status(ScannerStatus.READY)
    until(qtbot, lambda: window.visit.now is not None or not branch.gate.is_set())
    yield window
    branch.gate.set()
    window.close()
    window.deleteLater()
    let_go()


def stocked(qtbot: QtBot, window: KioskWindow) -> None:
    """Wait until the kiosk has been idle for a while and each page has its spare."""
    until(qtbot, lambda: window._spares.ready == set(PAGES) and not window._spares._timer.isActive())


def page(window: KioskWindow, kind: type[P]) -> P:
    assert isinstance(window.page, kind), f"{type(window.page).__name__} is on the screen"
    return window.page


def take_number(qtbot: QtBot, window: KioskWindow) -> TicketPage:
    touch(page(window, StartPage).hero)
    touch(page(window, ChoosePage).fields["ho_tich"])
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TICKET)
    return page(window, TicketPage)


def words_on(window: QWidget) -> str:
    return " | ".join(text.text for text in window.findChildren(Text) if text.isVisible())


def notice(window: KioskWindow) -> str:
    assert isinstance(window.overlays.notice, Banner)
    return window.overlays.notice.accessibleName()


def seconds(window: KioskWindow, count: int) -> None:
    for _ in range(count):
        window.happen(Tick())
