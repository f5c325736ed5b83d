"""Show one figure: what it is, the number with its unit, and one line of meaning."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted

_LABEL, _FIGURE, _LINE, _SIDE = 26, 56, 30, 16
_FIGURE_EM = 44


class HeadlineFigure(QWidget):
    """Show a figure. `first` has no line at its left."""

    def __init__(self, theme: Theme, label: str, *, first: bool = False) -> None:
        super().__init__()
        self.theme, self.label, self._first = theme, label, first
        self.figure, self.unit, self.meaning, self._icon = "–", "", "", ""
        self._tone = theme.c.ink_soft
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

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
        left = 0 if self._first else mm(_SIDE)
        if not self._first:
            painter.fillRect(QRectF(0, mm(4), 1, self.height() - mm(8)), theme.c.line)
        room = self.width() - left - mm(4)
        label = fitted(self.label, Style(theme.font(Role.SMALL), 1.2), room, mm(_LABEL))
        label.draw(painter, QRectF(left, 0, room, mm(_LABEL)), theme.c.ink)
        number = TextBlock(self.figure, Style(theme.font(Role.TITLE, 800, size=float(mm(_FIGURE_EM))), 1.0))
        middle = QRectF(left, mm(_LABEL), number.width + 1, mm(_FIGURE))
        number.draw(painter, middle, theme.c.ink)
        rest = room - number.width - mm(8)
        if self.unit and rest > 0:
            unit = fitted(self.unit, Style(theme.font(Role.BODY), 1.2), rest, mm(_FIGURE))
            unit.draw(painter, QRectF(middle.right() + mm(8), mm(_LABEL + 8), rest, mm(_FIGURE - 8)), theme.c.ink)
        self._paint_meaning(painter, QRectF(left, mm(_LABEL + _FIGURE), room, mm(_LINE)))
        painter.end()

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
