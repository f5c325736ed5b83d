"""Open a line to a printer: a device file, a serial port or a TCP socket, all with the same methods.

Errors of the line are OSError; pyserial's own errors are too. The caller turns them into a status.
"""

import os
import select
import socket
import struct
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, urlsplit

import serial

from printing.printers import usblp

_CHUNK = 4096
_SERIAL_CHUNK = 256
_EMPTY_READ_PAUSE_S = 0.01
_DEFAULT_BAUDRATE = 115200
_RAW_PRINTER_PORT = 9100
_SETTINGS = ("baudrate", "flow")
_FLOWS = ("none", "rtscts", "dsrdtr", "xonxoff")


class PrinterPort(Protocol):
    """Describe an open line. Every method raises OSError when the line is gone."""

    def write(self, data: bytes, wait_s: float) -> int:
        """Send the first bytes of `data` and return how many were taken; 0 when none were taken within `wait_s`
        seconds.
        """

    def read(self, wait_s: float) -> bytes:
        """Return what has arrived as soon as there is a byte; b"" after `wait_s` seconds of silence."""

    def close(self) -> None:
        """Close the line. Closing twice does no harm."""

    def discard(self) -> None:
        """Close the line, and drop what was written and has not left this machine."""

    def says_no_paper(self) -> bool:
        """Return whether the printer says so beside the line, where the line has another way."""
        return False

    def soft_reset(self) -> None:
        """Ask the printer beside the line to drop what it holds, where the line has another way."""
        return


def printers_here(folder: Path = Path("/dev")) -> tuple[Path, ...]:
    """Return the device files of the printers at this machine."""
    return tuple(sorted([*folder.glob("usb/lp[0-9]*"), *folder.glob("lp[0-9]*")]))


def open_printer_port(url: str, connect_s: float) -> PrinterPort:
    """Open the line at a URL, waiting at most `connect_s` seconds for a network connection.

    A URL is ``/dev/usb/lp0``, ``file:///dev/usb/lp0``, ``serial:///dev/ttyUSB0?baudrate=19200&flow=rtscts``,
    ``tcp://host:9100``, or one of pyserial's (``socket://``, ``rfc2217://``).

    Raises:
        OSError: the line cannot be opened now.
        ValueError: the URL can never name a printer.
    """
    parts = parse_printer_url(url)
    if parts.scheme in ("", "file"):
        return FilePort(parts.path)
    if parts.scheme == "tcp":
        return TcpPort(_connect(parts, connect_s))
    if parts.scheme == "serial":
        return SerialPort(parts.path, parts)
    return SerialPort(url.partition("?")[0], parts)


def parse_printer_url(url: str) -> SplitResult:
    """Return the parts of a printer's URL. Raise ValueError when it can never name a printer."""
    parts = urlsplit(url)
    options = _options(parts)
    if parts.scheme not in ("", "file", "serial", "tcp", "socket", "rfc2217"):
        raise ValueError(f"a printer is a path, file:, serial:, tcp:, socket: or rfc2217:, not {url!r}")
    if parts.scheme in ("tcp", "socket", "rfc2217") and not parts.hostname:
        raise ValueError(f"{url!r} needs a host, as in tcp://192.168.1.50:9100")
    if parts.scheme in ("", "file", "serial") and not parts.path:
        raise ValueError(f"{url!r} needs a path, as in serial:///dev/ttyUSB0")
    unknown = options.keys() - _SETTINGS if parts.scheme == "serial" else ()
    if unknown:
        raise ValueError(
            f"{url!r} has unknown settings: {', '.join(sorted(unknown))}; known are {', '.join(_SETTINGS)}"
        )
    if not options.get("baudrate", "1").isdecimal() or options.get("flow", "none") not in _FLOWS:
        raise ValueError(f"{url!r}: baudrate is a number, flow one of {', '.join(_FLOWS)}")
    return parts


class FilePort(PrinterPort):
    """Use a device file of the kernel's printer driver (usblp). It takes bytes and may answer."""

    def __init__(self, path: str) -> None:
        self._fd: int | None = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def write(self, data: bytes, wait_s: float) -> int:
        """See `PrinterPort`."""
        if not _ready(self._fd, select.POLLOUT, wait_s):
            return 0
        try:
            return os.write(_open(self._fd), data[:_CHUNK])
        except BlockingIOError:
            return 0

    def read(self, wait_s: float) -> bytes:
        """See `PrinterPort`. A device that only takes bytes stays silent."""
        if not _ready(self._fd, select.POLLIN, wait_s):
            return b""
        try:
            found = os.read(_open(self._fd), _CHUNK)
        except BlockingIOError:
            return b""
        if not found and wait_s > 0:
            time.sleep(min(wait_s, _EMPTY_READ_PAUSE_S))  # A file at its end is always ready: do not spin.
        return found

    def close(self) -> None:
        """See `PrinterPort`."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def discard(self) -> None:
        """See `PrinterPort`. The kernel's driver drops what is pending when its device is closed."""
        self.close()

    def says_no_paper(self) -> bool:
        """See `PrinterPort`."""
        return usblp.says_no_paper(_open(self._fd))

    def soft_reset(self) -> None:
        """See `PrinterPort`."""
        usblp.soft_reset(_open(self._fd))


class TcpPort(PrinterPort):
    """Use a printer's raw TCP port, usually 9100."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)  # noqa: FBT003 - that is its name
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # What waits in this machine is no more than a printer takes soon. The kernel's own size is a hundred slips.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _CHUNK)
        self._socket = connection

    def write(self, data: bytes, wait_s: float) -> int:
        """See `PrinterPort`."""
        if not _ready(self._socket.fileno(), select.POLLOUT, wait_s):
            return 0
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def read(self, wait_s: float) -> bytes:
        """See `PrinterPort`."""
        if not _ready(self._socket.fileno(), select.POLLIN, wait_s):
            return b""
        try:
            found = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return b""
        if not found:
            raise ConnectionResetError("the printer has closed the connection")
        return found

    def close(self) -> None:
        """See `PrinterPort`."""
        self._socket.close()

    def discard(self) -> None:
        """See `PrinterPort`. A connection that lingers for no second is reset, and its bytes are dropped."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


class SerialPort(PrinterPort):
    """Use a serial port, opened exclusively."""

    def __init__(self, device: str, parts: SplitResult) -> None:
        options = _options(parts)
        flow = options.get("flow", "none")
        self._port = serial.serial_for_url(
            device,
            baudrate=int(options.get("baudrate", _DEFAULT_BAUDRATE)),
            timeout=0,
            write_timeout=0.5,
            rtscts=flow == "rtscts",
            dsrdtr=flow == "dsrdtr",
            xonxoff=flow == "xonxoff",
            exclusive=True if parts.scheme == "serial" else None,
        )

    def write(self, data: bytes, wait_s: float) -> int:
        """See `PrinterPort`."""
        if self._port.write_timeout != wait_s:
            self._port.write_timeout = wait_s
        try:
            return int(self._port.write(data[:_SERIAL_CHUNK]) or 0)
        except serial.SerialTimeoutException:
            return 0

    def read(self, wait_s: float) -> bytes:
        """See `PrinterPort`."""
        if self._port.timeout != wait_s:
            self._port.timeout = wait_s
        first = bytes(self._port.read(1))
        return first + bytes(self._port.read(self._port.in_waiting)) if first else b""

    def close(self) -> None:
        """See `PrinterPort`."""
        self._port.close()

    def discard(self) -> None:
        """See `PrinterPort`."""
        with suppress(OSError, termios.error):  # the adapter may be gone
            self._port.reset_output_buffer()
        self._port.close()


def _options(parts: SplitResult) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}


def _connect(parts: SplitResult, connect_s: float) -> socket.socket:
    return socket.create_connection((parts.hostname or "", parts.port or _RAW_PRINTER_PORT), timeout=connect_s)


def _open(fd: int | None) -> int:
    if fd is None:
        raise OSError("the channel is closed")
    return fd


def _ready(fd: int | None, event: int, wait_s: float) -> bool:
    poll = select.poll()
    poll.register(_open(fd), event)
    return bool(poll.poll(max(0.0, wait_s) * 1000))
