"""Choose the line of the scanner, and try it with a card."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from kiosk.domain.language.text import Message, Texts
from kiosk.domain.status import ScannerStatus
from ui.ask import Work
from ui.manager.devices.card import DeviceCard
from ui.manager.form import ChoiceField, Pick
from ui.manager.machine import DevicePlace, Machine, ReadKind, ScannerTrial
from ui.theme import Theme
from ui.widgets import Tone

_READS = (ReadKind.CARD, ReadKind.TICKET, ReadKind.APPOINTMENT)


class ScannerCard(DeviceCard):
    """Offer the lines that are there. Signal: ``chosen`` carries the address.

    Of what was scanned the screen shows the kind alone.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, machine: Machine, work: Work, name: str = "scanner") -> None:
        super().__init__(theme, texts, name, "scan-line")
        self._machine, self._work = machine, work
        self._url = ""
        self._places: tuple[DevicePlace, ...] = ()
        self.lines = ChoiceField(theme, ())
        self.column.addWidget(self.lines)
        self.try_key = self.trial_key("devices.scanner.try", "scan-line")
        self.stop_key = self.trial_key("devices.stop", "x")
        self.stop_key.hide()
        self.column.addWidget(self.said)
        self.try_key.clicked.connect(self._try)
        self.stop_key.clicked.connect(machine.stop)

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
        texts = self.texts
        picks = [Pick("auto", texts.say("devices.scanner.auto"))]
        picks += [Pick(one.url, one.name or one.url, one.url if one.name else "") for one in self._places]
        if self._url not in ("", *(pick.value for pick in picks)):
            picks.append(Pick(self._url, self._url))
        picks.append(Pick("", texts.say("devices.none")))
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
