"""Open serial lines by address: a device file, a USB device by its ids, or a line on the network.

An address is ``/dev/ttyACM0?baudrate=9600``, ``serial:///dev/ttyUSB0``, ``auto`` (any known scanner),
``auto:0C2E:0B6A``, ``tcp://host:port``, ``socket://host:port`` or ``rfc2217://host:port``. Where two devices have the
same ids, a third part of ``auto`` is the serial number.

Line settings are the address's query: baudrate, bytesize, parity, stopbits, xonxoff, rtscts, dsrdtr.
"""

import errno
import termios
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

import serial
from serial.tools import list_ports

#: Names of lines that exist only while a device is plugged in; a mainboard names lines that nothing may be at.
_PLUGGED = ("/dev/ttyACM", "/dev/ttyUSB")
_NETWORK = ("tcp://", "socket://", "rfc2217://")
_BOOLEANS: Mapping[str, object] = {"0": False, "1": True, "false": False, "true": True}
#: Each line setting with its possible values: as they are written, and as pyserial takes them.
_SETTINGS: Mapping[str, Mapping[str, object]] = {
    "baudrate": {str(rate): rate for rate in serial.Serial.BAUDRATES if rate},
    "bytesize": {str(size): size for size in (5, 6, 7, 8)},
    "parity": {letter: letter for letter in "NEOMS"},
    "stopbits": {"1": 1, "1.5": 1.5, "2": 2},
    "xonxoff": _BOOLEANS,
    "rtscts": _BOOLEANS,
    "dsrdtr": _BOOLEANS,
}


class PortStatus(StrEnum):
    """List the states of a serial line."""

    READY = "ready"
    CONNECTING = "connecting"
    UNPLUGGED = "unplugged"
    NO_PERMISSION = "no_permission"
    BUSY_ELSEWHERE = "busy_elsewhere"


@dataclass(frozen=True, slots=True)
class UsbId:
    """Name a USB device by vendor, product (None: any) and serial number (empty: any)."""

    vendor: int
    product: int | None = None
    serial_number: str = ""

    def matches(self, vendor: int | None, product: int | None, serial_number: str | None) -> bool:
        """Return whether a device with these ids is meant."""
        return (
            vendor == self.vendor
            and self.product in (None, product)
            and self.serial_number in ("", serial_number or "")
        )


#: Makers of code scanners with a virtual serial port. A branch with another maker names it in its configuration.
KNOWN_SCANNERS = (
    UsbId(0x0C2E),  # Honeywell, Metrologic
    UsbId(0x0536),  # Hand Held Products
    UsbId(0x05E0),  # Zebra, Symbol
    UsbId(0x05F9),  # Datalogic, PSC
    UsbId(0x065A),  # Opticon
    UsbId(0x1EAB),  # Newland
)


@dataclass(frozen=True, slots=True)
class PortAddress:
    """Say where a line is. `device` is a path or a network URL; it is empty when `usb` finds the line (None: any known
    one).
    """

    device: str
    settings: Mapping[str, object]
    usb: UsbId | None = None

    @property
    def is_network(self) -> bool:
        """Return whether the line ends in another machine."""
        return self.device.startswith(_NETWORK)


@dataclass(frozen=True, slots=True)
class SerialLine:
    """Hold a serial line of this machine, and the name that its device gives itself."""

    device: str
    name: str


def lines_here() -> tuple[SerialLine, ...]:
    """Return the serial lines of this machine, the known scanners first. A line without a device has no name."""
    ports = [one for one in list_ports.comports() if one.vid is not None or one.device.startswith(_PLUGGED)]
    known = {
        one.device: any(usb.matches(one.vid, one.pid, one.serial_number) for usb in KNOWN_SCANNERS) for one in ports
    }
    ports.sort(key=lambda one: (not known[one.device], one.device))
    return tuple(SerialLine(one.device, " ".join(filter(None, (one.manufacturer, one.product)))) for one in ports)


def parse_address(url: str) -> PortAddress:
    """Return the address in a configuration. Raise ValueError with what is wrong with it."""
    place, _, query = url.strip().partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    settings = {name: _setting(name, options.pop(name)) for name in list(options) if name in _SETTINGS}
    if place.startswith(_NETWORK):
        place = place.replace("tcp://", "socket://", 1)  # pyserial's own name for the same line
        return PortAddress(f"{place}?{urlencode(options)}" if options else place, settings)
    if options:
        raise ValueError(f"{_names_with_hints(options)}: no setting of a serial line; known are {', '.join(_SETTINGS)}")
    if place.split(":")[0] == "auto":
        return PortAddress("", settings, _usb_id(place))
    if not place.removeprefix("serial://"):
        raise ValueError("the address of the serial line is empty")
    return PortAddress(place.removeprefix("serial://"), settings)


def open_port(
    address: PortAddress, *, read_timeout_s: float, known: Sequence[UsbId] = KNOWN_SCANNERS
) -> serial.Serial | PortStatus:
    """Return the open line, or the reason why it cannot be opened now. A local line is locked for this process.

    Of several devices that fit ``auto`` the first free one is taken. Bytes that came before the opening are lost. A
    network line may take 5 s to fail.
    """
    status = PortStatus.UNPLUGGED
    for device in _devices(address, known):
        try:
            return _open(device, address, read_timeout_s)
        except (OSError, termios.error) as error:  # a device may go while it is opened
            found = _status_of(error)
            status = found if status is PortStatus.UNPLUGGED else status
    return status


def _open(device: str, address: PortAddress, read_timeout_s: float) -> serial.Serial:
    settings: dict[str, Any] = dict(address.settings)  # as `_SETTINGS` has them
    if not address.is_network:
        settings["exclusive"] = True
    return serial.serial_for_url(device, timeout=read_timeout_s, **settings)


def _devices(address: PortAddress, known: Sequence[UsbId]) -> Iterator[str]:
    if address.device:
        yield address.device
        return
    wanted = known if address.usb is None else (address.usb,)
    for port in sorted(list_ports.comports()):
        if any(usb.matches(port.vid, port.pid, port.serial_number) for usb in wanted):
            yield port.device


def _status_of(error: Exception) -> PortStatus:
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.EACCES, errno.EPERM):
        return PortStatus.NO_PERMISSION
    if code in (errno.EAGAIN, errno.EBUSY):
        return PortStatus.BUSY_ELSEWHERE
    return PortStatus.UNPLUGGED


def _names_with_hints(names: Iterable[str]) -> str:
    """Return the unknown names, each with the known name that it resembles: ``baud (baudrate?)``."""
    hints = {name: get_close_matches(name, _SETTINGS, 1) for name in names}
    return ", ".join(f"{name} ({hint[0]}?)" if hint else name for name, hint in hints.items())


def _setting(name: str, text: str) -> object:
    values = _SETTINGS[name]
    if text not in values:
        raise ValueError(f"{name}={text}: it may be {', '.join(values)}")
    return values[text]


def _usb_id(place: str) -> UsbId | None:
    _, *parts = place.split(":")
    if not parts:
        return None
    try:
        vendor, product = int(parts[0], 16), int(parts[1], 16) if parts[1:] else None
    except ValueError:
        raise ValueError(f"{place}: the USB ids are hexadecimal, as in auto:0C2E:0B6A") from None
    return UsbId(vendor, product, ":".join(parts[2:]))
