"""From a PDF page to the dots a thermal head burns: one bit a dot, nothing between black and white."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from PIL import Image

from printing.strip.coarse import CoarseArea, read_areas
from printing.strip.drawing import DPI, WIDTH

# pdfium keeps state for the whole process; two threads in it at once crash.
_ONE_AT_A_TIME = threading.Lock()
_BLACK_BELOW = 128
_THRESHOLD = [255 if grey < _BLACK_BELOW else 0 for grey in range(256)]


@dataclass(frozen=True)
class Raster:
    """`rows`: each `width` / 8 bytes, the leftmost dot in the highest bit, 1 is black."""

    width: int
    rows: tuple[bytes, ...]

    @property
    def height(self) -> int:
        """In dots."""
        return len(self.rows)

    @cached_property
    def plain(self) -> bytes:
        """All rows in one, as an unpacked printer would get them."""
        return b"".join(self.rows)

    def image(self) -> Image.Image:
        """Black on white, for people and for tests."""
        inverted = bytes(byte ^ 0xFF for byte in self.plain)
        return Image.frombytes("1", (self.width, self.height), inverted)


def rasterise(pdf: bytes, dpi: int = DPI, width: int = WIDTH) -> Raster:
    """Return the first page at `dpi`, exactly `width` dots wide (a multiple of 8).

    A narrower page stands at the left, with white beside it. At `DPI` the areas that the page marks as coarse
    (`printing.strip.coarse`) get large dots. A large dot is black when half of it is black.

    Raises:
        ValueError: the page is wider.
    """
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            size = (bitmap.width, bitmap.height)
            grey = Image.frombuffer("L", size, bitmap.buffer, "raw", "L", bitmap.stride, 1)
            if dpi == DPI:
                grey = _coarsened(grey, read_areas(document.get_metadata_value("Keywords")))
            bits = grey.point(_THRESHOLD, "1")
        finally:
            document.close()
    if size[0] > width:
        raise ValueError(f"the page is {size[0]} dots wide, the paper {width}")
    if size[0] < width:
        bits = bits.crop((0, 0, width, size[1]))
    data, step = bits.tobytes(), width // 8
    return Raster(width, tuple(data[start : start + step] for start in range(0, len(data), step)))


def _coarsened(page: Image.Image, grains: Iterable[CoarseArea]) -> Image.Image:
    coarse = page.copy()
    for grain in grains:
        left, top, right, bottom = grain.box
        box = (left, top, min(right, page.width // 2 * 2), min(bottom, page.height // 2 * 2))
        if box[0] < box[2] and box[1] < box[3]:
            large = page.reduce((grain.across, grain.down), box)
            coarse.paste(large.resize((box[2] - left, box[3] - top), Image.Resampling.NEAREST), box)
    return coarse
