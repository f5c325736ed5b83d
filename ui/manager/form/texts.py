"""Take a list of sentences, one below the other."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.manager.form.control import KEY_HIGH, Control
from ui.manager.form.text_field import TextEntry
from ui.theme import Theme
from ui.widgets import Key


class _Line(QWidget):
    """Show one sentence with a key that takes it away. Signals carry its place."""

    typed = Signal(int, str)
    gone = Signal(int)

    def __init__(self, theme: Theme, place: int, label: str, remove: str) -> None:
        super().__init__()
        self._place = place
        self.entry = TextEntry(theme)
        self.entry.setAccessibleName(label)
        self.entry.typed.connect(self._typed)
        self.key = Key(theme, icon="x")
        self.key.setAccessibleName(remove)
        self.key.setFixedSize(theme.mm(46), theme.mm(KEY_HIGH))
        self.key.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.mm(8))
        row.addWidget(self.entry, 1)
        row.addWidget(self.key)

    def _typed(self, text: str) -> None:
        self.typed.emit(self._place, " ".join(text.split()))

    def _go(self) -> None:
        self.gone.emit(self._place)


class TextsField(Control):
    """Hold sentences as a tuple. An emptied one goes away, the key below adds one."""

    def __init__(self, theme: Theme, add: str, remove: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._texts: tuple[str, ...] = ()
        self._marked, self._label, self._remove = False, "", remove
        self.lines: list[_Line] = []
        self.add = Key(theme, text=add, icon="plus")
        self.add.icon_colour = theme.c.flag
        self.add.setFixedHeight(theme.mm(KEY_HIGH))
        self.add.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.add.clicked.connect(self._add)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.mm(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.mm(8))
        column.addLayout(self._column)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)

    def show_value(self, value: Any) -> None:
        """Show these sentences."""
        self._texts = tuple(value)
        while len(self.lines) > len(self._texts):
            line = self.lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(self._texts):
            line = _Line(self.theme, len(self.lines), self._label, self._remove)
            line.typed.connect(self._typed)
            line.gone.connect(self._gone)
            self._column.addWidget(line)
            self.lines.append(line)
        for line, text in zip(self.lines, self._texts, strict=True):
            line.entry.show_text(text)
            line.entry.set_marked(marked=self._marked)

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the sentences differ from those in force."""
        self._marked = marked
        for line in self.lines:
            line.entry.set_marked(marked=marked)

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the sentences are."""
        self._label = label

    def words(self, value: Any) -> str:
        """Return the sentences in one line."""
        return " / ".join(value) or "–"

    def _add(self) -> None:
        self.show_value((*self._texts, ""))
        self.lines[-1].entry.setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self, place: int, text: str) -> None:
        texts = list(self._texts)
        texts[place] = text
        self._set(tuple(one for one in texts if one))

    def _gone(self, place: int) -> None:
        self._set(tuple(one for at, one in enumerate(self._texts) if at != place and one))

    def _set(self, texts: tuple[str, ...]) -> None:
        self.show_value(texts)
        self.changed.emit(texts)
