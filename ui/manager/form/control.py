"""Declare what every control of a form does: show a value, and tell a new one."""

from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.drawing.paint import rounded

#: The height of a field, of a key beside it, and its corner radius, in pixels of the design.
FIELD_HIGH, KEY_HIGH, RADIUS = 46, 48, 9


class Control(QWidget):
    """Show one value. Signal: ``changed`` carries the value that a person set; `show_value` does not emit it."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def show_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the value differs from the one in force."""

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the control is for."""
        self.setAccessibleName(label)

    def words(self, value: Any) -> str:
        """Return a value as a person reads it."""
        return "–" if value in (None, "") else str(value)


def paint_field(painter: QPainter, theme: Theme, area: QRectF, *, marked: bool, focused: bool, enabled: bool) -> None:
    """Draw the face of a field: white, or gold where it is `marked`. An ink outline shows a mark or the focus."""
    c, strong = theme.c, marked or focused
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    w, radius = theme.m.outline * (1.25 if strong else 1.0), theme.mm(RADIUS)
    painter.fillPath(rounded(area, radius), c.ink if strong else c.edge if enabled else c.line)
    ground = c.gold_tint if marked else c.ground if enabled else c.sand
    painter.fillPath(rounded(area.adjusted(w, w, -w, -w), radius - w), ground)
