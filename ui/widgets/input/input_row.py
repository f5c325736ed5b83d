"""Show a field with the key that clears it: beside the field, or below one of several lines."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.input.field import InputField
from ui.widgets.keys import Key

#: Millimetres between field and key, and the height of a key below the field.
_GAP_MM, _KEY_MM = 5.2, 24.0
#: Share of the width: a key beside the field takes no more for its words; else it shows its icon alone.
_SHARE = 0.22


class InputRow(QWidget):
    """Show a field and a key. The words of the key give way to its icon where the field needs the room."""

    def __init__(self, theme: Theme, field: InputField, key: Key) -> None:
        super().__init__()
        self._field, self._key = field, key
        self._words, self._worded = key.label, key.sizeHint().width()
        self._gap, self._high = theme.gap(_GAP_MM), max(theme.target(_KEY_MM), key.least_height(self._worded))
        self._least = theme.target(0)
        if field.lines == 1:
            field.setFixedHeight(max(field.height(), self._least))
        for widget in (field, key):
            widget.setParent(self)

    @property
    def _has_lines(self) -> bool:
        return self._field.lines > 1

    def sizeHint(self) -> QSize:
        """Return the size with the key below a field of several lines."""
        wish = self._field.sizeHint()
        return wish + QSize(0, self._gap + self._high) if self._has_lines else wish

    def minimumSizeHint(self) -> QSize:
        """Return the size with the icon of the key beside the field."""
        least = self._field.minimumSizeHint() if self._has_lines else QSize(0, self._field.height())
        return QSize(least.width() + self._gap + self._least, max(least.height(), self._least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the key below a field that keeps its lines, else beside it."""
        super().resizeEvent(event)
        width, height, field = self.width(), self.height(), self._field
        is_below = self._has_lines and height >= self.sizeHint().height()
        has_words = self._worded <= (width if is_below else width * _SHARE)
        high = min(self._high, height) if self._has_lines else height
        wide = self._worded if has_words else high
        self._key.set_text(self._words if has_words else "")
        self._key.setAccessibleName(self._words)
        self._key.setFixedHeight(high)
        self._key.setGeometry(width - wide, height - high, wide, high)
        if is_below:
            field.setGeometry(0, 0, width, height - high - self._gap)
        else:
            field.setGeometry(0, 0, width - wide - self._gap, height)
