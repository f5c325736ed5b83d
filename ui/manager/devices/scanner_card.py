"""Choose the line of the scanner, and try it with a card."""

from functools import partial

from kiosk.domain.language.text import Message, Texts
from kiosk.domain.status import ScannerStatus
from ui.ask import Work
from ui.manager.devices.card import LineCard
from ui.manager.form import Pick
from ui.manager.machine import Machine, ReadKind, ScannerTrial
from ui.theme import Theme
from ui.widgets import Tone

_READS = (ReadKind.CARD, ReadKind.TICKET, ReadKind.APPOINTMENT)


class ScannerCard(LineCard):
    """Offer the lines that are there. Of what was scanned the screen shows the kind alone."""

    def __init__(self, theme: Theme, texts: Texts, machine: Machine, work: Work, name: str = "scanner") -> None:
        super().__init__(theme, texts, name, "scan-line", "devices.scanner.try")
        self.first = (Pick("auto", texts.say("devices.scanner.auto")),)
        self._machine, self._work = machine, work
        self.stop_key = self.trial_key("devices.stop", "x")
        self.stop_key.hide()
        self.column.addWidget(self.said)
        self.try_key.clicked.connect(self._try)
        self.stop_key.clicked.connect(machine.stop)

    def _try(self) -> None:
        self.try_key.set_busy(busy=True, text=self.texts.say("devices.scanner.waiting"))
        self.stop_key.show()
        self.say(Tone.INFO, self.texts.say("devices.scanner.put"))
        self._work.work(partial(self._machine.read_card, self._url)).then(self._tried, self._refused, self._failed)

    def _tried(self, trial: ScannerTrial) -> None:
        self._end()
        if trial.read in _READS:
            self.say(Tone.GOOD, self.texts.say(f"devices.read.{trial.read.value}"))
        elif trial.read is not None:
            self.say(Tone.CAUTION, self.texts.say(f"devices.read.{trial.read.value}"))
        elif trial.status is ScannerStatus.READY:
            self.say(Tone.CAUTION, self.texts.say("devices.scanner.nothing"))
        else:
            self.say(Tone.CAUTION, self.texts.say(f"devices.scanner.status.{trial.status.value}"))

    def _refused(self, message: Message) -> None:
        self._end()
        self.say(Tone.CAUTION, self.texts.message(message))

    def _failed(self) -> None:
        self._end()
        self.say(Tone.CAUTION, self.texts.say("devices.failed"))

    def _end(self) -> None:
        self.try_key.set_busy(busy=False, text=self.texts.say("devices.scanner.try"))
        self.stop_key.hide()
