"""Show one figure of a day before and after a change."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted

#: Heights, the space at the left, the gap beside the arrow, and the em of both figures, in pixels of the design.
_LABEL, _FIGURE, _LINE, _SIDE, _GAP, _BEFORE_EM, _AFTER_EM = 26, 54, 28, 18, 10, 26, 42


class BeforeAfterFigure(QWidget):
    """Show a figure as it was, an arrow, and as it would have been, with one line of meaning.

    `first` has no line at its left. `key` opens its definition.
    """

    def __init__(self, theme: Theme, label: str, key: QWidget | None = None, *, first: bool = False) -> None:
        super().__init__()
        self.theme, self.label, self._first, self._key = theme, label, first, key
        self.before, self.after, self.unit, self.meaning = "–", "", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if key is not None:
            key.setParent(self)

    def show_figures(self, before: str, after: str, unit: str, meaning: str) -> None:
        """Show other figures; `after` is empty while nothing was tried."""
        self.before, self.after, self.unit, self.meaning = before, after, unit, meaning
        both = f"{before} → {after}" if after else before
        self.setAccessibleName(f"{self.label}: {both} {unit}. {meaning}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(180), self.theme.mm(_LABEL + _FIGURE + _LINE))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, mm, left = self.theme, self.theme.mm, self._left
        if not self._first:
            painter.fillRect(QRectF(0, mm(2), 1, self.height() - mm(4)), theme.c.line)
        room = self.width() - left - mm(4)
        self._label_block().draw(painter, QRectF(left, 0, room, mm(_LABEL)), theme.c.ink)
        x = float(left)
        if self.after:
            x = self._paint_number(painter, self.before, x, _BEFORE_EM, 400) + mm(_GAP)
            icon = theme.m.icon_inline
            top = mm(_LABEL) + (mm(_FIGURE) - icon) / 2
            painter.drawPixmap(round(x), round(top), theme.icon("arrow-right", icon, theme.c.flag))
            x += icon + mm(_GAP)
        x = self._paint_number(painter, self.after or self.before, x, _AFTER_EM, 800) + mm(_GAP)
        unit = fitted(self.unit, Style(theme.font(Role.BODY), 1.2), max(1.0, left + room - x), mm(_FIGURE))
        unit.draw(painter, QRectF(x, mm(_LABEL + 8), unit.width + 1, mm(_FIGURE - 8)), theme.c.ink)
        line = fitted(self.meaning, Style(theme.font(Role.SMALL), 1.2), room, mm(_LINE))
        line.draw(painter, QRectF(left, mm(_LABEL + _FIGURE), room, mm(_LINE)), theme.c.ink_soft)
        painter.end()

    def _paint_number(self, painter: QPainter, number: str, x: float, em: int, weight: int) -> float:
        """Draw a number, and return where it ends."""
        theme, mm = self.theme, self.theme.mm
        block = TextBlock(number, Style(theme.font(Role.TITLE, weight, size=float(mm(em))), 1.0))
        block.draw(painter, QRectF(x, mm(_LABEL), block.width + 1, mm(_FIGURE)), theme.c.ink)
        return x + block.width
