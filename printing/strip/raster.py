"""Turn a PDF page into the dots of a thermal head: one bit a dot, black or white."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from PIL import Image

from printing.strip.coarse import CoarseArea, read_areas
from printing.strip.drawing import DPI, WIDTH

# pdfium keeps state for the whole process, and two threads in it crash.
_ONE_AT_A_TIME = threading.Lock()
_BLACK_BELOW = 128
_THRESHOLD = [255 if grey < _BLACK_BELOW else 0 for grey in range(256)]


@dataclass(frozen=True)
class Raster:
    """Hold the dots. Each row has `width` / 8 bytes; the highest bit is the leftmost dot; 1 is black."""

    width: int
    rows: tuple[bytes, ...]

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    @cached_property
    def plain(self) -> bytes:
        """Return all rows as one string of bytes."""
        return b"".join(self.rows)

    def image(self) -> Image.Image:
        """Return a picture, black on white, for people and tests."""
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


def page_images(pdf: bytes, dpi: int, most: int | None = None) -> tuple[list[Image.Image], int]:
    """Return the pages in colour at `dpi`, at `most` the first so many, and how many there are."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document)
            return [_image(document[number], dpi) for number in range(min(count, most or count))], count
        finally:
            document.close()


def _image(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    """Return a page, and close it at once: pdfium does not bear to be tidied up on another thread."""
    try:
        drawn: Image.Image = page.render(scale=dpi / 72).to_pil()
        return drawn.convert("RGB")
    finally:
        page.close()


def _coarsened(page: Image.Image, areas: Iterable[CoarseArea]) -> Image.Image:
    coarse = page.copy()
    for area in areas:
        left, top, right, bottom = area.box
        box = (left, top, min(right, page.width // 2 * 2), min(bottom, page.height // 2 * 2))
        if box[0] < box[2] and box[1] < box[3]:
            large = page.reduce((area.across, area.down), box)
            coarse.paste(large.resize((box[2] - left, box[3] - top), Image.Resampling.NEAREST), box)
    return coarse
