"""Read frames from a serial device on a thread of its own, and open its line again when it was lost."""

import logging
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ParamSpec

import serial

from devices.frames import SILENCE_S, Frames
from devices.ports import KNOWN_SCANNERS, PortStatus, UsbId, open_port, parse_address
from kiosk.worker import Worker

_log = logging.getLogger(__name__)
_LARGEST_READ = 4096
_Arguments = ParamSpec("_Arguments")


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialReaderOptions:
    """Set the times in seconds, and the USB devices that the address ``auto`` looks for.

    A device that is away is looked for after `retry_first_s`. Each further pause is twice as long, at most
    `retry_most_s`.
    """

    silence_s: float = SILENCE_S
    retry_first_s: float = 0.25
    retry_most_s: float = 2.0
    known: tuple[UsbId, ...] = KNOWN_SCANNERS


class SerialReader:
    """Read the device at an address (see `devices.ports`). A cable that is out is a status, never an exception.

    ``on_frame`` gets each frame and the monotonic time of its last byte. ``on_status`` gets each new status. Both are
    called on the reader's thread, so they must be quick and must not call `stop`. An exception in either of them is
    logged without its message, and reading goes on. Nothing that was read is kept or logged.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        on_frame: Callable[[bytes, float], None],
        on_status: Callable[[PortStatus], None],
        options: SerialReaderOptions = SerialReaderOptions(),
    ) -> None:
        """Raise ValueError when the address cannot be read."""
        self._name = name
        self._address = parse_address(url)
        self._on_frame = on_frame
        self._on_status = on_status
        self._options = options
        self._status = PortStatus.CONNECTING
        self._pause_s = options.retry_first_s
        self._worker = Worker(name, self._step)

    @property
    def status(self) -> PortStatus:
        """Return the status now; after `stop`, the last one. May be read from any thread."""
        return self._status

    def start(self) -> None:
        """Start the thread. Raise RuntimeError when it runs already."""
        if not self._worker.is_running:
            self._status, self._pause_s = PortStatus.CONNECTING, self._options.retry_first_s
        self._worker.start()

    def stop(self) -> None:
        """End the thread and wait for it: half of `silence_s`, or 5 s while a network line is being opened."""
        self._worker.stop()

    def _step(self) -> float:
        """Open the line, read it until it is lost, and return the seconds to wait before the next try."""
        port = open_port(self._address, read_timeout_s=self._options.silence_s / 2, known=self._options.known)
        if isinstance(port, PortStatus):
            self._tell_status(port)
            pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, self._options.retry_most_s)
            return pause_s
        self._tell_status(PortStatus.READY)
        self._read_until_lost(port)
        self._pause_s = self._options.retry_first_s
        if not self._worker.is_stopping:
            self._tell_status(PortStatus.UNPLUGGED)
        return self._pause_s

    def _read_until_lost(self, port: serial.Serial) -> None:
        """Read until the line is lost or the reader is stopped. Drop half a frame of a lost line."""
        frames = Frames(silence_s=self._options.silence_s)
        with suppress(OSError):  # The line is lost; a SerialException is an OSError.
            while not self._worker.is_stopping:
                data = _read(port)
                now = time.monotonic()
                for frame in frames.feed(data, now) if data else frames.idle(now):
                    self._tell(self._on_frame, frame, now)
        with suppress(OSError):  # Close a line that is gone already.
            port.close()

    def _tell_status(self, status: PortStatus) -> None:
        if status is not self._status:
            self._status = status
            _log.info("%s: %s", self._name, status.value)
            self._tell(self._on_status, status)

    def _tell(self, listener: Callable[_Arguments, None], *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        """Call a listener. Log the place of an exception without its message, which may hold what was scanned."""
        try:
            listener(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the next citizen's card must be read
            place = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a listener of the %s failed: %s\n%s", self._name, type(error).__name__, place)


def _read(port: serial.Serial) -> bytes:
    """Return what has arrived, b"" when nothing came within the read timeout. Raise OSError when the line is lost."""
    first = port.read(1)
    if not first:
        return b""
    return first + port.read(min(port.in_waiting, _LARGEST_READ))
