"""Lay out the page Nếu …: the form at the left, what a change does at the right, and below what the replay kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.manager.analysis.what_if.form import ChangeForm
from ui.manager.analysis.what_if.results import ResultsPane
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Text

_SIDE, _GAP, _KEY = 24, 10, 42


class WhatIfPage(QWidget):
    """Hold form and results. Signal: ``wants_method``: how the replay works is asked for."""

    wants_method = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        mm, say = kit.theme.mm, kit.texts.say
        self.form, self.results = ChangeForm(kit), ResultsPane(kit)
        self.foot = Text(kit.theme, Role.SMALL, say("what_if.page.foot"), icon="info", icon_colour=kit.theme.c.flag)
        self.help = Key(kit.theme, text=say("what_if.page.method"), shortcut="F1")
        self.help.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.help.setFixedHeight(mm(_KEY))
        self.help.clicked.connect(self.wants_method)
        row = QHBoxLayout()
        row.setSpacing(mm(_GAP))
        row.addWidget(self.form)
        row.addWidget(self.results, 1)
        below = QHBoxLayout()
        below.addWidget(self.foot, 1, Qt.AlignmentFlag.AlignVCenter)
        below.addWidget(self.help)
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(_SIDE), mm(12), mm(_SIDE - 14), mm(8))
        column.setSpacing(mm(8))
        column.addLayout(row, 1)
        column.addLayout(below)
