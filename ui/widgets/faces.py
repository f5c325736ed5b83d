"""Show the faces of a rating as keys of equal size and colour, so that none suggests an answer."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.domain.people.rating import Level
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted
from ui.widgets.keys import Key

#: The width over height of a key from which the word is beside its face.
_BESIDE_FROM = 1.9
#: Share of a key's height that the words below its face have.
_WORDS = 0.4
#: The line distance of the words in em.
_LINE = 1.2
#: By the number of faces: least width of a key beside the others, in em of its words; least height of one in a row of
#: its own, in millimetres. All are seen at once where the panel allows it, because one that
#: is hidden would be chosen less.
_LEAST_EM = {3: 5.4, 5: 2.9}
_LEAST_ROW_MM = {3: 38, 5: 31}


class FaceKey(Key):
    """Show a face and its word, which stand for `level`. `words` are those of all faces on the page."""

    def __init__(self, theme: Theme, level: Level, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text=text, parent=parent)
        self.level = level
        self.words: tuple[str, ...] = (text,) * 3
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(200), self.theme.mm(97))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(80), self.theme.mm(40))

    def least_width(self) -> int:
        """Return the width at which they stand beside each other, each with its word below the face."""
        return round(self.theme.size(Role.HERO) * _LEAST_EM[len(self.words)])

    def least_height(self, width: int) -> int:
        """Return the height of a face that is still large; on a narrow key its word stands below it."""
        return self.theme.primary(_LEAST_ROW_MM[len(self.words)] if width > 2 * self.least_width() else 64)

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the word beside its face, or below it on a key that is narrow for its height."""
        theme = self.theme
        if face.width() < face.height() * _BESIDE_FROM:
            self._paint_below(painter, face)
            return
        side = min(theme.mm(65), face.height() * 0.72)
        left = min(theme.mm(20), face.width() * 0.07)
        spot = QRectF(face.x() + left, face.center().y() - side / 2, side, side)
        paint_smile(painter, spot, self.level, theme.c.gold, QColor("#1C1917"), QColor("#FFFFFF"))
        x = spot.right() + left
        block = self._word(0.98, face.right() - x - theme.mm(5), face.height() - theme.mm(5))
        block.draw(painter, QRectF(x, face.y(), block.width + 1, face.height()), self.ink())

    def _word(self, share: float, width: float, height: float) -> TextBlock:
        """Return the word in the size in which every face's word fits. `share` is of the size of the main key."""
        style = Style(self.theme.font(Role.TITLE, 700, size=self.theme.size(Role.HERO) * share), _LINE)
        fonts = [fitted(one, style, width, height).font for one in self.words]
        smallest = min(fonts, key=QFont.pixelSize)
        return fitted(self.label, Style(smallest, _LINE), width, height)

    def _paint_below(self, painter: QPainter, face: QRectF) -> None:
        theme = self.theme
        room, words = face.width() - theme.mm(8), face.height() * _WORDS  # the same for all: faces are equal
        block = self._word(0.8, room, words)
        gap = theme.mm(5)
        side = min(theme.mm(65), room, face.height() - words - gap - theme.mm(8))
        top = face.center().y() - (side + gap + words) / 2
        spot = QRectF(face.center().x() - side / 2, top, side, side)
        paint_smile(painter, spot, self.level, theme.c.gold, QColor("#1C1917"), QColor("#FFFFFF"))
        below = QRectF(face.x(), spot.bottom() + gap, face.width(), block.height)
        block.draw(painter, below, self.ink(), Qt.AlignmentFlag.AlignHCenter, inside=face)


def paint_smile(painter: QPainter, spot: QRectF, level: Level, gold: QColor, ink: QColor, teeth: QColor) -> None:
    """Draw the face of a level into a square. The faces differ only in eyes, brows and mouth."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gold)
    painter.drawEllipse(spot)
    painter.translate(spot.center())
    painter.scale(spot.width() / 2, spot.width() / 2)
    pen = QPen(ink, 0.095, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if level is Level.VERY_SATISFIED:
        _laugh(painter, pen, ink, teeth)
    elif level is Level.SATISFIED:
        _eyes(painter, ink, -0.165)
        _stroke(painter, pen, _bow(0.4, 0.19, 0.66))
    elif level is Level.NEUTRAL:
        _eyes(painter, ink, -0.14)
        _stroke(painter, pen, _bow(0.36, 0.34, 0.34))
    else:
        _eyes(painter, ink, -0.12)
        _stroke(painter, pen, _bow(0.37, 0.43, 0.13) if level is Level.NOT_SATISFIED else _bow(0.42, 0.56, 0.02))
        thin = QPen(ink, 0.075, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        for side in (-1, 1):
            brow = QPainterPath(QPointF(side * 0.48, -0.345))
            brow.quadTo(QPointF(side * 0.38, -0.385), QPointF(side * 0.27, -0.4))
            _stroke(painter, thin, brow)
    painter.restore()


def _eyes(painter: QPainter, ink: QColor, y: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for side in (-1, 1):
        painter.drawEllipse(QPointF(side * 0.31, y), 0.1, 0.1)


def _bow(half: float, ends: float, pull: float) -> QPainterPath:
    path = QPainterPath(QPointF(-half, ends))
    path.quadTo(QPointF(0, pull), QPointF(half, ends))
    return path


def _stroke(painter: QPainter, pen: QPen, path: QPainterPath) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _laugh(painter: QPainter, pen: QPen, ink: QColor, teeth: QColor) -> None:
    for side in (-1, 1):
        eye = QPainterPath(QPointF(side * 0.29 - 0.155, -0.13))
        eye.quadTo(QPointF(side * 0.29, -0.335), QPointF(side * 0.29 + 0.155, -0.13))
        _stroke(painter, pen, eye)
    mouth = QPainterPath(QPointF(-0.46, 0.15))
    mouth.lineTo(0.46, 0.15)
    mouth.cubicTo(QPointF(0.45, 0.72), QPointF(-0.45, 0.72), QPointF(-0.46, 0.15))
    painter.fillPath(mouth, ink)
    painter.setClipPath(mouth)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(teeth)
    painter.drawEllipse(QPointF(0, 0.6), 0.29, 0.2)
