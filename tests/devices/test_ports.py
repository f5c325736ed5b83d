"""Check serial ports by address."""

import errno
import termios
from collections.abc import Iterator
from typing import Any

import pytest
import serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from devices.ports import PortStatus, UsbId, open_port, parse_address
from devices.simulators.scanner import SimulatedScanner


@pytest.fixture
def simulated() -> Iterator[SimulatedScanner]:
    with SimulatedScanner() as scanner:
        yield scanner


def open_(url: str, **more: Any) -> serial.Serial | PortStatus:
    return open_port(parse_address(url), read_timeout_s=0.05, **more)


def usb(device: str, vendor: int, product: int, serial_number: str = "") -> ListPortInfo:
    port = ListPortInfo(device)
    port.vid, port.pid, port.serial_number = vendor, product, serial_number
    return port


def plugged_in(monkeypatch: pytest.MonkeyPatch, *ports: ListPortInfo) -> None:
    monkeypatch.setattr(list_ports, "comports", lambda: list(ports))


def test_a_path_with_line_settings() -> None:
    address = parse_address("/dev/ttyACM0?baudrate=9600&parity=E&bytesize=7&stopbits=1.5&rtscts=1&xonxoff=false")
    assert address.device == "/dev/ttyACM0"
    assert address.settings == {
        "baudrate": 9600,
        "parity": "E",
        "bytesize": 7,
        "stopbits": 1.5,
        "rtscts": True,
        "xonxoff": False,
    }


def test_a_tcp_address_is_the_socket_of_pyserial() -> None:
    address = parse_address("tcp://10.0.0.5:4001?baudrate=9600")
    assert address.device == "socket://10.0.0.5:4001"
    assert address.is_network


def test_a_network_line_keeps_what_is_its_own() -> None:
    address = parse_address("rfc2217://10.0.0.5:2217?baudrate=9600&ign_set_control=1")
    assert address.device == "rfc2217://10.0.0.5:2217?ign_set_control=1"
    assert address.settings == {"baudrate": 9600}
    assert address.is_network


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("auto", None),
        ("auto:0C2E", UsbId(0x0C2E)),
        ("auto:0c2e:0b6a", UsbId(0x0C2E, 0x0B6A)),
        ("auto:0C2E:0B6A:S/N:1", UsbId(0x0C2E, 0x0B6A, "S/N:1")),
    ],
)
def test_a_device_to_be_found(url: str, expected: UsbId | None) -> None:
    address = parse_address(url)
    assert (address.device, address.usb) == ("", expected)


def test_the_scheme_of_a_serial_device_may_be_written() -> None:
    assert parse_address("serial:///dev/ttyUSB0").device == "/dev/ttyUSB0"


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("/dev/ttyACM0?baudrat=9600", "baudrat"),
        ("/dev/ttyACM0?baud=9600", r"baud \(baudrate\?\)"),
        ("/dev/ttyACM0?baudrate=fast", "baudrate=fast"),
        ("/dev/ttyACM0?parity=X", "parity=X"),
        ("/dev/ttyACM0?baudrate", "baudrate"),
        ("auto:scanner", "auto:scanner"),
        ("", "empty"),
    ],
)
def test_a_typing_error_in_an_address_is_named(url: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        parse_address(url)


def test_line_settings_reach_the_line(simulated: SimulatedScanner) -> None:
    port = open_(f"{simulated.url}?baudrate=19200&stopbits=2")
    assert isinstance(port, serial.Serial)
    with port:
        assert (port.baudrate, port.stopbits, port.exclusive, port.timeout) == (19200, 2, True, 0.05)


def test_a_missing_device_is_unplugged() -> None:
    assert open_("/dev/no-such-scanner") is PortStatus.UNPLUGGED
    assert open_("socket://127.0.0.1:1") is PortStatus.UNPLUGGED


def test_a_line_that_another_program_holds_is_busy(simulated: SimulatedScanner) -> None:
    first = open_(simulated.url)
    assert isinstance(first, serial.Serial)
    with first:
        assert open_(simulated.url) is PortStatus.BUSY_ELSEWHERE


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (serial.SerialException(errno.EACCES, "could not open port"), PortStatus.NO_PERMISSION),
        (PermissionError(errno.EPERM, "not permitted"), PortStatus.NO_PERMISSION),
        (OSError(errno.EBUSY, "busy"), PortStatus.BUSY_ELSEWHERE),
        (serial.SerialException(errno.ENOENT, "could not open port"), PortStatus.UNPLUGGED),
        (serial.SerialException("Could not configure port"), PortStatus.UNPLUGGED),
        (OSError(errno.EIO, "input/output error"), PortStatus.UNPLUGGED),
        (termios.error(errno.EIO, "gone while it was opened"), PortStatus.UNPLUGGED),
    ],
)
def test_why_a_line_cannot_be_opened(monkeypatch: pytest.MonkeyPatch, error: Exception, status: PortStatus) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(serial, "serial_for_url", refuse)
    assert open_("/dev/ttyACM0") is status


def test_auto_finds_a_known_scanner_among_other_devices(
    monkeypatch: pytest.MonkeyPatch, simulated: SimulatedScanner
) -> None:
    plugged_in(monkeypatch, usb("/dev/no-modem", 0x1234, 1), usb(simulated.url, 0x0C2E, 0x0B6A))
    port = open_("auto")
    assert isinstance(port, serial.Serial)
    with port:
        assert port.port == simulated.url


def test_auto_without_any_scanner_is_unplugged(monkeypatch: pytest.MonkeyPatch) -> None:
    plugged_in(monkeypatch, usb("/dev/no-modem", 0x1234, 1))
    assert open_("auto") is PortStatus.UNPLUGGED


def test_the_list_of_known_scanners_can_be_replaced(
    monkeypatch: pytest.MonkeyPatch, simulated: SimulatedScanner
) -> None:
    plugged_in(monkeypatch, usb(simulated.url, 0x1234, 1))
    port = open_("auto", known=(UsbId(0x1234),))
    assert isinstance(port, serial.Serial)
    port.close()


def test_of_two_alike_the_serial_number_decides(monkeypatch: pytest.MonkeyPatch, simulated: SimulatedScanner) -> None:
    plugged_in(monkeypatch, usb("/dev/a", 0x0C2E, 1, "LEFT"), usb(simulated.url, 0x0C2E, 1, "RIGHT"))
    port = open_("auto:0C2E:0001:RIGHT")
    assert isinstance(port, serial.Serial)
    port.close()


def test_auto_takes_the_next_one_when_the_first_is_busy(
    monkeypatch: pytest.MonkeyPatch, simulated: SimulatedScanner
) -> None:
    with SimulatedScanner() as second:
        plugged_in(monkeypatch, *(usb(url, 0x0C2E, 1) for url in sorted([simulated.url, second.url])))
        ports = [open_("auto"), open_("auto")]
        assert {port.port for port in ports if isinstance(port, serial.Serial)} == {simulated.url, second.url}
        assert open_("auto") is PortStatus.BUSY_ELSEWHERE
        for port in ports:
            assert isinstance(port, serial.Serial)
            port.close()
