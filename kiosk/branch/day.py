"""End a day: numbers expire, counters close, the manager's orders end, the day is closed, its personal data goes.

No job has to run at midnight and none can be missed. Every desk looks now and then whether a day is over that was not
ended. The first one to look ends it, in one transaction. Then it writes the closing statement and keeps the summary
(`kiosk.branch.statements`); a desk that dies in between leaves that to the next look.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, not_, select, update

from kiosk.branch.clock_check import accept, day_moment, is_ahead, midnight_before
from kiosk.branch.measures import day_tallies
from kiosk.branch.office import Office
from kiosk.branch.retention import enforce_terms
from kiosk.branch.serving.sessions import shut
from kiosk.branch.statements import state_days, statements_on
from kiosk.domain.branch_setup import Setup
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import OPEN_STATES, Move, PriorityCheck, TicketState, after, label
from kiosk.store import tickets
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.summaries import days_with_numbers
from kiosk.store.tables import (
    AT_COUNTER,
    LIVE,
    SETUP_CHANGED,
    counter_session,
    day_notice,
    day_service,
    seen_alert,
    ticket,
)

#: A citizen who was called or served less than this ago may still be at the counter, whatever the clock says.
STILL_THERE = timedelta(hours=2)
_EARLIER = (ticket.c.branch_id == bindparam("branch"), ticket.c.business_date < bindparam("day"), LIVE)
_AT_WORK = and_(AT_COUNTER, func.coalesce(ticket.c.started_us, ticket.c.last_call_us) > bindparam("lately"))
_OVER = (*_EARLIER, not_(_AT_WORK))
_ANY_OVER = select(ticket.c.id).where(*_OVER).limit(1)
_LEFT_OPEN = select(counter_session.c.counter_id, counter_session.c.staff_id).where(
    counter_session.c.opened_us < bindparam("midnight"),
    # A counter with a ticket is at work, and its clerk closes it.
    counter_session.c.counter_id.not_in(
        select(ticket.c.counter_id).where(AT_COUNTER, ticket.c.counter_id.is_not(None))
    ),
)
#: What holds for one day alone: notices, services of counters, alerts that were seen.
_ORDERS = (day_notice, day_service, seen_alert)
_ORDERS_OVER = [select(table.c.since_us).where(table.c.since_us < bindparam("midnight")) for table in _ORDERS]
_END_ORDERS = [delete(table).where(table.c.since_us < bindparam("midnight")) for table in _ORDERS]
_EXPIRE = update(ticket).where(*_OVER).values(state=TicketState.EXPIRED.value)
#: Citizens who wait or are served. LIVE finds the index.
_STILL_HERE = (
    select(func.count())
    .select_from(ticket)
    .where(*_EARLIER, ticket.c.state.in_(sorted(one.value for one in OPEN_STATES)))
)
_A_DAY = timedelta(days=1)
#: Nobody counts as being at a counter since then.
_NEVER_US = (1 << 63) - 1


def end_days(office: Office) -> int:
    """End the days that are over, and return how many numbers expired. Counters that were left open are closed.

    A number that expired is on no list any more, and its record says how it stood. A clock that runs ahead ends
    nothing (`kiosk.branch.clock_check`). Safe to call at any time, from any number of machines.
    """
    with office.store.read() as connection:
        office.cache.is_clock_ahead = is_ahead(office, connection)
        if office.cache.is_clock_ahead:
            return 0
        values = _moments(office, connection)
        is_any_over = _is_any_over(connection, values)
    gone = _end(office) if is_any_over else 0
    enforce_terms(office, _today(values))
    for day in state_days(office, _today(values) - _A_DAY):
        day_tallies(office, day, day)  # keeps the summary
    return gone


def close_day(office: Office, day: date | None = None, *, force: bool = False) -> date:
    """Close a business date by hand, by default today. Return the date. Earlier days are closed first.

    Numbers of no-shows expire and clerks are signed out. Numbers may be issued and served on the same date afterwards.
    Then the day is corrected when it is closed again, or when it is over. On a day without numbers nothing happens.

    Args:
        office: the branch.
        day: the business date.
        force: let the numbers of citizens expire who wait or are served.

    Raises:
        CounterError: ``day.in_future``, ``day.not_over`` with the count of those who wait or are served,
            ``day.clock_ahead`` with the date that the clock shows.
    """
    end_days(office)
    if office.cache.is_clock_ahead:
        raise CounterError("day.clock_ahead", day=f"{office.today():%d/%m/%Y}")
    with office.store.write() as connection:
        values = _moments(office, connection)
        today = _today(values)
        chosen = day or today
        if chosen > today:
            raise CounterError("day.in_future", day=f"{chosen:%d/%m/%Y}")
        if not days_with_numbers(connection, office.branch_id, chosen, chosen):
            return chosen
        values |= {"day": (chosen + _A_DAY).isoformat(), "lately": _NEVER_US}
        still_here = connection.execute(_STILL_HERE, values).scalar_one()
        if still_here and not force:
            raise CounterError("day.not_over", day=f"{chosen:%d/%m/%Y}", count=still_here)
        if chosen == today:
            values["midnight"] = to_us(office.clock.now()) + 1
        _, records = _expire(connection, office.setup_in(connection), values)
        if records:
            append(connection, office.clock, *records)
    while state_days(office, chosen):
        pass
    if not statements_on(office, chosen):  # somebody took a number meanwhile
        raise CounterError("day.not_over", day=f"{chosen:%d/%m/%Y}", count=1)
    enforce_terms(office, chosen + _A_DAY)
    return chosen


def reopen_day(office: Office) -> int:
    """Put today's numbers that expired back into the queue with their old places, and return how many.

    It undoes an end of the day by a wrong clock, or by hand too early. No-shows wait again as well. Priority and the
    hash of a person are gone for good, clerks open their counters again. A number stays expired whose person has
    another one meanwhile. The present time is accepted, though the wrong clock has written later records.
    """
    accept(office)
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        today = setup.branch.business_date(office.clock.now()).isoformat()
        mine = (ticket.c.branch_id == office.branch_id, ticket.c.business_date == today)
        held = {
            tuple(row) for row in connection.execute(select(ticket.c.person, ticket.c.service_id).where(*mine, LIVE))
        }
        gone = connection.execute(
            select(ticket).where(*mine, ticket.c.state == TicketState.EXPIRED.value).order_by(ticket.c.id)
        )
        back = [row for row in gone.all() if row.person is None or (row.person, row.service_id) not in held]
        records = [_returned(connection, row) for row in back]
        if records:
            append(connection, office.clock, *records)
        return len(records)


def _returned(connection: Connection, row: Any) -> NewRecord:
    """Let one expired number wait again, and return its record."""
    fresh = dict.fromkeys(("counter_id", "called_us", "started_us", "parked_until_us", "park_reason"))
    again = tickets.move(connection, tickets.from_row(row), Move.RETURN, calls=0, **fresh)
    priority = again.priority is not None and again.priority.counts
    body = {"number": again.label, "counter": None, "staff": None, "calls": 0, "priority": priority}
    return NewRecord(Event.TICKET_RETURNED, again.id, body)


def _end(office: Office) -> int:
    with office.store.write() as connection:
        values = _moments(office, connection)
        gone, records = _expire(connection, office.setup_in(connection), values)
        if sum(connection.execute(query, values).rowcount for query in _END_ORDERS):
            connection.execute(SETUP_CHANGED)
        if records:
            append(connection, office.clock, *records)
        return gone


def _expire(connection: Connection, setup: Setup, values: dict[str, object]) -> tuple[int, list[NewRecord]]:
    """Let numbers expire and close counters. Return how many numbers, and the records to append."""
    gone = connection.execute(select(ticket).where(*_OVER).order_by(ticket.c.id), values).all()
    if gone:
        connection.execute(_EXPIRE, values)
    return len(gone), [_expired(setup, row) for row in gone] + _close_counters(connection, setup, values)


def _moments(office: Office, connection: Connection) -> dict[str, object]:
    """Return what is over by the earliest of the clocks."""
    now = day_moment(office, connection)
    midnight = midnight_before(office, connection, now)
    return {
        "branch": office.branch_id,
        "day": midnight.date().isoformat(),
        "midnight": to_us(midnight),
        "lately": to_us(now - STILL_THERE),
    }


def _today(values: dict[str, object]) -> date:
    return date.fromisoformat(str(values["day"]))


def _is_any_over(connection: Connection, values: dict[str, object]) -> bool:
    return any(
        connection.execute(query, values).first() is not None for query in (_ANY_OVER, _LEFT_OPEN, *_ORDERS_OVER)
    )


def _expired(setup: Setup, row: Any) -> NewRecord:
    """Return the record of how a number stood when its day was over."""
    was = TicketState(row.state)
    after(was, Move.EXPIRE)
    at = setup.counters.get(row.counter_id)
    body: dict[str, object] = {
        "number": label(row.series, row.number),
        "date": row.business_date,
        "was": was.value,
        "counter": at.number if at else None,
        "calls": row.calls,
        "priority": row.priority_check not in {None, PriorityCheck.REFUSED.value},
    }
    return NewRecord(Event.TICKET_EXPIRED, row.id, body)


def _close_counters(connection: Connection, setup: Setup, values: dict[str, object]) -> list[NewRecord]:
    left = connection.execute(_LEFT_OPEN, values).all()
    return [entry for row in left for entry in shut(connection, setup.counters[row[0]], row[1], left_open=True)]
