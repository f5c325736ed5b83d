"""Take a date, written as people write it, or none."""

import re
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.manager.form.control import Control
from ui.manager.form.text_field import TextEntry
from ui.theme import Theme

_DATE = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*")


def read_date(text: str) -> date | None:
    """Return the date of a text such as ``30/4/2027``, or None."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateField(Control):
    """Hold a date. `none` are the words for no date; without them there is always one."""

    def __init__(self, theme: Theme, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._none = none
        self._value: date | None = None
        self.entry = TextEntry(theme, none or "30/04/2027")
        self.entry.setFixedWidth(theme.mm(180))
        self.entry.typed.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.entry)
        row.addStretch(1)
        self.setFocusProxy(self.entry)

    def show_value(self, value: Any) -> None:
        """Show a date, or none."""
        self._value = value
        self.entry.show_text("" if value is None else f"{value:%d/%m/%Y}")

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the date differs from the one in force."""
        self.entry.set_marked(marked=marked)

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the date is."""
        self.entry.setAccessibleName(label)

    def words(self, value: Any) -> str:
        """Return the date as people write it."""
        return self._none if value is None else f"{value:%d/%m/%Y}"

    def _typed(self, text: str) -> None:
        day = read_date(text)
        if day is None and (text.strip() or not self._none):
            self.show_value(self._value)  # what is no date is not kept
            self.entry.setText("" if self._value is None else f"{self._value:%d/%m/%Y}")
            return
        before, self._value = self._value, day
        self.entry.setText("" if day is None else f"{day:%d/%m/%Y}")
        if day != before:
            self.changed.emit(day)
