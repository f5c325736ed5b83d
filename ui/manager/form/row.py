"""Set a label above a control, and below it one line: a problem, the value in force, or help."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.manager.form.control import Control
from ui.theme import Role, Theme
from ui.widgets import Key, Text


class FormRow(QWidget):
    """Show a control with its label. `show_state` says what stands below it.

    `beside`: the label stands at the left of the control. Signal: ``undone``: the key beside the value in force was
    pressed. With `undo`, its accessible name, there is one.
    """

    undone = Signal()

    def __init__(
        self, theme: Theme, label: str, control: Control, helps: str = "", *, undo: str = "", beside: bool = False
    ) -> None:
        super().__init__()
        self._theme, self._help = theme, helps
        self.control = control
        self.label = Text(theme, Role.SMALL, label, wrap=False)
        self.note = Text(theme, Role.SMALL, helps, colour=theme.c.ink_soft)
        self.undo = Key(theme, icon="undo-2")
        self.undo.icon_colour = theme.c.flag
        self.undo.setAccessibleName(undo)
        self.undo.setFixedSize(theme.mm(40), theme.mm(34))
        self.undo.clicked.connect(self.undone)
        self._has_undo = bool(undo)
        control.set_label(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.mm(5))
        first = QHBoxLayout() if beside else QVBoxLayout()
        first.setSpacing(theme.mm(14 if beside else 5))
        if label:
            first.addWidget(self.label)
        first.addWidget(control, int(beside))
        column.addLayout(first)
        below = QHBoxLayout()
        below.setSpacing(theme.mm(8))
        below.addWidget(self.note, 1)
        below.addWidget(self.undo)
        column.addLayout(below)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_state()

    def show_state(self, *, used: str = "", problem: str = "", good: str = "") -> None:
        """Show a problem, else what is in force (`used`), else that all is `good`, else the help.

        `used` marks the control: its value differs from the one in force.
        """
        c = self._theme.c
        self.control.show_marked(marked=bool(used))
        words = problem or used or good or self._help
        icon = "triangle-alert" if problem else "pencil" if used else "check" if good else ""
        self.note.set_text(words)
        self.note.set_icon(icon)
        self.note.set_colour(c.ink if problem or used else c.good if good else c.ink_soft)
        self.note.setVisible(bool(words))
        self.undo.setVisible(bool(used) and self._has_undo)
