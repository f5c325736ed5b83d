"""At the counter: opening it, calling, serving. One citizen a counter, one counter a clerk, nobody called twice."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.branch.clock_check import queue_moment
from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.domain.calling import next_appointments, next_streak, order_queue
from kiosk.domain.journal import Event
from kiosk.domain.office import Counter, Setup
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Move, Priority, PriorityCheck, Ticket, TicketState
from kiosk.store import tickets
from kiosk.store.journal import Entry, append, to_us
from kiosk.store.schema import counter_session, request, staff, ticket

_SESSION = select(counter_session).where(counter_session.c.counter_id == bindparam("counter"))
_KNOWN_REQUEST = select(request.c.ticket_id).where(request.c.id == bindparam("id"))


class _Mine(NamedTuple):
    """A clerk's own open counter; `streak` and `appointments` as in `order_queue`."""

    setup: Setup
    counter: Counter
    streak: int
    appointments: int


def open_counter(office: Office, counter_id: int, staff_id: int) -> None:
    """Opens a counter for a clerk; opening one's own open counter again changes nothing.

    CounterError ``counter.taken`` (by whom), ``counter.you_are_elsewhere`` (at which counter), ``counter.unknown``.
    """
    with office.store.write() as connection:
        counter = _counter(office.setup_in(connection), counter_id)
        holder = connection.execute(_SESSION, {"counter": counter_id}).one_or_none()
        if holder is not None and holder.staff_id == staff_id:
            return
        if holder is not None:
            raise CounterError("counter.taken", name=_staff_name(connection, holder.staff_id), counter=counter.number)
        _refuse_if_elsewhere(office, connection, staff_id)
        connection.execute(
            insert(counter_session).values(
                counter_id=counter_id, staff_id=staff_id, opened_us=to_us(office.clock.now()), streak=0, appointments=0
            )
        )
        append(connection, office.clock, _about_counter(Event.COUNTER_OPENED, counter, staff_id))


def close_counter(office: Office, counter_id: int, staff_id: int) -> None:
    """Closes a clerk's counter. CounterError ``counter.busy`` while a citizen is called to it or served at it."""
    with office.store.write() as connection:
        counter = _own_counter(office, connection, counter_id, staff_id).counter
        present = tickets.at_counter(connection, counter_id)
        if present is not None:
            raise CounterError("counter.busy", number=present.label)
        connection.execute(delete(counter_session).where(counter_session.c.counter_id == counter_id))
        append(connection, office.clock, _about_counter(Event.COUNTER_CLOSED, counter, staff_id))


def call_next(office: Office, counter_id: int, staff_id: int, request_id: str) -> Ticket | None:
    """Calls the ticket whose turn it is at this counter; None when nobody waits for it.

    A repeated `request_id` gets the first answer again. CounterError ``counter.busy`` while a citizen is still there,
    ``counter.not_open`` when the counter is not this clerk's.
    """
    with office.store.write() as connection:
        mine = _own_counter(office, connection, counter_id, staff_id)
        known = connection.execute(_KNOWN_REQUEST, {"id": request_id}).first()
        if known is not None:
            return tickets.get(connection, known.ticket_id) if known.ticket_id else None
        present = tickets.at_counter(connection, counter_id)
        if present is not None:
            raise CounterError("counter.busy", number=present.label)
        called = _call_first(office, connection, mine, staff_id)
        connection.execute(insert(request).values(id=request_id, ticket_id=called.id if called else None))
        return called


def call_again(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """Calls the same citizen once more. CounterError ``counter.recall_limit`` after the branch's limit (default 3)."""
    with office.store.write() as connection:
        counter, present = _present(office, connection, counter_id, staff_id)
        limit = office.setup_in(connection).recall_limit
        if present.calls >= limit:
            raise CounterError("counter.recall_limit", number=present.label, count=limit)
        called = tickets.move(connection, present, Move.CALL_AGAIN, calls=present.calls + 1)
        append(connection, office.clock, _about_ticket(Event.TICKET_CALLED_AGAIN, called, counter, staff_id))
        return called


def start(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """The citizen has come to the counter; serving begins."""
    now = to_us(office.clock.now())
    return _move_present(office, counter_id, staff_id, Move.START, Event.TICKET_STARTED, started_us=now)


def finish(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """The visit is over, and can be rated now."""
    now = to_us(office.clock.now())
    return _move_present(office, counter_id, staff_id, Move.FINISH, Event.TICKET_FINISHED, finished_us=now)


def mark_no_show(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """The called citizen did not come. The number stays on the list of absent ones."""
    return _move_present(office, counter_id, staff_id, Move.MARK_NO_SHOW, Event.TICKET_NO_SHOW)


def return_no_show(office: Office, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
    """An absent citizen has come after all: back into the queue with the old place."""
    with office.store.write() as connection:
        counter = _own_counter(office, connection, counter_id, staff_id).counter
        absent = tickets.get(connection, ticket_id)
        if absent.state is not TicketState.NO_SHOW:
            raise CounterError("ticket.changed_elsewhere", number=absent.label)
        try:
            back = tickets.move(connection, absent, Move.RETURN, calls=0, counter_id=None, called_us=None)
        except IntegrityError as problem:
            raise CounterError("ticket.person_has_another", number=absent.label) from problem
        append(connection, office.clock, _about_ticket(Event.TICKET_RETURNED, back, counter, staff_id))
        return back


def check_priority(office: Office, counter_id: int, staff_id: int, *, confirmed: bool) -> Ticket:
    """The clerk has looked at the proof of a declared priority. CounterError ``ticket.no_priority`` without one."""
    with office.store.write() as connection:
        counter, present = _present(office, connection, counter_id, staff_id)
        if present.priority is None:
            raise CounterError("ticket.no_priority", number=present.label)
        verdict = Priority(present.priority.group, PriorityCheck.CONFIRMED if confirmed else PriorityCheck.REFUSED)
        changed = update(ticket).where(ticket.c.id == present.id).values(priority_check=verdict.check.value)
        connection.execute(changed)
        entry = _about_ticket(Event.PRIORITY_CHECKED, present, counter, staff_id)
        append(connection, office.clock, Entry(entry.kind, entry.subject, {**entry.body, "confirmed": confirmed}))
        return tickets.get(connection, present.id)


def _call_first(office: Office, connection: Connection, mine: _Mine, staff_id: int) -> Ticket | None:
    setup, counter, streak, appointments = mine
    queue = picture(office, connection, setup, queue_moment(office, connection))
    places = order_queue(
        queue.waiting,
        setup.policy,
        queue.now,
        weights=counter.services,
        streak=streak,
        appointments=appointments,
    )
    if not places:
        return None
    first = places[0].waiting
    called = tickets.move(
        connection,
        tickets.get(connection, first.ticket_id),
        Move.CALL,
        calls=1,
        counter_id=counter.id,
        staff_id=staff_id,
        called_us=to_us(queue.now),
    )
    own = update(counter_session).where(counter_session.c.counter_id == counter.id)
    is_due = first.is_due(queue.now)
    connection.execute(
        own.values(
            streak=streak if is_due else next_streak(streak, has_priority=first.has_priority),
            appointments=next_appointments(appointments, is_due=is_due),
        )
    )
    append(connection, office.clock, _about_ticket(Event.TICKET_CALLED, called, counter, staff_id))
    return called


def _move_present(office: Office, counter_id: int, staff_id: int, move: Move, event: Event, **values: int) -> Ticket:
    with office.store.write() as connection:
        counter, present = _present(office, connection, counter_id, staff_id)
        moved = tickets.move(connection, present, move, **values)
        append(connection, office.clock, _about_ticket(event, moved, counter, staff_id))
        return moved


def _present(office: Office, connection: Connection, counter_id: int, staff_id: int) -> tuple[Counter, Ticket]:
    counter = _own_counter(office, connection, counter_id, staff_id).counter
    present = tickets.at_counter(connection, counter_id)
    if present is None:
        raise CounterError("counter.nobody")
    return counter, present


def _own_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> _Mine:
    setup = office.setup_in(connection)
    counter = _counter(setup, counter_id)
    session = connection.execute(_SESSION, {"counter": counter_id}).one_or_none()
    if session is None or session.staff_id != staff_id:
        raise CounterError("counter.not_open", counter=counter.number)
    return _Mine(setup, counter, session.streak, session.appointments)


def _counter(setup: Setup, counter_id: int) -> Counter:
    if counter_id not in setup.counters:
        raise CounterError("counter.unknown")
    return setup.counters[counter_id]


def _refuse_if_elsewhere(office: Office, connection: Connection, staff_id: int) -> None:
    mine = select(counter_session.c.counter_id).where(counter_session.c.staff_id == staff_id)
    elsewhere = connection.execute(mine).scalar_one_or_none()
    if elsewhere is not None:
        number = office.setup_in(connection).counters[elsewhere].number
        raise CounterError("counter.you_are_elsewhere", counter=number)


def _staff_name(connection: Connection, staff_id: int) -> str:
    return str(connection.execute(select(staff.c.name).where(staff.c.id == staff_id)).scalar_one())


def _about_ticket(kind: Event, about: Ticket, counter: Counter, staff_id: int) -> Entry:
    priority = about.priority is not None and about.priority.counts
    body = {
        "number": about.label,
        "counter": counter.number,
        "staff": staff_id,
        "calls": about.calls,
        "priority": priority,
    }
    return Entry(kind, about.id, body)


def _about_counter(kind: Event, counter: Counter, staff_id: int) -> Entry:
    return Entry(kind, f"counter:{counter.number}", {"counter": counter.number, "staff": staff_id})
