"""Follow the branch's calls for a board: ask when something changed, miss no call, leave out what is stale.

Whether a call is stale never depends on this machine's wall clock alone. Two ages count, and the younger one decides:
by the database's clock, and by the monotonic clock since the question before. A board that is answered regularly
leaves no call out, whatever the wall clock says.
"""

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk.branch import board
from kiosk.branch.board import BoardView, Call, HallView
from kiosk.clock import Clock
from ui.ask import Ask
from ui.due import DueTimer

_log = logging.getLogger(__name__)
#: A call that a board learns of later than this is not new any more: its citizen has come or left.
STALE = timedelta(minutes=3)


class LastShown(Protocol):
    """Keep the `seq` of the last call that a board showed, over a restart. Called on the worker thread."""

    def read(self) -> int | None:
        """Return it; None where it is not known."""
        ...

    def keep(self, seq: int) -> int:
        """Keep it and return it.

        Raises:
            OSError: where the disk does not take it.
        """
        ...


class CallFollower(QObject):
    """Ask for new calls after each `changed`. Calls of `changed` while a question is open become one more question.

    Signals: `heard` carries a `HallView`; `lost`: the branch does not answer. The follower also asks when a parked
    ticket returns, and three times within `stale`. Without `last_shown` it starts with the next call. With it, it
    starts with the calls after that one, or with those whose citizens have not come yet.
    """

    heard = Signal(object)
    lost = Signal()

    def __init__(
        self,
        ask: Ask,
        clock: Clock,
        stale: timedelta = STALE,
        last_shown: LastShown | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask, self._clock, self._stale_after, self._last_shown = ask, clock, stale, last_shown
        self._seq: int | None = None
        self._asked_ns = 0
        self._answered_ns: int | None = None
        self._shown = self._kept = 0
        self._asking = self._outdated = self._closed = self._is_keeping = False
        self._returns = DueTimer(self)
        self._returns.timeout.connect(self.changed)
        self._timer = QTimer(self)
        self._timer.setInterval(max(1, int(stale.total_seconds() * 1000 / 3)))
        self._timer.timeout.connect(self.changed)
        self._timer.start()

    @property
    def is_asking(self) -> bool:
        """Return whether an answer is on its way."""
        return self._asking

    def close(self) -> None:
        """Ask for nothing any more."""
        self._closed = True
        self._timer.stop()
        self._returns.stop()

    @Slot()
    def changed(self) -> None:
        """Fetch what was called since the last answer."""
        if self._closed:
            return
        if self._asking:
            self._outdated = True
            return
        self._asking = True
        self._asked_ns = self._clock.monotonic_ns()
        self._look()

    def shown(self, call: Call) -> None:
        """Remember that this call stands on the board: it is not shown again after a restart."""
        self._shown = max(self._shown, call.seq)
        self._keep()

    # -- asking -------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._seq is None and self._last_shown is not None:
            self._ask.work(self._last_shown.read).then(self._begin, away=self._failed)
        else:
            self._ask(board.hall_view, self._seq).then(self._answered, away=self._failed)

    def _begin(self, last_shown: int | None) -> None:
        self._ask(board.hall_view, last_shown).then(partial(self._began, last_shown), away=self._failed)

    def _began(self, last_shown: int | None, hall: HallView) -> None:
        """Take the calls after the last one shown; if that is unknown, those whose citizens have not come yet."""
        if last_shown is None or last_shown > hall.view.seq:
            hall = replace(hall, calls=tuple(call for call in reversed(hall.view.current) if not call.is_served))
        self._answered(hall)

    def _answered(self, hall: HallView) -> None:
        self._asking = False
        self._seq = hall.view.seq
        new = tuple(call for call in hall.calls if not self._is_stale(call, hall.view))
        self._answered_ns = self._asked_ns
        self._returns.wait(hall.view.returns_in)
        self.heard.emit(replace(hall, calls=new))
        if self._outdated:
            self._outdated = False
            self.changed()

    def _is_stale(self, call: Call, view: BoardView) -> bool:
        if view.moment - call.at <= self._stale_after:
            return False
        now_ns = self._clock.monotonic_ns()
        if self._answered_ns is not None and timedelta(microseconds=(now_ns - self._answered_ns) // 1000) <= (
            self._stale_after
        ):
            return False
        _log.warning("the call of %s is left out: the board heard of it too late", call.label)
        return True

    def _failed(self) -> None:
        self._asking = self._outdated = False
        self.lost.emit()

    # -- the last call that was shown ---------------------------------------------------------------------------

    def _keep(self) -> None:
        if self._last_shown is not None and self._shown > self._kept and not (self._is_keeping or self._closed):
            self._is_keeping = True
            kept = self._ask.work(partial(self._last_shown.keep, self._shown), "which call was shown last")
            kept.then(self._is_kept, away=self._not_kept)

    def _is_kept(self, seq: int) -> None:
        self._is_keeping, self._kept = False, seq
        self._keep()

    def _not_kept(self) -> None:
        self._is_keeping = False  # tried again with the next call
        _log.warning("after a restart this board may say calls again")
