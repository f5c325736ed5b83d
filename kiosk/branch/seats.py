"""Who sits at which counter, and what every act there has to know before it does anything."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.domain.office import Counter, Setup
from kiosk.domain.reasons import PauseReason
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Move, Ticket
from kiosk.store import tickets
from kiosk.store.journal import HEAD, Entry, from_us
from kiosk.store.schema import AT_COUNTER, branch, counter_session, help_call, installation, staff, ticket
from kiosk.store.sending import Ask, Question, Write, settle

#: What a transfer asked for is met when the citizen has come, or has not; until then a call can be taken back.
MET: Mapping[str, None] = dict.fromkeys(("put_first_us", "to_counter_id", "to_staff_id"))
#: A `Session`, in its order.
_SESSION_COLUMNS: tuple[Any, ...] = (
    counter_session.c.staff_id,
    staff.c.name,
    staff.c.until,
    counter_session.c.station,
    counter_session.c.streak,
    counter_session.c.appointments,
    counter_session.c.pause_reason,
    counter_session.c.paused_us,
)
#: One question for every act: who sits there, whether the set-up was changed, how late it is, who is at the counter.
_SITS = Ask(
    select(
        *_SESSION_COLUMNS,
        select(branch.c.setup_version).where(branch.c.id == bindparam("branch")).scalar_subquery(),
        select(installation.c.last_us).scalar_subquery(),
        *ticket.c,
    )
    .select_from(
        counter_session.join(staff, staff.c.id == counter_session.c.staff_id).outerjoin(
            ticket, and_(ticket.c.counter_id == counter_session.c.counter_id, AT_COUNTER)
        )
    )
    .where(counter_session.c.counter_id == bindparam("counter"))
)
_SESSION = Ask(
    select(
        *_SESSION_COLUMNS,
    )
    .select_from(counter_session.join(staff, staff.c.id == counter_session.c.staff_id))
    .where(counter_session.c.counter_id == bindparam("counter"))
)

_SET_TALLY = Write(
    update(counter_session)
    .where(counter_session.c.counter_id == bindparam("counter"))
    .values(streak=bindparam("in_a_row"), appointments=bindparam("due_in_a_row"))
)


class Mine(NamedTuple):
    """A clerk's own open counter; `streak` and `appointments` as in `order_queue`. `here` is who is called to it or
    served at it, `newest` the moment of the journal's newest record."""

    setup: Setup
    counter: Counter
    streak: int
    appointments: int
    pause: PauseReason | None
    here: Ticket | None
    newest: datetime


def session_at(connection: Connection, counter_id: int) -> "Session | None":
    """Who has opened a counter, if anybody."""
    rows = _SESSION.rows(connection, {"counter": counter_id})
    return _session(rows[0]) if rows else None


def _session(row: Sequence[Any]) -> "Session":
    staff_id, name, until, station, streak, appointments, pause, paused_us = row
    reason = None if pause is None else PauseReason(pause)
    return Session(staff_id, name, until, station, streak, appointments, reason, paused_us)


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


def foreseen_at(office: Office, counter_id: int) -> tuple[Question, ...]:
    """What every act at a counter asks: who sits there, and, for its record, where the journal ends."""
    return (_SITS, _about_seat(office, counter_id)), (HEAD, {})


def _about_seat(office: Office, counter_id: int) -> dict[str, object]:
    return {"counter": counter_id, "branch": office.branch_id}


def own_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> Mine:
    """The clerk's own counter. CounterError ``counter.not_open``, ``counter.unknown``, ``staff.role_expired``, and
    ``counter.taken_along`` when the clerk has sat down at another machine meanwhile."""
    rows = _SITS.rows(connection, _about_seat(office, counter_id))
    if not rows:
        raise CounterError("counter.not_open", counter=counter_of(office.setup_in(connection), counter_id).number)
    found = _session(rows[0][: len(_SESSION_COLUMNS)])
    version, last_us, *present_columns = rows[0][len(_SESSION_COLUMNS) :]
    setup = office.setup_at(connection, version)
    counter = counter_of(setup, counter_id)
    if found.staff_id != staff_id:
        raise CounterError("counter.not_open", counter=counter.number)
    if found.station != office.station:
        raise CounterError("counter.taken_along", counter=counter.number, station=found.station)
    refuse_expired(office, setup, found.until)
    here = None if present_columns[0] is None else tickets.from_columns(present_columns)
    return Mine(setup, counter, found.streak, found.appointments, found.pause, here, from_us(last_us))


def refuse_expired(office: Office, setup: Setup, until: str | None) -> None:
    """CounterError ``staff.role_expired`` when the last day of a role (ISO) is over."""
    if until is not None and setup.branch.business_date(office.clock.now()).isoformat() > until:
        raise CounterError("staff.role_expired", day=f"{until[8:]}/{until[5:7]}/{until[:4]}")


def present(office: Office, connection: Connection, counter_id: int, staff_id: int) -> tuple[Mine, Ticket]:
    """The clerk's counter and who is there. CounterError ``counter.nobody``, and those of `own_counter`."""
    mine = own_counter(office, connection, counter_id, staff_id)
    if mine.here is None:
        raise CounterError("counter.nobody")
    return mine, mine.here


def free_counter(office: Office, connection: Connection, counter_id: int, staff_id: int) -> Mine:
    """The clerk's counter with nobody there. CounterError ``counter.busy``, and those of `own_counter`."""
    mine = own_counter(office, connection, counter_id, staff_id)
    if mine.here is not None:
        raise CounterError("counter.busy", number=mine.here.label)
    return mine


def shut(connection: Connection, counter: Counter, staff_id: int, **more: object) -> list[Entry]:
    """A counter is not open any more, whoever is there; with it ends a call for help. The records of it."""
    connection.execute(delete(counter_session).where(counter_session.c.counter_id == counter.id))
    closed = about_counter(Event.COUNTER_CLOSED, counter, staff_id, **more)
    if connection.execute(delete(help_call).where(help_call.c.counter_id == counter.id)).rowcount:
        return [about_counter(Event.HELP_ENDED, counter, staff_id), closed]
    return [closed]


def set_tally(connection: Connection, counter_id: int, streak: int, appointments: int) -> None:
    """How the calls stand at a counter from now on."""
    _SET_TALLY(connection, {"counter": counter_id, "in_a_row": streak, "due_in_a_row": appointments})


def moved(connection: Connection, current: Ticket, what: Move, **values: object) -> Ticket:
    """A move that can give a person two open numbers for one service: the database refuses that."""
    try:
        after = tickets.move(connection, current, what, **values)
        settle(connection)
        return after
    except IntegrityError as problem:
        raise CounterError("ticket.person_has_another", number=current.label) from problem


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
