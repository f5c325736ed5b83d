"""Describe a ticket: its states, the moves between them, and the value that all packages use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import ParkReason


class TicketState(StrEnum):
    """List the states of a ticket."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Move(StrEnum):
    """List what can be done to a ticket."""

    CALL = "call"
    RECALL = "recall"
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

#: Maps each state to its allowed moves and their next states. Every other move is refused.
MOVES: Mapping[TicketState, Mapping[Move, TicketState]] = {
    # A ticket that went on to another service by a mistaken finish is reopened from the queue, or put back into it.
    _S.WAITING: {
        _M.CALL: _S.CALLED,
        _M.REOPEN: _S.SERVING,
        _M.PUT_BACK: _S.WAITING,
        _M.CANCEL: _S.CANCELLED,
        _M.EXPIRE: _S.EXPIRED,
    },
    _S.CALLED: {
        _M.RECALL: _S.CALLED,
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
    # The day ended by a wrong clock.
    _S.EXPIRED: {_M.RETURN: _S.WAITING},
}

#: States of an open ticket (one person, one open ticket for a service).
OPEN_STATES = frozenset({_S.WAITING, _S.CALLED, _S.SERVING, _S.PARKED})
#: States that occupy a counter: a counter has at most one such ticket.
AT_COUNTER_STATES = frozenset({_S.CALLED, _S.SERVING})


def after(state: TicketState, move: Move) -> TicketState:
    """Return the state after `move`.

    Raises:
        CounterError: ``ticket.move_refused``, when the table has no such move.
    """
    try:
        return MOVES[state][move]
    except KeyError:
        raise CounterError("ticket.move_refused", state=state.value, move=move.value) from None


class PriorityCheck(StrEnum):
    """List the results of checking a declared priority group; the clerk checks it at the counter."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Priority:
    """Hold a ticket's priority group, by the code in the branch's list, and its check."""

    group: str
    check: PriorityCheck = PriorityCheck.DECLARED

    @property
    def counts(self) -> bool:
        """Return whether it moves the ticket forward: declared and confirmed do, refused does not."""
        return self.check is not PriorityCheck.REFUSED


class TransferTarget(NamedTuple):
    """Hold the target of a transferred ticket: a counter, a member of staff, or both (by their ids)."""

    counter_id: int | None
    staff_id: int | None


class ReturnTarget(NamedTuple):
    """Hold the member of staff and the service to which a ticket returns after a transfer (by their ids)."""

    staff_id: int
    service_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Hold one ticket as it stands now. Times are aware and in UTC; no field names the citizen.

    `queued_at` is the moment that counts for the order: the issue, or a later return to the queue. `appointed_at` is
    the beginning of the appointment. `called_at` is the first call at the present counter, `last_call_at` the newest. A
    parked ticket waits again from `parked_until` on. `aim` is the target of a transfer. `put_first_at` says when it was
    put first. `back` is where it returns afterwards.
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
    aim: TransferTarget | None = None
    back: ReturnTarget | None = None

    @property
    def label(self) -> str:
        """Return what is shown, spoken and printed large: ``A046``."""
        return label(self.series, self.number)


def label(series: str, number: int) -> str:
    """Return series letter and at least three digits: ``A001``, ``A999``, ``A1000``."""
    return f"{series}{number:03d}"
