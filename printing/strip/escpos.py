"""Encode a raster in ESC/POS, the bytes that a receipt printer understands, in as few bytes as possible.

White rows are fed (ESC J). A band leaves out the white at its left and right (GS L). Rows and columns that come in
equal pairs are sent once, and the printer doubles them (GS v 0, m = 1, 2, 3). The printed dots are exactly the raster.
"""

from collections.abc import Iterator
from itertools import groupby

from printing.strip.bands import bands
from printing.strip.drawing import DPI
from printing.strip.raster import Raster

#: ESC @: reset settings and print buffer. GS P: measure distances in dots.
START = b"\x1b@\x1dP" + bytes((DPI, DPI))
#: GS V B 0: feed the last row past the cutter and cut.
CUT = b"\x1dVB\x00"
_MAX_FEED = 255


def encode_raster(raster: Raster, *, cut: bool = True) -> bytes:
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
