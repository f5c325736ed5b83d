"""Take a list of short texts, each of them a chip that can be taken away."""

import itertools
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.manager.form.control import Control, paint_field
from ui.manager.form.flow import FlowLayout
from ui.manager.form.text_field import field_palette
from ui.theme import Role, Theme
from ui.widgets import Key

_HIGH, _AIR = 34, 7


class Chip(Key):
    """Show one text with a cross; pressing takes it away. Signal: ``gone`` carries the text."""

    gone = Signal(str)

    def __init__(self, theme: Theme, text: str, remove: str) -> None:
        super().__init__(theme, text=text, trailing="x", role=Role.SMALL)
        self.weight = 600
        self.setAccessibleName(remove.format(text=text))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(_HIGH))
        self.clicked.connect(self._go)

    def edge_depth(self) -> float:
        """Return a lower edge for a small key."""
        return super().edge_depth() * 0.6

    def icon_size(self) -> float:
        """Return the side of the cross."""
        return self.theme.m.icon_inline * 0.8

    def sizeHint(self) -> QSize:
        return QSize(round(self.text_width() + self.icon_size() + self.theme.mm(32)), self.theme.mm(_HIGH))

    def _go(self) -> None:
        self.gone.emit(self.label)


class _Input(QLineEdit):
    """Take one more text. Signal: ``erased``: Backspace was pressed in the empty field."""

    erased = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.erased.emit()
            return
        super().keyPressEvent(event)


class ChipField(Control):
    """Hold a list of short texts as a tuple. Enter or a comma adds what is typed, Backspace takes the last one away.

    `remove` is the accessible name of a chip, with ``{text}``.
    """

    def __init__(self, theme: Theme, hint: str, remove: str = "× {text}", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._texts: tuple[str, ...] = ()
        self._remove, self._marked = remove, False
        self.chips: list[Chip] = []
        self.input = _Input()
        self.input.setFrame(False)
        self.input.setFont(theme.font(Role.BODY))
        self.input.setPalette(field_palette(theme, self.input.palette()))
        self.input.setPlaceholderText(hint)
        self.input.setAccessibleName(hint)
        self.input.setMinimumWidth(theme.mm(140))
        self.input.setFixedHeight(theme.mm(_HIGH))
        self.input.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.input.textEdited.connect(self._typed)
        self.input.editingFinished.connect(self._finish)
        self.input.erased.connect(self._erase)
        self._flow = FlowLayout(self, theme.mm(8), margin=theme.mm(_AIR), stretches=True)
        self._flow.addWidget(self.input)
        self.setFocusProxy(self.input)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_value(self, value: Any) -> None:
        """Show these texts."""
        texts = tuple(value)
        if texts == self._texts:
            return
        self._texts = texts
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [Chip(self.theme, text, self._remove) for text in texts]
        for place, chip in enumerate(self.chips):
            chip.gone.connect(self._take)
            self._flow.insert(place, chip)
            chip.show()
        self._order_tabs()
        self.updateGeometry()
        self.update()

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the texts differ from those in force."""
        self._marked = marked
        self.update()

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the texts are."""
        self.input.setAccessibleName(label)

    def words(self, value: Any) -> str:
        """Return the texts in one line."""
        return ", ".join(value) or "–"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area, focused = QRectF(self.rect()), self.input.hasFocus()
        paint_field(painter, self.theme, area, marked=self._marked, focused=focused, enabled=self.isEnabled())
        painter.end()

    def _order_tabs(self) -> None:
        parts: Sequence[QWidget] = (*self.chips, self.input)
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _typed(self, text: str) -> None:
        if "," in text or ";" in text:
            self._finish()

    def _finish(self) -> None:
        wished = [" ".join(one.split()) for one in self.input.text().replace(";", ",").split(",")]
        self.input.clear()
        new = [one for one in wished if one and one not in self._texts]
        if new:
            self._set((*self._texts, *dict.fromkeys(new)))

    def _erase(self) -> None:
        if self._texts:
            self._set(self._texts[:-1])

    def _take(self, text: str) -> None:
        self._set(tuple(one for one in self._texts if one != text))
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, texts: tuple[str, ...]) -> None:
        self.show_value(texts)
        self.changed.emit(texts)
