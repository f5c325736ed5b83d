"""Follows the branch's calls for a board: asks when something changed, misses none, leaves out what is stale.

How old a call is never depends on this machine's wall clock. Whatever an answer does not hold came after its question
was asked, which a clock that is never set measures; and the database says what time it is there. The younger counts: a
board that is heard of regularly leaves nothing out, whatever any clock says.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk.clock import Clock
from kiosk.domain.office import Setup
from ui.background import Background
from ui.due import DueTimer
from ui.hall.services import HallServices, LastShown

if TYPE_CHECKING:
    from kiosk.branch.board import BoardView, Call

_log = logging.getLogger(__name__)
#: A call that a board hears of later than this is not shown or said as a new one: its citizen has gone there or left.
STALE = timedelta(minutes=3)
#: A board that was switched off looks no further back than so many records; no call that is not stale lies there.
_TAIL = 2_000


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: the set-up, the calls since the last answer (oldest first, none of them stale), the hall now."""

    setup: Setup
    calls: "tuple[Call, ...]"
    view: "BoardView"


@dataclass(frozen=True, slots=True)
class _Answer:
    """`asked_ns`: when, on the clock that is never set. `seq`: the last call that is known now."""

    asked_ns: int
    setup: Setup
    calls: "tuple[Call, ...]"
    view: "BoardView"
    seq: int


class CallFollower(QObject):
    """`heard` carries a `Heard`, `lost` says that the branch does not answer. `changed` asks; many are one question.

    It also asks by itself, when a parked number waits again, and so often that nothing is stale when it is heard of.
    With `last_shown` it starts with the calls after that one, or with those whose citizens are still waited for; else
    with the next.
    """

    heard = Signal(object)
    lost = Signal()

    def __init__(
        self,
        services: HallServices,
        background: Background,
        clock: Clock,
        stale: timedelta = STALE,
        last_shown: LastShown | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._background, self._clock, self._stale_after = services, background, clock, stale
        self._last_shown = last_shown
        self._setup: Setup | None = None
        self._seq: int | None = None
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
        """Whether an answer is on its way."""
        return self._asking

    def close(self) -> None:
        """Asks for nothing any more."""
        self._closed = True
        self._timer.stop()
        self._returns.stop()

    @Slot()
    def changed(self) -> None:
        """Something changed in the branch: fetch what was called since."""
        if self._closed:
            return
        if self._asking:
            self._outdated = True
            return
        self._asking = True
        self._background.run(self._read, self._answered, self._failed)

    def shown(self, call: "Call") -> None:
        """This call stands on the board: it is not shown again after a restart."""
        self._shown = max(self._shown, call.seq)
        self._keep()

    def _keep(self) -> None:
        if self._last_shown is not None and self._shown > self._kept and not (self._is_keeping or self._closed):
            self._is_keeping = True
            self._background.run(partial(self._last_shown.keep, self._shown), self._is_kept, self._not_kept)

    def _is_kept(self, seq: int) -> None:
        self._is_keeping, self._kept = False, seq
        self._keep()

    def _not_kept(self, error: Exception) -> None:
        self._is_keeping = False  # tried again with the next call
        _log.warning("after a restart this board may say calls again: %r", error)

    def _read(self) -> _Answer:
        """On the worker. Calls first: one that is journalled in between comes again with the next question."""
        asked_ns = self._clock.monotonic_ns()
        setup = self._services.setup() if self._setup is None else self._setup
        if self._seq is None:
            return self._read_first(asked_ns, setup)
        calls = self._services.calls_since(self._seq)
        view = self._services.board_view()
        # The view may already hold a call that came after `calls` was read: go on from the last one that was fetched.
        # A journal that is shorter than before is another one: a copy of the database was put back.
        return _Answer(asked_ns, setup, calls, view, min(max((c.seq for c in calls), default=self._seq), view.seq))

    def _read_first(self, asked_ns: int, setup: Setup) -> _Answer:
        view = self._services.board_view()
        last = None if self._last_shown is None else self._last_shown.read()
        calls: tuple[Call, ...] = ()
        if last is not None and last <= view.seq:
            calls = self._services.calls_since(max(last, view.seq - _TAIL))
        elif self._last_shown is not None:
            calls = tuple(call for call in reversed(view.current) if not call.is_served)
        return _Answer(asked_ns, setup, calls, view, max(view.seq, *(call.seq for call in calls), 0))

    def _answered(self, answer: _Answer) -> None:
        self._asking = False
        self._setup, self._seq = answer.setup, answer.seq
        calls = tuple(call for call in answer.calls if not self._is_stale(call, answer))
        self._answered_ns = answer.asked_ns
        self._returns.wait(answer.view.returns_in)
        self.heard.emit(Heard(answer.setup, calls, answer.view))
        if self._outdated:
            self._outdated = False
            self.changed()

    def _is_stale(self, call: "Call", answer: _Answer) -> bool:
        if answer.view.moment - call.at <= self._stale_after:
            return False
        now_ns = self._clock.monotonic_ns()
        if self._answered_ns is not None and timedelta(microseconds=(now_ns - self._answered_ns) // 1000) <= (
            self._stale_after
        ):
            return False
        _log.warning("the call of %s is left out: the board heard of it too late", call.label)
        return True

    def _failed(self, error: Exception) -> None:
        _log.warning("the branch does not answer: %r", error)
        self._asking = self._outdated = False
        self.lost.emit()
