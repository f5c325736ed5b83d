"""Choose the line of the slip printer, print a strip, and find the profile by two questions about it."""

from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.domain.language.text import Message, Texts
from kiosk.domain.setup.document import BranchPart
from ui.ask import Work
from ui.manager.devices.card import LineCard
from ui.manager.form import ChoiceField, FormRow, Pick, TextField
from ui.manager.machine import Machine, PrinterTrial, ProfileAdvice
from ui.theme import Role, Theme
from ui.widgets import Text, Tone

_RAW_PORT = 9100
_PROFILES = ("clone", "epson203", "epson180", "citizen", "ppu700", "custom")


def network_printer(text: str) -> str:
    """Return the address of a printer on the network: ``192.168.1.50`` is ``tcp://192.168.1.50:9100``."""
    host = text.strip()
    if not host or "://" in host or host.startswith("/"):
        return host
    return f"tcp://{host}" if urlsplit(f"tcp://{host}").port else f"tcp://{host}:{_RAW_PORT}"


class PrinterCard(LineCard):
    """Offer the printers that are there. Signal: ``profiled`` carries the profile."""

    profiled = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, machine: Machine, work: Work) -> None:
        super().__init__(theme, texts, "printer", "printer", "devices.printer.try")
        self._machine, self._work = machine, work
        self._branch: BranchPart | None = None
        self._staff: int | None = None
        self._trial: PrinterTrial | None = None
        label, hint, helps = (texts.say(f"devices.printer.network{one}") for one in ("", "_hint", "_help"))
        self.network = FormRow(theme, label, TextField(theme, hint), helps)
        self.column.addWidget(self.network)
        self.column.addWidget(self.said)
        self._add_questions()
        self.profile = FormRow(
            theme,
            texts.say("devices.printer.profile"),
            ChoiceField(theme, [Pick(one, texts.say(f"devices.profile.{one}")) for one in _PROFILES]),
            texts.say("devices.printer.profile_help"),
        )
        self.column.addWidget(self.profile)
        self.try_key.clicked.connect(self._try)
        self.network.control.changed.connect(self._type)
        self.profile.control.changed.connect(self._choose_profile)

    def _add_questions(self) -> None:
        theme, texts = self.theme, self.texts
        yes_no = [
            Pick(value=value, words=texts.say(f"devices.{name}")) for value, name in ((True, "yes"), (False, "no"))
        ]
        self.is_whole, self.is_cut = ChoiceField(theme, yes_no), ChoiceField(theme, yes_no)
        self.questions = QWidget()
        column = QVBoxLayout(self.questions)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.mm(6))
        for name, field in (("whole", self.is_whole), ("cut", self.is_cut)):
            column.addWidget(Text(theme, Role.BODY, texts.say(f"devices.printer.{name}"), weight=600))
            column.addWidget(field)
            field.changed.connect(self._answer)
        self.questions.hide()
        self.column.addWidget(self.questions)

    def show_branch(self, branch: BranchPart, staff: int | None = None) -> None:
        """Print the names of this branch on the strip, for this member of staff."""
        self._branch, self._staff = branch, staff

    def show_settings(self, url: str, profile: str) -> None:
        """Show which printer is chosen, and its profile."""
        self.show_url(url)
        self.profile.control.show_value("clone" if profile == "unknown" else profile)

    def _choose(self, url: object) -> None:
        self.questions.hide()
        super()._choose(url)

    def _type(self, text: object) -> None:
        if str(text).strip():
            self._url = network_printer(str(text))
            self._offer()
            self._choose(self._url)

    def _try(self) -> None:
        if self._branch is None:
            return
        self.questions.hide()
        self.try_key.set_busy(busy=True, text=self.texts.say("devices.printer.printing"))
        job = partial(self._machine.print_strip, self._url, self._branch, self.texts.language, self._staff)
        self._work.work(job).then(self._tried, self._refused, self._failed)

    def _tried(self, trial: PrinterTrial) -> None:
        self._end()
        self._trial = trial
        if not trial.is_printed:
            self.say(Tone.CAUTION, self.texts.say(f"devices.printer.status.{trial.status.value}"))
            return
        if trial.is_queued:
            self.say(Tone.GOOD, self.texts.say("devices.printer.queued"))
            return
        self.say(Tone.GOOD, self.texts.say("devices.printer.printed"))
        for field in (self.is_whole, self.is_cut):
            field.show_value(None)
        self.questions.show()

    def _answer(self, _value: object) -> None:
        answers = [
            next((key.value for key in one.keys if key.isChecked()), None) for one in (self.is_whole, self.is_cut)
        ]
        if self._trial is None or None in answers:
            return
        is_whole, is_cut = (bool(one) for one in answers)
        advise = partial(self._machine.advise, self._trial, is_whole=is_whole, is_cut=is_cut)
        self._work.work(advise).then(self._advised, self._refused, self._failed)

    def _advised(self, advice: ProfileAdvice) -> None:
        name = self.texts.say(f"devices.profile.{advice.profile}")
        tone = Tone.GOOD if advice.fit == "good" else Tone.CAUTION
        self.say(
            tone, self.texts.say("devices.printer.advice", profile=name), self.texts.say(f"devices.fit.{advice.fit}")
        )
        self.profile.control.show_value(advice.profile)
        self.profiled.emit(advice.profile)

    def _choose_profile(self, profile: object) -> None:
        self.profiled.emit(str(profile))

    def _refused(self, message: Message) -> None:
        self._end()
        self.say(Tone.CAUTION, self.texts.message(message))

    def _failed(self) -> None:
        self._end()
        self.say(Tone.CAUTION, self.texts.say("devices.failed"))

    def _end(self) -> None:
        self.try_key.set_busy(busy=False, text=self.texts.say("devices.printer.try"))
