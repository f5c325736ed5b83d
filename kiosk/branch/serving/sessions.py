"""Check, before each act at a counter, that it is the clerk's own; and write what several of these acts write."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office
from kiosk.domain.branch_setup import Counter, Setup
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.queue.ticket import Move, Ticket
from kiosk.store import tickets
from kiosk.store.journal import NewRecord, last_moment
from kiosk.store.tables import counter_session, help_call, staff

#: The columns that ask for a transfer. They are cleared when the citizen came or did not come; until then a call can be
#: taken back.
TRANSFER_MET: Mapping[str, None] = dict.fromkeys(("put_first_us", "to_counter_id", "to_staff_id"))
_SESSION = (
    select(
        counter_session.c.staff_id,
        staff.c.name,
        staff.c.until,
        counter_session.c.station,
        counter_session.c.streak,
        counter_session.c.appointments,
        counter_session.c.pause_reason,
        counter_session.c.paused_us,
    )
    .select_from(counter_session.join(staff, staff.c.id == counter_session.c.staff_id))
    .where(counter_session.c.counter_id == bindparam("counter"))
)


class CounterSession(NamedTuple):
    """Describe an open counter as it is stored: the clerk, the machine, and how the calls stand."""

    staff_id: int
    name: str
    until: str | None
    station: str
    streak: int
    appointments: int
    pause: PauseReason | None
    paused_us: int | None


class OwnCounter(NamedTuple):
    """Describe a clerk's own open counter; `streak` and `appointments` as in `order_queue`.

    `here` is the ticket that is called to it or served at it, `newest` the moment of the journal's newest record.
    """

    setup: Setup
    counter: Counter
    streak: int
    appointments: int
    pause: PauseReason | None
    here: Ticket | None
    newest: datetime


def session_at(connection: Connection, counter_id: int) -> CounterSession | None:
    """Return the session of a counter, None while it is closed."""
    row = connection.execute(_SESSION, {"counter": counter_id}).one_or_none()
    if row is None:
        return None
    pause = None if row.pause_reason is None else PauseReason(row.pause_reason)
    return CounterSession(
        row.staff_id, row.name, row.until, row.station, row.streak, row.appointments, pause, row.paused_us
    )


def own_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> OwnCounter:
    """Return the clerk's own counter.

    Raises:
        CounterError: ``counter.not_open``, ``counter.unknown``, ``staff.role_expired``, and ``counter.taken_along``
            when the clerk has sat down at another machine meanwhile.
    """
    setup = office.setup_in(connection)
    counter = counter_of(setup, counter_id)
    session = session_at(connection, counter_id)
    if session is None or session.staff_id != staff_id:
        raise CounterError("counter.not_open", counter=counter.number)
    if session.station != office.station:
        raise CounterError("counter.taken_along", counter=counter.number, station=session.station)
    refuse_expired(office, setup, session.until)
    here = tickets.at_counter(connection, counter_id)
    newest = last_moment(connection)
    return OwnCounter(setup, counter, session.streak, session.appointments, session.pause, here, newest)


def busy_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> tuple[OwnCounter, Ticket]:
    """Return the clerk's counter and the ticket there.

    Raises:
        CounterError: ``counter.nobody``, and those of `own_counter`.
    """
    mine = own_counter(office, connection, counter_id, staff_id)
    if mine.here is None:
        raise CounterError("counter.nobody")
    return mine, mine.here


def free_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> OwnCounter:
    """Return the clerk's counter while nobody is there.

    Raises:
        CounterError: ``counter.busy``, and those of `own_counter`.
    """
    mine = own_counter(office, connection, counter_id, staff_id)
    if mine.here is not None:
        raise CounterError("counter.busy", number=mine.here.label)
    return mine


def refuse_expired(office: Office, setup: Setup, until: str | None) -> None:
    """Refuse when the last day of a role (ISO text) is over.

    Raises:
        CounterError: ``staff.role_expired``.
    """
    if until is not None and setup.branch.business_date(office.clock.now()).isoformat() > until:
        raise CounterError("staff.role_expired", day=f"{until[8:]}/{until[5:7]}/{until[:4]}")


def refuse_retired(counter: Counter) -> None:
    """Refuse a counter that the set-up has no more.

    Raises:
        CounterError: ``counter.retired``.
    """
    if counter.is_retired:
        raise CounterError("counter.retired", counter=counter.number)


def refuse_if_elsewhere(
    office: Office, connection: Connection, staff_id: int, key: str = "counter.you_are_elsewhere"
) -> None:
    """Refuse a clerk who has a counter already.

    Raises:
        CounterError: `key`, with the number of that counter.
    """
    mine = select(counter_session.c.counter_id).where(counter_session.c.staff_id == staff_id)
    elsewhere = connection.execute(mine).scalar_one_or_none()
    if elsewhere is not None:
        raise CounterError(key, counter=office.setup_in(connection).counters[elsewhere].number)


def shut(connection: Connection, counter: Counter, staff_id: int, **more: object) -> list[NewRecord]:
    """Close a counter, whoever is there, and end its call for help. Return the records of both."""
    connection.execute(delete(counter_session).where(counter_session.c.counter_id == counter.id))
    closed = about_counter(Event.COUNTER_CLOSED, counter, staff_id, **more)
    if connection.execute(delete(help_call).where(help_call.c.counter_id == counter.id)).rowcount:
        return [about_counter(Event.HELP_ENDED, counter, staff_id), closed]
    return [closed]


def set_tally(connection: Connection, counter_id: int, streak: int, appointments: int) -> None:
    """Store how the calls stand at a counter."""
    here = update(counter_session).where(counter_session.c.counter_id == counter_id)
    connection.execute(here.values(streak=streak, appointments=appointments))


def moved(connection: Connection, current: Ticket, what: Move, **values: object) -> Ticket:
    """Make a move that can give a person two open numbers for one service; a unique index refuses that.

    Raises:
        CounterError: ``ticket.person_has_another``, and those of `kiosk.store.tickets.move`.
    """
    try:
        return tickets.move(connection, current, what, **values)
    except IntegrityError as problem:
        raise CounterError("ticket.person_has_another", number=current.label) from problem


def counter_of(setup: Setup, counter_id: int) -> Counter:
    """Return a counter of the set-up.

    Raises:
        CounterError: ``counter.unknown``.
    """
    if counter_id not in setup.counters:
        raise CounterError("counter.unknown")
    return setup.counters[counter_id]


def about_ticket(kind: Event, about: Ticket, counter: Counter, staff_id: int, **more: object) -> NewRecord:
    """Return a record about a visit at a counter."""
    body = {
        "number": about.label,
        "counter": counter.number,
        "staff": staff_id,
        "calls": about.calls,
        "priority": about.priority is not None and about.priority.counts,
    }
    return NewRecord(kind, about.id, {**body, **more})


def about_counter(kind: Event, counter: Counter, staff_id: int, **more: object) -> NewRecord:
    """Return a record about a counter itself."""
    return NewRecord(kind, f"counter:{counter.number}", {"counter": counter.number, "staff": staff_id, **more})
