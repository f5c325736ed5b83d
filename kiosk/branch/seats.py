"""Who sits at which counter, and what every act there has to know before it does anything."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.domain.office import Counter, Setup
from kiosk.domain.reasons import PauseReason
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Ticket
from kiosk.store import tickets
from kiosk.store.journal import Entry
from kiosk.store.schema import counter_session, staff

_SESSION = (
    select(counter_session, staff.c.until, staff.c.name)
    .select_from(counter_session.join(staff, staff.c.id == counter_session.c.staff_id))
    .where(counter_session.c.counter_id == bindparam("counter"))
)


class Mine(NamedTuple):
    """A clerk's own open counter; `streak` and `appointments` as in `order_queue`."""

    setup: Setup
    counter: Counter
    streak: int
    appointments: int
    pause: PauseReason | None


def session_at(connection: Connection, counter_id: int) -> "Session | None":
    """Who has opened a counter, if anybody."""
    row = connection.execute(_SESSION, {"counter": counter_id}).one_or_none()
    if row is None:
        return None
    pause = None if row.pause_reason is None else PauseReason(row.pause_reason)
    return Session(row.staff_id, row.name, row.until, row.station, row.streak, row.appointments, pause, row.paused_us)


class Session(NamedTuple):
    """An open counter as it is stored: who, at which machine, and how the calls stand."""

    staff_id: int
    name: str
    until: str | None
    station: str
    streak: int
    appointments: int
    pause: PauseReason | None
    paused_us: int | None


def own_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> Mine:
    """The clerk's own counter. CounterError ``counter.not_open``, ``counter.unknown``, ``staff.role_expired``, and
    ``counter.taken_along`` when the clerk has sat down at another machine meanwhile."""
    setup = office.setup_in(connection)
    counter = counter_of(setup, counter_id)
    found = session_at(connection, counter_id)
    if found is None or found.staff_id != staff_id:
        raise CounterError("counter.not_open", counter=counter.number)
    if found.station != office.station:
        raise CounterError("counter.taken_along", counter=counter.number, station=found.station)
    refuse_expired(office, setup, found.until)
    return Mine(setup, counter, found.streak, found.appointments, found.pause)


def refuse_expired(office: Office, setup: Setup, until: str | None) -> None:
    """CounterError ``staff.role_expired`` when the last day of a role (ISO) is over."""
    if until is not None and setup.branch.business_date(office.clock.now()).isoformat() > until:
        raise CounterError("staff.role_expired", day=f"{until[8:]}/{until[5:7]}/{until[:4]}")


def present(office: Office, connection: Connection, counter_id: int, staff_id: int) -> tuple[Mine, Ticket]:
    """The clerk's counter and who is there. CounterError ``counter.nobody``, and those of `own_counter`."""
    mine = own_counter(office, connection, counter_id, staff_id)
    here = tickets.at_counter(connection, counter_id)
    if here is None:
        raise CounterError("counter.nobody")
    return mine, here


def free_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> Mine:
    """The clerk's counter with nobody there. CounterError ``counter.busy``, and those of `own_counter`."""
    mine = own_counter(office, connection, counter_id, staff_id)
    here = tickets.at_counter(connection, counter_id)
    if here is not None:
        raise CounterError("counter.busy", number=here.label)
    return mine


def counter_of(setup: Setup, counter_id: int) -> Counter:
    """A counter that is set up; CounterError ``counter.unknown``."""
    if counter_id not in setup.counters:
        raise CounterError("counter.unknown")
    return setup.counters[counter_id]


def about_ticket(kind: Event, about: Ticket, counter: Counter, staff_id: int, **more: object) -> Entry:
    """A record about a visit at a counter."""
    body = {
        "number": about.label,
        "counter": counter.number,
        "staff": staff_id,
        "calls": about.calls,
        "priority": about.priority is not None and about.priority.counts,
    }
    return Entry(kind, about.id, {**body, **more})


def about_counter(kind: Event, counter: Counter, staff_id: int, **more: object) -> Entry:
    """A record about a counter itself."""
    return Entry(kind, f"counter:{counter.number}", {"counter": counter.number, "staff": staff_id, **more})
