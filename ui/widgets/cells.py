"""A time in figures that does not jump: every figure in a cell of its own."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

#: Of the widest figure's advance: its own side bearings keep two of them apart.
_CELL = 0.95


def paint_cells(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor) -> float:
    """Draw a time so that it does not jump: every digit in a cell of its own; the width it took.

    The font has no figures of equal width. Left aligned in `rect`, vertically centred on the capitals.
    """
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetricsF(font)
    baseline = rect.y() + (rect.height() + metrics.capHeight()) / 2
    x = rect.x()
    for character in text:
        cell = cell_width(character, font)
        painter.drawText(QPointF(x + (cell - metrics.horizontalAdvance(character)) / 2, baseline), character)
        x += cell
    return x - rect.x()


def cell_width(character: str, font: QFont) -> float:
    """Pixels of one character's cell: a digit's is the widest digit's, a colon's is narrow."""
    metrics = QFontMetricsF(font)
    if character.isdigit():
        return _CELL * max(metrics.horizontalAdvance(digit) for digit in "0123456789")
    return metrics.horizontalAdvance(character)


def cells_width(text: str, font: QFont) -> float:
    """Pixels that `paint_cells` takes for `text`."""
    return sum(cell_width(character, font) for character in text)
