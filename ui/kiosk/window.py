"""The kiosk's window: shows the screen of the visit, feeds it every event, and asks the branch in the background."""

import os
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

import resources
from kiosk.clock import Clock
from kiosk.domain.language.text import VIETNAMESE, Texts
from kiosk.domain.program_status import BranchCommit, ProgramStatus, ScanRead, SpeechReport, WordsSpoken
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus
from ui.ask import RunsUseCases
from ui.kiosk.fitting import Fit, density, fit
from ui.kiosk.overlays import Overlays
from ui.kiosk.screens.page import SHALLOW_MM, Page, Scene
from ui.kiosk.screens.start import StartPage
from ui.kiosk.spares import SparePages
from ui.theme import Step, Theme
from ui.visit.common import BranchChanged, Tick, load
from ui.visit.device import HeadphonesChanged, PrinterChanged, ScannerChanged, SpeechChanged
from ui.visit.event import VisitEvent
from ui.visit.number import NumberState
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import Look, Visit, begin, local_time
from ui.window_spec import Device, ProgramParts, WindowContext, WindowSpec

if TYPE_CHECKING:
    from kiosk.domain.people.scan import Scan
    from ui.kiosk.asking import Asking
    from ui.kiosk.guide import Guide
    from ui.kiosk.sliding import Slide

#: What a question to the branch changes of a visit at once.
_WHILE_ASKING = ("busy", "screen", "attempt", "idle", "person", "promised", "origin")
#: An answer of the branch that takes longer is waited for with a turning arc on the key; painting costs time too.
_BUSY_AFTER_MS = 80
#: A page that was left is taken apart when the next one stands in its place.
_DELETE_AFTER_MS = 250
_STEPS = tuple(Step)


class VisitWindow(QWidget):
    """A window in which visits happen. `branch` is asked on a worker thread only; None: nobody is asked, the window
    shows what it is told to (`stand`).

    ``visit_changed`` carries the visit after every event that changed it, ``speaks`` what is to be said (a `Spoken`).
    `px_per_mm` is the panel's density; None fills the window as the look was drawn. Slots may be called from any
    thread: `told` for all that the program tells, and what it calls.
    """

    visit_changed = Signal(object)
    speaks = Signal(object)
    _arrived = Signal(object)

    def __init__(
        self,
        branch: RunsUseCases | None,
        clock: Clock,
        *,
        home: Screen = Screen.START,
        counter: int | None = None,
        px_per_mm: float | None = None,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__()
        self._branch, self._clock = branch, clock
        self._px_per_mm, self._reduced_motion = px_per_mm, reduced_motion
        self._asking: Asking | None = None
        self._minute = ""
        self._painted = branch is None
        self.visit = begin(os.urandom(8).hex(), home=home, counter=counter)
        self._shown = self.visit
        self.page: Page | None = None
        self._spares = SparePages(self)
        self.overlays = Overlays(self)
        self.overlays.happened.connect(self.happen)
        self._guide: Guide | None = None
        self._slide: Slide | None = None
        self._arrived.connect(self.happen)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self._patience = QTimer(self, interval=_BUSY_AFTER_MS, singleShot=True)
        self._patience.timeout.connect(self._show)
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
            case _:
                pass

    def scan(self, scan: "Scan") -> None:
        """The scanner read something; from any thread."""
        self._arrived.emit(Scanned(scan))

    def scanner_status(self, status: "ScannerStatus") -> None:
        """The scanner's status; from any thread."""
        self._arrived.emit(ScannerChanged(status))

    def printer_status(self, status: "PrinterStatus") -> None:
        """The printer's status; from any thread."""
        self._arrived.emit(PrinterChanged(status))

    def headphone_status(self, status: "HeadphoneStatus") -> None:
        """What is in the headphone jack; from any thread."""
        self._arrived.emit(HeadphonesChanged(status))

    def voices(self, languages: frozenset[str]) -> None:
        """The languages that can be spoken now, none without a voice; from any thread."""
        self._arrived.emit(SpeechChanged(languages))

    def changed(self) -> None:
        """Somebody committed something; from any thread."""
        self._arrived.emit(BranchChanged())

    # -- events -------------------------------------------------------------------------------------------------

    def happen(self, event: VisitEvent) -> None:
        """One step of the visit: the table decides, the screen shows, the branch is asked."""

        before = self.visit
        self.visit, questions = step(before, event)
        if self._asking is not None:  # first of all: the branch works while this thread paints
            self._asking.ask(questions, self.visit.flow)
        if questions and self._only_asked():
            self._patience.start()
        else:
            self._show()
        if self.visit is not before:
            self.visit_changed.emit(self.visit)
        if not isinstance(event, Tick):
            self._stock()

    def _tick(self) -> None:
        self.happen(Tick())

    # -- screens ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        visit, page, before = self.visit, self.page, self._shown
        self._patience.stop()
        if page is None:
            return
        self._shown = visit
        if visit.look.drawn != before.look.drawn or not self._fits(page, visit):
            self._open_page()
        elif not _only_time_passed(before, visit):
            page.show_visit(visit)
        else:
            page.show_countdown(visit)
        self._show_minute()
        self.overlays.show_visit(self.visit, self._scene(), self.page)
        self._follow()

    def stand(self, visit: Visit) -> None:
        """Shows a visit at once, however it came about: for who looks at the screens and measures them."""
        self.visit = self._shown = visit
        self._open_page()
        self.overlays.clear()
        self.overlays.show_visit(visit, self._scene(), self.page)
        self._follow()

    def _only_asked(self) -> bool:
        """Nothing is new but that the branch was asked: its answer is here before a turning arc could be seen."""
        page, visit, shown = self.page, self.visit, self._shown
        if page is None or not self._fits(page, visit) or shown.screen is Screen.LONG_WAIT:
            return False
        before = replace(visit, **{name: getattr(shown, name) for name in _WHILE_ASKING})
        return before.put(replace(visit.of(NumberState), service=shown.of(NumberState).service)) == shown

    def _fits(self, page: Page, visit: Visit) -> bool:
        from ui.kiosk.screens.catalogue import page_type

        return type(page) is page_type(visit)

    def _open_page(self) -> None:
        """Builds the screen of the visit; the one before is deleted with everything that stood on it."""
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
                self._slide_in(page)

    def _slide_in(self, page: Page) -> None:
        milliseconds = page.theme.ms("page")
        if milliseconds == 0:
            return
        if self._slide is None:
            from ui.kiosk.sliding import Slide

            self._slide = Slide(self)
        self._slide.start(page, milliseconds, from_left=self.visit.screen is self.visit.home)

    def _new_page(self, scene: Scene) -> Page:
        kind: type[Page] = StartPage
        if self.visit.screen is not Screen.START:  # the first paint does not wait for the other screens
            from ui.kiosk.screens.catalogue import page_type

            kind = page_type(self.visit)
        return self._spares.take(kind, scene)

    def _stock(self) -> None:
        """Has the next pages made while nobody touches the screen."""
        if self.visit.now is None:
            return
        from ui.kiosk.screens.catalogue import PAGES

        first = NumberState(next(iter(self.visit.now.field_codes), None))  # the field that opens with the page
        fresh = replace(self.visit.fresh(), look=self.visit.look).put(first)
        self._spares.stock(PAGES, self._scene(), fresh, local_time(self.visit.now, self._clock.now()))

    def _scene(self) -> Scene:
        look, size = self.visit.look.drawn, self.size()
        return _scene(look, size, fit(size, self._px_per_mm, look.text_step), reduced_motion=self._reduced_motion)

    # -- spoken guidance ----------------------------------------------------------------------------------------

    @property
    def guide(self) -> "Guide":
        """Made when it is first needed: most visits are looked at."""
        if self._guide is None:
            from ui.kiosk.guide import Guide

            self._guide = Guide(self)
            self._guide.speaks.connect(self.speaks)
        return self._guide

    def speaking(self, words: str) -> None:
        """What the voice is saying; on the GUI thread."""
        self.guide.show_words(words)

    def _follow(self) -> None:
        if self.page is not None and (self.visit.look.is_guided or self._guide is not None):
            self.guide.follow(self.page)

    def _page_rect(self) -> QRect:
        """The whole window, or what the strip of the guidance leaves of it."""
        if not self.visit.look.is_guided:
            return self.rect()
        from ui.widgets.guide_strip import page_rect

        scene = self._scene()
        return page_rect(self.rect(), scene.theme, is_landscape=scene.is_landscape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A keyboard, or a keypad that acts as one, works every screen."""
        if not self.guide.takes(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, following: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Tab goes the way of reading."""
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
        """Another size is another layout."""
        super().resizeEvent(event)
        if self.page is None or self.page.geometry() != self._page_rect():
            self._open_page()
            self.overlays.show_visit(self.visit, self._scene(), self.page)
        self._follow()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground; after the first one the branch is brought up."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._scene().theme.c.ground)
        painter.end()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if self.page is not None:
            self.page.be_plain(is_plain=False)
        from ui.kiosk.asking import Asking

        if self._branch is None:
            return
        self._asking = Asking(self._branch, self)
        self._asking.answered.connect(self.happen)
        self._second.start()
        self._asking.ask((load(self.visit),), self.visit.flow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """No thread and no timer outlives the window."""
        self._second.stop()
        self._patience.stop()
        if self._asking is not None:
            self._asking.close()
            self._asking = None
        super().closeEvent(event)


class KioskWindow(VisitWindow):
    """The kiosk: numbers, and ratings by the ticket's code."""


def _only_time_passed(before: Visit, after: Visit) -> bool:
    return replace(after, idle=before.idle, notice=before.notice) == before


@lru_cache(maxsize=16)
def _scene(look: Look, size: QSize, fitted: Fit, *, reduced_motion: bool) -> Scene:
    is_deep = size.height() / fitted.panel >= SHALLOW_MM  # else the strip of the guidance alone is in reach
    is_low = look.low_reach and size.height() > size.width() and (is_deep or not look.is_guided)
    theme = Theme(
        fitted.unit,
        _STEPS[fitted.step],
        high_contrast=look.high_contrast,
        language=look.language,
        reduced_motion=reduced_motion,
        is_low=is_low,
    )
    fallback = resources.texts(VIETNAMESE)
    names = tuple((code, resources.language_name(code)) for code in resources.languages())
    texts = Texts(look.language, resources.texts(look.language), fallback)
    return Scene(theme, texts, names, size, is_guided=look.is_guided, is_low=is_low, is_small=fitted.is_small)


class PanelOptions(TypedDict):
    """How a window for visits is drawn on its panel."""

    px_per_mm: float | None
    reduced_motion: bool


def panel_options(context: WindowContext) -> PanelOptions:
    """Return the configured options; a full-screen window believes what the screen says of its density."""
    screen = context.site.config.screen
    px_per_mm = screen.pixels_per_mm or None
    if px_per_mm is None and screen.full_screen:
        panel = QGuiApplication.primaryScreen()
        px_per_mm = density(panel.size(), panel.physicalSize())
    return PanelOptions(px_per_mm=px_per_mm, reduced_motion=screen.reduced_motion)


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
