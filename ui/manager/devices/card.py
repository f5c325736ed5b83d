"""Frame one kind of device: its name, its controls, and what its last trial said."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.theme import Role, Theme
from ui.widgets import Banner, Key, Panel, Text, Tone

KEY_HIGH = 48
_ICONS = {Tone.GOOD: "circle-check", Tone.CAUTION: "triangle-alert", Tone.INFO: "info"}


class DeviceCard(Panel):
    """Show one kind of device in an outlined panel. A subclass fills `column`."""

    def __init__(self, theme: Theme, texts: Texts, name: str, icon: str) -> None:
        super().__init__(theme, outlined=True)
        self.theme, self.texts = theme, texts
        self.column = QVBoxLayout(self)
        pad = theme.mm(18)
        self.column.setContentsMargins(pad, theme.mm(14), pad, pad)
        self.column.setSpacing(theme.mm(10))
        title = texts.say(f"devices.{name}.title")
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.mm(10))
        colour = theme.c.flag
        self.head.addWidget(
            Text(theme, Role.HEADING, title, icon=icon, icon_colour=colour, size=theme.mm(19), wrap=False), 1
        )
        self.column.addLayout(self.head)
        self.said = Banner(theme, Tone.INFO, role=Role.BODY, is_dense=True)
        self.said.hide()

    def tab_after(self, first: QWidget, keys: Sequence[QWidget]) -> None:
        """Let Tab go from a control to keys that were made later than what stands below them."""
        for before, after in pairwise((first, *keys)):
            QWidget.setTabOrder(before, after)

    def say(self, tone: Tone, sentence: str, more: str = "") -> None:
        """Show what a trial said."""
        self.said.say(tone, sentence, more, icon=_ICONS[tone])
        self.said.show()

    def trial_key(self, words: str, icon: str) -> Key:
        """Return a new key beside the name, which tries the device."""
        key = Key(self.theme, text=self.texts.say(words), icon=icon)
        key.setFixedHeight(self.theme.mm(KEY_HIGH))
        key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        key.icon_colour = self.theme.c.flag
        self.head.addWidget(key)
        return key
