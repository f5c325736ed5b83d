"""Tickets as rows: reading them into values, and the one conditional update that moves them."""

from collections import namedtuple
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)

from kiosk.domain.calling import Seat, Waiting
from kiosk.domain.reasons import ParkReason
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Aim, Back, Move, Priority, PriorityCheck, Ticket, TicketState, after, label
from kiosk.store.journal import from_us, to_us
from kiosk.store.schema import (
    AT_COUNTER,
    IN_QUEUE,
    LIVE,
    PLAIN,
    SPECIAL,
    counter_service,
    counter_session,
    ticket,
)
from kiosk.store.sending import Ask, Change, Question


class CounterRow(NamedTuple):
    """An open counter, and the ticket that is called to it or served at it; all None while nobody is there."""

    counter_id: int
    series: str | None
    number: int | None
    service_id: int | None
    called_us: int | None
    started_us: int | None


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
# Who was parked waits again when the time has come: no job has to run for it.
_NOT_AWAY = or_(ticket.c.parked_until_us.is_(None), ticket.c.parked_until_us <= bindparam("now"))
#: Two of one moment and one number are of two series: they, too, have the same order in every answer.
_BY_ISSUE = (ticket.c.issued_us, ticket.c.number, ticket.c.series)
_WAITING = Ask(select(*_IN_LINE).where(*_OF_THE_DAY, LIVE, IN_QUEUE, _NOT_AWAY).order_by(*_BY_ISSUE))


def _line(check: str) -> tuple[FromClause, Select[Any]]:
    """A service's line of those whose priority is `check`, and who waits longest in it."""
    line = ticket.alias("line")
    first = (
        select(line)
        .where(line.c.branch_id == bindparam("branch"), line.c.business_date == bindparam("day"))
        .where(line.c.service_id == counter_service.c.service_id, PLAIN, text(f"line.priority_check {check}"))
        .order_by(line.c.priority_check, line.c.queued_us, line.c.number)
        .limit(literal_column("1"))
    )
    return line, first


def _first_ids(check: str) -> Select[Any]:
    """The ids of the first of each line of a counter."""
    line, first = _line(check)
    one = first.with_only_columns(line.c.id).scalar_subquery()
    return select(one.label("id")).where(counter_service.c.counter_id == bindparam("counter"))


def _first_rows(check: str) -> Select[Any]:
    """The first of each line of a counter, in one go: PostgreSQL may read the whole day to find them by their ids."""
    _, first = _line(check)
    one = first.lateral("first")
    return (
        select(*one.c)
        .select_from(counter_service.join(one, true()))
        .where(counter_service.c.counter_id == bindparam("counter"))
    )


_CHECKS = ("IS NULL", f"= '{PriorityCheck.DECLARED.value}'")
_ids = union_all(
    *(_first_ids(check) for check in _CHECKS), select(ticket.c.id).where(*_OF_THE_DAY, SPECIAL, _NOT_AWAY)
).subquery("heads")
_HEADS_SQLITE = Ask(select(ticket).select_from(_ids.join(ticket, ticket.c.id == _ids.c.id)).order_by(*_BY_ISSUE))
_rows = union_all(
    *(_first_rows(check) for check in _CHECKS),
    select(ticket).where(*_OF_THE_DAY, SPECIAL, _NOT_AWAY),
).subquery("heads")
_HEADS_POSTGRES = Ask(select(_rows).order_by(*(_rows.c[column.name] for column in _BY_ISSUE)))
_IS_THERE = and_(ticket.c.counter_id == counter_session.c.counter_id, AT_COUNTER)
_COUNTERS = Ask(
    select(counter_session.c.counter_id, *(ticket.c[name] for name in CounterRow._fields[1:]))
    .select_from(counter_session.outerjoin(ticket, _IS_THERE))
    .where(counter_session.c.paused_us.is_(None))
    .order_by(counter_session.c.counter_id)
)
_PARKED = ticket.c.state == literal_column(f"'{TicketState.PARKED.value}'")
_NEXT_RETURN = Ask(
    select(func.min(ticket.c.parked_until_us)).where(
        *_OF_THE_DAY, LIVE, _PARKED, ticket.c.parked_until_us > bindparam("now")
    )
)
_SEATS = Ask(select(counter_session.c.counter_id, counter_session.c.staff_id))
_PRESENT = Ask(select(ticket).where(ticket.c.counter_id == bindparam("counter"), AT_COUNTER))
_ONE = Ask(select(ticket).where(ticket.c.id == bindparam("id")))
_Stored = namedtuple("_Stored", ticket.c.keys())  # type: ignore[misc]
_in_line = itemgetter(*(ticket.c.keys().index(column.name) for column in _IN_LINE))


def get(connection: Connection, ticket_id: str) -> Ticket:
    """One ticket by its id; CounterError ``code.unknown`` when there is none."""
    rows = _ONE.rows(connection, {"id": ticket_id})
    if not rows:
        raise CounterError("code.unknown")
    return from_columns(rows[0])


def at_counter(connection: Connection, counter_id: int) -> Ticket | None:
    """The ticket that is called to or served at a counter, if any (a unique index holds that there is one at most)."""
    rows = _PRESENT.rows(connection, {"counter": counter_id})
    return from_columns(rows[0]) if rows else None


def waiting(connection: Connection, branch_id: int, day: date, now: datetime) -> tuple[Waiting, ...]:
    """The queue of a day as it stands `now`, in the order of the issue."""
    found = _WAITING.rows(connection, {"branch": branch_id, "day": day.isoformat(), "now": to_us(now)})
    return tuple([_waiting(*row) for row in found])


def next_return(connection: Connection, branch_id: int, day: date, now: datetime) -> datetime | None:
    """When the next one who is parked waits again, if anybody is."""
    rows = _NEXT_RETURN.rows(connection, {"branch": branch_id, "day": day.isoformat(), "now": to_us(now)})
    return _moment(rows[0][0])


def heads(connection: Connection, branch_id: int, day: date, now: datetime, counter_id: int) -> "Heads":
    """Those of the queue who can be next at a counter: the first of each line, and everybody with a place of their own.

    Whoever stands behind somebody of the same service and lane is not next, so `order_queue` puts the same ticket first
    here as in the whole queue; and 1,200 people cost no more than 60.
    """
    question = _HEADS_SQLITE if connection.dialect.name == "sqlite" else _HEADS_POSTGRES
    rows = question.rows(connection, _about_heads(branch_id, day, now, counter_id))
    return Heads(tuple([_waiting(*_in_line(row)) for row in rows]), rows)


class Heads(NamedTuple):
    """Who can be next, and the rows of their tickets in the same order."""

    waiting: tuple[Waiting, ...]
    rows: Sequence[Sequence[Any]]

    def ticket(self, one: Waiting) -> Ticket:
        """The ticket of somebody who can be next."""
        return from_columns(self.rows[self.waiting.index(one)])


def foreseen_heads(branch_id: int, day: date, now: datetime, counter_id: int) -> Question:
    """That `heads` will be asked for."""
    return _HEADS_POSTGRES, _about_heads(branch_id, day, now, counter_id)


def _about_heads(branch_id: int, day: date, now: datetime, counter_id: int) -> dict[str, object]:
    return {"branch": branch_id, "day": day.isoformat(), "now": to_us(now), "counter": counter_id}


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
    return Seat(counter_id, staff_id, dict(_SEATS.rows(connection, {})))


def counter_rows(connection: Connection) -> list[CounterRow]:
    """The counters that call now (open, and not paused) and who is at each, by counter."""
    return [CounterRow(*row) for row in _COUNTERS.rows(connection, {})]


def move(connection: Connection, current: Ticket, what: Move, **values: object) -> Ticket:
    """Makes one move of the table, if the ticket still stands where `current` says. `values` are columns.

    CounterError ``ticket.move_refused`` when the table has no such move; ``ticket.changed_elsewhere``, at the latest
    with the commit, when somebody else was faster: then nothing was changed.
    """
    new = {"state": after(current.state, what).value, **values}
    held = {"its_id": current.id, "its_state": current.state.value, "its_calls": current.calls}
    otherwise = CounterError("ticket.changed_elsewhere", number=current.label)
    _move(tuple(new))(connection, {**{f"new_{name}": value for name, value in new.items()}, **held}, otherwise)
    return from_row(SimpleNamespace(**{**_columns(current), **new}))


@lru_cache(maxsize=64)
def _move(names: tuple[str, ...]) -> Change:
    """The conditional update of the columns named."""
    return Change(
        update(ticket)
        .where(
            ticket.c.id == bindparam("its_id"),
            ticket.c.state == bindparam("its_state"),
            ticket.c.calls == bindparam("its_calls"),
        )
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def from_columns(values: Sequence[Any]) -> Ticket:
    """The value of a row as the driver gives it, every column in the table's order."""
    return from_row(_Stored(*values))


def from_row(row: Any) -> Ticket:
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


def _columns(one: Ticket) -> dict[str, object]:
    """What `from_row` makes this value of."""
    aim, back = one.aim or (None, None), one.back or (None, None)
    return {
        "id": one.id,
        "branch_id": one.branch_id,
        "business_date": one.business_date.isoformat(),
        "series": one.series,
        "number": one.number,
        "code": one.code,
        "service_id": one.service_id,
        "state": one.state.value,
        "language": one.language,
        "issued_us": to_us(one.issued_at),
        "queued_us": to_us(one.queued_at),
        "appointed_us": _us(one.appointed_at),
        "priority_group": one.priority and one.priority.group,
        "priority_check": one.priority and one.priority.check.value,
        "calls": one.calls,
        "counter_id": one.counter_id,
        "called_us": _us(one.called_at),
        "last_call_us": _us(one.last_call_at),
        "started_us": _us(one.started_at),
        "finished_us": _us(one.finished_at),
        "parked_until_us": _us(one.parked_until),
        "park_reason": one.park_reason and one.park_reason.value,
        "put_first_us": _us(one.put_first_at),
        "to_counter_id": aim[0],
        "to_staff_id": aim[1],
        "back_staff_id": back[0],
        "back_service_id": back[1],
    }


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)


def _moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)


def _aim(counter_id: int | None, staff_id: int | None) -> Aim | None:
    return None if counter_id is None and staff_id is None else Aim(counter_id, staff_id)


def priority_from(row: Any) -> Priority | None:
    """The priority a row declares, if any."""
    if row.priority_group is None:
        return None
    return Priority(row.priority_group, PriorityCheck(row.priority_check))
