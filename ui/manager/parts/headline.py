"""Show one figure: what it is, the number with its unit, and one line of meaning."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted

_LABEL, _FIGURE, _LINE, _SIDE = 26, 56, 30, 16
_FIGURE_EM = 44


class HeadlineFigure(QWidget):
    """Show a figure. `first` has no line at its left. A key that is given to `put_key` stands after the label."""

    def __init__(self, theme: Theme, label: str, *, first: bool = False) -> None:
        super().__init__()
        self.theme, self.label, self._first = theme, label, first
        self.figure, self.unit, self.meaning, self._icon = "–", "", "", ""
        self._tone = theme.c.ink_soft
        self._key: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put_key(self, key: QWidget) -> None:
        """Let a small key stand after the label."""
        key.setParent(self)
        self._key = key
        self._place_key()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_key()

    def _place_key(self) -> None:
        if self._key is not None:
            x = self._left + self._label_block().width + self.theme.mm(2)
            self._key.move(round(x), round((self.theme.mm(_LABEL) - self._key.height()) / 2))

    @property
    def _left(self) -> int:
        return 0 if self._first else self.theme.mm(_SIDE)

    def _label_block(self) -> TextBlock:
        key = 0 if self._key is None else self._key.width()
        room = self.width() - self._left - self.theme.mm(4) - key
        return fitted(self.label, Style(self.theme.font(Role.SMALL), 1.2), room, self.theme.mm(_LABEL))

    def show_figure(
        self, figure: str, unit: str, meaning: str = "", *, icon: str = "", tone: QColor | None = None
    ) -> None:
        """Show a number with its unit, and what it means."""
        self.figure, self.unit, self.meaning, self._icon = figure, unit, meaning, icon
        self._tone = tone or self.theme.c.ink_soft
        self.setAccessibleName(f"{self.label}: {figure} {unit}. {meaning}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        mm = self.theme.mm
        return QSize(mm(180), mm(_LABEL + _FIGURE + _LINE))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, mm = self.theme, self.theme.mm
        left = self._left
        if not self._first:
            painter.fillRect(QRectF(0, mm(4), 1, self.height() - mm(8)), theme.c.line)
        room = self.width() - left - mm(4)
        self._label_block().draw(painter, QRectF(left, 0, room, mm(_LABEL)), theme.c.ink)
        x = self._paint_numbers(painter, float(left)) + mm(8)
        rest = left + room - x
        if self.unit and rest > 0:
            unit = fitted(self.unit, Style(theme.font(Role.BODY), 1.2), rest, mm(_FIGURE))
            unit.draw(painter, QRectF(x, mm(_LABEL + 8), rest, mm(_FIGURE - 8)), theme.c.ink)
        self._paint_meaning(painter, QRectF(left, mm(_LABEL + _FIGURE), room, mm(_LINE)))
        painter.end()

    def _paint_numbers(self, painter: QPainter, left: float) -> float:
        """Draw what stands before the unit, and return where it ends."""
        return self._paint_number(painter, self.figure, left, _FIGURE_EM, 800)

    def _paint_number(self, painter: QPainter, number: str, x: float, em: int, weight: int) -> float:
        """Draw a number in the middle of its line, and return where it ends."""
        theme, mm = self.theme, self.theme.mm
        block = TextBlock(number, Style(theme.font(Role.TITLE, weight, size=float(mm(em))), 1.0))
        block.draw(painter, QRectF(x, mm(_LABEL), block.width + 1, mm(_FIGURE)), theme.c.ink)
        return x + block.width

    def _paint_meaning(self, painter: QPainter, area: QRectF) -> None:
        theme = self.theme
        if self._icon:
            icon = theme.m.icon_inline * 0.85
            painter.drawPixmap(
                round(area.x()), round(area.center().y() - icon / 2), theme.icon(self._icon, icon, self._tone)
            )
            area = area.adjusted(icon + theme.mm(6), 0, 0, 0)
        block = fitted(self.meaning, Style(theme.font(Role.SMALL), 1.2), area.width(), area.height())
        block.draw(painter, area, self._tone)
