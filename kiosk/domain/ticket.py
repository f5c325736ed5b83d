"""A ticket: its states, the moves between them, and the value every room passes around."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kiosk.domain.reasons import ParkReason
from kiosk.domain.text import CounterError


class TicketState(StrEnum):
    """Where a citizen's visit stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done to a ticket."""

    CALL = "call"
    CALL_AGAIN = "call_again"
    START = "start"
    FINISH = "finish"
    PARK = "park"
    MARK_NO_SHOW = "mark_no_show"
    RETURN = "return"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REOPEN = "reopen"
    TAKE_BACK = "take_back"
    PUT_BACK = "put_back"


_S, _M = TicketState, Move

#: The whole table: for each state, the allowed moves and where they lead. A move that is absent is refused.
MOVES: Mapping[TicketState, Mapping[Move, TicketState]] = {
    # Who went on to another service by a mistaken finish is reopened out of the queue, or put back into it.
    _S.WAITING: {
        _M.CALL: _S.CALLED,
        _M.REOPEN: _S.SERVING,
        _M.PUT_BACK: _S.WAITING,
        _M.CANCEL: _S.CANCELLED,
        _M.EXPIRE: _S.EXPIRED,
    },
    _S.CALLED: {
        _M.CALL_AGAIN: _S.CALLED,
        _M.START: _S.SERVING,
        _M.MARK_NO_SHOW: _S.NO_SHOW,
        _M.TAKE_BACK: _S.WAITING,
        _M.TRANSFER: _S.WAITING,
        _M.CANCEL: _S.CANCELLED,
        _M.EXPIRE: _S.EXPIRED,
    },
    _S.SERVING: {
        _M.FINISH: _S.DONE,
        _M.PARK: _S.PARKED,
        _M.TRANSFER: _S.WAITING,
        _M.CANCEL: _S.CANCELLED,
        _M.EXPIRE: _S.EXPIRED,
    },
    _S.PARKED: {_M.RETURN: _S.WAITING, _M.CALL: _S.CALLED, _M.CANCEL: _S.CANCELLED, _M.EXPIRE: _S.EXPIRED},
    _S.NO_SHOW: {_M.RETURN: _S.WAITING, _M.CALL: _S.CALLED, _M.EXPIRE: _S.EXPIRED},
    _S.DONE: {_M.REOPEN: _S.SERVING, _M.PUT_BACK: _S.WAITING},
    _S.CANCELLED: {},
    _S.EXPIRED: {},
}

#: States in which a person still holds the number (one person, one open number for a service).
OPEN_STATES = frozenset({_S.WAITING, _S.CALLED, _S.SERVING, _S.PARKED})
#: States that occupy a counter: at most one such ticket a counter.
AT_COUNTER_STATES = frozenset({_S.CALLED, _S.SERVING})


def after(state: TicketState, move: Move) -> TicketState:
    """The state that `move` leads to; CounterError ``ticket.move_refused`` when the table has no such move."""
    try:
        return MOVES[state][move]
    except KeyError:
        raise CounterError("ticket.move_refused", state=state.value, move=move.value) from None


class PriorityCheck(StrEnum):
    """A citizen declares a priority group; the clerk checks it when they come."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Priority:
    """A ticket's priority group, by the code of the centre's list, and whether a clerk has checked it."""

    group: str
    check: PriorityCheck = PriorityCheck.DECLARED

    @property
    def counts(self) -> bool:
        """Whether it moves the ticket forward: declared and confirmed do, refused does not."""
        return self.check is not PriorityCheck.REFUSED


class Aim(NamedTuple):
    """Whom a transferred ticket is for: a counter, a member of staff, or both (by their ids)."""

    counter_id: int | None
    staff_id: int | None


class Back(NamedTuple):
    """To whom a ticket comes back, and for which service, when it is done elsewhere (by their ids)."""

    staff_id: int
    service_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One number, as it stands now. Times are aware and in UTC; no field names the citizen.

    `queued_at` is the moment that counts for the order: the issue, or a later one after a return to the queue.
    `appointed_at` is the beginning of the window, where the citizen comes by appointment. `called_at` is the first call
    of this turn, `last_call_at` the newest. A parked ticket waits again from `parked_until` on. `aim` is whom a
    transfer meant, `put_first_at` when it was put before everybody; `back` is where it goes when it is done there.
    """

    id: str
    branch_id: int
    business_date: date
    series: str
    number: int
    code: str
    service_id: int
    state: TicketState
    language: str
    issued_at: datetime
    queued_at: datetime
    appointed_at: datetime | None = None
    priority: Priority | None = None
    calls: int = 0
    counter_id: int | None = None
    called_at: datetime | None = None
    last_call_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    parked_until: datetime | None = None
    park_reason: ParkReason | None = None
    put_first_at: datetime | None = None
    aim: Aim | None = None
    back: Back | None = None

    @property
    def label(self) -> str:
        """What is shown, spoken and printed large: ``A046``."""
        return label(self.series, self.number)


def label(series: str, number: int) -> str:
    """Series letter and at least three digits: ``A001``, ``A999``, ``A1000``."""
    return f"{series}{number:03d}"
