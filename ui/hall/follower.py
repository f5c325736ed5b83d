"""Follows the branch's calls for a board: asks when something changed, misses none, leaves out what is stale."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.clock import Clock
from kiosk.domain.office import Setup
from ui.background import Background
from ui.hall.services import HallServices

if TYPE_CHECKING:
    from kiosk.branch.board import BoardView, Call

_log = logging.getLogger(__name__)
#: A call that a board hears of later than this is not shown or said as a new one: its citizen has gone there or left.
STALE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: the set-up, the calls since the last answer (oldest first, none of them stale), the hall now."""

    setup: Setup
    calls: "tuple[Call, ...]"
    view: "BoardView"


class CallFollower(QObject):
    """`heard` carries a `Heard`, `lost` says that the branch does not answer. `changed` asks; many are one question."""

    heard = Signal(object)
    lost = Signal()

    def __init__(
        self,
        services: HallServices,
        background: Background,
        clock: Clock,
        *,
        stale: timedelta = STALE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._background, self._clock, self._stale_after = services, background, clock, stale
        self._setup: Setup | None = None
        self._seq: int | None = None
        self._asking = self._outdated = self._closed = False

    @property
    def is_asking(self) -> bool:
        """Whether an answer is on its way."""
        return self._asking

    def close(self) -> None:
        """Asks for nothing any more."""
        self._closed = True

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

    def _read(self) -> "tuple[Setup, tuple[Call, ...], BoardView]":
        """On the worker. Calls first: one that is journalled in between comes again with the next question."""
        setup = self._services.setup() if self._setup is None else self._setup
        calls = self._services.calls_since(self._seq) if self._seq is not None else ()
        return setup, calls, self._services.board_view()

    def _answered(self, answer: "tuple[Setup, tuple[Call, ...], BoardView]") -> None:
        self._setup, calls, view = answer
        self._asking = False
        # The view may already hold a call that came after `calls` was read: go on from the last one that was fetched.
        self._seq = view.seq if self._seq is None else max((call.seq for call in calls), default=self._seq)
        oldest = self._clock.now() - self._stale_after
        self.heard.emit(Heard(self._setup, tuple(call for call in calls if call.at >= oldest), view))
        if self._outdated:
            self._outdated = False
            self.changed()

    def _failed(self, error: Exception) -> None:
        _log.warning("the branch does not answer: %r", error)
        self._asking = self._outdated = False
        self.lost.emit()
