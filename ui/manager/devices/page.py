"""Show the page of this machine's devices: try them, and write what is chosen into `branch.toml` at last."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.config import Config
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.setup.document import BranchPart
from ui.ask import Work
from ui.manager.devices.card import KEY_HIGH
from ui.manager.devices.printer_card import PrinterCard
from ui.manager.devices.scanner_card import ScannerCard
from ui.manager.devices.screen_card import ScreenCard
from ui.manager.devices.sound_card import SoundCard
from ui.manager.machine import DevicePlace, Machine, MachineDraft, MachineValue, windows_of
from ui.manager.scroll import ScrollColumn
from ui.theme import Role, Theme
from ui.widgets import Key, Text

_LANGUAGES = ("vi", "en", "km")


class DevicesPage(QWidget):
    """Show the cards of all devices in two columns, and below them what is not saved yet.

    Nothing is written until *Lưu vào máy này*. `look` asks the machine; the page shows nothing before.
    Trials wait for people and devices, so `trials` may be another thread than `work`.
    """

    def __init__(self, theme: Theme, texts: Texts, machine: Machine, work: Work, trials: Work | None = None) -> None:
        super().__init__()
        trials = trials if trials is not None else work
        self.theme, self._texts, self._machine, self._work = theme, texts, machine, work
        self.draft: MachineDraft | None = None
        self._saved: tuple[str, ...] = ()
        self._staff: int | None = None
        self.printer = PrinterCard(theme, texts, machine, trials)
        self.scanner = ScannerCard(theme, texts, machine, trials)
        self.desk_scanner = ScannerCard(theme, texts, machine, trials, "desk_scanner")
        self.screen_card = ScreenCard(theme, texts, [one.name() for one in QGuiApplication.screens()])
        self.sound = SoundCard(theme, texts, machine, trials, _LANGUAGES)
        self.station = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self.said = Text(theme, Role.BODY, icon="circle-check")
        self.drop = Key(theme, text=texts.say("devices.drop"))
        self.save = Key(theme, text=texts.say("devices.save"), icon="check")
        for key in (self.drop, self.save):
            key.setFixedHeight(theme.mm(KEY_HIGH))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, theme.c.ground)
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        theme = self.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.mm(20), theme.mm(16), theme.mm(20), theme.mm(12))
        column.setSpacing(theme.mm(10))
        head = QVBoxLayout()
        head.setSpacing(theme.mm(2))
        head.addWidget(Text(theme, Role.TITLE, self._texts.say("devices.title"), wrap=False))
        head.addWidget(self.station)
        column.addLayout(head)
        scrolled = ScrollColumn(theme)
        self.columns = QHBoxLayout()
        self.columns.setSpacing(theme.mm(16))
        for cards in ((self.printer, self.scanner, self.desk_scanner), (self.screen_card, self.sound)):
            side = QVBoxLayout()
            side.setSpacing(theme.mm(14))
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
            self.columns.addLayout(side, 1)
        scrolled.column.addLayout(self.columns)
        column.addWidget(scrolled, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.mm(12))
        foot.addWidget(self.said, 1)
        foot.addWidget(self.drop)
        foot.addWidget(self.save)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.printer.chosen.connect(self._choose_printer)
        self.printer.profiled.connect(self._profile)
        self.scanner.chosen.connect(self._choose_scanner)
        self.desk_scanner.chosen.connect(self._choose_desk_scanner)
        self.screen_card.changed.connect(self._set)
        self.sound.changed.connect(self._set)
        self.drop.clicked.connect(self._drop)
        self.save.clicked.connect(self._save)

    # -- from outside -------------------------------------------------------------------------------------------

    def show_branch(self, branch: BranchPart, staff: int | None = None) -> None:
        """Print the names of this branch on the trial strip. `staff` tries and saves."""
        self._staff = staff
        self.printer.show_branch(branch, staff)

    def look(self) -> None:
        """Look at this machine: its configuration and its lines."""
        self._work.work(self._machine.config).then(self._read, self._refused, self._failed)
        self._work.work(self._machine.scanners).then(self._show_scanners)
        self._work.work(self._machine.printers).then(self._show_printers)

    @property
    def count(self) -> int:
        """Return how many settings are not saved."""
        return len(self.draft.changes) if self.draft else 0

    # -- answers ------------------------------------------------------------------------------------------------

    def _read(self, config: Config) -> None:
        self.draft = MachineDraft(config, self.draft.changes if self.draft else {})
        self._show()

    def _show_scanners(self, places: Sequence[DevicePlace]) -> None:
        for card in (self.scanner, self.desk_scanner):
            card.show_places(places)

    def _show_printers(self, places: Sequence[DevicePlace]) -> None:
        self.printer.show_places(places)

    def _written(self, config: Config) -> None:
        self._saved = windows_of(self.draft.changes) if self.draft else ()
        self.draft = MachineDraft(config)
        self.save.set_busy(busy=False)
        self._show()

    def _refused(self, message: Message) -> None:
        self.save.set_busy(busy=False)
        self._say(self._texts.message(message), is_good=False)

    def _failed(self) -> None:
        self.save.set_busy(busy=False)
        self._say(self._texts.say("devices.not_saved"), is_good=False)

    # -- edits --------------------------------------------------------------------------------------------------

    def _choose_printer(self, url: str) -> None:
        self._set("printer", "url", url)

    def _profile(self, profile: str) -> None:
        self._set("printer", "profile", profile)

    def _choose_scanner(self, url: str) -> None:
        self._set("scanner", "url", url)

    def _choose_desk_scanner(self, url: str) -> None:
        self._set("desk", "scanner", url)

    def _set(self, section: str, key: str, value: MachineValue) -> None:
        if self.draft is not None:
            self._saved = ()
            self.draft = self.draft.with_value(section, key, value)
            self._show()

    def _drop(self) -> None:
        if self.draft is not None:
            self.draft = MachineDraft(self.draft.kept)
            self._show()

    def _save(self) -> None:
        if self.draft is not None and self.draft.changes:
            self.save.set_busy(busy=True)
            save = partial(self._machine.save, self.draft.changes, self._staff)
            self._work.work(save).then(self._written, self._refused, self._failed)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        draft = self.draft
        for card in (self.printer, self.scanner, self.desk_scanner, self.screen_card, self.sound):
            card.setEnabled(draft is not None)
        if draft is None:
            return
        config = draft.config
        self.station.set_text(self._texts.say("devices.station", name=config.station.name))
        self.printer.show_settings(config.printer.url, config.printer.profile)
        self.scanner.show_url(config.scanner.url)
        self.desk_scanner.show_url(config.desk.scanner)
        self.screen_card.show_settings(config)
        self.sound.show_settings(config)
        self._show_foot(draft)

    def _show_foot(self, draft: MachineDraft) -> None:
        texts, count = self._texts, len(draft.changes)
        self.save.setEnabled(count > 0)
        self.drop.setVisible(count > 0)
        if self._saved:
            self._say(texts.say("devices.saved", windows=self._windows(self._saved)), is_good=True)
        elif count:
            windows = self._windows(windows_of(draft.changes))
            self._say(texts.say("devices.unsaved", count=count, windows=windows), is_good=False)
        else:
            self._say(texts.say("devices.nothing"), is_good=True)

    def _windows(self, names: Sequence[str]) -> str:
        return ", ".join(self._texts.say(f"devices.window.{one}") for one in names)

    def _say(self, sentence: str, *, is_good: bool) -> None:
        self.said.set_text(sentence)
        self.said.set_icon("circle-check" if is_good else "info")

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(900), self.theme.mm(640))
