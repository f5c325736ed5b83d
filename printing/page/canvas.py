"""Draw on A4 pages from the top down. Text is measured first: it is set smaller or broken into lines, never cut.

Lengths are points (72 an inch); y grows downwards from the top edge.
"""

import io
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kiosk.domain.language.text import Texts
from printing.strip.drawing import PlacedText
from printing.strip.typeset import PageWeight, TextLine, fit_lines, text_line

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 14 * MM, 196 * MM
INNER = RIGHT - LEFT
_TOP, _BOTTOM = 12 * MM, 283.5 * MM


class Ink(StrEnum):
    """List the colours. Lacquer and the pale ones are for lines and bars only, never for text."""

    BLACK = "#000000"
    WHITE = "#FFFFFF"
    LACQUER = "#86060F"
    RULE = "#CFC6B9"
    TRACK = "#F1ECE3"


class Pages:
    """Draw on the present page; the next part begins at `y`.

    Attributes:
        number: the present page.
    """

    def __init__(self, title: str, author: str, texts: Texts, count: int) -> None:
        """Begin the first of `count` pages."""
        self.y, self.number = _TOP, 1
        self._texts, self._count = texts, count
        self._written = io.BytesIO()
        self._canvas = Canvas(self._written, pagesize=(WIDTH, HEIGHT), invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)

    def pdf(self) -> bytes:
        """End the last page and return the document."""
        self._end_page()
        self._canvas.save()
        return self._written.getvalue()

    def next_page(self) -> None:
        """Begin another page."""
        self._end_page()
        self.number += 1
        self.y = _TOP

    def keep(self, height: float) -> bool:
        """Begin another page unless `height` is left on this one. Return whether it did."""
        if self.y + height <= _BOTTOM:
            return False
        self.next_page()
        return True

    # -- text --------------------------------------------------------------------------------------------------------

    def line(self, words: str, x: float, width: float, size: float, weight: PageWeight = PageWeight.REGULAR) -> float:
        """Draw one line with its baseline at `y`, smaller where it is wider than `width`. Return its width."""
        drawn = fitted(words, width, size, weight)
        self._place(drawn, x)
        return drawn.width

    def line_right(self, words: str, x: float, width: float, size: float, weight: PageWeight) -> None:
        """Draw one line that ends at `x`."""
        drawn = fitted(words, width, size, weight)
        self._place(drawn, x - drawn.width)

    def line_centred(self, words: str, x: float, width: float, size: float, weight: PageWeight) -> None:
        """Draw one line around `x`."""
        drawn = fitted(words, width, size, weight)
        self._place(drawn, x - drawn.width / 2)

    def lines(self, drawn: Iterable[TextLine], x: float, leading: float) -> None:
        """Draw lines one below the other, the first with its baseline at `y`, and leave `y` at the last one."""
        for number, one in enumerate(drawn):
            self.y += leading if number else 0
            self._place(one, x)

    # -- shapes ------------------------------------------------------------------------------------------------------

    def bar(self, x: float, y: float, width: float, height: float, ink: Ink = Ink.LACQUER) -> None:
        """Fill a rectangle whose upper left corner is (x, y)."""
        self._canvas.setFillColor(ink.value)
        self._canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)

    def rule(self, x: float, y: float, width: float, thick: float = 0.5, ink: Ink = Ink.RULE) -> None:
        """Draw a level line around `y`."""
        self.bar(x, y - thick / 2, width, thick, ink)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a black outline."""
        self._canvas.setStrokeColor(Ink.BLACK.value)
        self._canvas.setLineWidth(1)
        self._canvas.rect(x, HEIGHT - y - height, width, height)

    def path(self, points: Sequence[tuple[float, float]]) -> None:
        """Draw a black line through points, with a white dot at each."""
        self._canvas.setStrokeColor(Ink.BLACK.value)
        self._canvas.setLineWidth(0.9)
        for (x, y), (later_x, later_y) in pairwise(points):
            self._canvas.line(x, HEIGHT - y, later_x, HEIGHT - later_y)
        self._canvas.setFillColor(Ink.WHITE.value)
        for x, y in points:
            self._canvas.circle(x, HEIGHT - y, 1.7, stroke=1, fill=1)

    def roundel(self, picture: bytes | None, x: float, y: float, side: float) -> None:
        """Draw the centre's roundel, else a disc with a dashed ring, as screens do."""
        if picture is not None:
            self._canvas.drawImage(
                ImageReader(io.BytesIO(picture)),
                x,
                HEIGHT - y - side,
                side,
                side,
                preserveAspectRatio=True,
                mask="auto",
            )
            return
        middle = x + side / 2, HEIGHT - y - side / 2
        self._canvas.setStrokeColor(Ink.BLACK.value)
        self._canvas.setLineWidth(1)
        self._canvas.circle(*middle, side / 2 - 0.5)
        self._canvas.setLineWidth(0.6)
        self._canvas.setDash(2, 1.6)
        self._canvas.circle(*middle, side / 2 - 3.5)
        self._canvas.setDash()

    def place_right(self, drawn: TextLine, x: float) -> None:
        """Draw a measured line that ends at `x`."""
        self._place(drawn, x - drawn.width)

    def _place(self, drawn: TextLine, x: float) -> None:
        PlacedText(drawn, x, self.y, white=False).draw(self._canvas, HEIGHT)

    def _end_page(self) -> None:
        y, self.y = self.y, 289 * MM
        self.rule(LEFT, 286 * MM, INNER, 0.6, Ink.LACQUER)
        number = self._texts.say("report.page", number=self.number, count=self._count)
        self.line_right(number, RIGHT, 30 * MM, 8.5, PageWeight.REGULAR)
        self.line(self._texts.say("report.foot"), LEFT, INNER - 34 * MM, 8.5)
        self._canvas.showPage()
        self.y = y


def fitted(words: str, width: float, size: float, weight: PageWeight) -> TextLine:
    """Return one line that is no wider than `width`, in smaller letters where it has to be."""
    drawn = text_line(words, weight, size)
    return drawn if drawn.width <= width else text_line(words, weight, size * width / drawn.width)


def even_size(words: Iterable[str], width: float, size: float, weight: PageWeight) -> float:
    """Return the largest type size up to `size` in which each of several lines is no wider than `width`."""
    return min([size, *(fitted(one, width, size, weight).size for one in words)])


def wrapped(words: str, width: float, size: float, weight: PageWeight, lines: int) -> tuple[TextLine, ...]:
    """Return words in up to `lines` lines, in smaller letters where they need more, then in as many as they need."""
    return fit_lines(words, weight, (size, size * 0.93, size * 0.86), width, lines)
