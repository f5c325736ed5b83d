"""Encode a raster in ESC/POS, the bytes that a receipt printer understands, in as few bytes as possible.

White rows are fed (ESC J). A band leaves out the white at its left and right (GS L). Rows and columns that come in
equal pairs are sent once, and the printer doubles them (GS v 0, m = 1, 2, 3). The printed dots are exactly the raster.
"""

from collections.abc import Iterator
from itertools import groupby

from printing.strip.bands import bands
from printing.strip.raster import Raster

_MAX_FEED = 255


def encode_raster(raster: Raster) -> tuple[bytes, ...]:
    """Return the picture in whole commands. Start and cut of the job depend on the printer's profile."""
    return tuple(_picture(raster))


def _picture(raster: Raster) -> Iterator[bytes]:
    margin = 0
    for blank, rows in groupby(raster.rows, key=lambda row: not any(row)):
        block = list(rows)
        if blank:
            yield from _feeds(len(block))
            continue
        for band in bands(block):
            if band.margin != margin:
                margin = band.margin
                yield b"\x1dL" + margin.to_bytes(2, "little")
            yield band.picture


def _feeds(rows: int) -> Iterator[bytes]:
    full, rest = divmod(rows, _MAX_FEED)
    for count in [_MAX_FEED] * full + [rest] * bool(rest):
        yield b"\x1bJ" + bytes((count,))
