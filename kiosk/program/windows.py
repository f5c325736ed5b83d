"""Run one window with its program for `kiosk run`, until it is closed or a signal ends both."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QWidget

from kiosk.clock import SystemClock
from kiosk.config import Site
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct
from kiosk.program.last_look import read_last_look
from kiosk.program.report_writer import ProgramReports
from kiosk.program.runtime import Program
from kiosk.program.setup_files import DocumentFiles
from kiosk.program.slip_picture import slip_picture
from kiosk.program.terminal import terminal_texts
from kiosk.program.texts import texts
from kiosk.program.window_kinds import spec_of
from ui.display import application
from ui.first_paint import FirstPaint
from ui.manager.machine import Machine
from ui.splash import close_splash
from ui.status import StatusSignal
from ui.systemd import READY, notify, watchdog_seconds
from ui.watchdog import Watchdog
from ui.window_place import WindowPlace
from ui.window_spec import ProgramParts, WindowContext, WindowSpec

if TYPE_CHECKING:
    from ui.kiosk.lockdown import Lockdown


def open_window(kind: str, site: Site, *, counter: int | None = None, machine: Machine | None = None) -> int:
    """Show one window until it is closed or the process is told to end; return the exit status.

    `counter` is the number of the counter at which the window stands. `machine` is for a window that sets this machine.
    A window that citizens touch is locked down: only staff or a signal end it, and staff may restart it.
    """
    app = application()
    spec, statuses = spec_of(kind), StatusSignal()
    program = Program(site, _parts_of(spec, counter), statuses.tell)
    window = spec.make(context_of(program, statuses, counter, machine))
    shutdown = StaffShutdown(app.exit)
    if spec.locked_down:
        shutdown.lock_down(window, site)
    watchdog = Watchdog(watchdog_seconds(os.environ, os.getpid()), program.coordinator_age)
    FirstPaint(window, (close_splash, tell_ready, program.start, watchdog.start))
    stop_signals = StopSignals(app.exit)  # not `quit`: a locked-down window would refuse to close
    if site.config.screen.full_screen:
        if spec.locked_down and has_desk_beside(site, kind):
            window.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        WindowPlace(window, site.output_of(kind)).show()
    else:
        fit(window)
        window.show()
    status = app.exec()
    watchdog.stop()
    stop_signals.close()
    shutdown.release()
    window.close()
    program.stop()
    shutdown.restart_if_asked()
    return status


def has_desk_beside(site: Site, kind: str) -> bool:
    """Return whether a desk stands on another screen of this machine. The keyboard is the clerk's then.

    Without this a touch at the kiosk would take the keyboard away from the desk.
    """
    named = site.config.screen.output
    return kind != "desk" and not isinstance(named, str) and "desk" in named


def context_of(
    program: Program, statuses: StatusSignal, counter: int | None = None, machine: Machine | None = None
) -> WindowContext:
    """Return the parts from which a window of this program is made."""
    return WindowContext(
        site=program.site,
        branch=program.branch,
        statuses=statuses,
        texts=texts,
        clock=SystemClock(),
        say=program.say,
        announce=program.announce,
        draw_slip=slip_picture,
        setup_files=DocumentFiles(),
        counter=counter,
        machine=machine,
        reports=ProgramReports(),
        look=read_last_look(program.site.last_look),
        language=terminal_texts().language,
    )


def _parts_of(spec: WindowSpec, counter: int | None) -> ProgramParts:
    if counter is None:
        return spec.parts
    if spec.parts_at_counter is None:
        raise CounterError("cli.run.counter_rates")
    return spec.parts_at_counter


class StaffShutdown(QObject):
    """End a window for citizens when staff ask for it, and restart it when they ask for that."""

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self._end = end
        self._lockdown: Lockdown | None = None
        self._again = False

    def lock_down(self, window: QWidget, site: Site) -> None:
        """Let nothing that a citizen can do close the window from now on."""
        from ui.kiosk.lockdown import Lockdown
        from ui.kiosk.window import VisitWindow

        if not isinstance(window, VisitWindow):
            raise TypeError("only a window in which visits happen is locked down")
        screen = site.config.screen
        self._lockdown = Lockdown(window, SystemClock(), confine=screen.full_screen, show_cursor=screen.cursor)
        self._lockdown.parted.connect(self._part)

    def release(self) -> None:
        """Let the program close the window."""
        if self._lockdown is not None:
            self._lockdown.release()

    def restart_if_asked(self) -> None:
        """Restart the program in this process, with the same arguments, if staff asked for it."""
        if self._again:
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program

    def _part(self, act: StaffAct) -> None:
        self._again = act is StaffAct.RESTART
        self._end()


def fit(window: QWidget) -> None:
    """Make a window smaller that is larger than the screen, in its own proportions."""
    room = window.screen().availableGeometry().size() * 0.94
    if window.width() > room.width() or window.height() > room.height():
        window.resize(window.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))


def tell_ready() -> None:
    """Report to systemd that the screen takes touches."""
    notify(READY)


class StopSignals(QObject):
    """End the program on SIGTERM or Ctrl+C at once. Python alone would handle the signal at the next Qt event only."""

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
        """Restore the signal handlers."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def _note(self, _number: int, _frame: object) -> None:
        """Do nothing: the wake-up byte wakes the notifier."""

    def _wake(self) -> None:
        self._ours.recv(64)
        self._end()
