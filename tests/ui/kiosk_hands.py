"""Open, read and touch a kiosk's window, for tests."""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.status import ScannerStatus
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk.lockdown import Lockdown
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow, VisitWindow
from ui.visit.common import Tick
from ui.visit.screen import Screen
from ui.widgets.banner import Banner
from ui.widgets.text import Text

P = TypeVar("P", bound=QWidget)
W = TypeVar("W", bound=VisitWindow)
#: The offscreen screen has 800 × 800 pixels. A touch beyond it reaches no widget.
PORTRAIT, LANDSCAPE = (450, 800), (800, 450)


def shown(qtbot: QtBot, window: W, branch: world.KioskBranch, size: tuple[int, int] = PORTRAIT) -> Iterator[W]:
    """Show a window until its branch has answered. After the test close and delete it.

    Its own seconds do not pass, because a slow machine would count one more. Tests count with `seconds`.
    """
    window._second.blockSignals(True)
    window.resize(*size)
    window.show()
    window.scanner_status(ScannerStatus.READY)
    until(qtbot, lambda: window.visit.now is not None or not branch.gate.is_set())
    yield window
    branch.gate.set()
    window.close()
    window.deleteLater()
    let_go()


def opened(qtbot: QtBot, branch: world.KioskBranch, size: tuple[int, int] = PORTRAIT) -> Iterator[KioskWindow]:
    """Open a kiosk without motion at a branch."""
    yield from shown(qtbot, KioskWindow(branch, ManualClock(world.NOON), reduced_motion=True), branch, size)


def locked_down(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    """Open a kiosk that only staff can leave."""
    clock = ManualClock(world.NOON)
    window = KioskWindow(branch, clock, reduced_motion=True)
    lockdown = Lockdown(window, clock)
    for open_window in shown(qtbot, window, branch):
        yield open_window
        lockdown.release()


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


def seconds(window: VisitWindow, count: int) -> None:
    for _ in range(count):
        window.happen(Tick())
