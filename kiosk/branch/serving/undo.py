"""Undo a mistaken finish: the citizen is back at the counter, and what was stored as done is not done.

While somebody else is served there already, the citizen is next.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import OwnCounter, about_ticket, moved, own_counter, set_tally
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import Move, Ticket, TicketState
from kiosk.store import tickets, visit_services
from kiosk.store.journal import append, to_us
from kiosk.store.tables import DONE, left_visit, ticket

#: How long a finish can be undone.
UNDO = timedelta(minutes=5)
_LAST_DONE = (
    select(ticket)
    .where(ticket.c.counter_id == bindparam("counter"), DONE)
    .order_by(ticket.c.finished_us.desc())
    .limit(1)
)
_LAST_GONE = select(left_visit).where(left_visit.c.counter_id == bindparam("counter"))
_TALLY = select(ticket.c.streak_was, ticket.c.appointments_was).where(ticket.c.id == bindparam("its_id"))
#: The columns that are cleared for a visit that waits again.
_CLEARED: Mapping[str, int | None] = {
    **dict.fromkeys(("counter_id", "called_us", "last_call_us", "started_us", "finished_us", "to_staff_id")),
    "calls": 0,
}
#: How a visit stood at the counter it left; these come back with it.
_STOOD = ("service_id", "calls", "called_us", "last_call_us", "started_us", "back_staff_id", "back_service_id")


def reopen(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """Undo the last finish at this counter: the citizen is served again, what was stored as done is not done.

    A ticket that was called here meanwhile, and whose citizen has not come yet, waits again with the old place. While
    the next one is served already, the citizen waits first of all for this counter.

    Raises:
        CounterError: ``undo.nothing`` when this clerk finished nobody here in the last five minutes, or the visit that
            went on is called elsewhere; ``ticket.person_has_another``.
    """
    with office.store.write() as connection:
        mine = own_counter(office, connection, counter_id, staff_id)
        over = undoable(office, connection, counter_id, staff_id)
        if over is None:
            raise CounterError("undo.nothing", minutes=UNDO // timedelta(minutes=1))
        is_serving = mine.here is not None and mine.here.state is TicketState.SERVING
        called = None if is_serving else mine.here
        records = [] if called is None else [_take_back(connection, mine, called, staff_id)]
        if over.state is TicketState.DONE:
            service_id, left_us, stood = over.service_id, to_us(over.finished_at or office.clock.now()), {}
        else:
            row: Any = connection.execute(_LAST_GONE, {"counter": counter_id}).one()
            service_id, left_us = row.service_id, row.left_us
            stood = {name: getattr(row, name) for name in _STOOD} | {"to_staff_id": None, "counter_id": counter_id}
        visit_services.take_back(connection, over.id, service_id, counter_id, left_us)
        if is_serving:
            first = {"put_first_us": to_us(office.clock.now()), "to_counter_id": counter_id}
            back = moved(connection, over, Move.PUT_BACK, **{**stood, **_CLEARED, **first})
        else:
            back = moved(connection, over, Move.REOPEN, finished_us=None, **stood)
        forget(connection, back.id)
        service = mine.setup.services[back.service_id].code
        kind = Event.TICKET_PUT_BACK if is_serving else Event.TICKET_REOPENED
        records.append(about_ticket(kind, back, mine.counter, staff_id, service=service))
        append(connection, office.clock, *records)
        return back


def undoable(office: Office, connection: Connection, counter_id: int, staff_id: int) -> Ticket | None:
    """Return what this clerk finished last at this counter, while that can be undone."""
    row: Any = connection.execute(_LAST_DONE, {"counter": counter_id}).one_or_none()
    done = row if row is not None and _is_mine(office, row.staff_id, row.finished_us, staff_id) else None
    gone: Any = connection.execute(_LAST_GONE, {"counter": counter_id}).one_or_none()
    if gone is not None and _is_mine(office, gone.staff_id, gone.left_us, staff_id):
        there = tickets.get(connection, gone.ticket_id)
        if there.state is TicketState.WAITING and (done is None or gone.left_us > done.finished_us):
            return there
    return tickets.from_row(done) if done is not None else None


def keep(connection: Connection, here: Ticket, counter_id: int, staff_id: int, left_us: int) -> None:
    """Keep how a visit stood that goes on from this counter, in the place of the one before."""
    stood = {
        "service_id": here.service_id,
        "calls": here.calls,
        **{
            name: None if at is None else to_us(at)
            for name, at in (
                ("called_us", here.called_at),
                ("last_call_us", here.last_call_at),
                ("started_us", here.started_at),
            )
        },
        "back_staff_id": None if here.back is None else here.back.staff_id,
        "back_service_id": None if here.back is None else here.back.service_id,
    }
    connection.execute(delete(left_visit).where(left_visit.c.counter_id == counter_id))
    left = {"counter_id": counter_id, "ticket_id": here.id, "staff_id": staff_id, "left_us": left_us}
    connection.execute(insert(left_visit).values(**left, **stood))


def forget(connection: Connection, ticket_id: str) -> None:
    """Forget how a visit stood, because it has been elsewhere since: its going on can no longer be undone."""
    connection.execute(delete(left_visit).where(left_visit.c.ticket_id == ticket_id))


def _is_mine(office: Office, by: int, us: int, staff_id: int) -> bool:
    return by == staff_id and 0 <= to_us(office.clock.now()) - us <= UNDO // timedelta(microseconds=1)


def _take_back(connection: Connection, mine: OwnCounter, here: Ticket, staff_id: int) -> Any:
    """Take the call at this counter back: the ticket and the tally stand as before it."""
    before = connection.execute(_TALLY, {"its_id": here.id}).one()
    columns = ("counter_id", "called_us", "last_call_us", "streak_was", "appointments_was")
    back = moved(connection, here, Move.TAKE_BACK, calls=0, **dict.fromkeys(columns))
    set_tally(connection, mine.counter.id, before.streak_was, before.appointments_was)
    return about_ticket(Event.TICKET_CALL_TAKEN_BACK, back, mine.counter, staff_id)
