"""Show the parts of a short list as lines of a card, each with the keys *Sửa* and *Bỏ*."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.manager.page import Card, DropKey, act_key, clear
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Text


class PartLine(QWidget):
    """Show one part: its name, and a line about it. Signals ``edits`` and ``dropped`` carry its value."""

    edits = Signal(object)
    dropped = Signal(object)

    def __init__(self, kit: Kit, value: object, name: str, about: str) -> None:
        super().__init__()
        self._value = value
        theme, mm = kit.theme, kit.theme.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(0, mm(5), 0, mm(5))
        row.setSpacing(mm(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(theme, Role.BODY, name, weight=600))
        if about:
            words.addWidget(Text(theme, Role.SMALL, about, colour=theme.c.ink_soft))
        row.addLayout(words, 1)
        edit = Key(theme, text=kit.tell("edit"), icon="pencil")
        edit.icon_colour = theme.c.flag
        edit.setFixedHeight(mm(44))
        edit.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        edit.clicked.connect(self._edit)
        row.addWidget(edit)
        drop = DropKey(kit, value, name)
        drop.dropped.connect(self.dropped)
        row.addWidget(drop)

    def _edit(self) -> None:
        self.edits.emit(self._value)


class LinesCard(Card):
    """Show a card of lines with a key that adds one.

    Signals: ``edits`` and ``dropped`` carry the value of a line; ``adds``: the key was pressed.
    """

    adds = Signal()
    edits = Signal(object)
    dropped = Signal(object)

    def __init__(self, kit: Kit, title: str, add: str) -> None:
        super().__init__(kit, title)
        self._kit = kit
        self.lines: list[PartLine] = []
        self.add = act_key(kit, add, "plus")
        self.add.clicked.connect(self.adds)
        self.keys.addWidget(self.add)
        self._place = QVBoxLayout()
        self._place.setSpacing(kit.theme.mm(2))
        self.column.addLayout(self._place)

    def show_lines(self, lines: list[PartLine]) -> None:
        """Show these lines."""
        clear(self.lines)
        self.lines = lines
        for line in lines:
            line.edits.connect(self.edits)
            line.dropped.connect(self.dropped)
            self._place.addWidget(line)
