"""Show one figure of a day before and after a change."""

from PySide6.QtGui import QPainter

from ui.manager.parts.headline import HeadlineFigure
from ui.theme import Theme

#: The gap beside the arrow, the em of both numbers, and the middle of their line, in pixels of the design.
_GAP, _BEFORE_EM, _AFTER_EM, _MIDDLE = 10, 26, 42, 54


class BeforeAfterFigure(HeadlineFigure):
    """Show a figure as it was, an arrow, and as it would have been, with one line of meaning."""

    def __init__(self, theme: Theme, label: str, *, first: bool = False) -> None:
        super().__init__(theme, label, first=first)
        self.before, self.after = "–", ""

    def show_figures(self, before: str, after: str, unit: str, meaning: str) -> None:
        """Show other figures; `after` is empty while nothing was tried."""
        self.before, self.after = before, after
        self.show_figure(f"{before} → {after}" if after else before, unit, meaning)

    def _paint_numbers(self, painter: QPainter, left: float) -> float:
        if not self.after:
            return self._paint_number(painter, self.before, left, _AFTER_EM, 800)
        theme, mm = self.theme, self.theme.mm
        x = self._paint_number(painter, self.before, left, _BEFORE_EM, 400) + mm(_GAP)
        icon = theme.m.icon_inline
        painter.drawPixmap(round(x), round(mm(_MIDDLE) - icon / 2), theme.icon("arrow-right", icon, theme.c.flag))
        return self._paint_number(painter, self.after, x + icon + mm(_GAP), _AFTER_EM, 800)
