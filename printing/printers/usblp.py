"""Reach a USB printer by its control pipe, past a queue that is blocked. Only the kernel's driver usblp takes this."""

import fcntl
import sys

#: LPGETSTATUS asks the printer for its port status. The soft reset empties its buffers (USB printer class, 4.2).
_GET_STATUS, _SOFT_RESET = 0x060B, 0x5007
_NO_PAPER = 0x20


def says_no_paper(file: int) -> bool:
    """Return whether the printer says that it has no paper. Many printers never say so."""
    status = _control(file, _GET_STATUS)
    return status is not None and bool(status & _NO_PAPER)


def soft_reset(file: int) -> None:
    """Ask the printer to drop what it holds. Nothing proves that it did."""
    _control(file, _SOFT_RESET)


def _control(file: int, request: int) -> int | None:
    """Return the driver's answer; None where the file is no USB printer, or the printer does not answer."""
    answer = bytearray(4)
    try:
        fcntl.ioctl(file, request, answer)
    except OSError:
        return None
    return int.from_bytes(answer, sys.byteorder)
