"""Draw on a strip of paper of one width that grows downwards, and make a PDF of exactly the height it needs.

Lengths are printer dots. Items are collected first and drawn at the end, when the height is known.
"""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from printing.strip.coarse import CoarseArea, area_of_line, write_areas
from printing.strip.typeset import TextLine, Weight, font_name

#: 80 mm paper: the head of a common printer has 576 dots, 203 an inch.
WIDTH = 576
DPI = 203
_POINT = 72 / DPI
# pdfium rounds a page of 576 dots up to 577 pixels. A fiftieth of a dot less gives exactly 576.
_TRIM = 0.02

#: A filled rectangle: x, y, width, height.
Bar = tuple[float, float, float, float]


class Item(Protocol):
    """Describe something that draws itself."""

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw the item. `top` is the page's height: in a PDF y grows upwards."""


class _ShapedText(PDFTextObject):
    """Write text whose rise is always the one that was set.

    reportlab 5.1 merges two changes of the rise in a row and then forgets to go back. All later letters of the page
    then stand too high or too low: Khmer subscripts change the rise.
    """

    _code: list[str]

    def setRise(self, rise: float) -> None:  # noqa: N802 - reportlab's name
        self._rise = rise
        self._code.append(f"{fp_str(rise)} Ts")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Hold a line of text with its left end and baseline."""

    line: TextLine
    x: float
    baseline: float
    white: bool

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw each run in its own font, one after the other."""
        canvas.setFillGray(1 if self.white else 0)
        x = self.x
        for run in self.line.runs:
            text = _ShapedText(canvas, x, top - self.baseline)
            text.setFont(run.font, self.line.size)
            text.textOut(run.text)
            canvas.drawText(text)
            x += run.width


@dataclass(frozen=True, slots=True)
class Bars:
    """Hold many rectangles as one path. pdfium widens single rectangles by a dot, which would spoil a bar code."""

    bars: tuple[Bar, ...]

    def draw(self, canvas: Canvas, top: float) -> None:
        """Fill the bars black, with PDF operators, because reportlab's path object is slow at formatting numbers.

        The empty rectangle at the end, off the page, makes even a single bar a path of many.
        """
        canvas.setFillGray(0)
        rectangles = (f"{x:g} {top - y - height:.6g} {width:g} {height:g} re" for x, y, width, height in self.bars)
        canvas.addLiteral(" ".join(rectangles) + " -9 -9 0 0 re f")


@dataclass(frozen=True, slots=True)
class Polygon:
    """Hold a filled outline."""

    points: tuple[tuple[float, float], ...]

    def draw(self, canvas: Canvas, top: float) -> None:
        """Fill the outline black."""
        canvas.setFillGray(0)
        corners = [f"{x:g} {top - y:.6g}" for x, y in self.points]
        canvas.addLiteral(f"{corners[0]} m " + " ".join(f"{corner} l" for corner in corners[1:]) + " h f")


@dataclass(frozen=True, slots=True)
class RoundedBox:
    """Hold a rectangle with round corners: solid black, or an outline `stroke` dots thick."""

    box: Bar
    radius: float
    stroke: float = 0

    def draw(self, canvas: Canvas, top: float) -> None:
        """Fill or stroke the rectangle."""
        x, y, width, height = self.box
        canvas.setFillGray(0)
        canvas.setLineWidth(self.stroke)
        half = self.stroke / 2
        canvas.roundRect(
            x + half,
            top - y - height + half,
            width - self.stroke,
            height - self.stroke,
            self.radius,
            stroke=int(self.stroke > 0),
            fill=int(self.stroke == 0),
        )


class StripDrawing:
    """Collect items from the top down. The next item begins at `y`."""

    def __init__(self, title: str = "", author: str = "") -> None:
        self.y: float = 0
        self._title, self._author = title, author
        self._items: list[Item] = []
        self._areas: list[CoarseArea] = []

    def add(self, *items: Item) -> None:
        """Add items without moving `y`."""
        self._items.extend(items)

    def coarsen(self, *areas: CoarseArea) -> None:
        """Print areas of the page in coarse dots. Lines of text mark their own areas."""
        self._areas.extend(areas)

    def even(self) -> int:
        """Move `y` on to an even dot, where coarse dots begin, and return it."""
        self.y = round(self.y / 2) * 2
        return self.y

    def space(self, dots: float) -> None:
        """Leave paper white."""
        self.y += dots

    def centred(self, lines: Iterable[TextLine], *, middle: float = WIDTH / 2, white: bool = False) -> None:
        """Add lines one below the other around `middle`, and move `y` on."""
        for each in lines:
            self.text(each, middle - each.width / 2, white=white)

    def text(self, line: TextLine, x: float, *, white: bool = False) -> None:
        """Add one line from `x`, and move `y` on."""
        left, baseline = round(x / 2) * 2, round((self.y + line.above) / 2) * 2
        self._items.append(PlacedText(line, left, baseline, white))
        if (area := area_of_line(line, left, baseline)) is not None:
            self._areas.append(area)
        self.y = baseline + round(line.below)

    def pdf(self) -> bytes:
        """Return the finished PDF. The same items always give the same bytes. Only our own fonts are embedded."""
        height = math.ceil(self.y / 2) * 2
        buffer = io.BytesIO()
        canvas = Canvas(
            buffer,
            pagesize=((WIDTH - _TRIM) * _POINT, (height - _TRIM) * _POINT),
            invariant=1,
            pageCompression=0,
            initialFontName=font_name(Weight.REGULAR, khmer=False),  # type: ignore[arg-type]  # the stub says float
        )
        canvas.setTitle(self._title)
        canvas.setAuthor(self._author)
        canvas.setKeywords(write_areas(self._areas))
        canvas.scale(_POINT, _POINT)
        for item in self._items:
            item.draw(canvas, height - _TRIM)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class DashedRule:
    """Hold a dashed rule, two dots high, from `left` to `right`."""

    y: float
    left: float
    right: float

    def draw(self, canvas: Canvas, top: float) -> None:
        """Stroke the rule with square ends: four dots black, four dots white."""
        canvas.saveState()
        canvas.setStrokeGray(0)
        canvas.setLineWidth(2)
        canvas.setDash(4, 4)
        canvas.line(self.left, top - self.y - 1, self.right, top - self.y - 1)
        canvas.restoreState()


def ribbon(y: float, height: float, step: float) -> Polygon:
    """Return the saw-tooth ribbon over the whole width: teeth up, on a solid foot of a third of its height."""
    foot = y + height * 2 / 3
    points: list[tuple[float, float]] = [(0, y + height), (0, foot)]
    for start in range(0, WIDTH, round(step)):
        points += [(start + step / 2, y), (start + step, foot)]
    points.append((WIDTH, y + height))
    return Polygon(tuple(points))
