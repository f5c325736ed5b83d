"""What stands on a key: the cap of a shortcut (*F2* in a thin frame), the turning arc, icons with words below them."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from ui.theme import Role, Theme
from ui.widgets.paint import Style, TextBlock, balanced, paint_arc, rounded

#: Of the em: from line to line of a label that is broken; pixels above and below it.
_LINE, _AIR = 1.25, 3
#: Of a face's height that an icon above its label may take.
STACKED_SHARE = 0.42
#: Between an icon and the words below it, of the icon.
_BELOW_GAP = 0.08


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


def paint_turning(painter: QPainter, spot: QRectF, turn: int, ground: QColor, front: QColor) -> None:
    """The arc of an act that is under way, turned by so many degrees."""
    width = spot.width() * 0.14
    ring = spot.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    paint_arc(painter, ring, ground, width, 0, 360)
    paint_arc(painter, ring, front, width, turn, 90)


def paint_below(
    painter: QPainter, face: QRectF, icons: Sequence[QPixmap], side: float, block: TextBlock, ink: QColor
) -> None:
    """Icons beside each other, of so many pixels, and words below them, as one in the middle."""
    gap = side * _BELOW_GAP
    top = face.center().y() - (side + gap + block.height) / 2
    x = face.center().x() - (side * len(icons) + gap * 2 * (len(icons) - 1)) / 2
    for icon in icons:
        painter.drawPixmap(round(x), round(top), icon)
        x += side + gap * 2
    words = QRectF(face.x(), top + side + gap, face.width(), block.height)
    block.draw(painter, words, ink, Qt.AlignmentFlag.AlignHCenter, inside=face)


def icon_above(face: QRectF, block: TextBlock, side: float, outline: float) -> float:
    """Pixels of an icon of at most `side` that stands above the words without touching the key's outline."""
    room = face.height() - 3.5 * outline - block.height
    return max(min(side, room / (1 + _BELOW_GAP)), side / 2)


def words_height(label: str, style: Style, width: float) -> float:
    """Pixels that a label needs in its own size, on as many lines as there must be."""
    return balanced(label, style, width).lines * style.font.pixelSize() * _LINE + 2 * _AIR
