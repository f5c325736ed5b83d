"""Pause a counter with a reason, and call for help without a sound."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import about_counter, counter_of, free_counter, own_counter, refuse_expired
from kiosk.domain.branch_setup import Setup, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import PauseReason
from kiosk.store.journal import append, from_us, to_us
from kiosk.store.tables import counter_session, help_call, staff

#: Who is called for help.
LEADS = frozenset({StaffRole.LEAD, StaffRole.MANAGER, StaffRole.ADMINISTRATOR})
_HELP = (
    select(help_call.c.counter_id, help_call.c.since_us, staff.c.name)
    .select_from(help_call.join(staff, staff.c.id == help_call.c.staff_id))
    .order_by(help_call.c.since_us)
)

_ROLE = select(staff.c.role, staff.c.until).where(staff.c.id == bindparam("who"))


@dataclass(frozen=True, slots=True)
class HelpCall:
    """Hold a call for help. `counter` is the number of the counter."""

    counter_id: int
    counter: int
    name: str
    since: datetime


def pause(office: Office, reason: PauseReason, counter_id: int, staff_id: int) -> None:
    """Pause a counter: it stays the clerk's and calls nobody. Calling it twice changes nothing.

    Raises:
        CounterError: ``counter.busy`` while a citizen is there.
    """
    with office.store.write() as connection:
        mine = free_counter(office, connection, counter_id, staff_id)
        if mine.pause is not None:
            return
        own = update(counter_session).where(counter_session.c.counter_id == counter_id)
        connection.execute(own.values(paused_us=to_us(office.clock.now()), pause_reason=reason.value))
        entry = about_counter(Event.COUNTER_PAUSED, mine.counter, staff_id, reason=reason.value)
        append(connection, office.clock, entry)


def resume(office: Office, counter_id: int, staff_id: int) -> None:
    """Let the counter call again. Calling it twice changes nothing."""
    with office.store.write() as connection:
        mine = own_counter(office, connection, counter_id, staff_id)
        if mine.pause is None:
            return
        own = update(counter_session).where(counter_session.c.counter_id == counter_id)
        connection.execute(own.values(paused_us=None, pause_reason=None))
        append(connection, office.clock, about_counter(Event.COUNTER_RESUMED, mine.counter, staff_id))


def call_for_help(office: Office, counter_id: int, staff_id: int) -> None:
    """Show a call for help on the leads' desks; nothing is heard or seen in the hall.

    Calling it twice changes nothing.
    """
    with office.store.write() as connection:
        counter = own_counter(office, connection, counter_id, staff_id).counter
        if connection.execute(select(help_call).where(help_call.c.counter_id == counter_id)).first() is not None:
            return
        values = {"counter_id": counter_id, "staff_id": staff_id, "since_us": to_us(office.clock.now())}
        connection.execute(insert(help_call).values(values))
        append(connection, office.clock, about_counter(Event.HELP_CALLED, counter, staff_id))


def end_help(office: Office, of_counter: int, counter_id: int | None, staff_id: int) -> None:
    """Switch a call for help off, as a lead or as its caller. Calling it twice changes nothing.

    Raises:
        CounterError: ``help.not_lead``, ``staff.role_expired``.
    """
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        if counter_id is not None:
            own_counter(office, connection, counter_id, staff_id)
        if of_counter != counter_id:
            row = connection.execute(_ROLE, {"who": staff_id}).one()
            refuse_expired(office, setup, row.until)
            if StaffRole(row.role) not in LEADS:
                raise CounterError("help.not_lead")
        if connection.execute(delete(help_call).where(help_call.c.counter_id == of_counter)).rowcount:
            about = counter_of(setup, of_counter)
            append(connection, office.clock, about_counter(Event.HELP_ENDED, about, staff_id))


def end_help_of(office: Office, of_counter: int, staff_id: int) -> tuple[HelpCall, ...]:
    """Switch a call off for a lead who sits at no counter, and return the calls that are left.

    CounterErrors are those of `end_help`.
    """
    end_help(office, of_counter, None, staff_id)
    return help_for(office, staff_id)


def help_for(office: Office, staff_id: int) -> tuple[HelpCall, ...]:
    """Return the calls for a lead who sits at no counter; nothing for others."""
    with office.store.read() as connection:
        is_lead = StaffRole(connection.execute(_ROLE, {"who": staff_id}).one().role) in LEADS
        return help_calls(connection, office.setup_in(connection)) if is_lead else ()


def help_calls(connection: Connection, setup: Setup) -> tuple[HelpCall, ...]:
    """Return the calls for help that are not ended, oldest first."""
    return tuple(
        HelpCall(row.counter_id, setup.counters[row.counter_id].number, row.name, from_us(row.since_us))
        for row in connection.execute(_HELP)
        if row.counter_id in setup.counters
    )
