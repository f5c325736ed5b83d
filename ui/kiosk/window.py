"""Show the screen of a visit, feed it every event, and ask the branch in the background: the kiosk's window."""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypedDict

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

import resources
from kiosk.clock import Clock
from kiosk.domain.language.text import VIETNAMESE, Texts
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.people.scan import Scan
from kiosk.domain.program_status import BranchCommit, OtherVersion, ProgramStatus, ScanRead, SpeechReport, WordsSpoken
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus, StoreStatus
from ui.ask import RunsUseCases
from ui.assistive import WINDOW
from ui.kiosk.asking import Asking
from ui.kiosk.fitting import Fit, density, fit
from ui.kiosk.guide import Guide
from ui.kiosk.overlays import Overlays
from ui.kiosk.screens.catalogue import page_type
from ui.kiosk.screens.page import SHALLOW_MM, Page, Scene
from ui.theme import Step, Theme
from ui.visit.common import BranchChanged, Tick, load
from ui.visit.device import HeadphonesChanged, PrinterChanged, ScannerChanged, SpeechChanged, VersionsCompared
from ui.visit.event import VisitEvent
from ui.visit.number import NumberState
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import UNHEARD, DeviceStatuses, Look, Visit, begin, local_time
from ui.widgets.guide_strip import page_rect
from ui.widgets.sliding import Slide
from ui.window_spec import Device, ProgramParts, WindowContext, WindowSpec

#: Fields of a visit that a question to the branch changes at once.
_WHILE_ASKING = ("busy", "screen", "attempt", "idle", "person", "promised", "origin")
#: After so long without an answer the key turns busy.
_BUSY_AFTER_MS = 80
#: A page that was left is deleted when the next one has been painted.
_DELETE_AFTER_MS = 250
#: Behind a sheet in another look a page is built so much later: the sheet is painted first.
#: Both at once took 83 ms (``make bench GROUP=screens``, story ``change``).
_BEHIND_MS = 20
_STEPS = tuple(Step)


class VisitWindow(QWidget):
    """Show visits, one after another.

    `branch` is asked on a worker thread only. None: nobody is asked, and the window shows what `stand` gives it.
    `px_per_mm` is the panel's density; None fills the window as the look was drawn. `look` is the branch's until its
    set-up is known. `told`, and what it calls, may be called from any thread.

    Signals:
        visit_changed: the visit, after every event that changed it.
        speaks: what is to be said, a `Spoken`.
    """

    assistive_role = WINDOW

    visit_changed = Signal(object)
    speaks = Signal(object)
    _arrived = Signal(object)

    def __init__(  # noqa: PLR0913 - named options of a window
        self,
        branch: RunsUseCases | None,
        clock: Clock,
        *,
        home: Screen = Screen.START,
        counter: int | None = None,
        px_per_mm: float | None = None,
        reduced_motion: bool = False,
        devices: DeviceStatuses = UNHEARD,
        look: LookPart = USUAL_LOOK,
    ) -> None:
        super().__init__()
        self._first_look = look
        self._branch, self._clock = branch, clock
        self._px_per_mm, self._reduced_motion = px_per_mm, reduced_motion
        self._asking: Asking | None = None
        self._minute = ""
        self._painted = branch is None
        self.visit = begin(os.urandom(8).hex(), home=home, counter=counter, devices=devices)
        self._shown = self.visit
        self.page: Page | None = None
        self.overlays = Overlays(self)
        self.overlays.happened.connect(self.happen)
        self.guide = Guide(self, self)
        self.guide.speaks.connect(self.speaks)
        self._slide = Slide(self)
        self._arrived.connect(self.happen)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self._patience = QTimer(self, interval=_BUSY_AFTER_MS, singleShot=True)
        self._patience.timeout.connect(self._show)
        self._behind = QTimer(self, interval=_BEHIND_MS, singleShot=True)
        self._behind.timeout.connect(self._restyle)
        self.resize(1080, 1920)

    # -- what others tell the window ----------------------------------------------------------------------------

    def told(self, status: ProgramStatus) -> None:
        """Turn what the program tells into an event of the visit; from any thread."""
        match status:
            case ScanRead(scan):
                self.scan(scan)
            case ScannerStatus():
                self.scanner_status(status)
            case PrinterStatus():
                self.printer_status(status)
            case HeadphoneStatus():
                self.headphone_status(status)
            case SpeechReport(_, languages):
                self.voices(languages)
            case WordsSpoken(words):
                self.speaking(words)
            case BranchCommit():
                self.changed()
            case OtherVersion():
                self._arrived.emit(VersionsCompared(differ=True))
            case StoreStatus.READY:
                self._arrived.emit(VersionsCompared(differ=False))
            case _:
                pass

    def scan(self, scan: Scan) -> None:
        """Take what the scanner read; from any thread."""
        self._arrived.emit(Scanned(scan))

    def scanner_status(self, status: ScannerStatus) -> None:
        """Take the scanner's status; from any thread."""
        self._arrived.emit(ScannerChanged(status))

    def printer_status(self, status: PrinterStatus) -> None:
        """Take the printer's status; from any thread."""
        self._arrived.emit(PrinterChanged(status))

    def headphone_status(self, status: HeadphoneStatus) -> None:
        """Take what is in the headphone jack; from any thread."""
        self._arrived.emit(HeadphonesChanged(status))

    def voices(self, languages: frozenset[str]) -> None:
        """Take the languages that can be spoken now, none without a voice; from any thread."""
        self._arrived.emit(SpeechChanged(languages))

    def changed(self) -> None:
        """Take note that somebody committed something; from any thread."""
        self._arrived.emit(BranchChanged())

    # -- events -------------------------------------------------------------------------------------------------

    def happen(self, event: VisitEvent) -> None:
        """Take one event: the table decides, the branch is asked, the screen shows the result."""

        before = self.visit
        self.visit, questions = step(before, event)
        if self._asking is not None:  # first: the branch works while this thread paints
            self._asking.ask(questions, self.visit.flow)
        if questions and self._only_asked():
            self._patience.start()
        else:
            self._show()
        if self.visit is not before:
            self.visit_changed.emit(self.visit)

    def _tick(self) -> None:
        self.happen(Tick())

    # -- screens ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        visit, page, before = self.visit, self.page, self._shown
        self._patience.stop()
        if page is None:
            return
        self._shown = visit
        if self._scene() is not page.scene or not self._fits(page, visit):
            if self._is_behind_sheet(page, visit, before):
                self._behind.start()
            else:
                self._open_page()
        elif not _only_time_passed(before, visit):
            page.show_visit(visit)
        else:
            page.show_countdown(visit)
        self._show_minute()
        self.overlays.show_visit(self.visit, self._scene(), self.page)
        self._follow()

    def _is_behind_sheet(self, page: Page, visit: Visit, before: Visit) -> bool:
        """Return whether the page stays and the sheet over it is what the citizen looks at."""
        is_covered = visit.sheet is not None and visit.sheet is before.sheet
        return is_covered and self._fits(page, visit) and not (visit.look.is_guided or before.look.is_guided)

    def _restyle(self) -> None:
        """Build the page anew behind its sheet."""
        self._open_page()
        self.overlays.show_visit(self.visit, self._scene(), self.page)

    def stand(self, visit: Visit) -> None:
        """Show a visit at once, however it came about: for the gallery and the tests."""
        self.visit = self._shown = visit
        self._open_page()
        self.overlays.clear()
        self.overlays.show_visit(visit, self._scene(), self.page)
        self._follow()

    def _only_asked(self) -> bool:
        """Return whether nothing is new but the question: its answer is here before a busy key could be seen."""
        page, visit, shown = self.page, self.visit, self._shown
        if page is None or not self._fits(page, visit) or shown.screen is Screen.LONG_WAIT:
            return False
        before = replace(visit, **{name: getattr(shown, name) for name in _WHILE_ASKING})
        return before.put(replace(visit.of(NumberState), service=shown.of(NumberState).service)) == shown

    def _fits(self, page: Page, visit: Visit) -> bool:
        return type(page) is page_type(visit)

    def _open_page(self) -> None:
        """Build the screen of the visit; the one before is deleted with everything on it."""
        self._behind.stop()
        old = self.page
        self.page = page = self._new_page(self._scene())
        page.happened.connect(self.happen)
        page.setGeometry(self._page_rect())
        page.be_plain(is_plain=not self._painted)
        page.show_visit(self.visit)
        self._minute = ""
        self._show_minute()
        page.show()
        page.lower()
        page.setFocus()  # or the keyboard's rings would jump to whatever key comes first
        if old is not None:
            old.hide()
            QTimer.singleShot(_DELETE_AFTER_MS, old, old.deleteLater)  # the new page is painted first
            if type(old) is not type(page):
                is_home = self.visit.screen is self.visit.home
                self._slide.start(page, page.theme, "page", QPoint(-1 if is_home else 1, 0))

    def _new_page(self, scene: Scene) -> Page:
        page = page_type(self.visit)(scene)
        page.settle()
        page.setParent(self)
        return page

    @property
    def _look(self) -> LookPart:
        """Return how the branch looks by the set-up of this visit."""
        return self.visit.now.setup.look if self.visit.now is not None else self._first_look

    def _scene(self) -> Scene:
        look, size = self.visit.look.drawn, self.size()
        fitted = fit(size, self._px_per_mm, look.text_step)
        now = self.visit.now
        languages = now.setup.kiosk.languages if now else ()
        languages = languages or resources.languages()
        return _scene(look, self._look, size, fitted, languages, reduced_motion=self._reduced_motion)

    # -- spoken guidance ----------------------------------------------------------------------------------------

    def speaking(self, words: str) -> None:
        """Show what the voice is saying; on the GUI thread."""
        self.guide.show_words(words)

    def _follow(self) -> None:
        if self.page is not None:
            self.guide.follow(self.page)

    def _page_rect(self) -> QRect:
        """Return the whole window, or what the strip of the guidance leaves of it."""
        if not self.visit.look.is_guided:
            return self.rect()
        scene = self._scene()
        return page_rect(self.rect(), scene.theme, is_landscape=scene.is_landscape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Work the screen by a keyboard, or by a keypad that acts as one."""
        if not self.guide.takes(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, following: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Move the focus in the order of reading."""
        self.guide.move(1 if following else -1)
        return True

    def _show_minute(self) -> None:
        now = local_time(self.visit.now, self._clock.now())
        minute = f"{now:%Y%m%d%H%M}"
        if minute != self._minute and self.page is not None:
            self._minute = minute
            self.page.show_time(now)

    # -- the window's own life ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the page out anew: another size is another layout."""
        super().resizeEvent(event)
        if self.page is None or self.page.geometry() != self._page_rect():
            self._open_page()
            self.overlays.show_visit(self.visit, self._scene(), self.page)
        self._follow()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground; after the first time ask the branch."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._scene().theme.c.ground)
        painter.end()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if self.page is not None:
            self.page.be_plain(is_plain=False)
        if self._branch is None:
            return
        self._asking = Asking(self._branch, self)
        self._asking.answered.connect(self.happen)
        self._second.start()
        self._asking.ask((load(self.visit),), self.visit.flow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the thread and the timers with the window."""
        self._second.stop()
        self._patience.stop()
        self._behind.stop()
        if self._asking is not None:
            self._asking.close()
            self._asking = None
        super().closeEvent(event)


class KioskWindow(VisitWindow):
    """Give numbers, and take ratings by the ticket's code."""


def _only_time_passed(before: Visit, after: Visit) -> bool:
    return replace(after, idle=before.idle, notice=before.notice) == before


@lru_cache(maxsize=16)
def _scene(
    look: Look, branch_look: LookPart, size: QSize, fitted: Fit, languages: Sequence[str], *, reduced_motion: bool
) -> Scene:
    is_deep = size.height() / fitted.panel >= SHALLOW_MM  # else the strip of the guidance alone is in reach
    is_low = look.low_reach and size.height() > size.width() and (is_deep or not look.is_guided)
    theme = Theme(
        fitted.unit,
        _STEPS[fitted.step],
        high_contrast=look.high_contrast,
        language=look.language,
        reduced_motion=reduced_motion,
        is_low=is_low,
        look=branch_look,
    )
    fallback = resources.texts(VIETNAMESE)
    names = tuple((code, resources.language_name(code)) for code in languages)
    texts = Texts(look.language, resources.texts(look.language), fallback)
    return Scene(theme, texts, names, size, is_guided=look.is_guided, is_low=is_low, is_small=fitted.is_small)


class PanelOptions(TypedDict):
    """Say how a window for visits is drawn on its panel, and which devices its machine has."""

    px_per_mm: float | None
    reduced_motion: bool
    devices: DeviceStatuses
    look: LookPart


def panel_options(context: WindowContext) -> PanelOptions:
    """Return the configured options; a full-screen window believes what the screen says of its density."""
    config = context.site.config
    screen = config.screen
    px_per_mm = screen.pixels_per_mm or None
    if px_per_mm is None and screen.full_screen:
        panel = QGuiApplication.primaryScreen()
        px_per_mm = density(panel.size(), panel.physicalSize())
    devices = DeviceStatuses(has_scanner=bool(config.scanner.url), has_printer=bool(config.printer.url))
    motion = screen.reduced_motion
    return PanelOptions(px_per_mm=px_per_mm, reduced_motion=motion, devices=devices, look=context.look)


def connect(window: VisitWindow, context: WindowContext) -> VisitWindow:
    """Let the window hear what the program tells, and the program say what the window wants said."""
    context.statuses.told.connect(window.told)
    window.speaks.connect(context.say)
    return window


def make_kiosk(context: WindowContext) -> VisitWindow:
    """Return the kiosk's window."""
    return connect(KioskWindow(context.branch, context.clock, **panel_options(context)), context)


KIOSK = WindowSpec(
    "kiosk",
    make=make_kiosk,
    parts=ProgramParts(
        devices=frozenset({Device.SCANNER, Device.PRINTER, Device.SPEECH}),
        relays=True,
        staff_exit=True,
        own_ledger=True,
    ),
    locked_down=True,
)
