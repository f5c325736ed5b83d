"""Ask a question with a few answers, given by touch, by mouse, or by the digit on each key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.theme import Role, Theme
from ui.widgets import Key, Pager, Text
from ui.widgets.sheet import Sheet

_COLUMNS, _PER_PAGE = 3, 9


@dataclass(frozen=True, slots=True)
class Option:
    """Hold one answer: its value for the caller, its label, a second line and an icon."""

    value: Any
    label: str
    second: str = ""
    icon: str = ""


class DeskSheet(Sheet):
    """Show a sheet with a title and the key *Đóng* (Escape); every question of the desk uses it.

    Signal: ``closed``: closed without an answer. An answered sheet calls `dismiss`.
    """

    closed = Signal()

    def __init__(self, over: QWidget, theme: Theme, texts: Texts, title: str) -> None:
        super().__init__(over, theme, title)
        self.texts = texts
        mm = theme.mm
        self.body.setContentsMargins(mm(32), mm(26), mm(32), mm(30))
        self.body.setSpacing(mm(16))
        head = QHBoxLayout()
        head.addWidget(Text(theme, Role.TITLE, title), 1)
        self.close_key = Key(theme, text=texts.say("desk.sheet.close"), icon="x", shortcut="Esc")
        self.close_key.setFixedWidth(mm(190))
        self.close_key.clicked.connect(self._close)
        head.addWidget(self.close_key)
        self.body.addLayout(head)

    def come(self) -> None:
        """Cover the window and take the keyboard focus."""
        super().come()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def paper_width(self) -> int:
        """Return the width of the sheet's paper at a desk."""
        return self.theme.mm(1120)

    def side(self) -> int:
        """Return the least distance of the paper from the sides of the window."""
        return self.theme.mm(12)

    def paper_height(self, width: int) -> int:
        """Return the height of the paper at this width. Keys of a fixed height report no height for width."""
        return max(super().paper_height(width), self.body.sizeHint().height())

    def _close(self) -> None:
        self.dismiss()
        self.closed.emit()


class AnswerKey(Key):
    """Offer one answer. Signal: ``picked`` carries its `place`."""

    picked = Signal(int)

    def __init__(self, theme: Theme, place: int, *, high: int) -> None:
        super().__init__(theme, align=Qt.AlignmentFlag.AlignLeft)
        self.place = place
        self.icon_colour = theme.c.flag
        self.setFixedHeight(theme.mm(high))
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self.place)


class ChoiceSheet(DeskSheet):
    """Ask one question. Signal: ``chosen`` carries the value of the answer, after the sheet is closed."""

    chosen = Signal(object)

    def __init__(self, over: QWidget, theme: Theme, texts: Texts, title: str, options: Sequence[Option]) -> None:
        super().__init__(over, theme, texts, title)
        self._options, self._page = tuple(options), 0
        self.keys = [AnswerKey(theme, place, high=76) for place in range(_PER_PAGE)]
        grid = QGridLayout()
        grid.setSpacing(theme.mm(14))
        for index, key in enumerate(self.keys):
            key.cap = str(index + 1)
            key.picked.connect(self._answer)
            grid.addWidget(key, index // _COLUMNS, index % _COLUMNS)
            grid.setColumnStretch(index % _COLUMNS, 1)
        self.body.addLayout(grid)
        self._pager = Pager(theme, texts.say("desk.sign_in.back"), texts.say("desk.sign_in.on"))
        self._pager.turned.connect(self._turn)
        self.body.addWidget(self._pager)
        self._turn(0)
        self.come()

    def _turn(self, page: int) -> None:
        self._page = page
        shown = self._options[page * _PER_PAGE : (page + 1) * _PER_PAGE]
        for index, key in enumerate(self.keys):
            key.setVisible(index < len(shown))
            if index < len(shown):
                key.place = page * _PER_PAGE + index
                key.set_icon(shown[index].icon)
                key.set_text(shown[index].label, shown[index].second)
        self._pager.set_pages(-(-len(self._options) // _PER_PAGE), page)

    def _answer(self, place: int) -> None:
        value = self._options[place].value
        self.dismiss()
        self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        figure = event.text()
        pages = -(-len(self._options) // _PER_PAGE)
        if figure.isascii() and figure.isdecimal() and figure != "0":
            key = self.keys[int(figure) - 1]
            if not key.isHidden():
                key.click()
        elif event.key() == Qt.Key.Key_PageDown and self._page + 1 < pages:
            self._turn(self._page + 1)
        elif event.key() == Qt.Key.Key_PageUp and self._page > 0:
            self._turn(self._page - 1)
        else:
            super().keyPressEvent(event)
