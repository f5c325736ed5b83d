"""The hall's board. It listens for changes, catches up on every call it missed, and shows them in turn."""

import logging
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.clock import Clock
from kiosk.domain.office import Setup
from kiosk.domain.text import Texts
from ui.background import Background
from ui.hall.board import Board
from ui.hall.calls import CallsView
from ui.hall.services import HallServices
from ui.hall.side import NoticeBar, SideView
from ui.theme import Theme
from ui.widgets import Band, Header
from ui.widgets.moments import date_words

if TYPE_CHECKING:
    from kiosk.branch.board import BoardView, Call

_log = logging.getLogger(__name__)
_RETRY_TICKS = 5
_LEFT, _WIDTH, _HEIGHT = 1216, 1920, 1080
_ROWS, _UPRIGHT_ROWS = 4, 6
_UPRIGHT_SIDE = 560
_NOTICE, _UPRIGHT_NOTICE = 100, 164
#: A call stays alone on top this long before the next one; shorter when many wait to be shown.
HOLD_MS, HURRY_MS, HURRY_FROM = 4000, 1500, 3


class HallWindow(QWidget):
    """One board, lying (1920 × 1080) or upright (1080 × 1920), any size.

    `changed` is the slot for the branch's change signal. `notice` is the sentence at the foot. While the branch cannot
    be reached the board says so, keeps what it shows and asks again every five seconds.
    """

    def __init__(
        self,
        services: HallServices,
        background: Background,
        texts: Texts,
        clock: Clock,
        *,
        notice: str = "",
        reduced_motion: bool = False,
        hold_ms: int = HOLD_MS,
    ) -> None:
        super().__init__()
        self._services, self._background, self._texts, self._clock = services, background, texts, clock
        self._notice_text = notice or texts.say("hall.notice")
        self._reduced_motion, self._hold_ms = reduced_motion, hold_ms
        self._setup: Setup | None = None
        self._seq: int | None = None
        self._board = Board()
        self._latest: Board | None = None
        self._queue: deque[Call] = deque()
        self._asking = self._stale = self._away = self._closed = False
        self._ticks = 0
        self.setWindowTitle(texts.say("hall.title"))
        self._parts: tuple[QWidget, ...] = ()
        self._build(Theme.board(1.0, language=texts.language, reduced_motion=reduced_motion), upright=False)
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
        self._tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size is another theme: everything on the board is drawn for it."""
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        upright = height > width
        scale = width / _LEFT if upright else min(width / _WIDTH, height / _HEIGHT)
        if abs(scale - self.theme.m.unit) > 0.001 or upright != self._upright:
            theme = Theme.board(scale, language=self._texts.language, reduced_motion=self._reduced_motion)
            self._build(theme, upright=upright)
        top, foot = self.header.height(), self.theme.mm(_UPRIGHT_NOTICE if upright else _NOTICE)
        middle = height - top - foot
        self.header.setGeometry(0, 0, width, top)
        self.notice.setGeometry(0, height - foot, width, foot)
        if upright:
            calls = max(middle - self.theme.mm(_UPRIGHT_SIDE), middle // 2)
            self.calls.setGeometry(0, top, width, calls)
            self.side.setGeometry(0, top + calls, width, middle - calls)
            return
        left = round(width * _LEFT / _WIDTH)
        self.calls.setGeometry(0, top, left, middle)
        self.side.setGeometry(left, top, width - left, middle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A closed board asks for nothing any more."""
        super().closeEvent(event)
        self._timer.stop()
        self._hold.stop()
        self._closed = True

    # -- asking and hearing -------------------------------------------------------------------------------------

    @Slot()
    def changed(self) -> None:
        """Something changed in the branch: fetch what was called since; many calls of this meanwhile become one."""
        if self._closed:
            return
        if self._asking:
            self._stale = True
            return
        self._asking = True
        self._background.run(self._read, self._heard, self._failed)

    def _read(self) -> "tuple[Setup | None, tuple[Call, ...], BoardView]":
        """On the worker. Calls first: one that is journalled in between comes again with the next question."""
        setup = self._services.setup() if self._setup is None else None
        calls = self._services.calls_since(self._seq) if self._seq is not None else ()
        return setup, calls, self._services.board_view()

    def _heard(self, answer: "tuple[Setup | None, tuple[Call, ...], BoardView]") -> None:
        setup, calls, view = answer
        self._asking = False
        if self._away:
            self._away = False
            self._show_notice()
        if setup is not None:
            self._setup = setup
            self._show_names()
        self._latest = Board.of(view)
        # The view may already hold a call that came after `calls` was read: go on from the last one that was fetched.
        self._seq = view.seq if self._seq is None else max((call.seq for call in calls), default=self._seq)
        self._queue.extend(calls)
        if not self._hold.isActive():
            self._next_call()
        if self._stale:
            self._stale = False
            self.changed()

    def _failed(self, error: Exception) -> None:
        _log.warning("the branch does not answer: %r", error)
        self._asking = self._stale = False
        self._away = True
        self._show_notice()

    def _next_call(self) -> None:
        """Show the next call that was missed; when there is none, the board as the branch sees it."""
        if self._queue:
            call = self._queue.popleft()
            self._show(self._board.with_call(call), is_new=True)
            hurry = len(self._queue) >= HURRY_FROM
            self._hold.start(min(self._hold_ms, HURRY_MS) if hurry else self._hold_ms)
        elif self._latest is not None:
            self._show(self._latest)

    def _show(self, board: Board, *, is_new: bool = False) -> None:
        self._board = board
        waiting = self._latest.waiting if self._latest is not None else board.waiting
        current, recent = board.rows(_UPRIGHT_ROWS if self._upright else _ROWS)
        self.calls.show_calls(current, is_new=is_new)
        self.side.show_lists(recent, waiting)

    def _show_names(self) -> None:
        if self._setup is not None:
            branch = self._setup.branch
            self.header.set_names(self._texts.name(branch.name), self._texts.name(branch.place))
            self._tick()

    def _show_notice(self) -> None:
        if self._away:
            self.notice.say(self._texts.say("hall.away"), "unplug")
        else:
            self.notice.say(self._notice_text)

    def _tick(self) -> None:
        self._ticks += 1
        if self._setup is not None:
            local = self._setup.branch.local(self._clock.now())
            # An upright board has no room for the date beside the name of the place.
            date = "" if self._upright else date_words(self._texts, local, year=False)
            self.header.set_time(f"{local:%H:%M}", date)
        if self._away and self._ticks % _RETRY_TICKS == 0:
            self.changed()
