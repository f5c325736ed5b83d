"""Try what is heard at this machine: the guidance, the hall voice, and the headphone jack."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

import resources
from kiosk.config import Config
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.status import HeadphoneStatus, SoundStatus, SpeechStatus
from ui.ask import Work
from ui.manager.devices.card import KEY_HIGH, DeviceCard
from ui.manager.form import FormRow, NumberField
from ui.manager.machine import Machine
from ui.theme import Role, Theme
from ui.widgets import Key, Text, Tone


class LanguageKey(Key):
    """Say something in a language. Signal: ``asked`` carries the language."""

    asked = Signal(str)

    def __init__(self, theme: Theme, language: str) -> None:
        super().__init__(theme, text=resources.language_name(language), icon="volume-2")
        self._language = language
        self.icon_colour = theme.c.flag
        self.setFixedHeight(theme.mm(KEY_HIGH))
        self.clicked.connect(self._say)

    def _say(self) -> None:
        self.asked.emit(self._language)


class LoudnessField(NumberField):
    """Hold the loudness from a time of day on. Signal: ``adjusted`` carries the time and the percentage."""

    adjusted = Signal(str, int)

    def __init__(self, theme: Theme, texts: Texts, since: str) -> None:
        words = [texts.say(f"devices.sound.{one}") for one in ("quieter", "louder")]
        super().__init__(theme, low=0, high=100, step=5, unit="{count} %", less=words[0], more=words[1])
        self._since = since
        self.changed.connect(self._adjust)

    def _adjust(self, percent: object) -> None:
        self.adjusted.emit(self._since, int(str(percent)))


class SoundCard(DeviceCard):
    """Show the trials of sound. Signal: ``changed`` carries section, key and value."""

    changed = Signal(str, str, object)

    def __init__(self, theme: Theme, texts: Texts, machine: Machine, work: Work, languages: Sequence[str]) -> None:
        super().__init__(theme, texts, "sound", "volume-2")
        self._machine, self._work = machine, work
        self._jack = ""
        self._volume: Mapping[str, int] = {}
        self.jack_key = self.trial_key("devices.sound.jack", "headphones")
        self.jack_key.clicked.connect(self._look)
        self.speech_keys = self._keys("devices.sound.speech", languages)
        self.call_keys = self._keys("devices.sound.call", languages)
        for key in self.speech_keys:
            key.asked.connect(self._speak)
        for key in self.call_keys:
            key.asked.connect(self._call)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.mm(8))
        self.column.addLayout(self._rows)
        self.loudness: dict[str, LoudnessField] = {}
        self.column.addWidget(self.said)

    def show_settings(self, config: Config) -> None:
        """Show these settings: the loudness of each time of day."""
        self._jack, self._volume = config.speech.headphones, config.voice.volume
        self.jack_key.setEnabled(bool(self._jack))
        for since in sorted(self._volume):
            if since not in self.loudness:
                self.loudness[since] = field = LoudnessField(self.theme, self.texts, since)
                field.adjusted.connect(self._adjust)
                self._rows.addWidget(FormRow(self.theme, self.texts.say("devices.sound.since", time=since), field))
            self.loudness[since].show_value(self._volume[since])

    def _keys(self, title: str, languages: Sequence[str]) -> list[LanguageKey]:
        self.column.addWidget(Text(self.theme, Role.SMALL, self.texts.say(title)))
        keys = [LanguageKey(self.theme, one) for one in languages]
        row = QHBoxLayout()
        row.setSpacing(self.theme.mm(10))
        for key in keys:
            row.addWidget(key)
        row.addStretch(1)
        self.column.addLayout(row)
        return keys

    # -- trials -------------------------------------------------------------------------------------------------

    def _speak(self, language: str) -> None:
        words = resources.texts(language).get("devices.sound.sample", self.texts.say("devices.sound.sample"))
        self._begin()
        job = partial(self._machine.speak, words, language)
        self._work.work(job).then(self._spoken, self._refused, self._failed)

    def _call(self, language: str) -> None:
        percent = next(iter(self._volume.values()), 100)
        self._begin()
        job = partial(self._machine.call_out, language, percent)
        self._work.work(job).then(self._called, self._refused, self._failed)

    def _look(self) -> None:
        self._begin()
        self._work.work(partial(self._machine.headphones, self._jack)).then(self._looked, self._refused, self._failed)

    def _spoken(self, status: SpeechStatus) -> None:
        self._end(Tone.GOOD if status is SpeechStatus.READY else Tone.CAUTION, f"speech_{status.value}")

    def _called(self, status: SoundStatus) -> None:
        self._end(Tone.GOOD if status is SoundStatus.READY else Tone.CAUTION, f"call_{status.value}")

    def _looked(self, status: HeadphoneStatus) -> None:
        self._end(Tone.CAUTION if status is HeadphoneStatus.UNKNOWN else Tone.GOOD, f"jack_{status.value}")

    def _refused(self, message: Message) -> None:
        self._enable(able=True)
        self.say(Tone.CAUTION, self.texts.message(message))

    def _failed(self) -> None:
        self._enable(able=True)
        self.say(Tone.CAUTION, self.texts.say("devices.failed"))

    def _begin(self) -> None:
        self._enable(able=False)
        self.say(Tone.INFO, self.texts.say("devices.sound.listen"))

    def _end(self, tone: Tone, name: str) -> None:
        self._enable(able=True)
        self.say(tone, self.texts.say(f"devices.sound.{name}"))

    def _enable(self, *, able: bool) -> None:
        for key in (*self.speech_keys, *self.call_keys):
            key.setEnabled(able)
        self.jack_key.setEnabled(able and bool(self._jack))

    def _adjust(self, since: str, percent: int) -> None:
        self.changed.emit("voice", "volume", {**self._volume, since: percent})
