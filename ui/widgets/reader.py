"""Draw how to scan a card or a slip: it moves down onto the reader with its code below."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.drawing.paint import rounded
from ui.widgets.drawing.pictures import drawn


class CardOnReader(QWidget):
    """Show an identity card (or a ticket's `slip`) above the reader. The words are beside it."""

    def __init__(self, theme: Theme, *, slip: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._slip = theme, slip
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.mm(60), self._theme.mm(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, _picture(self._theme, self.size(), self.devicePixelRatioF(), is_slip=self._slip))
        painter.end()


@lru_cache(maxsize=8)
def _picture(theme: Theme, size: QSize, ratio: float, *, is_slip: bool) -> QPixmap:
    """Return the picture, cached for each size and look. Painting paths took a tenth of a page's paint."""

    def draw(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size.width() / 60, size.height() / 56)
        _paint_reader(painter, theme)
        (_paint_slip if is_slip else _paint_card)(painter, theme)

    return drawn(size, ratio, draw)


def _paint_slip(painter: QPainter, theme: Theme) -> None:
    c = theme.c
    paper = QRectF(18.5, 0.8, 23, 27)
    painter.setPen(QPen(c.ink, 1.3))
    painter.setBrush(c.ground)
    painter.drawPath(rounded(paper, 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(rounded(QRectF(23, 4, 14, 5), 1), c.ink)
    for y, width in ((11.4, 14.0), (14.4, 9.0)):
        painter.fillPath(rounded(QRectF(23, y, width, 1.5), 0.75), c.edge)
    for left, width in ((23.0, 1.3), (25.4, 0.7), (27.2, 1.9), (30, 0.7), (31.6, 1.3), (33.8, 0.7), (35.4, 1.6)):
        painter.fillRect(QRectF(left, 18.4, width, 6.4), c.flag)


def _paint_card(painter: QPainter, theme: Theme) -> None:
    c = theme.c
    card = QRectF(9, 1, 42, 26)
    painter.setPen(QPen(c.ink, 1.3))
    painter.setBrush(c.ground)
    painter.drawPath(rounded(card, 3))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(c.line)
    painter.drawRect(QRectF(13, 6, 10.5, 12.5))
    painter.setBrush(c.edge)
    painter.drawEllipse(QPointF(18.25, 10.2), 2.4, 2.4)
    body = rounded(QRectF(14.6, 13.6, 7.3, 9), 3.6).intersected(rounded(QRectF(13, 6, 10.5, 12.5), 0.1))
    painter.fillPath(body, c.edge)
    for x, y, width in ((26, 7.2, 11), (26, 11.6, 8), (26, 16, 11), (13, 21.6, 22)):
        painter.fillPath(rounded(QRectF(x, y, width, 1.7), 0.85), c.edge)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(c.flag, 1.0))
    painter.drawRect(QRectF(39.6, 5.2, 7.6, 7.6))
    for left, top in ((41.2, 6.8), (44, 6.8), (41.2, 9.6), (44.4, 10)):
        painter.fillRect(QRectF(left, top, 1.8, 1.8), c.flag)


def _paint_reader(painter: QPainter, theme: Theme) -> None:
    c = theme.c
    painter.fillPath(rounded(QRectF(0.6, 40, 58.8, 15.2), 4), c.ink_soft if not theme.high_contrast else c.line)
    painter.fillPath(rounded(QRectF(14, 42.4, 32, 3.8), 1.9), c.gold)
    beam = QPen(c.gold, 1.0)
    beam.setDashPattern([2.2, 2.2])
    painter.setPen(beam)
    painter.drawLine(QPointF(10.5, 29.5), QPointF(14.5, 40))
    painter.drawLine(QPointF(49.5, 29.5), QPointF(45.5, 40))
    painter.setPen(QPen(c.flag, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for start, end in (((30, 30.2), (30, 37.6)), ((26.6, 34.4), (30, 37.8)), ((33.4, 34.4), (30, 37.8))):
        painter.drawLine(QPointF(*start), QPointF(*end))
