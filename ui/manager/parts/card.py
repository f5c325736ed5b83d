"""Show a white card: a heading, a word at its right, and what fills it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.theme import Role, Theme
from ui.widgets import Panel, Text


class AreaCard(Panel):
    """Show a card. `head` takes keys beside the heading; `column` takes what fills the card.

    With `on_line`, the heading stands on one line.
    """

    def __init__(self, theme: Theme, title: str, *, on_line: bool = False) -> None:
        super().__init__(theme, outlined=True)
        mm = theme.mm
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(mm(12), mm(12), mm(12), mm(10))
        self.column.setSpacing(mm(6))
        self.head = QHBoxLayout()
        self.head.setContentsMargins(mm(10), 0, mm(10), 0)
        self.title = Text(theme, Role.HEADING, title, wrap=not on_line)
        self.word = Text(theme, Role.SMALL, colour=theme.c.ink_soft, wrap=False)
        self.head.addWidget(self.title, 1)
        self.head.addWidget(self.word, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(self.head)
