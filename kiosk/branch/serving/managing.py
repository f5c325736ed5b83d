"""Run the counters of today as a manager: open, pause and close them, and give services to others.

What a manager orders for services ends with the business date and makes no version of the set-up. A counter is opened
in the name of a clerk and pauses until that clerk signs in there.
"""

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import (
    CounterSession,
    about_counter,
    counter_of,
    refuse_expired,
    refuse_if_elsewhere,
    refuse_retired,
    session_at,
    shut,
)
from kiosk.branch.setup.publishing import Author
from kiosk.domain.branch_setup import Counter
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import PauseReason
from kiosk.store import tickets
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import SETUP_CHANGED, counter_service, counter_session, day_service, staff

#: Minutes by which a service is called earlier at a counter that got it for today.
_NO_MINUTES = 0


def open_for(office: Office, author: Author, counter_id: int, staff_id: int) -> None:
    """Open a counter for a clerk who is on the way: it pauses until the clerk is there. Twice changes nothing.

    Raises:
        CounterError: ``counter.taken``, ``counter.clerk_is_elsewhere``, ``counter.unknown``, ``counter.retired``,
            ``staff.role_expired``.
    """
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        counter = counter_of(setup, counter_id)
        refuse_retired(counter)
        until = connection.execute(select(staff.c.until).where(staff.c.id == staff_id)).scalar_one()
        refuse_expired(office, setup, until)
        holder = session_at(connection, counter_id)
        if holder is not None and holder.staff_id == staff_id:
            return
        if holder is not None:
            raise CounterError("counter.taken", name=holder.name, counter=counter.number)
        refuse_if_elsewhere(office, connection, staff_id, key="counter.clerk_is_elsewhere")
        now = to_us(office.clock.now())
        values = {"counter_id": counter_id, "staff_id": staff_id, "station": "", "opened_us": now}
        pause = {"paused_us": now, "pause_reason": PauseReason.COMING.value, "streak": 0, "appointments": 0}
        connection.execute(insert(counter_session).values(**values, **pause))
        opened = about_counter(Event.COUNTER_OPENED, counter, staff_id, by=author.who)
        paused = about_counter(Event.COUNTER_PAUSED, counter, staff_id, by=author.who, reason=PauseReason.COMING.value)
        append(connection, office.clock, opened, paused)


def pause_at(office: Office, author: Author, counter_id: int, reason: PauseReason) -> None:
    """Pause an open counter: its clerk calls nobody until it goes on. Calling it twice changes nothing.

    Raises:
        CounterError: ``counter.busy`` while a citizen is there, ``counter.is_closed``.
    """
    with office.store.write() as connection:
        counter, session = _free(office, connection, counter_id)
        if session.pause is None:
            values = {"paused_us": to_us(office.clock.now()), "pause_reason": reason.value}
            connection.execute(update(counter_session).where(counter_session.c.counter_id == counter_id).values(values))
            entry = about_counter(Event.COUNTER_PAUSED, counter, session.staff_id, by=author.who, reason=reason.value)
            append(connection, office.clock, entry)


def resume_at(office: Office, author: Author, counter_id: int) -> None:
    """Let a paused counter go on. Calling it twice changes nothing.

    Raises:
        CounterError: ``counter.is_closed``.
    """
    with office.store.write() as connection:
        counter, session = _session(office, connection, counter_id)
        if session.pause is not None:
            values = {"paused_us": None, "pause_reason": None}
            connection.execute(update(counter_session).where(counter_session.c.counter_id == counter_id).values(values))
            entry = about_counter(Event.COUNTER_RESUMED, counter, session.staff_id, by=author.who)
            append(connection, office.clock, entry)


def close_at(office: Office, author: Author, counter_id: int) -> None:
    """Close an open counter and sign its clerk out.

    Raises:
        CounterError: ``counter.busy`` while a citizen is there, ``counter.is_closed``.
    """
    with office.store.write() as connection:
        counter, session = _free(office, connection, counter_id)
        append(connection, office.clock, *shut(connection, counter, session.staff_id, by=author.who))


def give_service(office: Office, author: Author, counter_id: int, service_id: int, *, given: bool) -> None:
    """Let a counter call a service today, or not any more. Who is called or served there stays.

    Raises:
        CounterError: ``counter.unknown``, ``counter.retired``; ``counter.last_service``: a counter keeps at least one.
    """
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        counter = counter_of(setup, counter_id)
        refuse_retired(counter)
        if (service_id in counter.services) is given:
            return
        if not given and len(counter.services) == 1:
            raise CounterError("counter.last_service", counter=counter.number)
        here = (day_service.c.counter_id == counter_id, day_service.c.service_id == service_id)
        connection.execute(delete(day_service).where(*here))
        if given is not _is_set_up(connection, counter_id, service_id):
            values = {"counter_id": counter_id, "service_id": service_id, "since_us": to_us(office.clock.now())}
            connection.execute(insert(day_service).values(**values, weight=_NO_MINUTES if given else None))
        connection.execute(SETUP_CHANGED)
        code = setup.services[service_id].code
        body = {"counter": counter.number, "by": author.who, "service": code, "given": given}
        append(connection, office.clock, NewRecord(Event.COUNTER_SERVICE_TODAY, f"counter:{counter.number}", body))


def _is_set_up(connection: Connection, counter_id: int, service_id: int) -> bool:
    """Return whether the version in force lets a counter call a service."""
    here = (counter_service.c.counter_id == counter_id, counter_service.c.service_id == service_id)
    return connection.execute(select(counter_service.c.weight).where(*here)).first() is not None


def _free(office: Office, connection: Connection, counter_id: int) -> tuple[Counter, CounterSession]:
    counter, session = _session(office, connection, counter_id)
    here = tickets.at_counter(connection, counter_id)
    if here is not None:
        raise CounterError("counter.busy", number=here.label)
    return counter, session


def _session(office: Office, connection: Connection, counter_id: int) -> tuple[Counter, CounterSession]:
    counter = counter_of(office.setup_in(connection), counter_id)
    session = session_at(connection, counter_id)
    if session is None:
        raise CounterError("counter.is_closed", counter=counter.number)
    return counter, session
