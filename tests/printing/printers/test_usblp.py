"""Check the requests that go to the kernel's driver for USB printers. A pseudo-terminal refuses them.

No USB printer is here: a function in the place of `ioctl` answers as one does.
"""

import fcntl
import os
import sys
from collections.abc import Iterator

import pytest

from printing.printers.printer_ports import open_printer_port
from printing.printers.usblp import says_no_paper, soft_reset


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the requests that were made. The answers: a printer that is selected, without error, out of paper."""
    made: list[int] = []

    def ioctl(file: int, request: int, answer: bytearray) -> int:
        made.append(request)
        answer[:] = (0x38).to_bytes(4, sys.byteorder)
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    return made


@pytest.fixture
def terminal() -> Iterator[str]:
    near, far = os.openpty()
    yield os.ttyname(far)
    os.close(near)
    os.close(far)


def test_the_requests_are_those_of_the_driver(terminal: str, requests: list[int]) -> None:
    """LPGETSTATUS of linux/lp.h; LPIOC_SOFT_RESET of drivers/usb/class/usblp.c is _IOC(_IOC_NONE, 'P', 7, 0)."""
    port = open_printer_port(terminal, 0.5)
    assert port.says_no_paper()
    port.soft_reset()
    assert requests == [0x060B, ord("P") << 8 | 7]
    port.close()


@pytest.mark.parametrize(("status", "no_paper"), [(0x18, False), (0x38, True), (0x30, True), (0x10, False)])
def test_one_bit_says_that_the_paper_is_out(monkeypatch: pytest.MonkeyPatch, status: int, no_paper: bool) -> None:
    def ioctl(file: int, request: int, answer: bytearray) -> int:
        answer[:] = status.to_bytes(4, sys.byteorder)
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    assert says_no_paper(0) is no_paper


def test_a_file_that_is_no_usb_printer_says_nothing(terminal: str) -> None:
    file = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    assert not says_no_paper(file)
    soft_reset(file)
    os.close(file)
