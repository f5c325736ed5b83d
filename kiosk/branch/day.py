"""End a day: its open numbers expire, no counter stays open over the night, and the manager's orders for it end.

No job has to run at midnight and none can be missed. Every desk looks now and then whether a day is over that was not
ended. The first one to look ends it, in one transaction.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, not_, select, update

from kiosk.branch.clock_check import database_moment
from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import shut
from kiosk.domain.branch_setup import Setup
from kiosk.domain.journal import Event
from kiosk.domain.queue.ticket import Move, PriorityCheck, TicketState, after, label
from kiosk.store.journal import NewRecord, append, to_us
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


def end_days(office: Office) -> int:
    """End the days that are over, and return how many numbers expired. Counters that were left open are closed.

    A number that expired is on no list any more, and its record says how it stood. A machine whose clock runs ahead
    ends nothing before the database's own clock says so too. Safe to call at any time, from any number of machines.
    """
    with office.store.read() as connection:
        if not _is_any_over(connection, _moments(office, connection)):
            return 0
    with office.store.write() as connection:
        setup, values = office.setup_in(connection), _moments(office, connection)
        gone = connection.execute(select(ticket).where(*_OVER).order_by(ticket.c.id), values).all()
        if gone:
            connection.execute(_EXPIRE, values)
        records = [_expired(setup, row) for row in gone] + _close_counters(connection, setup, values)
        if sum(connection.execute(query, values).rowcount for query in _END_ORDERS):
            connection.execute(SETUP_CHANGED)
        if records:
            append(connection, office.clock, *records)
        return len(gone)


def _moments(office: Office, connection: Connection) -> dict[str, object]:
    """Return what is over by the clock here and by the database's: the earlier one counts."""
    branch = office.setup_in(connection).branch
    now = min(office.clock.now(), database_moment(office, connection))
    today: date = branch.business_date(now)
    midnight = datetime.combine(today, datetime.min.time(), branch.local(now).tzinfo)
    return {
        "branch": office.branch_id,
        "day": today.isoformat(),
        "midnight": to_us(midnight),
        "lately": to_us(now - STILL_THERE),
    }


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
