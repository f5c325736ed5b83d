"""Frame one kind of device: its name, its controls, and what its last trial said."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.manager.form import ChoiceField, Pick
from ui.manager.machine import DevicePlace
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


class LineCard(DeviceCard):
    """Offer the lines at which a device can be. Signal: ``chosen`` carries the address.

    Attributes:
        first: choices that stand before the lines.
        try_key: tries the device at the chosen line.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, name: str, icon: str, words: str) -> None:
        super().__init__(theme, texts, name, icon)
        self.first: tuple[Pick, ...] = ()
        self._url = ""
        self._places: tuple[DevicePlace, ...] = ()
        self.lines = ChoiceField(theme, ())
        self.column.addWidget(self.lines)
        self.try_key = self.trial_key(words, icon)

    def show_places(self, places: Sequence[DevicePlace]) -> None:
        """Offer these lines."""
        self._places = tuple(places)
        self._offer()

    def show_url(self, url: str) -> None:
        """Show which line is chosen."""
        if url != self._url or not self.lines.keys:
            self._url = url
            self._offer()

    def _offer(self) -> None:
        picks = [
            *self.first,
            *(Pick(one.url, one.name or one.url, one.url if one.name else "") for one in self._places),
        ]
        if self._url not in ("", *(pick.value for pick in picks)):
            picks.append(Pick(self._url, self._url))
        picks.append(Pick("", self.texts.say("devices.none")))
        lines = ChoiceField(self.theme, picks)
        lines.show_value(self._url)
        lines.changed.connect(self._choose)
        self.column.replaceWidget(self.lines, lines)
        lines.show()
        self.lines.hide()
        self.lines.deleteLater()
        self.lines = lines
        self.tab_after(self.try_key, lines.keys)
        self.try_key.setEnabled(bool(self._url))

    def _choose(self, url: object) -> None:
        self._url = str(url)
        self.try_key.setEnabled(bool(self._url))
        self.said.hide()
        self.chosen.emit(self._url)
