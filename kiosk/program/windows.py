"""`kiosk run`: one window, its program behind it, and a way to end both from outside."""

import gc
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.clock import SystemClock
from kiosk.domain.orders import StaffAct
from kiosk.domain.text import CounterError
from kiosk.program.qt_messages import drop_messages_of_healthy_runs
from kiosk.program.runtime import Program
from kiosk.program.texts import texts
from kiosk.program.window_kinds import spec_of
from ui.first_paint import FirstPaint
from ui.status import StatusSignal
from ui.theme import artwork
from ui.window_spec import ProgramParts, WindowContext, WindowSpec

if TYPE_CHECKING:
    from kiosk.config import Site
    from ui.kiosk.lockdown import Lockdown

_LOCAL_DISPLAY = re.compile(r"(unix)?:(?P<number>\d+)(\.\d+)?")


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
    FirstPaint(window, (tell_ready, collect_rubbish, program.start))
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


def application() -> QApplication:
    """The process's QApplication. CounterError ``window.no_display`` where there is no screen to show it on."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if sys.platform == "linux" and not has_screen(os.environ):
        raise CounterError("window.no_display")
    drop_messages_of_healthy_runs()
    return QApplication(["kiosk"])


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether a screen is named and somebody answers there; Qt would end the process without a word of help."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if platform not in ("", "xcb", "wayland"):
        return True
    wayland = environment.get("WAYLAND_DISPLAY", "")
    runtime = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere"))
    if wayland and platform != "xcb" and _answers(str(runtime / wayland)):
        return True
    local = _LOCAL_DISPLAY.fullmatch(environment.get("DISPLAY", ""))
    if local is None:  # none, or on another machine, where only Qt can tell
        return bool(environment.get("DISPLAY")) and platform != "wayland"
    address = f"/tmp/.X11-unix/X{local['number']}"  # noqa: S108 - where X servers listen
    return platform != "wayland" and (_answers(f"\0{address}") or _answers(address))


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(address)
        except OSError:
            return False
    return True


def fit(window: QWidget) -> None:
    """An ordinary window that is larger than the screen becomes smaller, in its own proportions."""
    room = window.screen().availableGeometry().size() * 0.94
    if window.width() > room.width() or window.height() > room.height():
        window.resize(window.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))


def tell_ready() -> None:
    """Tells systemd that the screen takes touches (``Type=notify``, sd_notify(3)); without systemd it does nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(b"READY=1", address.replace("@", "\0", 1) if address.startswith("@") else address)


def collect_rubbish() -> None:
    """What the start has made stays for good and is not looked through again; from now on Python collects as usual."""
    gc.freeze()
    gc.enable()


class UntilTold(QObject):
    """Ends the program on SIGTERM or Ctrl+C; without it Python would hear of a signal at the next event only.

    `is_told`: a signal came, whether an event loop was running or not.
    """

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self._end = end
        self.is_told = False
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
        """Remember it; the wake-up byte ends an event loop that is running."""
        self.is_told = True

    def _wake(self) -> None:
        self._ours.recv(64)
        self._end()
