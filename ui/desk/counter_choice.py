"""Choosing the counter to sit at."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.office import Counter
from kiosk.domain.text import Texts
from ui.theme import Role, Theme
from ui.widgets import Key, Panel, Text

_COLUMNS = 2
_MOST = 16


class CounterKey(Key):
    """One counter; ``picked`` carries its id."""

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="monitor", align=Qt.AlignmentFlag.AlignLeft, role=Role.HEADING, parent=parent)
        self.counter_id = 0
        self.icon_colour = theme.c.flag
        self.setMinimumHeight(theme.mm(76))
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self.counter_id)


class CounterPage(QWidget):
    """``picked`` carries a counter's id, ``left`` signs out again."""

    picked = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.keys = [CounterKey(theme) for _ in range(_MOST)]
        self._title = Text(theme, Role.TITLE)
        self.leave = Key(theme, text=texts.say("desk.counters.leave"), icon="log-out")
        self.leave.clicked.connect(self.left)
        panel = Panel(theme, outlined=True)
        panel.setFixedWidth(theme.mm(860))
        column = QVBoxLayout(panel)
        column.setContentsMargins(*(theme.mm(28),) * 4)
        column.setSpacing(theme.mm(12))
        column.addWidget(self._title)
        column.addWidget(Text(theme, Role.BODY, texts.say("desk.counters.question"), colour=theme.c.ink_soft))
        grid = QGridLayout()
        grid.setSpacing(theme.mm(14))
        for index, key in enumerate(self.keys):
            key.picked.connect(self.picked)
            grid.addWidget(key, index // _COLUMNS, index % _COLUMNS)
        column.addLayout(grid)
        column.addSpacing(theme.mm(12))
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.leave)
        column.addLayout(last)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(panel)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)

    def show_counters(self, name: str, counters: Sequence[Counter]) -> None:
        """Greet the clerk and offer these counters."""
        self._title.set_text(self._texts.say("desk.counters.title", name=name))
        for index, key in enumerate(self.keys):
            key.setVisible(index < len(counters))
            if index < len(counters):
                one = counters[index]
                key.counter_id = one.id
                own = self._texts.name(one.name)
                number = self._texts.say("common.counter", number=one.number)
                serves = self._texts.say("desk.counters.serves", count=len(one.services))
                key.set_text(number, serves if own == number else f"{own}, {serves}")

    def set_busy(self, *, busy: bool) -> None:
        """While a counter is being opened nothing else can be chosen."""
        for key in self.keys:
            key.setEnabled(not busy)
