"""Try the devices, then take the administrator's PIN and found the branch."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.people.secret import secret_refusal
from kiosk.domain.setup.document import BranchPart
from kiosk.domain.setup.guide import GuideRules, GuideStep
from kiosk.domain.setup.template import ADMINISTRATOR as _LOGIN
from ui.ask import Work
from ui.manager.devices.printer_card import PrinterCard
from ui.manager.devices.scanner_card import ScannerCard
from ui.manager.form import FormRow, TextField
from ui.manager.guide.page import GuidePage
from ui.manager.machine import DevicePlace, Machine
from ui.theme import Role, Theme
from ui.widgets import Panel, Text


class GuideDevicesPage(GuidePage):
    """Choose and try scanner and printer."""

    step = GuideStep.DEVICES

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules, machine: Machine, work: Work) -> None:
        super().__init__(theme, texts, rules)
        self._machine, self._work = machine, work
        self.printer = PrinterCard(theme, texts, machine, work)
        self.scanner = ScannerCard(theme, texts, machine, work)
        for card in (self.printer, self.scanner):
            self.body.addWidget(card)
        self.body.addStretch(1)
        self.printer.chosen.connect(self._choose_printer)
        self.printer.profiled.connect(self._profile)
        self.scanner.chosen.connect(self._choose_scanner)

    def refresh(self) -> None:
        """Show what is chosen."""
        common, answers = self.rules.material.common, self.answers
        place = LocalText(answers.place.strip())
        self.printer.show_branch(BranchPart(common.code, common.name, place, common.slogan))
        self.printer.show_settings(answers.printer, answers.profile)
        self.scanner.show_url(answers.scanner)

    def begin(self) -> None:
        """Look which devices are there."""
        self._work.work(self._machine.scanners).then(self._show_scanners)
        self._work.work(self._machine.printers).then(self._show_printers)
        super().begin()

    def _show_scanners(self, places: tuple[DevicePlace, ...]) -> None:
        self.scanner.show_places(places)

    def _show_printers(self, places: tuple[DevicePlace, ...]) -> None:
        self.printer.show_places(places)

    def _choose_printer(self, url: str) -> None:
        self.answer(printer=url)

    def _profile(self, profile: str) -> None:
        self.answer(profile=profile)

    def _choose_scanner(self, url: str) -> None:
        self.answer(scanner=url)


class GuideDonePage(GuidePage):
    """Show all answers, take the PIN twice, and after the founding show the PINs of the others.

    Signal: ``typed``: the PIN changed. The PIN stays in this page.
    """

    step = GuideStep.DONE
    typed = Signal()

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__(theme, texts, rules)
        self.lines = [Text(theme, Role.BODY, icon="check", icon_colour=theme.c.good) for _ in range(GuideStep.DONE - 1)]
        panel = Panel(theme)
        column = QVBoxLayout(panel)
        column.setContentsMargins(theme.mm(18), theme.mm(12), theme.mm(18), theme.mm(12))
        column.setSpacing(theme.mm(4))
        for line in self.lines:
            column.addWidget(line)
        self.body.addWidget(panel)
        self.entries = (TextField(theme), TextField(theme))
        self.pin, self.again = (
            FormRow(theme, texts.say(f"guide.done.{name}"), field, texts.say(f"guide.done.{name}_help", login=_LOGIN))
            for name, field in zip(("pin", "again"), self.entries, strict=True)
        )
        fields = QHBoxLayout()
        fields.setSpacing(theme.mm(14))
        for row, field in zip((self.pin, self.again), self.entries, strict=True):
            field.entry.setEchoMode(QLineEdit.EchoMode.Password)
            field.entry.textChanged.connect(self._type)
            fields.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(fields)
        self._pins = Panel(theme, outlined=True)
        self._pin_rows = QVBoxLayout(self._pins)
        self._pin_rows.setContentsMargins(theme.mm(18), theme.mm(12), theme.mm(18), theme.mm(12))
        self._pins.hide()
        self.body.addWidget(self._pins)
        self.body.addStretch(1)

    @property
    def secret(self) -> str:
        """Return the PIN, or an empty text while the two do not agree."""
        first, second = (field.entry.text() for field in self.entries)
        return first if first == second and secret_refusal(first, _LOGIN) is None else ""

    def refresh(self) -> None:
        """Show the answer of each step."""
        for step, line in zip(GuideStep, self.lines, strict=False):
            name = self.texts.say(f"guide.step.{step.name.lower()}.name")
            missing = self.rules.missing(self.answers, step)
            words = self.texts.message(missing[0] if missing else self.rules.summary(self.answers, step))
            line.set_text(f"{name}: {words}", bold=f"{name}:")
            line.set_icon("triangle-alert" if missing else "check")

    def begin(self) -> None:
        """Give the keyboard to the PIN."""
        self.pin.control.setFocus(Qt.FocusReason.TabFocusReason)

    def show_pins(self, pins: Mapping[str, str]) -> None:
        """Show the first PINs of the others, once."""
        for row, field in zip((self.pin, self.again), self.entries, strict=True):
            field.entry.clear()
            row.hide()
        title = self.texts.say("guide.done.pins")
        self._pin_rows.addWidget(Text(self.theme, Role.BODY, title, weight=700))
        named = zip(self.answers.staff, self.rules.logins(self.answers), strict=True)
        for person, login in named:
            words = self.texts.say("guide.done.pin_of", name=person.name, login=login, pin=pins[login])
            self._pin_rows.addWidget(Text(self.theme, Role.BODY, words, bold=pins[login]))
        self._pins.show()

    def _type(self) -> None:
        first, second = (field.entry.text() for field in self.entries)
        refused = secret_refusal(first, _LOGIN) if first else None
        self.pin.show_state(problem=self.texts.message(refused) if refused and second else "")
        self.again.show_state(problem=self.texts.say("guide.done.differs") if second and first != second else "")
        self.typed.emit()
