"""ESC/POS, the bytes a receipt printer understands: a raster as few bytes, and what its status replies mean.

White rows are fed (ESC J), a band leaves out the white at its left and right (GS L), rows and columns that come in
equal pairs are sent once and doubled by the printer (GS v 0, m = 1, 2, 3). Decoded, it is the raster, dot for dot.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from itertools import groupby

from kiosk.domain.status import PrinterStatus
from printing.bands import bands
from printing.raster import Raster
from printing.sheet import DPI

#: ESC @: settings and print buffer as after switching on; GS P: distances are in dots from here on.
START = b"\x1b@\x1dP" + bytes((DPI, DPI))
#: GS V B 0: feed the last row past the cutter, cut.
CUT = b"\x1dVB\x00"
#: GS r 1: answered in its turn, after everything before it was printed; the proof that a job came out.
ARE_YOU_DONE = b"\x1dr\x01"
#: DLE ENQ 2 and DLE DC4 8: forget what is in the buffers, so that new paper does not bring out an old slip.
FORGET = b"\x10\x05\x02\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

_MAX_FEED = 255


class Ask(IntEnum):
    """n of DLE EOT n."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


def request(ask: Ask) -> bytes:
    """The three bytes of DLE EOT n; the printer answers with one, at once, even while it prints or is offline."""
    return bytes((0x10, 0x04, ask))


def is_status(byte: int) -> bool:
    """Whether a byte can be the answer to DLE EOT: 0xx1xx10 (Epson's fixed bits)."""
    return byte & 0x93 == 0x12


def is_done(byte: int) -> bool:
    """Whether a byte can be the answer to GS r: 0xx0xxxx."""
    return byte & 0x90 == 0


def decode_status(replies: Mapping[Ask, int | None]) -> PrinterStatus:
    """The printer's state from its four answers; None where it was silent.

    Silence is no answer, a byte that breaks the fixed bits is a fault: neither is ever read as "adequate".
    """
    answers = [replies.get(ask) for ask in Ask]
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


def encode(raster: Raster, *, cut: bool = True) -> bytes:
    """Return the whole job: start, picture, cut. ``cut=False`` leaves the paper hanging."""
    return b"".join([START, *_picture(raster), CUT if cut else b""])


def _picture(raster: Raster) -> Iterator[bytes]:
    margin = 0
    for blank, rows in groupby(raster.rows, key=lambda row: not any(row)):
        block = list(rows)
        if blank:
            yield _feed(len(block))
            continue
        for band in bands(block):
            if band.margin != margin:
                margin = band.margin
                yield b"\x1dL" + margin.to_bytes(2, "little")
            yield band.picture


def _feed(rows: int) -> bytes:
    full, rest = divmod(rows, _MAX_FEED)
    return b"\x1bJ\xff" * full + (b"\x1bJ" + bytes((rest,)) if rest else b"")
