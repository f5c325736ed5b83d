"""Lay out the question of one step: its title, one line about it, and its controls."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.setup.guide import GuideAnswers, GuideRules, GuideStep
from ui.theme import Role, Theme
from ui.widgets import Text


class GuidePage(QWidget):
    """Ask the question of a step. Signal: ``answered`` carries the new answers."""

    answered = Signal(object)
    step: GuideStep

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__()
        self.theme, self.texts, self.rules = theme, texts, rules
        self.answers = GuideAnswers()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, theme.mm(6), 0)
        self.body.setSpacing(theme.mm(10))
        name = f"guide.step.{self.step.name.lower()}"
        head = QVBoxLayout()
        head.setSpacing(theme.mm(2))
        head.addWidget(Text(theme, Role.HEADING, texts.say(f"{name}.question"), size=theme.mm(24), weight=800))
        head.addWidget(Text(theme, Role.BODY, texts.say(f"{name}.help"), colour=theme.c.ink_soft))
        self.body.addLayout(head)
        self.body.addSpacing(theme.mm(4))

    def show_answers(self, answers: GuideAnswers) -> None:
        """Show these answers."""
        self.answers = answers
        self.refresh()

    def refresh(self) -> None:
        """Show `answers` in the controls."""
        raise NotImplementedError

    def begin(self) -> None:
        """Give the keyboard to the first control."""
        for one in self.findChildren(QWidget):
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and one.isVisibleTo(self):
                one.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def finish(self) -> None:
        """Take what is typed and not finished yet. The window asks before it leaves the step."""

    def answer(self, **changes: Any) -> None:
        """Tell the answers with other values."""
        self.answered.emit(replace(self.answers, **changes))
