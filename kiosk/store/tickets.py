"""Tickets as rows: reading them into values, and the one conditional update that moves them."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, select, update

from kiosk.domain.calling import Waiting
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Move, Priority, PriorityCheck, Ticket, TicketState, after, label
from kiosk.store.journal import from_us
from kiosk.store.schema import AT_COUNTER, LIVE, counter_session, ticket


class CounterRow(NamedTuple):
    """An open counter, and the ticket that is called to it or served at it; all None while nobody is there."""

    counter_id: int
    series: str | None
    number: int | None
    service_id: int | None
    called_us: int | None
    started_us: int | None


_WAITING = (
    select(
        ticket.c.id,
        ticket.c.series,
        ticket.c.number,
        ticket.c.service_id,
        ticket.c.queued_us,
        ticket.c.priority_check,
        ticket.c.appointed_us,
    )
    .where(ticket.c.branch_id == bindparam("branch"), ticket.c.business_date == bindparam("day"))
    .where(LIVE, ticket.c.state == TicketState.WAITING.value)
    .order_by(ticket.c.issued_us, ticket.c.number)
)
_IS_THERE = and_(ticket.c.counter_id == counter_session.c.counter_id, AT_COUNTER)
_COUNTERS = (
    select(counter_session.c.counter_id, *(ticket.c[name] for name in CounterRow._fields[1:]))
    .select_from(counter_session.outerjoin(ticket, _IS_THERE))
    .order_by(counter_session.c.counter_id)
)
_PRESENT = select(ticket).where(ticket.c.counter_id == bindparam("counter"), AT_COUNTER)
_ONE = select(ticket).where(ticket.c.id == bindparam("id"))


def get(connection: Connection, ticket_id: str) -> Ticket:
    """One ticket by its id; CounterError ``code.unknown`` when there is none."""
    row = connection.execute(_ONE, {"id": ticket_id}).one_or_none()
    if row is None:
        raise CounterError("code.unknown")
    return from_row(row)


def at_counter(connection: Connection, counter_id: int) -> Ticket | None:
    """The ticket that is called to or served at a counter, if any (a unique index holds that there is one at most)."""
    row = connection.execute(_PRESENT, {"counter": counter_id}).one_or_none()
    return None if row is None else from_row(row)


def waiting(connection: Connection, branch_id: int, day: date) -> tuple[Waiting, ...]:
    """Today's queue, in the order of the issue."""
    found = connection.execute(_WAITING, {"branch": branch_id, "day": day.isoformat()})
    return tuple([_waiting(*row) for row in found.cursor.fetchall()])  # the driver's own rows: no names are needed


@lru_cache(maxsize=1_024)
def _waiting(
    ticket_id: str, series: str, number: int, service: int, queued_us: int, check: str | None, appointed_us: int | None
) -> Waiting:
    """A row as the calling order sees it; remembered, because whoever takes a number looks at everybody who waits.

    The priority is asked as `Priority.counts` does, without making one.
    """
    has_priority = check is not None and check != PriorityCheck.REFUSED.value
    appointed_at = None if appointed_us is None else from_us(appointed_us)
    return Waiting(ticket_id, label(series, number), service, from_us(queued_us), number, has_priority, appointed_at)


def counter_rows(connection: Connection) -> list[CounterRow]:
    """The open counters and who is at each, by counter."""
    return [CounterRow(*row) for row in connection.execute(_COUNTERS).all()]


def move(connection: Connection, current: Ticket, what: Move, **values: object) -> Ticket:
    """Makes one move of the table, if the ticket still stands where `current` says.

    CounterError ``ticket.move_refused`` when the table has no such move, ``ticket.changed_elsewhere`` when somebody
    else was faster: then nothing was changed.
    """
    target = after(current.state, what)
    statement = (
        update(ticket)
        .where(ticket.c.id == current.id, ticket.c.state == current.state.value, ticket.c.calls == current.calls)
        .values(state=target.value, **values)
        .returning(ticket)
    )
    moved = connection.execute(statement).one_or_none()
    if moved is None:
        raise CounterError("ticket.changed_elsewhere", number=current.label)
    return from_row(moved)


def from_row(row: Row[Any]) -> Ticket:
    """The value of a row of the table."""
    return Ticket(
        id=row.id,
        branch_id=row.branch_id,
        business_date=date.fromisoformat(row.business_date),
        series=row.series,
        number=row.number,
        code=row.code,
        service_id=row.service_id,
        state=TicketState(row.state),
        language=row.language,
        issued_at=from_us(row.issued_us),
        queued_at=from_us(row.queued_us),
        appointed_at=None if row.appointed_us is None else from_us(row.appointed_us),
        priority=priority_from(row),
        calls=row.calls,
        counter_id=row.counter_id,
        called_at=None if row.called_us is None else from_us(row.called_us),
        started_at=None if row.started_us is None else from_us(row.started_us),
        finished_at=None if row.finished_us is None else from_us(row.finished_us),
    )


def priority_from(row: Row[Any]) -> Priority | None:
    """The priority a row declares, if any."""
    if row.priority_group is None:
        return None
    return Priority(row.priority_group, PriorityCheck(row.priority_check))
