"""Check that the simulated scanner sends what a device sends, and that its cable can be pulled."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from devices.simulators.code_pages import LegacyEncoding, encode_legacy
from devices.simulators.scanner import SimulatedScanner


@pytest.fixture
def simulated() -> Iterator[SimulatedScanner]:
    with SimulatedScanner() as scanner:
        yield scanner


@pytest.fixture
def line(simulated: SimulatedScanner) -> Iterator[serial.Serial]:
    with serial.Serial(simulated.url, timeout=5) as port:
        yield port


def test_it_sends_what_it_is_set_up_for(simulated: SimulatedScanner, line: serial.Serial) -> None:
    simulated.faults.prefix, simulated.faults.line_end, simulated.faults.twice = b"]Q1", b"\r\n", True
    simulated.scan("Mẫu")
    assert line.read(18) == ("]Q1Mẫu\r\n" * 2).encode()[:18]


def test_control_characters_pass_unchanged(simulated: SimulatedScanner, line: serial.Serial) -> None:
    every = bytes(range(256))
    simulated.send(every)
    assert line.read(256) == every


def test_its_pace_is_that_of_the_line(simulated: SimulatedScanner, line: serial.Serial) -> None:
    simulated.faults.baudrate = 9600
    started = time.monotonic()
    simulated.send(b"x" * 48)
    assert time.monotonic() - started >= 0.05
    assert line.read(48) == b"x" * 48


def test_the_address_goes_and_comes_back_with_the_cable(simulated: SimulatedScanner) -> None:
    address, seen = Path(simulated.url), []
    for move in (simulated.unplug, simulated.unplug, simulated.plug, simulated.plug):
        move()
        seen.append(address.exists())
    assert seen == [False, False, True, True]
    assert address == Path(simulated.url)


def test_the_cable_can_be_pulled_in_the_middle_of_a_scan(simulated: SimulatedScanner, line: serial.Serial) -> None:
    simulated.faults.baudrate = 2400
    sender = threading.Thread(target=simulated.send, args=(b"x" * 100,))
    sender.start()
    assert line.read(1) == b"x"
    simulated.unplug()
    sender.join()
    with pytest.raises(OSError, match=r"disconnected|failed"):
        line.read(200)


def test_closing_removes_the_address() -> None:
    scanner = SimulatedScanner()
    scanner.close()
    scanner.close()
    assert not Path(scanner.url).parent.exists()


def test_nobody_reading_does_not_block_it(simulated: SimulatedScanner) -> None:
    simulated.garbage(3000)


@pytest.mark.parametrize(
    ("page", "data"),
    [
        (LegacyEncoding.UTF8, "Nguyễn Thị Mẫu".encode()),
        (LegacyEncoding.CP1258, b"Nguy\xea\xden Thi\xf2 M\xe2\xdeu"),
        (LegacyEncoding.TCVN3, b"Nguy\xd4n Th\xde M\xc9u"),
    ],
)
def test_code_pages_write_the_bytes_of_real_ones(page: LegacyEncoding, data: bytes) -> None:
    assert encode_legacy("Nguyễn Thị Mẫu", page) == data
