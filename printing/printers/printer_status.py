"""Decode what an ESC/POS printer answers about its status, and encode the questions."""

from collections.abc import Mapping
from enum import IntEnum

from kiosk.domain.status import PrinterStatus

#: GS r 1: the printer answers it after everything before it was printed. The answer proves that a job came out.
REPORT_DONE = b"\x1dr\x01"
#: DLE ENQ 2 and DLE DC4 8: clear the printer's buffers, so that new paper does not bring out an old slip.
CLEAR_BUFFERS = b"\x10\x05\x02\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class StatusRequest(IntEnum):
    """List the values of n in DLE EOT n."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


def encode_request(request: StatusRequest) -> bytes:
    """Return DLE EOT n. The printer answers with one byte at once, even while it prints or is offline."""
    return bytes((0x10, 0x04, request))


def is_status(byte: int) -> bool:
    """Return whether a byte can be an answer to DLE EOT: 0xx1xx10 (Epson's fixed bits)."""
    return byte & 0x93 == 0x12


def is_done(byte: int) -> bool:
    """Return whether a byte can be an answer to GS r: 0xx0xxxx."""
    return byte & 0x90 == 0


def decode_status(replies: Mapping[StatusRequest, int | None]) -> PrinterStatus:
    """Return the printer's status from its four answers; None where it was silent.

    A missing answer gives `NO_ANSWER`. A byte with wrong fixed bits gives `FAULT`.
    """
    answers = [replies.get(request) for request in StatusRequest]
    if any(answer is not None and not is_status(answer) for answer in answers):
        return PrinterStatus.FAULT
    printer, offline, error, paper = (0 if answer is None else answer for answer in answers)
    if offline & 0x04:
        return PrinterStatus.COVER_OPEN
    if paper & 0x60 or offline & 0x20:
        return PrinterStatus.PAPER_OUT
    if error & 0x68 or offline & 0x40:
        return PrinterStatus.FAULT
    if None in answers:
        return PrinterStatus.NO_ANSWER
    if printer & 0x08:
        return PrinterStatus.OFFLINE
    return PrinterStatus.PAPER_LOW if paper & 0x0C else PrinterStatus.READY
