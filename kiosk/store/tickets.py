"""Read tickets from rows, and move them with one conditional update."""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.calling import AskingCounter, Waiting
from kiosk.domain.queue.reasons import ParkReason
from kiosk.domain.queue.ticket import (
    Move,
    Priority,
    PriorityCheck,
    ReturnTarget,
    Ticket,
    TicketState,
    TransferTarget,
    after,
    label,
)
from kiosk.store.journal import from_us, optional_moment, to_us
from kiosk.store.tables import (
    AT_COUNTER,
    IN_QUEUE,
    LIVE,
    PLAIN,
    SPECIAL,
    counter_session,
    service,
    ticket,
)


class CounterRow(NamedTuple):
    """Describe an open counter and the ticket that is called to it or served at it; all None while nobody is there."""

    counter_id: int
    series: str | None
    number: int | None
    service_id: int | None
    called_us: int | None
    started_us: int | None


#: The columns of a `Waiting`, in the order of `_waiting`.
_IN_LINE = tuple(
    ticket.c[name]
    for name in (
        "id",
        "series",
        "number",
        "service_id",
        "queued_us",
        "priority_check",
        "appointed_us",
        "put_first_us",
        "to_counter_id",
        "to_staff_id",
    )
)
_OF_THE_DAY = (ticket.c.branch_id == bindparam("branch"), ticket.c.business_date == bindparam("day"))
#: A parked ticket waits again when its time has come: no job has to run for that.
_NOT_AWAY = or_(ticket.c.parked_until_us.is_(None), ticket.c.parked_until_us <= bindparam("now"))
#: Two tickets of one moment and one number are of two series, so the order is the same in every answer.
_BY_ISSUE = (ticket.c.issued_us, ticket.c.number, ticket.c.series)
_WAITING = select(*_IN_LINE).where(*_OF_THE_DAY, LIVE, IN_QUEUE, _NOT_AWAY).order_by(*_BY_ISSUE)


def _first_of_each_line(check: str) -> Select[Any]:
    """Select, for each of some services, the id of the longest waiting plain ticket whose priority is `check`."""
    line = ticket.alias("line")
    first = (
        select(line.c.id)
        .where(line.c.branch_id == bindparam("branch"), line.c.business_date == bindparam("day"))
        .where(line.c.service_id == service.c.id, PLAIN, text(f"line.priority_check {check}"))
        .order_by(line.c.priority_check, line.c.queued_us, line.c.number)
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    return select(first.label("id")).where(service.c.id.in_(bindparam("services", expanding=True)))


_CANDIDATE_IDS = union_all(
    _first_of_each_line("IS NULL"),
    _first_of_each_line(f"= '{PriorityCheck.DECLARED.value}'"),
    select(ticket.c.id).where(*_OF_THE_DAY, SPECIAL, _NOT_AWAY),
)
_CANDIDATES = select(*_IN_LINE).where(ticket.c.id.in_(bindparam("ids", expanding=True))).order_by(*_BY_ISSUE)
_IS_THERE = and_(ticket.c.counter_id == counter_session.c.counter_id, AT_COUNTER)
_COUNTERS = (
    select(counter_session.c.counter_id, *(ticket.c[name] for name in CounterRow._fields[1:]))
    .select_from(counter_session.outerjoin(ticket, _IS_THERE))
    .where(counter_session.c.paused_us.is_(None))
    .order_by(counter_session.c.counter_id)
)
_PARKED = ticket.c.state == literal_column(f"'{TicketState.PARKED.value}'")
_NEXT_RETURN = select(func.min(ticket.c.parked_until_us)).where(
    *_OF_THE_DAY, LIVE, _PARKED, ticket.c.parked_until_us > bindparam("now")
)
_OPEN_COUNTERS = select(counter_session.c.counter_id, counter_session.c.staff_id)
_AT_COUNTER = select(ticket).where(ticket.c.counter_id == bindparam("counter"), AT_COUNTER)
_ONE = select(ticket).where(ticket.c.id == bindparam("id"))


def get(connection: Connection, ticket_id: str) -> Ticket:
    """Return one ticket by its id.

    Raises:
        CounterError: ``code.unknown`` when there is none.
    """
    row = connection.execute(_ONE, {"id": ticket_id}).one_or_none()
    if row is None:
        raise CounterError("code.unknown")
    return from_row(row)


def at_counter(connection: Connection, counter_id: int) -> Ticket | None:
    """Return the ticket that is called to or served at a counter. A unique index allows one at most."""
    row = connection.execute(_AT_COUNTER, {"counter": counter_id}).one_or_none()
    return None if row is None else from_row(row)


def waiting(connection: Connection, branch_id: int, day: date, now: datetime) -> tuple[Waiting, ...]:
    """Return the queue of a day as it stands `now`, in the order of the issue."""
    rows = connection.execute(_WAITING, {"branch": branch_id, "day": day.isoformat(), "now": to_us(now)})
    return tuple([_waiting(*row) for row in rows])


def next_return(connection: Connection, branch_id: int, day: date, now: datetime) -> datetime | None:
    """Return when the next parked ticket waits again, or None."""
    values = {"branch": branch_id, "day": day.isoformat(), "now": to_us(now)}
    return optional_moment(connection.execute(_NEXT_RETURN, values).scalar_one())


def candidates(
    connection: Connection, branch_id: int, day: date, now: datetime, services: Collection[int]
) -> tuple[Waiting, ...]:
    """Return the waiting tickets that can be next at a counter with these services.

    They are the first of each line, and every ticket with a place of its own. A ticket behind another one of the same
    service and lane is not next. So `order_queue` puts the same ticket first here as in the whole queue, and a queue of
    1,200 costs no more than one of 60.
    """
    values = {"branch": branch_id, "day": day.isoformat(), "now": to_us(now), "services": list(services)}
    # Two statements: with the ids in a subquery PostgreSQL may read the whole day to find them.
    ids = [one for one in connection.execute(_CANDIDATE_IDS, values).scalars() if one is not None]
    return tuple([_waiting(*row) for row in connection.execute(_CANDIDATES, {"ids": ids})])


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
    """Return a row as the calling order sees it; cached, because each issue of a number reads the whole queue.

    The priority counts as in `Priority.counts`.
    """
    has_priority = check is not None and check != PriorityCheck.REFUSED.value
    return Waiting(
        ticket_id,
        label(series, number),
        service,
        from_us(queued_us),
        number,
        has_priority,
        optional_moment(appointed_us),
        optional_moment(first_us),
        _aim(counter, staff),
    )


def asking_counter(connection: Connection, counter_id: int, staff_id: int) -> AskingCounter:
    """Return an asking counter among all that are open."""
    open_counters = {row.counter_id: row.staff_id for row in connection.execute(_OPEN_COUNTERS)}
    return AskingCounter(counter_id, staff_id, open_counters)


def counter_rows(connection: Connection) -> list[CounterRow]:
    """Return the counters that call now (open and not paused), and the ticket at each, by counter."""
    return [CounterRow(*row) for row in connection.execute(_COUNTERS)]


def move(connection: Connection, current: Ticket, what: Move, **values: object) -> Ticket:
    """Make one move of the table, if the ticket still stands where `current` says. `values` are columns.

    Raises:
        CounterError: ``ticket.move_refused`` when the table has no such move; ``ticket.changed_elsewhere`` when another
            machine was faster. Then nothing is changed.
    """
    known = {"known_id": current.id, "known_state": current.state.value, "known_calls": current.calls}
    new = {f"new_{name}": value for name, value in {"state": after(current.state, what).value, **values}.items()}
    row = connection.execute(_move(frozenset(values)), known | new).one_or_none()
    if row is None:
        raise CounterError("ticket.changed_elsewhere", number=current.label)
    return from_row(row)


@lru_cache(maxsize=64)
def _move(columns: frozenset[str]) -> ReturningUpdate[Any]:
    """Return the statement that moves a ticket and sets these columns; cached, because it takes long to build."""
    return (
        update(ticket)
        .where(
            ticket.c.id == bindparam("known_id"),
            ticket.c.state == bindparam("known_state"),
            ticket.c.calls == bindparam("known_calls"),
        )
        .values({name: bindparam(f"new_{name}") for name in ("state", *sorted(columns))})
        .returning(ticket)
    )


def from_row(row: Any) -> Ticket:
    """Return the value of a row of the table."""
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
        appointed_at=optional_moment(row.appointed_us),
        priority=priority_from(row),
        calls=row.calls,
        counter_id=row.counter_id,
        called_at=optional_moment(row.called_us),
        last_call_at=optional_moment(row.last_call_us),
        started_at=optional_moment(row.started_us),
        finished_at=optional_moment(row.finished_us),
        parked_until=optional_moment(row.parked_until_us),
        park_reason=None if row.park_reason is None else ParkReason(row.park_reason),
        put_first_at=optional_moment(row.put_first_us),
        aim=_aim(row.to_counter_id, row.to_staff_id),
        back=None if row.back_staff_id is None else ReturnTarget(row.back_staff_id, row.back_service_id),
    )


def _aim(counter_id: int | None, staff_id: int | None) -> TransferTarget | None:
    return None if counter_id is None and staff_id is None else TransferTarget(counter_id, staff_id)


def priority_from(row: Any) -> Priority | None:
    """Return the priority that a row declares, if any."""
    if row.priority_check is None:
        return None
    return Priority(row.priority_group or "", PriorityCheck(row.priority_check))
