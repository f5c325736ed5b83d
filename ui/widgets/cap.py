"""The cap of a shortcut on a key: *F2* in a thin frame."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.theme import Role, Theme
from ui.widgets.paint import Style, TextBlock, rounded


def cap_size(theme: Theme, words: str) -> QSize:
    """Pixels around the words."""
    font = theme.font(Role.CAP)
    width = QFontMetricsF(font).horizontalAdvance(words) + font.pixelSize() * 0.9
    return QSize(round(width), round(font.pixelSize() * 1.6))


def paint_cap(painter: QPainter, spot: QRectF, theme: Theme, words: str, ink: QColor) -> None:
    """The frame, and the words in its middle."""
    painter.setPen(QPen(ink, 1.2))
    painter.drawPath(rounded(spot.adjusted(0.5, 0.5, -0.5, -0.5), theme.m.radius_small))
    block = TextBlock(words, Style(theme.font(Role.CAP), 1.2))
    block.draw(painter, spot, ink, Qt.AlignmentFlag.AlignHCenter)
