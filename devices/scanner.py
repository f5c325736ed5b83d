"""The scanner: a thread that keeps its line open, and says what was scanned and how the device is."""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import serial

from devices.citizen_card import read_scan
from devices.frames import SILENCE_S, Frames
from devices.ports import KNOWN_SCANNERS, UsbId, open_port, parse_address
from devices.repeats import SAME_CODE_S, Repeats
from kiosk.domain.scan import Scan
from kiosk.domain.status import ScannerStatus

_log = logging.getLogger(__name__)
_LARGEST_READ = 4096
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerOptions:
    """Times in seconds. A scanner that is away is tried for after `retry_first_s`, then at doubled pauses up to
    `retry_most_s`. `known` are the devices that ``auto`` looks for.
    """

    silence_s: float = SILENCE_S
    same_code_s: float = SAME_CODE_S
    retry_first_s: float = 0.25
    retry_most_s: float = 2.0
    known: tuple[UsbId, ...] = KNOWN_SCANNERS


class Scanner:
    """One scanner at an address (see `devices.ports`). A cable that is out is a status, never an exception.

    ``on_scan`` and ``on_status`` are called on the scanner's own thread, one at a time: they must be quick (a Qt
    signal's ``emit``) and must not call `stop`. ``on_status`` is called when the status changes, and only then. An
    exception in either is logged, without its words, and the scanner goes on. Nothing scanned is kept or logged.
    """

    def __init__(
        self,
        url: str,
        *,
        on_scan: Callable[[Scan], None],
        on_status: Callable[[ScannerStatus], None],
        options: ScannerOptions = ScannerOptions(),
    ) -> None:
        """ValueError when the address cannot be read."""
        self._address = parse_address(url)
        self._on_scan = on_scan
        self._on_status = on_status
        self._options = options
        self._repeats = Repeats(options.same_code_s)
        self._status = ScannerStatus.CONNECTING
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> ScannerStatus:
        """How the scanner is now; after `stop`, how it was last. May be read from any thread."""
        return self._status

    def start(self) -> None:
        """Starts the thread; RuntimeError when it runs already."""
        if self._thread is not None:
            raise RuntimeError("the scanner runs already")
        self._stopping.clear()
        self._status = ScannerStatus.CONNECTING
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it: one read (half of `silence_s`), or 5 s while a network line is dialled."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        pause = self._options.retry_first_s
        while not self._stopping.is_set():
            port = open_port(self._address, read_timeout_s=self._options.silence_s / 2, known=self._options.known)
            if isinstance(port, ScannerStatus):
                self._tell_status(port)
                self._stopping.wait(pause)
                pause = min(2 * pause, self._options.retry_most_s)
                continue
            self._tell_status(ScannerStatus.READY)
            self._listen(port)
            pause = self._options.retry_first_s
            if not self._stopping.is_set():
                self._tell_status(ScannerStatus.UNPLUGGED)
                self._stopping.wait(pause)

    def _listen(self, port: serial.Serial) -> None:
        """Reads until the line is lost or the scanner is stopped. Half a scan of a lost line is dropped."""
        frames = Frames(silence_s=self._options.silence_s)
        with suppress(OSError):  # the line is lost; a SerialException is an OSError
            while not self._stopping.is_set():
                data = _read(port)
                now = time.monotonic()
                for frame in frames.feed(data, now) if data else frames.idle(now):
                    self._tell_scan(frame, now)
        with suppress(OSError):  # closing what is gone already
            port.close()

    def _tell_scan(self, frame: bytes, at: float) -> None:
        scan = read_scan(frame)
        if self._repeats.is_new(scan, at):
            _tell(self._on_scan, scan)

    def _tell_status(self, status: ScannerStatus) -> None:
        if status is not self._status:
            self._status = status
            _log.info("scanner: %s", status.value)
            _tell(self._on_status, status)


def _read(port: serial.Serial) -> bytes:
    """What has come, at least one byte; nothing when the read's time is over. OSError when the line is lost."""
    first = port.read(1)
    if not first:
        return b""
    return first + port.read(min(port.in_waiting, _LARGEST_READ))


def _tell(listener: Callable[[_Value], None], value: _Value) -> None:
    """Calls a listener. If it fails, the place is logged and the thread goes on: the next citizen's card must be read.

    The exception's own words stay out of the log, they may hold what was scanned.
    """
    try:
        listener(value)
    except Exception as error:  # noqa: BLE001 - see above
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("a listener of the scanner failed: %s\n%s", type(error).__name__, place)
