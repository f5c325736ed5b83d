"""Draw every step of the first-start guide, on the screen sizes of offices."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QRect

from kiosk.clock import ManualClock
from kiosk.config import Config
from kiosk.domain.setup.document import BranchPart
from kiosk.domain.setup.guide import GuideAnswers, GuidePerson, GuideRules, GuideStep
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus, SoundStatus, SpeechStatus
from kiosk.gallery import world
from kiosk.gallery.still import StillPicture, photograph, put_away, words
from kiosk.program.slip_picture import slip_picture
from kiosk.program.templates import material
from ui.ask import Work
from ui.manager.guide.window import GuideContext, GuideWindow
from ui.manager.machine import DevicePlace, MachineChanges, PrinterTrial, ProfileAdvice, ReadKind, ScannerTrial
from ui.manager.preview import Previews
from ui.manager.scale import scale_on
from ui.still import InlineBackground
from ui.theme import Theme

SCREENS = ((1366, 768), (1280, 1024), (1920, 1080))
LANGUAGES = ("vi", "en")
_PIN = "270461"
_ANSWERS = GuideAnswers(
    place="Phường Tân Thành", staff=(GuidePerson("Nguyễn Thị An"), GuidePerson("Lê Thị Chi")), scanner="auto"
)


class StillMachine:
    """Be a machine with a scanner and a printer, and answer at once (`ui.manager.machine.Machine`)."""

    def config(self) -> Config:
        """Return the defaults."""
        return Config()

    def scanners(self) -> tuple[DevicePlace, ...]:
        """Return one scanner."""
        return (DevicePlace("/dev/ttyACM0", "Honeywell HF680"),)

    def printers(self) -> tuple[DevicePlace, ...]:
        """Return one printer."""
        return (DevicePlace("/dev/usb/lp0"),)

    def read_card(self, _url: str) -> ScannerTrial:
        """Return a card."""
        return ScannerTrial(ScannerStatus.READY, ReadKind.CARD)

    def print_strip(self, _url: str, _branch: BranchPart, _language: str, _staff: int | None = None) -> PrinterTrial:
        """Return a strip of a clone."""
        return PrinterTrial(PrinterStatus.READY, is_printed=True, reports=True)

    def advise(self, _trial: PrinterTrial, *, is_whole: bool, is_cut: bool) -> ProfileAdvice:
        """Return the common profile."""
        return ProfileAdvice("clone", "good" if is_whole and is_cut else "uncut")

    def speak(self, _words: str, _language: str) -> SpeechStatus:
        """Return a voice that was heard."""
        return SpeechStatus.READY

    def call_out(self, _language: str, _percent: int) -> SoundStatus:
        """Return a hall without a voice pack."""
        return SoundStatus.NO_PACK

    def headphones(self, _address: str) -> HeadphoneStatus:
        """Return a free jack."""
        return HeadphoneStatus.OUT

    def stop(self) -> None:
        """Do nothing."""

    def save(self, _changes: MachineChanges, _staff: int | None = None) -> Config:
        """Return the defaults."""
        return Config()


class StillKeeper:
    """Keep nothing, and found a branch (`ui.manager.guide.window.KeepsAnswers`)."""

    def keep(self, answers: GuideAnswers) -> None:
        """Do nothing."""

    def found(self, answers: GuideAnswers, _pin: str) -> Mapping[str, str]:
        """Return the first PINs of the others."""
        return dict.fromkeys(GuideRules(material()).logins(answers), _PIN)


def guide_pictures(*, whole: bool) -> Iterator[StillPicture]:
    """Yield every step on the smallest screen in both languages; with `whole`, on every screen and with its trials."""
    for width, height in SCREENS if whole else SCREENS[:1]:
        for language in LANGUAGES:
            for step in GuideStep:
                window = _window(step, language, width, height)
                yield _picture(window, step.name.lower(), language)
                if whole and step is GuideStep.DEVICES:
                    _try_devices(window)
                    yield _picture(window, "devices tried", language)
                if whole and step is GuideStep.DONE:
                    for field in window.done.entries:
                        field.entry.setText(_PIN)
                    window.foot.main.click()
                    yield _picture(window, "done with pins", language)
                put_away(window)


def _window(step: GuideStep, language: str, width: int, height: int) -> GuideWindow:
    rules, clock = GuideRules(material()), ManualClock(world.MOMENT)
    previews = Previews(world.MOMENT, slip_picture)
    context = GuideContext(rules, StillKeeper(), StillMachine(), words, clock, previews)
    answers = _ANSWERS.in_language(language)
    for one in GuideStep:
        answers = rules.go(answers, one) if one <= step else answers
    theme = Theme.desk(scale_on(QRect(0, 0, width, height)), language=language)
    works = Work(InlineBackground()), Work(InlineBackground())
    window = GuideWindow(context, answers, theme, work=works[0], trials=works[1])
    window.resize(width, height)
    window.show()
    return window


def _try_devices(window: GuideWindow) -> None:
    page = window.devices
    page.printer.show_settings("/dev/usb/lp0", "clone")
    page.printer.try_key.click()
    page.scanner.try_key.click()


def _picture(window: GuideWindow, state: str, language: str) -> StillPicture:
    photograph(window)
    window.preview.draw()
    size = f"{window.width()}x{window.height()}"
    file = Path("guide", f"{size}-{language}", f"{state.replace(' ', '-')}.png")
    return StillPicture(file, f"guide {state}", f"guide {size} · {language}", photograph(window))
