"""Record what a window drew: every text with its widget, and the pixels of the picture.

Every text is drawn by `TextBlock.draw`, so it is recorded there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any, cast

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPixmap, QTextLayout, QTextLine
from PySide6.QtWidgets import QWidget

from ui.widgets import header as header_module
from ui.widgets.drawing import pictures
from ui.widgets.drawing.paint import TextBlock
from ui.widgets.drawing.pictures import Pictures
from ui.widgets.header import Header
from ui.widgets.keys import Key

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Drawn:
    """Hold one text as drawn: its place on the widget, its em in pixels, its colour, and the letters around each line
    end.

    `ink`: top and bottom of its letters with all their marks, in pixels of the widget.
    """

    widget: QWidget
    text: str
    em: int
    box: QRectF
    colour: Colour
    ends: tuple[tuple[str, str], ...]
    ink: tuple[float, float]

    def place(self, window: QWidget) -> QRectF:
        """Return the text's rectangle in the window."""
        return self.box.translated(self.widget.mapTo(window, QPoint()))


class Recorder:
    """Record what `TextBlock.draw` draws, on any widget.

    Cached pictures of a widget (for instance the words of a key) are drawn again for every rendering, and
    so are recorded too.
    """

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []
        self._pictured: QWidget | None = None

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Record every text from now on."""
        original, drawn, as_it_stands = TextBlock.draw, self.drawn, Header._standing

        def draw(
            block: TextBlock,
            painter: QPainter,
            rect: QRectF,
            colour: QColor,
            align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
            *,
            inside: QRectF | None = None,
        ) -> None:
            original(block, painter, rect, colour, align, inside=inside)
            device, layout = self._pictured or painter.device(), block._layout
            if isinstance(device, QWidget) and layout.text().strip():
                top = block.top_in(rect, inside)
                shares = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}
                left = rect.x() + (rect.width() - block.width) * shares.get(align, 1.0)
                box = QRectF(left, top, block.width, block.height)
                rgb = (colour.red(), colour.green(), colour.blue())
                drawn.append(
                    Drawn(device, layout.text(), layout.font().pixelSize(), box, rgb, _ends(layout), _ink(layout, top))
                )

        def of(_kept: Pictures, _state: object, size: QSize, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
            return pictures.drawn(size, ratio, draw)

        def standing(header: Header, band: QRectF, margin: float) -> QPixmap:
            header_module._standing.clear()
            return as_it_stands(header, band, margin)

        monkeypatch.setattr(TextBlock, "draw", draw)
        monkeypatch.setattr(Pictures, "of", of)
        monkeypatch.setattr(Header, "_standing", standing)
        for kind in (Key, Header):
            monkeypatch.setattr(kind, "paintEvent", self._pictured_by(kind.paintEvent))

    def _pictured_by(self, paint: Callable[[Any, QPaintEvent], None]) -> Callable[[Any, QPaintEvent], None]:
        def painted(widget: QWidget, event: QPaintEvent) -> None:
            self._pictured = widget
            paint(widget, event)
            self._pictured = None

        return painted


def _ends(layout: QTextLayout) -> tuple[tuple[str, str], ...]:
    """Return the letters before and after each line end."""
    text = layout.text()
    starts = [layout.lineAt(line).textStart() for line in range(1, layout.lineCount())]
    return tuple((text[start - 1], text[start]) for start in starts if 0 < start < len(text))


def _ink(layout: QTextLayout, top: float) -> tuple[float, float]:
    """Return the highest mark of the first line and the lowest of the last, if the layout begins at `top`."""
    first, last = layout.lineAt(0), layout.lineAt(layout.lineCount() - 1)
    return top + first.y() + first.ascent() + _marks(layout, first)[0], top + last.y() + last.ascent() + _marks(
        layout, last
    )[1]


def _marks(layout: QTextLayout, line: QTextLine) -> tuple[float, float]:
    return _reach(layout.text()[line.textStart() : line.textStart() + line.textLength()], layout.font())


@lru_cache(maxsize=20_000)
def _reach(words: str, font: QFont) -> tuple[float, float]:
    """Return the pixels above (negative) and below the base line, measured on the drawn words."""
    metrics = QFontMetricsF(font)
    high = ceil(3 * metrics.height())
    image = QImage(ceil(metrics.horizontalAdvance(words) + metrics.height()), high, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(QPointF(metrics.height() / 2, high / 2), words)
    painter.end()
    pixels = Image.frombuffer(
        "L", (image.width(), high), cast(bytes, image.constBits()), "raw", "L", image.bytesPerLine(), 1
    )
    # An edge pixel that is covered by less than half is not part of a letter.
    box = pixels.convert("1", dither=Image.Dither.NONE).getbbox()
    return (0.0, 0.0) if box is None else (box[1] - high / 2, box[3] - high / 2)


def rendered(window: QWidget) -> Image.Image:
    """Return the window in its own pixels, with colours from blue to red (`colours` reverses them).

    The next rendering overwrites it.
    """
    canvas = _canvas(window.width(), window.height())
    window.render(canvas, QPoint())
    size = canvas.width(), canvas.height()
    pixels = cast(bytes, canvas.constBits())  # a memoryview, which Pillow takes without a copy
    return Image.frombuffer("RGBX", size, pixels, "raw", "RGBX", canvas.bytesPerLine(), 1)


@lru_cache(maxsize=1)
def _canvas(width: int, height: int) -> QImage:
    return QImage(width, height, QImage.Format.Format_RGB32)


def colours(picture: Image.Image, box: QRect) -> Iterator[Colour]:
    """Yield the colours in a part of a rendering, the commonest first."""
    inside = box.intersected(QRect(0, 0, picture.width, picture.height))
    part = picture.crop((inside.left(), inside.top(), inside.right() + 1, inside.bottom() + 1))
    for _, pixel in sorted(part.getcolors(part.width * part.height) or [], reverse=True):
        assert isinstance(pixel, tuple)
        yield pixel[2], pixel[1], pixel[0]
