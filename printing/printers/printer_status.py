"""Decode what an ESC/POS printer answers about its status, and encode the questions."""

from collections.abc import Mapping
from enum import IntEnum

from kiosk.domain.status import PrinterStatus

#: GS r 1: the printer answers it after everything before it was executed.
REPORT = b"\x1dr\x01"
#: DLE DC4 8: clear the buffers, at once and also without paper. The answer is the proof that they are empty.
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CLEARED = b"\x37\x25\x00"
#: Custom's hardware reset: at once, also when the buffer is full; the connection stays.
RESTART = b"\x1c\xc0\x18\x10\x14\x1b"


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


def is_report(byte: int) -> bool:
    """Return whether a byte can be an answer to GS r: 0xx0xxxx."""
    return byte & 0x90 == 0


def is_done(byte: int) -> bool:
    """Return whether an answer to GS r is a proof. Some printers answer it without paper, with 0x0F."""
    return byte & 0x9C == 0


def tag_request(tag: bytes) -> bytes:
    """Return GS ( H fn 48 with an id of four characters. The printer answers after everything before it was executed.

    It never answers for an id that was cleared.
    """
    return b"\x1d(H\x06\x00" + b"00" + tag


def tag_answer(tag: bytes) -> bytes:
    """Return the answer to `tag_request`."""
    return b"\x37\x22" + tag + b"\x00"


def decode_status(replies: Mapping[StatusRequest, int | None], held: int = 0) -> PrinterStatus:
    """Return the printer's status from its four answers; None where it was silent.

    `held` is a bit of the paper's answer that speaks of the presenter and not of the roll. A missing answer gives
    `NO_ANSWER`. A byte with wrong fixed bits gives `FAULT`.
    """
    answers = [replies.get(request) for request in StatusRequest]
    if any(answer is not None and not is_status(answer) for answer in answers):
        return PrinterStatus.FAULT
    printer, offline, error, paper = (0 if answer is None else answer for answer in answers)
    if offline & 0x04:
        return PrinterStatus.COVER_OPEN
    if paper & 0x60 & ~held or offline & 0x20:
        return PrinterStatus.PAPER_OUT
    if error & 0x68 or offline & 0x40:
        return PrinterStatus.FAULT
    if None in answers:
        return PrinterStatus.NO_ANSWER
    if printer & 0x08:
        return PrinterStatus.OFFLINE
    return PrinterStatus.PAPER_LOW if paper & 0x0C else PrinterStatus.READY
