"""Show the board of the hall. A new call appears at once; missed calls follow one by one, and none is left out."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.branch.board import Call, HallView
from kiosk.clock import Clock
from kiosk.domain.branch_setup import HallRules, Setup
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.feedback import NO_FEEDBACK, FeedbackBlock
from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.orders import EVERY_STATION
from kiosk.domain.program_status import BranchCommit, OtherVersion, ProgramStatus
from kiosk.domain.status import ProgramKind, StoreStatus
from ui.ask import Ask
from ui.assistive import WINDOW
from ui.hall.board import Board
from ui.hall.calls import CallsView
from ui.hall.counter_sign import make_sign
from ui.hall.follower import STALE, CallFollower, LastShown
from ui.hall.last_shown import LastShownFile
from ui.hall.second_board import SecondBoard
from ui.hall.side import NoticeBar, SideView
from ui.theme import Theme
from ui.widgets import Band, Header
from ui.widgets.moments import date_words
from ui.window_spec import Device, ProgramParts, WindowContext, WindowSpec

_RETRY_TICKS = 5
_LEFT, _WIDTH, _HEIGHT = 1216, 1920, 1080
_ROWS, _UPRIGHT_ROWS = 4, 6
_UPRIGHT_SIDE = 560
_NOTICE, _UPRIGHT_NOTICE = 100, 214
#: How long each of several missed calls stays on top before the next one.
HOLD_MS = 1500
#: How long a page of calls is shown when there are more calls than rows.
PAGE_SECONDS = 8
#: How long a language or a notice is shown before the next one.
WORDS_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOptions:
    """Hold the options of a board.

    Attributes:
        hold_ms: how long a missed call stays on top.
        stale: a call that the board learns of later than this is not new.
        look: how the branch looks until its set-up is known.
    """

    reduced_motion: bool = False
    hold_ms: int = HOLD_MS
    stale: timedelta = STALE
    look: LookPart = USUAL_LOOK


class HallWindow(QWidget):
    """Show one board in any size, landscape (1920 × 1080) or portrait (1080 × 1920).

    `told` is the slot for the values that the program tells. Signal: `called` carries each new call, in its order, to
    the hall voice. The words alternate between the languages of the set-up, which are among `texts`. While the branch
    is away the board says so, keeps its content and asks again every five seconds. With `last_shown` it starts with the
    calls that it missed.
    """

    assistive_role = WINDOW

    called = Signal(object)

    def __init__(
        self,
        ask: Ask,
        texts: Sequence[Texts],
        clock: Clock,
        options: BoardOptions = BoardOptions(),
        *,
        last_shown: LastShown | None = None,
    ) -> None:
        super().__init__()
        self._known = {one.language: one for one in texts}
        self._languages: tuple[Texts, ...] = (texts[0],)
        self._texts, self._clock = texts[0], clock
        self._rules, self._feedback = HallRules(languages=()), NO_FEEDBACK
        self._options = options
        self._setup: Setup | None = None
        self._board = Board()
        self._latest: Board | None = None
        self._queue: deque[Call] = deque()
        self._away = self._waits_for_upgrade = False
        self._ticks = self._step = self._page = self._page_ticks = 0
        self._ask = ask
        self.follower = CallFollower(ask, clock, options.stale, last_shown, parent=self)
        self.follower.heard.connect(self._heard)
        self.follower.lost.connect(self._lost)
        self.setWindowTitle(self._texts.say("hall.title"))
        self._parts: tuple[QWidget, ...] = ()
        self._build(
            Theme.board(1.0, language=self._texts.language, reduced_motion=options.reduced_motion, look=options.look),
            upright=False,
        )
        self.resize(_WIDTH, _HEIGHT)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self._next_call)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.changed()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self, theme: Theme, *, upright: bool) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self.theme, self._upright = theme, upright
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(theme.c.ground))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self.header = Header(theme, "", "", band=Band.HALL, parent=self)
        self.calls = CallsView(theme, self._texts, rows=_UPRIGHT_ROWS if upright else _ROWS, parent=self)
        self.side = SideView(theme, self._texts, wide=upright, parent=self)
        self.notice = NoticeBar(theme, "", self)
        self._parts = (self.header, self.calls, self.side, self.notice)
        for part in self._parts:
            part.show()
        self._show_names()
        self._show(self._board)
        self._show_notice()
        self._show_time()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        upright = height > width
        scale = width / _LEFT if upright else min(width / _WIDTH, height / _HEIGHT)
        words = self._texts.language
        if abs(scale - self.theme.m.unit) > 0.001 or upright != self._upright or words != self.theme.language:
            motion = self._options.reduced_motion
            look = self.theme.look
            theme = Theme.board(scale, language=words, reduced_motion=motion, upright=upright, look=look)
            self._build(theme, upright=upright)
        top, foot = self.header.height(), self.theme.mm(_UPRIGHT_NOTICE if upright else _NOTICE)
        middle = height - top - foot
        self.header.setGeometry(0, 0, width, top)
        self.notice.setGeometry(0, height - foot, width, foot)
        self._show_notice()
        if upright:
            calls = max(middle - self.theme.mm(_UPRIGHT_SIDE), middle // 2)
            self.calls.setGeometry(0, top, width, calls)
            self.side.setGeometry(0, top + calls, width, middle - calls)
            return
        left = round(width * _LEFT / _WIDTH)
        self.calls.setGeometry(0, top, left, middle)
        self.side.setGeometry(left, top, width - left, middle)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._timer.stop()
        self._hold.stop()
        self.follower.close()
        self._ask.close()

    # -- hearing ------------------------------------------------------------------------------------------------

    @Slot(object)
    def told(self, status: ProgramStatus) -> None:
        """Fetch new calls after a commit; say when an upgrade is missing."""
        match status:
            case BranchCommit():
                self.changed()
            case OtherVersion() | StoreStatus.READY:
                self._waits_for_upgrade = isinstance(status, OtherVersion)
                self._show_notice()
            case _:
                pass

    @Slot()
    def changed(self) -> None:
        """Fetch new calls."""
        self.follower.changed()

    def _heard(self, hall: HallView) -> None:
        self._setup = hall.setup
        was_away, self._away = self._away, False
        self.theme.wear(hall.setup.look, self)
        self._follow(hall.setup.hall, hall.setup.feedback)
        if was_away:
            self._show_notice()
        self._show_names()
        self._latest = Board.of(hall.view)
        is_catching_up = bool(self._queue)
        self._queue.extend(hall.calls)
        if is_catching_up and hall.calls:
            self._next_call(len(self._queue))  # a citizen was called just now: show the whole queue at once
        elif len(hall.calls) <= self._row_count:
            self._next_call(len(hall.calls))  # each has a row of its own
        else:
            self._next_call(1)

    def _follow(self, rules: HallRules, feedback: FeedbackBlock) -> None:
        """Begin anew with the languages and notices of the set-up, where they are others now."""
        if (rules, feedback) == (self._rules, self._feedback):
            return
        self._rules, self._feedback, self._step = rules, feedback, 0
        self._languages = tuple(self._known[one] for one in rules.languages if one in self._known) or self._languages
        self._texts = self._languages[0]
        self._lay_out()

    def _lost(self) -> None:
        self._away = True
        self._show_notice()

    @Slot()
    def _next_call(self, count: int = 1) -> None:
        """Show the next calls of the queue; when it is empty, the latest view of the branch."""
        if self._queue:
            board = self._board
            for _ in range(min(max(count, 1), len(self._queue))):
                call = self._queue.popleft()
                board = board.with_call(call)
                self.called.emit(call)
                self.follower.shown(call)
            self._show(board, is_new=True)
            self._hold.start(self._options.hold_ms)
        elif self._latest is not None and not self._hold.isActive():
            self._show(self._latest)

    @property
    def _row_count(self) -> int:
        return _UPRIGHT_ROWS if self._upright else _ROWS

    def _show(self, board: Board, *, is_new: bool = False) -> None:
        self._board = board
        now = self._latest if self._latest is not None else board
        pages = board.pages(self._row_count)
        current, recent = board.rows(self._row_count, self._page)
        self.calls.show_calls(current, is_new=is_new, page=self._page % pages + 1, pages=pages)
        self.calls.show_morning(self._morning())
        # Counts of waiting citizens and next numbers alternate, each after it was shown in every language.
        rounds = self._step // len(self._languages)
        self.side.show_lists(recent, now.waiting, now.following if rounds % 2 == 1 else (), page=rounds // 2)

    def _morning(self) -> tuple[str, ...]:
        """Return the sentences before the first call: how to take a number, and today's hours."""
        if self._setup is None:
            return ()
        today = self._setup.branch.local(self._clock.now()).date()
        spans = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans_on(self._setup, today))
        how = self._texts.say("hall.how_to")
        return (how, self._texts.say("hall.hours", spans=spans)) if spans else (how,)

    def _show_names(self) -> None:
        if self._setup is not None:
            branch = self._setup.branch
            self.header.set_names(self._texts.name(branch.name), self._texts.name(branch.place))
            self._show_time()

    def _show_notice(self) -> None:
        if self._away:
            self.notice.say(self._texts.say("hall.upgrade" if self._waits_for_upgrade else "hall.away"), "unplug")
        else:
            today = self._setup.stations.notices_at(EVERY_STATION) if self._setup is not None else ()
            own = [*today, self._texts.say("hall.notice"), *self._rules.notices]
            if lines := self._feedback.shown:
                own.append(self._texts.say("feedback.line", lines="\u00a0· ".join(lines.values())))
            parts = [part for text in own for part in self.notice.parts(text)]
            self.notice.say(parts[self._step // len(self._languages) % len(parts)])

    def _show_time(self) -> None:
        if self._setup is not None:
            local = self._setup.branch.local(self._clock.now())
            # A portrait board has no room for the date beside the name of the place.
            date = "" if self._upright else date_words(self._texts, local, year=False)
            self.header.set_time(f"{local:%H:%M}", date)

    @Slot()
    def _tick(self) -> None:
        """Update the time each second, and at their intervals the pages, the words and a branch that is away."""
        self._ticks += 1
        self._page_ticks += 1
        self._show_time()
        if self._away and self._ticks % _RETRY_TICKS == 0:
            self.changed()
        if self._page_ticks >= PAGE_SECONDS and not self._hold.isActive():
            self._page_ticks = 0
            self._page = (self._page + 1) % self._board.pages(self._row_count)
            self._show(self._board)
        if self._ticks % WORDS_SECONDS == 0 and not self._hold.isActive():
            self._step += 1
            self._texts = self._languages[self._step % len(self._languages)]
            self._show_notice()
            self._show(self._board)
            self._lay_out()


def make_board(context: WindowContext, last_shown: LastShown | None = None) -> HallWindow:
    """Return the board without a voice. With `last_shown` it starts with the calls after that one."""
    hall = context.site.config.hall
    options = BoardOptions(
        reduced_motion=context.site.config.screen.reduced_motion,
        stale=timedelta(seconds=hall.stale_seconds),
        look=context.look,
    )
    texts = [context.texts(language) for language in LANGUAGES]
    window = HallWindow(context.ask(), texts, context.clock, options, last_shown=last_shown)
    context.statuses.told.connect(window.told)
    return window


def make_hall(context: WindowContext) -> QWidget:
    """Return the board with the hall voice, or the sign above a counter."""
    if context.counter is not None:
        return make_sign(context, context.counter)
    window = make_board(context, LastShownFile(context.site.last_shown))
    window.called.connect(context.announce)
    if context.site.config.hall.screens > 1:
        screen, taken = context.site.config.screen, context.site.outputs_beside("hall")
        SecondBoard(window, partial(make_board, context), full_screen=screen.full_screen, taken=taken)
    return window


HALL = WindowSpec(
    "hall",
    make=make_hall,
    parts=ProgramParts(devices=frozenset({Device.HALL_VOICE}), kind=ProgramKind.HALL),
    parts_at_counter=ProgramParts(kind=ProgramKind.HALL),  # a sign has no voice: the board announces the calls
)
