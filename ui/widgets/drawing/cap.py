"""Draw the parts of a key: the cap of its shortcut (*F2* in a thin frame), the busy arc, icons above words."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, extent, paint_arc, rounded

#: The line distance of a broken label in em; the pixels above and below it.
_LINE, _AIR = 1.25, 3
#: The largest share of a face's height for an icon above its label.
STACKED_SHARE = 0.42
#: The gap between an icon and the words below it, as a share of the icon.
_BELOW_GAP = 0.08


def cap_size(theme: Theme, words: str) -> QSize:
    """Return the size of a cap around its words, in pixels."""
    font = theme.font(Role.CAP)
    width = QFontMetricsF(font).horizontalAdvance(words) + font.pixelSize() * 0.9
    return QSize(round(width), round(font.pixelSize() * 1.6))


def paint_cap(painter: QPainter, spot: QRectF, theme: Theme, words: str, ink: QColor) -> None:
    """Draw the cap's frame with the words in its middle."""
    painter.setPen(QPen(ink, 1.2))
    painter.drawPath(rounded(spot.adjusted(0.5, 0.5, -0.5, -0.5), theme.m.radius_small))
    block = TextBlock(words, Style(theme.font(Role.CAP), 1.2))
    block.draw(painter, spot, ink, Qt.AlignmentFlag.AlignHCenter)


def paint_turning(painter: QPainter, spot: QRectF, turn: int, ground: QColor, front: QColor) -> None:
    """Draw the arc of an action in progress, rotated by `turn` degrees."""
    width = spot.width() * 0.14
    ring = spot.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    paint_arc(painter, ring, ground, width, 0, 360)
    paint_arc(painter, ring, front, width, turn, 90)


def paint_below(
    painter: QPainter, face: QRectF, icons: Sequence[QPixmap], side: float, block: TextBlock, ink: QColor
) -> None:
    """Draw icons of `side` pixels beside each other with words below, centred as a whole."""
    gap = side * _BELOW_GAP
    top = face.center().y() - (side + gap + block.height) / 2
    x = face.center().x() - (side * len(icons) + gap * 2 * (len(icons) - 1)) / 2
    for icon in icons:
        painter.drawPixmap(round(x), round(top), icon)
        x += side + gap * 2
    words = QRectF(face.x(), top + side + gap, face.width(), block.height)
    block.draw(painter, words, ink, Qt.AlignmentFlag.AlignHCenter, inside=face)


def icon_above(face: QRectF, block: TextBlock, side: float, outline: float) -> float:
    """Return the pixels of an icon, at most `side`, that fits above the words without touching the key's outline."""
    room = face.height() - 3.5 * outline - block.height
    return max(min(side, room / (1 + _BELOW_GAP)), side / 2)


def words_height(label: str, style: Style, width: float) -> float:
    """Return the pixels of height that a label needs in its full size, on as many lines as necessary."""
    return extent(label, style, width).lines * style.font.pixelSize() * _LINE + 2 * _AIR
