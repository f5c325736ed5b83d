"""Read what the hall sees and hears: every call in its order, and how many wait."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from kiosk.branch.clock_check import database_moment, queue_moment
from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.domain.branch_setup import Field, Setup
from kiosk.domain.journal import Event
from kiosk.domain.queue.calling import branch_order
from kiosk.domain.queue.ticket import PriorityCheck, TicketState, label
from kiosk.store.journal import from_us, head_seq
from kiosk.store.tables import AT_COUNTER, installation, journal, ticket
from kiosk.store.tickets import counter_rows, next_return

_RECENT_CALLS = 12
#: Numbers of a field that stand on the board before they are called.
_FOLLOWING = 6
_CALL_KINDS = [Event.TICKET_CALLED.value, Event.TICKET_RECALLED.value]
#: The day is that of the ticket: the clock of a desk may be wrong.
_EPOCH_NOW = select(installation.c.epoch).scalar_subquery()
_CALLS = (
    select(
        *(journal.c[name] for name in ("epoch", "seq", "kind", "at_us", "body")),
        (journal.c.epoch == _EPOCH_NOW).label("is_present"),
    )
    .join_from(ticket, journal, ticket.c.id == journal.c.subject)
    .where(journal.c.kind.in_(_CALL_KINDS), ticket.c.business_date.in_(bindparam("days", expanding=True)))
)
_CALLS_AFTER = _CALLS.where(journal.c.epoch == _EPOCH_NOW, journal.c.seq > bindparam("after")).order_by(journal.c.seq)
#: With an order SQLite reads the whole journal instead of the records of the day's tickets.
_CALLS_OF_DAYS = _CALLS.where(ticket.c.branch_id == bindparam("branch"))
#: So many of the newest records hold the last calls of a branch at work. Where they do not, the calls of the day are
#: read by its tickets: in the morning there are few, and the past days of a demo may stand in between.
_TAIL = 2_000
_AT_COUNTERS = select(
    *(ticket.c[name] for name in ("series", "number", "counter_id", "state", "calls", "last_call_us")),
    *(ticket.c[name] for name in ("priority_check", "business_date")),  # whether, not why: the group is hidden from it
).where(ticket.c.counter_id.is_not(None), AT_COUNTER)


@dataclass(frozen=True, slots=True)
class Call:
    """Describe one call of one number to one counter.

    Attributes:
        seq: its place in the present epoch, 0 where that lies far back or in an epoch before.
        again: a repeated call.
        is_served: the citizen is there; until then the call has to be seen.
    """

    seq: int
    label: str
    counter: int
    at: datetime
    again: bool
    has_priority: bool
    is_served: bool = False


@dataclass(frozen=True, slots=True)
class BoardView:
    """Describe the hall at one moment.

    Attributes:
        seq: where to go on listening with `hall_view`.
        moment: the time of the database's clock.
        current, recent: calls, the newest first.
        open: the numbers of the counters with a clerk.
        following: the next numbers of each field, in their order.
        returns_in: when the next parked ticket waits again, without a commit.
    """

    seq: int
    moment: datetime
    current: tuple[Call, ...]
    recent: tuple[Call, ...]
    waiting: tuple[tuple[Field, int], ...]
    open: frozenset[int] = frozenset()
    following: tuple[tuple[Field, tuple[str, ...]], ...] = ()
    returns_in: timedelta | None = None


@dataclass(frozen=True, slots=True)
class HallView:
    """Answer a board: the set-up, the calls since the answer before, oldest first, and the hall now."""

    setup: Setup
    calls: tuple[Call, ...]
    view: BoardView


def hall_view(office: Office, after: int | None) -> HallView:
    """Read the hall and every call journalled after `after`, at one moment, so a board that was away misses none.

    None gives no calls, and so does an `after` beyond the journal's end: that database is another one. Calls of another
    day's tickets are left out; their citizens have gone.
    """
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        moment = database_moment(office, connection)
        # Two days only while a clock is wrong: numbers given meanwhile are of the day it says.
        moments = (office.clock.now(), queue_moment(office, connection), moment)
        days = frozenset(setup.branch.business_date(one).isoformat() for one in moments)
        seq = head_seq(connection)
        since = seq if after is None else after
        tail = _Tail(setup, seq, moment, days, _calls(office, connection, seq, since, days))
        return HallView(setup, tuple(one for one in tail.calls if one.seq > since), _board(office, connection, tail))


class _Tail(NamedTuple):
    """Hold the end of the journal: its newest `seq`, the database's time, and the last calls of the present days."""

    setup: Setup
    seq: int
    moment: datetime
    days: frozenset[str]
    calls: tuple[Call, ...]


def _board(office: Office, connection: Connection, tail: _Tail) -> BoardView:
    setup, newest_first = tail.setup, tail.calls[::-1]
    current = _at_counters(connection, setup, tail.days, newest_first)
    shown = {call.label for call in current}
    others = _once_each([call for call in newest_first if call.label not in shown])
    waiting, following = _queue(office, connection, setup)
    back = _returns_in(office, connection, setup)
    open_ones = _open(connection, setup)
    return BoardView(tail.seq, tail.moment, current, others[:_RECENT_CALLS], waiting, open_ones, following, back)


def _calls(office: Office, connection: Connection, seq: int, since: int, days: frozenset[str]) -> tuple[Call, ...]:
    """Return the calls since `since`, and before them as many as a board shows, the oldest first."""
    tail, of_days = {"after": seq - _TAIL, "days": sorted(days)}, {"branch": office.branch_id, "days": sorted(days)}
    found = [_call(row) for row in connection.execute(_CALLS_AFTER, tail)]
    if since < seq - _TAIL or len({call.label for call in found}) < _RECENT_CALLS:
        rows = sorted(connection.execute(_CALLS_OF_DAYS, of_days), key=attrgetter("epoch", "seq"))
        found = [_call(row) for row in rows]
    return tuple(found)


def _call(row: Any) -> Call:
    body = json.loads(bytes(row.body))
    return Call(
        seq=row.seq if row.is_present else 0,
        label=body["number"],
        counter=body["counter"],
        at=from_us(row.at_us),
        again=row.kind == Event.TICKET_RECALLED.value,
        has_priority=body["priority"],
    )


def _at_counters(
    connection: Connection, setup: Setup, days: frozenset[str], newest_first: tuple[Call, ...]
) -> tuple[Call, ...]:
    """Return the last call of every ticket that is called or served, however long its visit takes; newest first."""
    places: dict[tuple[str, int], int] = {}
    for call in newest_first:
        places.setdefault((call.label, call.counter), call.seq)
    found = []
    for row in connection.execute(_AT_COUNTERS):
        if row.business_date in days and row.counter_id in setup.counters:
            number, counter = label(row.series, row.number), setup.counters[row.counter_id].number
            found.append(
                Call(
                    seq=places.get((number, counter), 0),
                    label=number,
                    counter=counter,
                    at=from_us(row.last_call_us),
                    again=row.calls > 1,
                    has_priority=row.priority_check not in {None, PriorityCheck.REFUSED.value},
                    is_served=row.state == TicketState.SERVING.value,
                )
            )
    return tuple(sorted(found, key=lambda call: (call.seq, call.at), reverse=True))


def _open(connection: Connection, setup: Setup) -> frozenset[int]:
    known = setup.counters
    return frozenset(known[row.counter_id].number for row in counter_rows(connection) if row.counter_id in known)


def _once_each(calls: list[Call]) -> tuple[Call, ...]:
    """Keep the newest call of each number."""
    seen: dict[str, Call] = {}
    for call in calls:
        seen.setdefault(call.label, call)
    return tuple(seen.values())


def _returns_in(office: Office, connection: Connection, setup: Setup) -> timedelta | None:
    now = queue_moment(office, connection)
    back_at = next_return(connection, office.branch_id, setup.branch.business_date(now), now)
    return None if back_at is None else back_at - now


def _queue(
    office: Office, connection: Connection, setup: Setup
) -> tuple[tuple[tuple[Field, int], ...], tuple[tuple[Field, tuple[str, ...]], ...]]:
    """Count who waits in each field, and return the first of them in calling order."""
    now = queue_moment(office, connection)
    waiting = picture(office, connection, setup, now).waiting
    labels: dict[str, list[str]] = {one.code: [] for one in setup.fields}
    for one in branch_order(waiting, setup.policy, now):
        labels[setup.services[one.service_id].field_code].append(one.label)
    counts = tuple((one, len(labels[one.code])) for one in setup.fields)
    return counts, tuple((one, tuple(labels[one.code][:_FOLLOWING])) for one in setup.fields if labels[one.code])
