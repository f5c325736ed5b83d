"""Tickets as rows: reading them into values, and the one conditional update that moves them."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, update

from kiosk.domain.calling import Seat, Waiting
from kiosk.domain.reasons import ParkReason
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Aim, Back, Move, Priority, PriorityCheck, Ticket, TicketState, after, label
from kiosk.store.journal import from_us, to_us
from kiosk.store.schema import AT_COUNTER, IN_QUEUE, LIVE, counter_session, ticket
from kiosk.store.sending import Ask


class CounterRow(NamedTuple):
    """An open counter, and the ticket that is called to it or served at it; all None while nobody is there."""

    counter_id: int
    series: str | None
    number: int | None
    service_id: int | None
    called_us: int | None
    started_us: int | None


_WAITING = Ask(
    select(
        ticket.c.id,
        ticket.c.series,
        ticket.c.number,
        ticket.c.service_id,
        ticket.c.queued_us,
        ticket.c.priority_check,
        ticket.c.appointed_us,
        ticket.c.put_first_us,
        ticket.c.to_counter_id,
        ticket.c.to_staff_id,
    )
    .where(ticket.c.branch_id == bindparam("branch"), ticket.c.business_date == bindparam("day"))
    .where(LIVE, IN_QUEUE)
    # Who was parked waits again when the time has come: no job has to run for it.
    .where(or_(ticket.c.parked_until_us.is_(None), ticket.c.parked_until_us <= bindparam("now")))
    .order_by(ticket.c.issued_us, ticket.c.number)
)
_IS_THERE = and_(ticket.c.counter_id == counter_session.c.counter_id, AT_COUNTER)
_COUNTERS = Ask(
    select(counter_session.c.counter_id, *(ticket.c[name] for name in CounterRow._fields[1:]))
    .select_from(counter_session.outerjoin(ticket, _IS_THERE))
    .where(counter_session.c.paused_us.is_(None))
    .order_by(counter_session.c.counter_id)
)
_SEATS = select(counter_session.c.counter_id, counter_session.c.staff_id)
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


def waiting(connection: Connection, branch_id: int, day: date, now: datetime) -> tuple[Waiting, ...]:
    """The queue of a day as it stands `now`, in the order of the issue."""
    found = _WAITING.rows(connection, {"branch": branch_id, "day": day.isoformat(), "now": to_us(now)})
    return tuple([_waiting(*row) for row in found])


@lru_cache(maxsize=4_096)
def _waiting(  # noqa: PLR0913, PLR0917 - the columns of a row, in their order
    ticket_id: str,
    series: str,
    number: int,
    service: int,
    queued_us: int,
    check: str | None,
    appointed_us: int | None,
    first_us: int | None,
    counter: int | None,
    staff: int | None,
) -> Waiting:
    """A row as the calling order sees it; remembered, because whoever takes a number looks at everybody who waits.

    The priority is asked as `Priority.counts` does, without making one.
    """
    has_priority = check is not None and check != PriorityCheck.REFUSED.value
    return Waiting(
        ticket_id,
        label(series, number),
        service,
        from_us(queued_us),
        number,
        has_priority,
        _moment(appointed_us),
        _moment(first_us),
        _aim(counter, staff),
    )


def seat(connection: Connection, counter_id: int, staff_id: int) -> Seat:
    """An asking counter among all that are open."""
    return Seat(counter_id, staff_id, {row.counter_id: row.staff_id for row in connection.execute(_SEATS)})


def counter_rows(connection: Connection) -> list[CounterRow]:
    """The counters that call now (open, and not paused) and who is at each, by counter."""
    return [CounterRow(*row) for row in _COUNTERS.rows(connection, {})]


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
        appointed_at=_moment(row.appointed_us),
        priority=priority_from(row),
        calls=row.calls,
        counter_id=row.counter_id,
        called_at=_moment(row.called_us),
        last_call_at=_moment(row.last_call_us),
        started_at=_moment(row.started_us),
        finished_at=_moment(row.finished_us),
        parked_until=_moment(row.parked_until_us),
        park_reason=None if row.park_reason is None else ParkReason(row.park_reason),
        put_first_at=_moment(row.put_first_us),
        aim=_aim(row.to_counter_id, row.to_staff_id),
        back=None if row.back_staff_id is None else Back(row.back_staff_id, row.back_service_id),
    )


def _moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)


def _aim(counter_id: int | None, staff_id: int | None) -> Aim | None:
    return None if counter_id is None and staff_id is None else Aim(counter_id, staff_id)


def priority_from(row: Row[Any]) -> Priority | None:
    """The priority a row declares, if any."""
    if row.priority_group is None:
        return None
    return Priority(row.priority_group, PriorityCheck(row.priority_check))
