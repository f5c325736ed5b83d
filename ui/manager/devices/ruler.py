"""Measure the density of the panel: a card is drawn, and a person makes it as wide as a real one."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.manager.machine import CARD_MM
from ui.theme import Theme
from ui.widgets.drawing.paint import rounded
from ui.widgets.focus import show_ring

#: The height of a card by its width (ISO/IEC 7810, ID-1: 53.98 by 85.60 mm), and the radius of its corners.
_HIGH, _CORNER = 53.98 / CARD_MM, 3.18 / CARD_MM
#: The least and the most pixels a millimetre that a panel has.
LEAST, MOST = 1.5, 12.0
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
_FAR, _GRIP = 10, 9


class Ruler(QWidget):
    """Draw a card from the left edge. A drag of its right edge, or an arrow key, changes its width.

    Signal: ``measured`` carries the width in pixels.
    """

    measured = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._width = 3.2 * CARD_MM
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def card_px(self) -> float:
        """Return the width of the drawn card."""
        return self._width

    def show_width(self, pixels: float) -> None:
        """Draw the card so wide."""
        self._width = min(MOST * CARD_MM, max(LEAST * CARD_MM, pixels))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._width) + 2 * _GRIP, round(self._width * _HIGH) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(200), self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._set(self._width + step * far)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, self._theme, self._theme.mm(9), event.reason())

    def _drag(self, x: float) -> None:
        self._set(min(x, self.width() - _GRIP))

    def _set(self, pixels: float) -> None:
        self.show_width(pixels)
        self.measured.emit(self._width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(0.5, 0.5, self._width, self._width * _HIGH)
        painter.fillPath(rounded(card, self._width * _CORNER), c.gold_tint)
        painter.setPen(QPen(c.ink, max(1.0, theme.m.outline)))
        painter.drawPath(rounded(card.adjusted(1, 1, -1, -1), self._width * _CORNER))
        painter.setPen(QPen(c.rule, theme.mm(2)))
        for line in (0.3, 0.45, 0.6):
            y = card.height() * line
            painter.drawLine(QPointF(card.width() * 0.42, y), QPointF(card.width() * 0.88, y))
        painter.drawRect(QRectF(card.width() * 0.1, card.height() * 0.25, card.width() * 0.22, card.height() * 0.5))
        middle = card.center().y()
        painter.setPen(QPen(c.flag, theme.mm(3)))
        painter.drawLine(QPointF(card.right(), card.top()), QPointF(card.right(), card.bottom()))
        painter.setBrush(c.ground)
        painter.drawEllipse(QPointF(card.right(), middle), _GRIP - 2, _GRIP - 2)
        painter.end()
