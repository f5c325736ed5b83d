"""Check a citizen in for an appointment: find it, judge the arrival, and issue the number."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.branch.reception import (
    AlreadyHolds,
    Issued,
    TicketRequest,
    first_answer,
    held_for,
    issue_in,
    refuse_if_closed,
    slip_now,
)
from kiosk.domain.branch_setup import Service, Setup
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.queue.appointment import (
    Appointment,
    Arrival,
    CodeFault,
    arrival,
    earliest,
    parse_appointment_code,
)
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.store import appointments, tickets
from kiosk.store.functions import APPOINTMENT_KEPT, TICKET_APPOINTED
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import request, ticket


@dataclass(frozen=True, slots=True)
class AppointmentNow:
    """Describe an appointment as a kiosk shows it, and what checking in now comes to. Nothing names a person.

    Attributes:
        begins, ends, from_when: local times; one may check in from `from_when` on.
        service: None where the appointment is elsewhere.
        ticket: the number that the appointment has become, if any.
    """

    code: str
    arrival: Arrival
    begins: datetime
    ends: datetime
    from_when: datetime
    service: Service | None
    elsewhere: LocalText | None
    ticket: Ticket | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Ask for the number of an appointment. `request_id` makes a repeat harmless; `code` as `AppointmentNow` has it.

    `by_card`: a card alone has found it. Whoever knows a personal number can print such a card. So the number gets the
    appointment's time, and the appointment stays open until its code comes or a clerk starts (`confirm`).
    """

    request_id: str
    code: str
    language: str = "vi"
    group: str | None = None
    by_card: bool = False


def is_offered(office: Office) -> bool:
    """Return whether anybody has an appointment today or later; only then a kiosk offers to check in."""
    with office.store.read() as connection:
        return appointments.any_left(connection, office.branch_id, _today(office, connection))


def of_day(office: Office, day: date) -> tuple[AppointmentNow, ...]:
    """Return a day's appointments, the earliest first."""
    with office.store.read() as connection:
        found = appointments.of_day(connection, office.branch_id, day)
        return tuple(_standing(office, connection, one) for one in found)


def find(office: Office, written: str) -> AppointmentNow:
    """Return the appointment of a scanned or typed code.

    Raises:
        CounterError: ``appointment.code.<fault>`` (see `CodeFault`), ``appointment.code.unknown``.
    """
    code = parse_appointment_code(written)
    if isinstance(code, CodeFault):
        raise CounterError(f"appointment.code.{code.value}")
    with office.store.read() as connection:
        return _standing(office, connection, _known(office, connection, code))


def of_person(office: Office, person: str) -> AppointmentNow | None:
    """Return what a person (by `person_key`) has booked here for today: the first that is not missed, else the last."""
    with office.store.read() as connection:
        return of_person_in(office, connection, person)


def of_person_in(office: Office, connection: Connection, person: str) -> AppointmentNow | None:
    """Return the same inside a transaction that is already open."""
    day = _today(office, connection)
    found = appointments.of_person(connection, office.branch_id, person, day)
    standings = [_standing(office, connection, one) for one in found]
    return next((one for one in standings if one.arrival is not Arrival.MISSED), standings[-1] if standings else None)


def check_in(office: Office, wish: CheckIn) -> Issued | AlreadyHolds:
    """Issue the number of an appointment: ticket, print job, appointment and both records in one durable transaction.

    A repeated `request_id` gets the first answer again. An appointment that was checked in shows its number. A number
    that the person holds for this service becomes the appointment's.

    Raises:
        CounterError: ``appointment.code.*``, ``appointment.answer.<arrival>`` when it is not to be checked in now,
            ``reception.closed``, ``reception.locked``, ``reception.clock_went_back``.
    """
    with office.store.write() as connection:
        first = first_answer(office, connection, wish.request_id)
        if first is not None:
            return first
        setup, known = office.setup_in(connection), _known(office, connection, wish.code)
        queue = picture(office, connection, setup)
        if known.ticket_id is not None:
            held = tickets.get(connection, known.ticket_id)
            return AlreadyHolds(held, slip_now(queue, held))
        comes = arrival(known, setup.policy, queue.now, setup.branch.business_date(queue.now))
        if not comes.is_welcome or known.service_id is None:
            raise CounterError(f"appointment.answer.{comes.value}", **_words(setup, known))
        refuse_if_closed(office, setup, queue.now)
        appointed_at = known.begins if comes.keeps_the_time else None
        is_proven = not wish.by_card or not comes.keeps_the_time
        held_already = known.person and held_for(connection, known.person, known.service_id, known.day)
        if held_already:
            bound = _bind(connection, held_already, appointed_at)
            connection.execute(insert(request), {"id": wish.request_id, "ticket_id": bound.id})
            if is_proven:
                _checked_in(office, connection, known, bound, comes)
            return AlreadyHolds(bound, slip_now(picture(office, connection, setup), bound))
        asked = TicketRequest(
            request_id=wish.request_id,
            service_id=known.service_id,
            language=wish.language,
            person=known.person,
            group=wish.group,
        )
        issued = issue_in(office, connection, queue, asked, appointed_at)
        if is_proven:
            _checked_in(office, connection, known, issued.ticket, comes)
        return issued


def confirm(office: Office, connection: Connection, here: Ticket) -> None:
    """Check in the appointment that a card alone has found, now that a clerk has its citizen at the counter."""
    if here.appointed_at is None:
        return
    person = connection.execute(select(ticket.c.person).where(ticket.c.id == here.id)).scalar_one()
    found = [] if person is None else appointments.of_person(connection, office.branch_id, person, here.business_date)
    for known in found:
        if known.begins == here.appointed_at:
            policy = office.setup_in(connection).policy
            came = max(here.issued_at, earliest(known, policy))
            _checked_in(office, connection, known, here, arrival(known, policy, came, here.business_date))
            return


def _bind(connection: Connection, held: Ticket, appointed_at: datetime | None) -> Ticket:
    """Call a number that was taken before the check-in by the appointment's time, if it still waits."""
    if appointed_at is None or held.state is not TicketState.WAITING:
        return held
    TICKET_APPOINTED(connection, which=held.id, begins=to_us(appointed_at))
    return tickets.get(connection, held.id)


def _checked_in(office: Office, connection: Connection, known: Appointment, bound: Ticket, comes: Arrival) -> None:
    APPOINTMENT_KEPT(connection, branch=office.branch_id, booked=known.code, which=bound.id)
    body = {"appointment": known.code, "number": bound.label, "arrival": comes.value}
    append(connection, office.clock, NewRecord(Event.APPOINTMENT_CHECKED_IN, bound.id, body))


def _known(office: Office, connection: Connection, code: str) -> Appointment:
    found = appointments.find(connection, office.branch_id, code)
    if found is None:
        raise CounterError("appointment.code.unknown")
    return found


def _standing(office: Office, connection: Connection, known: Appointment) -> AppointmentNow:
    setup, now = office.setup_in(connection), office.clock.now()
    local = setup.branch.local
    return AppointmentNow(
        code=known.code,
        arrival=arrival(known, setup.policy, now, setup.branch.business_date(now)),
        begins=local(known.begins),
        ends=local(known.ends),
        from_when=local(earliest(known, setup.policy)),
        service=None if known.service_id is None else setup.services[known.service_id],
        elsewhere=known.elsewhere,
        ticket=None if known.ticket_id is None else tickets.get(connection, known.ticket_id),
    )


def _words(setup: Setup, known: Appointment) -> dict[str, object]:
    """Return the values for the sentences about an answer."""
    local = setup.branch.local
    return {
        "begins": local(known.begins),
        "from_when": local(earliest(known, setup.policy)),
        "place": known.elsewhere or setup.branch.place,
    }


def _today(office: Office, connection: Connection) -> date:
    return office.setup_in(connection).branch.business_date(office.clock.now())
