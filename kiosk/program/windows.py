"""`kiosk run`: one window, its program behind it, and a way to end both from outside."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QWidget

from kiosk.clock import SystemClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct
from kiosk.program.runtime import Program
from kiosk.program.texts import texts
from kiosk.program.window_kinds import spec_of
from ui.display import application
from ui.first_paint import FirstPaint
from ui.splash import close_splash
from ui.status import StatusSignal
from ui.systemd import READY, notify
from ui.theme import artwork
from ui.window_spec import ProgramParts, WindowContext, WindowSpec

if TYPE_CHECKING:
    from kiosk.config import Site
    from ui.kiosk.lockdown import Lockdown


def open_window(kind: str, site: "Site", *, counter: int | None = None) -> int:
    """Show one window until it is closed or the process is told to end; return the exit status.

    `counter`: the window stands at the counter of this number. A window that citizens touch is locked down: it ends by
    the staff's sheet or from outside, and may start anew.
    """
    app = application()
    artwork.use(site.roundel)
    spec, statuses = spec_of(kind), StatusSignal()
    program = Program(site, _parts_of(spec, counter), statuses.tell)
    window = spec.make(context_of(program, statuses, counter))
    parting = Parting(app.exit)
    if spec.locked_down:
        parting.lock_down(window, site)
    FirstPaint(window, (close_splash, tell_ready, program.start))
    until_told = UntilTold(app.exit)  # not `quit`, which asks the window
    if site.config.screen.full_screen:
        window.resize(window.screen().size())  # at once, or its first page would be built twice
        window.showFullScreen()
    else:
        fit(window)
        window.show()
    status = app.exec()
    until_told.close()
    parting.release()
    window.close()
    program.stop()
    parting.start_anew()
    return status


def context_of(program: Program, statuses: StatusSignal, counter: int | None = None) -> WindowContext:
    """Return what a window of this program is made of."""
    return WindowContext(
        site=program.site,
        branch=program.branch,
        statuses=statuses,
        texts=texts,
        clock=SystemClock(),
        say=program.say,
        announce=program.announce,
        counter=counter,
    )


def _parts_of(spec: WindowSpec, counter: int | None) -> ProgramParts:
    if counter is None:
        return spec.parts
    if spec.parts_at_counter is None:
        raise CounterError("cli.run.counter_rates")
    return spec.parts_at_counter


class Parting(QObject):
    """How a window for citizens ends: by nobody but staff, who may also want it started anew."""

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self._end = end
        self._lockdown: Lockdown | None = None
        self._again = False

    def lock_down(self, window: QWidget, site: "Site") -> None:
        """From now on nothing that a citizen can do closes the window."""
        from ui.kiosk.lockdown import Lockdown
        from ui.kiosk.window import VisitWindow

        if not isinstance(window, VisitWindow):
            raise TypeError("only a window in which visits happen is locked down")
        screen = site.config.screen
        self._lockdown = Lockdown(window, SystemClock(), confine=screen.full_screen, show_cursor=screen.cursor)
        self._lockdown.parted.connect(self._part)

    def release(self) -> None:
        """The program itself closes the window."""
        if self._lockdown is not None:
            self._lockdown.release()

    def start_anew(self) -> None:
        """In the same process, with the same arguments, where staff wanted that; else it does nothing."""
        if self._again:
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program

    def _part(self, act: StaffAct) -> None:
        self._again = act is StaffAct.RESTART
        self._end()


def fit(window: QWidget) -> None:
    """An ordinary window that is larger than the screen becomes smaller, in its own proportions."""
    room = window.screen().availableGeometry().size() * 0.94
    if window.width() > room.width() or window.height() > room.height():
        window.resize(window.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))


def tell_ready() -> None:
    """Tell systemd that the screen takes touches."""
    notify(READY)


class UntilTold(QObject):
    """Ends the program on SIGTERM or Ctrl+C; without it Python would hear of a signal at the next event only."""

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self._end = end
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        for end_of_pair in (self._ours, theirs):
            end_of_pair.settimeout(0)
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._wake)

    def close(self) -> None:
        """Gives the signals back."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def _note(self, _number: int, _frame: object) -> None:
        """Do nothing: the wake-up byte says it all."""

    def _wake(self) -> None:
        self._ours.recv(64)
        self._end()
