"""Take a whole number with minus and plus beside it."""

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.manager.form.control import KEY_HIGH, Control
from ui.manager.form.text_field import TextEntry
from ui.theme import Role, Theme
from ui.widgets import Key

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class NumberField(Control):
    """Hold a whole number from `low` to `high`.

    `unit` is a sentence with ``{count}``. With `none`, the words for no number, the field may be empty: below `low`
    comes no number.
    """

    def __init__(  # noqa: PLR0913 - named options of a widget
        self,
        theme: Theme,
        *,
        low: int = 0,
        high: int = 9999,
        step: int = 1,
        unit: str = "{count}",
        none: str = "",
        less: str = "–",
        more: str = "+",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._low, self._high, self._step, self._unit, self._none = low, high, step, unit, none
        self._value: int | None = None if none else low
        self.less, self.more = Key(theme, icon="minus"), Key(theme, icon="plus")
        self.less.setAccessibleName(less)
        self.more.setAccessibleName(more)
        for key in (self.less, self.more):
            key.setFixedSize(theme.mm(44), theme.mm(KEY_HIGH))
            key.icon_colour = theme.c.flag
        self.entry = TextEntry(theme)
        self.entry.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.entry.setFont(theme.font(Role.BODY, 600))
        self.entry.setFixedWidth(theme.mm(150 if none else 116))
        self.entry.typed.connect(self._typed)
        self.less.clicked.connect(self._lower)
        self.more.clicked.connect(self._raise)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.mm(8))
        for part in (self.less, self.entry, self.more):
            row.addWidget(part)
        row.addStretch(1)
        self.setFocusProxy(self.entry)

    def show_value(self, value: Any) -> None:
        """Show a number, or None for none."""
        self._value = value
        self.entry.show_text(self.words(value))
        self.less.setEnabled(value is not None and (value > self._low or bool(self._none)))
        self.more.setEnabled(value is None or value < self._high)

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the number differs from the one in force."""
        self.entry.set_marked(marked=marked)

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the number is."""
        self.entry.setAccessibleName(label)

    def words(self, value: Any) -> str:
        """Return the number with its unit."""
        return self._none if value is None else self._unit.format(count=value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrow keys up and down."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._by(step)

    def _lower(self) -> None:
        self._by(-1)

    def _raise(self) -> None:
        self._by(1)

    def _by(self, way: int) -> None:
        if self._value is None:
            self._set(self._low if way > 0 else None)
        elif self._value + way * self._step < self._low:
            self._set(None if self._none and self._value == self._low else self._low)
        else:
            self._set(min(self._high, self._value + way * self._step))

    def _typed(self, text: str) -> None:
        found = re.search(r"\d+", text)
        if found is None:
            self._set(None if self._none else self._value)
        else:
            self._set(max(self._low, min(self._high, int(found[0][:6]))))

    def _set(self, value: int | None) -> None:
        before = self._value
        self._value = value
        self.entry.setText(self.words(value))
        self.show_value(value)
        if value != before:
            self.changed.emit(value)
