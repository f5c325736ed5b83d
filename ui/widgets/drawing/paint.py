"""Draw blocks of plain text, rounded rectangles and arcs for all widgets.

Vietnamese capitals with two marks rise 0.16 em above the font's ascent. A block at the top of a widget needs
`overshoot` above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from ui.theme.tokens import tokens
from ui.widgets.drawing import breaking

_LINE = "\u2028"
_ZERO_WIDTH_SPACE = "\u200b"
#: A word joiner, which has no width, keeps *Ông/Bà* from being broken at its stroke.
_BOTH = ("Ông/Bà", "Ông/\u2060Bà")
_ENDLESS = 100_000.0
_WIDOW_WORDS = 4
#: The percentage of its size to which a text shrinks before it is cut.
_SMALLEST = 40
#: In em: the highest mark above a base line; the lowest below it, without and with Khmer (measured with every word of
#: the program in every weight); the free part of a line.
_ABOVE, _BELOW, _KHMER_BELOW, _AIR = 1.16, 0.28, 0.58, 0.2
#: The first letter of Khmer.
_KHMER = "\u1780"
_FEW_LINES = (2, 3, 4)
#: Pixels that a line may be wider than its letters. It is less than a space.
_SLACK = 0.5
_REMEMBERED = 8_000
T = TypeVar("T")


def overshoot(font: QFont) -> float:
    """Return the pixels that capitals with two marks (Ầ, Ễ) rise above the ascent."""
    return float(tokens()["type"]["caps_overshoot_em"]) * font.pixelSize()


@dataclass(frozen=True, slots=True)
class Style:
    """Hold the font, the line distance in em, and the font of a bold part.

    `lead`: pixels kept free before the lines, for an icon.
    """

    font: QFont
    line_height: float
    bold_font: QFont | None = None
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Extent:
    """Hold the used size of a text in pixels, the number of its lines, and the widths to which they are broken."""

    width: float
    height: float
    lines: int
    widths: tuple[float, ...] = ()

    @property
    def step(self) -> float:
        """Return the pixels from one line to the next."""
        return self.height / max(1, self.lines)


#: What was measured, by the hash of all that it depends on. The words themselves are not kept, because some are names.
_extents: dict[int, Extent] = {}
_widest: dict[int, float] = {}


class TextBlock:
    """Break plain text to a width, in pixels. None never breaks a line.

    `width` and `height` are the used size. `widths`: the widths of the first lines, where they are shorter.
    """

    def __init__(
        self,
        text: str,
        style: Style,
        width: float | None = None,
        *,
        bold: str = "",
        widths: tuple[float, ...] = (),
    ) -> None:
        text, bold = text.replace(*_BOTH), bold.replace(*_BOTH)
        self._style = style
        self._layout = QTextLayout(_bound(text) if width is not None else text.replace("\n", _LINE), style.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._bold = range(0)
        if bold and style.bold_font is not None and (at := text.find(bold)) >= 0:
            self._bold = range(at, at + len(bold))
            self._layout.setFormats([_bold(at, len(bold), style.bold_font)])
        self.width, self.height, self.lines = self._break(_ENDLESS if width is None else max(1.0, width), widths)

    @property
    def font(self) -> QFont:
        """Return the font in which it is drawn."""
        return self._style.font

    @property
    def em(self) -> int:
        """Return the em of the font in pixels. It shows whether the text was made smaller."""
        return self._style.font.pixelSize()

    @property
    def step(self) -> float:
        """Return the pixels from one line to the next."""
        return self.height / max(1, self.lines)

    @property
    def end(self) -> QPointF:
        """Return the place of the next letter: pixels from the left, and the top of the last line."""
        last = self._layout.lineAt(self._layout.lineCount() - 1)
        x = cast(tuple[float, int], last.cursorToX(last.textStart() + last.textLength()))  # PySide: Any | object
        return QPointF(x[0], (self.lines - 1) * self.step)

    def indent(self) -> float:
        """Return the pixels from the block's left to the first line if lines are centred."""
        return (self.width - self._layout.lineAt(0).naturalTextWidth()) / 2

    def text_from(self, line: int) -> str:
        """Return the text from a line on, counted from 0."""
        return self._layout.text()[self._layout.lineAt(line).textStart() :]

    def of_line(self, number: int) -> "TextBlock":
        """Return one line, counted from 0, as a separate block."""
        line = self._layout.lineAt(number)
        start, end = line.textStart(), line.textStart() + line.textLength()
        text, dark = self._layout.text(), self._bold
        return TextBlock(text[start:end].rstrip(), self._style, bold=text[max(start, dark.start) : min(end, dark.stop)])

    def edges(self) -> list[float]:
        """Return the pixels from the left to each letter of the first line, and to its end."""
        line = self._layout.lineAt(0)
        found = (cast(tuple[float, int], line.cursorToX(at))[0] for at in range(line.textLength() + 1))
        return list(found)

    def _break(self, width: float, widths: tuple[float, ...]) -> tuple[float, float, int]:
        metrics = QFontMetricsF(self._style.font)
        step = self._style.line_height * self._style.font.pixelSize()
        ascent = metrics.ascent()
        self._base = (step - ascent - metrics.descent()) / 2 + ascent
        self._reach: tuple[float, float] | None = None
        self._layout.beginLayout()
        count, widest = 0, 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(widths[count] if count < len(widths) else width)
            line.setPosition(QPointF(0, count * step + self._base - line.ascent()))
            widest = max(widest, line.naturalTextWidth())
            count += 1
        self._layout.endLayout()
        return widest, max(1, count) * step, count

    def reach(self) -> tuple[float, float]:
        """Return the pixels from the top to the highest mark of the first line and the lowest of the last."""
        if self._reach is None:
            first, last = self._layout.lineAt(0), self._layout.lineAt(self._layout.lineCount() - 1)
            self._reach = _marks(first)[0], _marks(last)[1]
        return self._reach

    def farthest(self) -> tuple[float, float]:
        """Return the largest possible `reach`, without measuring glyphs. It is 0.5 pixels tolerant."""
        below = _KHMER_BELOW if max(self._layout.text(), default="") >= _KHMER else _BELOW
        last = self._base + max(0, self.lines - 1) * self.step
        return self._base - _ABOVE * self.em + 0.5, last + below * self.em - 0.5

    def top_in(self, rect: QRectF, inside: QRectF | None) -> float:
        """Return the y at which the block is drawn in `rect`: centred, and moved so that all marks are `inside`."""
        top = rect.y() + (rect.height() - self.height) / 2
        return top if inside is None else top + _moved(((top, self),), inside)

    def draw(
        self,
        painter: QPainter,
        rect: QRectF,
        colour: QColor,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        *,
        inside: QRectF | None = None,
    ) -> None:
        """Draw into `rect` at `top_in`. `align` is left, centre or right."""
        top = self.top_in(rect, inside)
        painter.setPen(colour)
        if align == Qt.AlignmentFlag.AlignLeft:
            self._layout.draw(painter, QPointF(rect.x(), top))
            return
        share = 0.5 if align == Qt.AlignmentFlag.AlignHCenter else 1.0
        for index in range(self._layout.lineCount()):
            line = self._layout.lineAt(index)
            x = rect.x() + (rect.width() - line.naturalTextWidth()) * share
            line.draw(painter, QPointF(x, top))


def _marks(line: QTextLine) -> tuple[float, float]:
    """Return the highest and lowest pixel of a line, from the layout's top.

    `tightBoundingRect` is not enough: it misses Khmer signs below their letters.
    """
    top, bottom = line.y() + line.ascent(), line.y()
    for run in line.glyphRuns():
        letters = run.rawFont()
        for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            shape = letters.boundingRect(glyph)
            top, bottom = min(top, place.y() + shape.top()), max(bottom, place.y() + shape.bottom())
    return top, bottom


def _moved(stack: Sequence[tuple[float, TextBlock]], inside: QRectF) -> float:
    """Return the pixels by which a stack is moved to be `inside`. A stack that is too high is centred."""
    (top, first), (y, last) = stack[0], stack[-1]
    if top + first.farthest()[0] >= inside.top() and y + last.farthest()[1] <= inside.bottom():
        return 0.0
    highest, lowest = top + first.reach()[0], y + last.reach()[1]
    if lowest - highest > inside.height():
        return inside.center().y() - (highest + lowest) / 2
    return max(0.0, inside.top() - highest) + min(0.0, inside.bottom() - lowest)


def _fits(blocks: Sequence[TextBlock], gap: float, height: float) -> bool:
    """Return whether all marks of stacked blocks fit a height. The free part of their lines may be a little short."""
    first, last = blocks[0], blocks[-1]
    above = sum(block.height for block in blocks[:-1]) + gap * (len(blocks) - 1)
    if above + last.height > height + _AIR * first.em and not (first is last and first.lines == 1):
        return False
    if above + last.farthest()[1] - first.farthest()[0] <= height:
        return True
    return above + last.reach()[1] - first.reach()[0] <= height


def block_of(text: str, style: Style, width: float | None = None) -> TextBlock:
    """Return a block that is neither balanced nor shrunk."""
    return TextBlock(text, style, width)


def _bound(text: str) -> str:
    """Bind the last two words, so that no line holds a single last word. Line ends become Qt's own."""
    head, _, tail = text.rpartition(" ")
    bound = f"{head}{breaking.NO_BREAK}{tail}" if len(text.split()) >= _WIDOW_WORDS else text
    return bound.replace("\n", _LINE)


def _bold(start: int, length: int, font: QFont) -> QTextLayout.FormatRange:
    span = QTextLayout.FormatRange()
    span.start, span.length = start, length
    form = QTextCharFormat()
    form.setFont(font)
    span.format = form
    return span


def widest_word(text: str, font: QFont) -> float:
    """Return the pixels of the longest unbreakable piece. The last two words count as one."""
    key = hash((text, font.key()))
    if key not in _widest:
        metrics = QFontMetricsF(font)
        pieces = _bound(text).replace(_LINE, " ").replace(_ZERO_WIDTH_SPACE, " ").split(" ")
        _keep(_widest, key, max(metrics.horizontalAdvance(piece) for piece in pieces))
    return _widest[key]


def extent(text: str, style: Style, width: float | None = None, *, bold: str = "") -> Extent:
    """Return the size of a `balanced` block, or of a text on one line without a width. It is measured once."""
    key = hash((text, bold, style.font.key(), style.line_height, width))
    if key not in _extents:
        _keep(_extents, key, _measured(text, style, width, bold))
    return _extents[key]


def balanced(text: str, style: Style, width: float, *, bold: str = "") -> TextBlock:
    """Return a block of as many lines as `width` needs. A few lines end where they read best (`breaking`)."""
    return TextBlock(text, style, width, bold=bold, widths=extent(text, style, width, bold=bold).widths)


def _measured(text: str, style: Style, width: float | None, bold: str) -> Extent:
    block = TextBlock(text, style, width, bold=bold)
    widths: tuple[float, ...] = ()
    if width is not None and block.lines > 1:
        wanted = tuple(wide for part in text.split("\n") for wide in (*_well_broken(part, style, width, bold), width))
        better = TextBlock(text, style, width, bold=bold, widths=wanted)
        if better.lines == block.lines:
            block, widths = better, wanted
    return Extent(block.width, block.height, block.lines, widths)


def _keep(found: dict[int, T], key: int, value: T) -> None:
    if len(found) >= _REMEMBERED:
        found.clear()
    found[key] = value


def _well_broken(text: str, style: Style, width: float, bold: str) -> tuple[float, ...]:
    """Return the widths of all lines but the last of a paragraph. Many lines have the full width."""
    lines = TextBlock(text, style, width, bold=bold).lines
    if lines not in _FEW_LINES:
        return (width,) * (lines - 1)
    whole = TextBlock(text, style, _ENDLESS, bold=bold)
    letters, edges = whole.text_from(0), whole.edges()
    starts = breaking.ends(letters, edges, width, lines)
    if starts is None:
        return (width,) * (lines - 1)
    return tuple(edges[end] - edges[start] + _SLACK for start, end in pairwise((0, *starts)))


def fitted(text: str, style: Style, width: float, height: float, *, balance: bool = True) -> TextBlock:
    """Return a block that fits `width` × `height`: on one line, otherwise broken, otherwise in smaller steps.

    `balance` False fills each line before the next one begins, as for text that is being typed.
    """
    whole = TextBlock(text, style)
    if whole.width <= width and whole.lines == 1 and _fits((whole,), 0, height):
        return whole
    font = QFont(style.font)
    smallest = round(font.pixelSize() * _SMALLEST / 100)
    while True:
        smaller = Style(font, min(style.line_height, 1.25))
        block = balanced(text, smaller, width) if balance else TextBlock(text, smaller, width)
        whole_words = widest_word(text, font) <= width
        if (whole_words and _fits((block,), 0, height) and block.width <= width) or font.pixelSize() <= smallest:
            return block
        font = QFont(font)
        font.setPixelSize(font.pixelSize() - 1)


@dataclass(frozen=True, slots=True)
class Words:
    """Hold one block of a stack: its text, style and colour, and the bold part."""

    text: str
    style: Style
    colour: QColor = field(compare=False)
    bold: str = ""


def stacked(words: tuple[Words, ...], width: float, height: float, gap: float) -> list[TextBlock]:
    """Return the blocks of a stack that fits `width` × `height`. All blocks shrink by one factor to fit."""
    for percent in range(100, _SMALLEST - 1, -5):
        styles = [_scaled(one.style, percent / 100) for one in words]
        blocks = [
            balanced(one.text, style, width - style.lead, bold=one.bold)
            for one, style in zip(words, styles, strict=True)
        ]
        whole_words = all(
            widest_word(one.text, style.font) <= width - style.lead for one, style in zip(words, styles, strict=True)
        )
        if whole_words and _fits(blocks, gap, height):
            break
    return blocks


def paint_stack(
    painter: QPainter,
    area: QRectF,
    words: Sequence[Words],
    gap: float = 0.0,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> list[QRectF]:
    """Draw blocks under each other, centred in `area` with all marks inside, and return their places."""
    blocks = stacked(tuple(words), area.width(), area.height(), gap)
    y = area.y() + (area.height() - sum(block.height for block in blocks) - gap * (len(blocks) - 1)) / 2
    tops = [y := y + (blocks[at - 1].height + gap if at else 0) for at in range(len(blocks))]
    moved = _moved(list(zip(tops, blocks, strict=True)), area)
    places = []
    for block, one, top in zip(blocks, words, tops, strict=True):
        place = QRectF(area.x(), top + moved, area.width(), block.height)
        block.draw(painter, place.adjusted(one.style.lead, 0, 0, 0), one.colour, align)
        places.append(place)
    return places


def _scaled(style: Style, factor: float) -> Style:
    if factor == 1.0:
        return style

    def smaller(font: QFont) -> QFont:
        copy = QFont(font)
        copy.setPixelSize(max(1, round(font.pixelSize() * factor)))
        return copy

    return Style(
        smaller(style.font),
        min(style.line_height, 1.25),
        smaller(style.bold_font) if style.bold_font else None,
        style.lead,
    )


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """Return a rounded rectangle as a path."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def paint_arc(painter: QPainter, rect: QRectF, colour: QColor, width: float, start: float, span: float) -> None:
    """Draw a part of a circle. `start` and `span` are degrees clockwise from twelve o'clock."""
    half = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = rect.adjusted(half, half, -half, -half)
    painter.drawArc(inside, round((90 - start) * 16), round(-span * 16))
