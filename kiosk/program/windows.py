"""`kiosk run`: one window, its program behind it, and a way to end both from outside."""

import gc
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.clock import SystemClock
from kiosk.domain.orders import StaffAct
from kiosk.domain.status import ProgramKind
from kiosk.domain.text import VIETNAMESE, CounterError
from kiosk.program.runtime import Listeners, Parts, Program
from kiosk.program.texts import texts
from ui.bridge import Bridge
from ui.first_paint import FirstPaint
from ui.theme import artwork

if TYPE_CHECKING:
    from kiosk.config import Site
    from kiosk.program.hall_windows import SecondBoard
    from ui.desk.window import DeskWindow
    from ui.kiosk.lockdown import Lockdown
    from ui.kiosk.window import KioskWindow
    from ui.rating.window import RatingWindow

_LOCAL_DISPLAY = re.compile(r"(unix)?:(?P<number>\d+)(\.\d+)?")


def open_window(kind: str, site: "Site", *, counter: int | None = None) -> int:
    """Shows one window until it is closed or the process is told to end; the exit status.

    `counter`: the rating screen is a tablet, the board a sign, at the counter of this number. Where citizens touch, the
    window is locked down: it ends by the staff's sheet or from outside, and may start anew.
    """
    app = application()
    artwork.use(site.roundel)
    bridge = Bridge()
    # The small board above a counter has no voice: the hall's board calls.
    parts = Parts(kind=ProgramKind.HALL) if kind == "hall" and counter is not None else _PARTS[kind]
    program = Program(site, parts, listeners_of(bridge))
    window = make_window(kind, program, bridge) if counter is None else _AT_COUNTER[kind](program, bridge, counter)
    parting = Parting(app.exit)
    if kind in _FOR_CITIZENS:
        parting.lock_down(window, site)
    FirstPaint(window, (tell_ready, collect_rubbish, program.start))
    until_told = UntilTold(app.exit)  # not `quit`, which asks the window
    if site.config.screen.full_screen:
        window.resize(window.screen().size())  # at once, or its first page would be built twice
        window.showFullScreen()
    else:
        fit(window)
        window.show()
    second = _second_board(program, bridge, window) if kind == "hall" and counter is None else None
    status = app.exec()
    until_told.close()
    parting.release()
    if second is not None:
        second.close()
    window.close()
    program.stop()
    parting.start_anew()
    return status


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


#: Qt says at each start that a Latin font cannot shape the name of Khmer; it then takes the font that can.
_QUIET = "qt.text.font.db.info=false"


def application() -> QApplication:
    """The process's QApplication. CounterError ``window.no_display`` where there is no screen to show it on."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if sys.platform == "linux" and not has_screen(os.environ):
        raise CounterError("window.no_display")
    QLoggingCategory.setFilterRules(_QUIET)
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


def make_window(kind: str, program: Program, bridge: Bridge) -> QWidget:
    """A window of a kind (``kiosk``, ``desk``, ``hall``, ``rating``), wired to the program and not shown yet."""
    return _MAKERS[kind](program, bridge)


def fit(window: QWidget) -> None:
    """An ordinary window that is larger than the screen becomes smaller, in its own proportions."""
    room = window.screen().availableGeometry().size() * 0.94
    if window.width() > room.width() or window.height() > room.height():
        window.resize(window.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))


def listeners_of(bridge: Bridge) -> Listeners:
    """A bridge as the listener of a program."""
    return Listeners(
        scanned=bridge.on_scan,
        scanner=bridge.on_scanner,
        printer=bridge.on_printer,
        synced=bridge.on_sync,
        changed=bridge.on_change,
        store=bridge.on_store,
        headphones=bridge.on_headphones,
        speech=bridge.on_speech,
        words=bridge.on_words,
        sound=bridge.on_sound,
        parts=bridge.on_parts,
    )


def _kiosk(program: Program, bridge: Bridge) -> QWidget:
    from ui.kiosk.window import KioskWindow

    return _visits(KioskWindow, program, bridge)


def _rating(program: Program, bridge: Bridge) -> QWidget:
    from ui.rating.window import RatingWindow

    return _visits(RatingWindow, program, bridge)


def make_tablet(program: Program, bridge: Bridge, counter: int) -> QWidget:
    """The rating screen at a counter: it wakes when a visit ends there."""
    from ui.rating.window import RatingWindow

    return _visits(partial(RatingWindow, counter=counter), program, bridge)


def _density() -> float | None:
    """Pixels per millimetre of the screen a full-screen window will cover, if it tells."""
    from ui.kiosk.fitting import density

    screen = QGuiApplication.primaryScreen()
    return density(screen.size(), screen.physicalSize())


def _visits(kind: "Callable[..., KioskWindow | RatingWindow]", program: Program, bridge: Bridge) -> QWidget:
    screen = program.site.config.screen
    px_per_mm = screen.pixels_per_mm or (_density() if screen.full_screen else None)
    window = kind(program.services, SystemClock(), px_per_mm=px_per_mm, reduced_motion=screen.reduced_motion)
    bridge.scanned.connect(window.scan)
    bridge.scanner.connect(window.scanner_status)
    bridge.printer.connect(window.printer_status)
    bridge.changed.connect(window.changed)
    bridge.headphones.connect(window.headphone_status)
    bridge.voices.connect(window.voices)
    bridge.words.connect(window.speaking)
    window.speaks.connect(program.say)
    return window


def make_desk(program: Program, bridge: Bridge, scale: float = 1.0) -> "DeskWindow":
    """A clerk's desk; `scale` 1.0 is 1440 × 900 pixels."""
    from ui.ask import Ask
    from ui.desk.watch import StatusWatch
    from ui.desk.window import DeskWindow
    from ui.theme import Theme

    window = DeskWindow(Ask(program.branch), texts(VIETNAMESE), SystemClock(), Theme.desk(scale))
    StatusWatch(bridge, window)
    bridge.changed.connect(window.changed)
    if program.site.config.desk.scanner:  # without one of its own a desk does not read the kiosk's
        bridge.scanned.connect(window.scan)
    return window


def _hall(program: Program, bridge: Bridge) -> QWidget:
    from kiosk.program.hall_windows import make_hall

    return make_hall(program, bridge)


def _sign(program: Program, bridge: Bridge, counter: int) -> QWidget:
    from kiosk.program.hall_windows import make_sign

    return make_sign(program, bridge, counter)


def _second_board(program: Program, bridge: Bridge, first: QWidget) -> "SecondBoard | None":
    if program.site.config.hall.screens < 2:
        return None
    from kiosk.program.hall_windows import SecondBoard

    return SecondBoard(program, bridge, first)


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
        """The wake-up byte says it all."""

    def _wake(self) -> None:
        self._ours.recv(64)
        self._end()


#: Windows that strangers stand in front of.
_FOR_CITIZENS = ("kiosk", "rating")
_Maker = Callable[[Program, Bridge], QWidget]
_PARTS = {
    "kiosk": Parts(scanner=True, printer=True, relay=True, speech=True, door=True, reserve=True),
    "desk": Parts(relay=True, desk_scanner=True, others=True, kind=ProgramKind.DESK),
    "hall": Parts(caller=True, kind=ProgramKind.HALL),
    "rating": Parts(scanner=True, speech=True, door=True, kind=ProgramKind.RATING),
}
_MAKERS: dict[str, _Maker] = {"kiosk": _kiosk, "desk": make_desk, "hall": _hall, "rating": _rating}
_AT_COUNTER: dict[str, Callable[[Program, Bridge, int], QWidget]] = {"rating": make_tablet, "hall": _sign}
