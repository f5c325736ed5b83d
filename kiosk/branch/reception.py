"""Issue numbers: the services on offer, the numbers that a person holds already, and the transaction of an issue."""

import json
from collections import Counter as Tally
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.branch.clock_check import CLOCK_TOLERANCE
from kiosk.branch.office import Office
from kiosk.branch.queue import QueuePicture, picture
from kiosk.branch.slips import dump_slip, slip_for
from kiosk.domain.branch_setup import Service, Setup
from kiosk.domain.calendar.hours import Hours, hours_at, service_opens_at
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import OPEN_STATES, Priority, Ticket, TicketState
from kiosk.domain.queue.ticket_code import make_code
from kiosk.domain.slip import TicketSlip
from kiosk.store import sealing, tickets
from kiosk.store.day_keys import key_of
from kiosk.store.errors import was_held
from kiosk.store.functions import NUMBER_COUNTED, NUMBERS_BEGUN
from kiosk.store.journal import ClockWentBackError, NewRecord, append, new_id, to_us
from kiosk.store.tables import print_job, request, ticket

_OPEN = frozenset(state.value for state in OPEN_STATES)
_KNOWN_REQUEST = select(request.c.ticket_id).where(request.c.id == bindparam("id"))
#: All of the day: whoever has been served since is left out of the few rows that come.
_HELD = (
    select(ticket)
    .where(ticket.c.person == bindparam("holder"), ticket.c.business_date == bindparam("day"))
    .order_by(ticket.c.id)
)
_TAKEN_TODAY = select(func.count()).where(
    ticket.c.person == bindparam("holder"), ticket.c.business_date == bindparam("day")
)
_GIVEN_TODAY = select(func.count()).where(
    ticket.c.branch_id == bindparam("branch"),
    ticket.c.business_date == bindparam("day"),
    ticket.c.service_id == bindparam("service"),
)
_NEW_JOB = insert(print_job).returning(print_job.c.id)


@dataclass(frozen=True, slots=True)
class ServiceStop:
    """Say why a service gives no number now: the `quota` of the day is reached, or it `opens_at` a later time."""

    quota: int | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Describe a service as the kiosk offers it: how many wait, what a newcomer would wait, and at which counters.

    `is_known` is off where the kiosk cannot see the branch's queue: then nobody can say how many wait, and how long.
    `stop` says why no number is given now, None where one is.
    """

    service: Service
    waiting: int
    wait: WaitRange
    counters: tuple[int, ...]
    is_known: bool = True
    stop: "ServiceStop | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRequest:
    """Ask for a number. `request_id` makes a repeat harmless; `person` is a `person_key`, never a number."""

    request_id: str
    service_id: int
    language: str = "vi"
    person: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """Answer with a durable ticket and its print job. `repeated`: this request had been answered before."""

    ticket: Ticket
    slip: TicketSlip
    print_job: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyHolds:
    """Answer that the person has this open number for this service today."""

    ticket: Ticket
    slip: TicketSlip


def services_view(office: Office) -> tuple[ServiceView, ...]:
    """Return every service with its present queue, in the order of the set-up."""
    with office.store.read() as connection:
        return services_in(office, connection, office.setup_in(connection))


def services_in(office: Office, connection: Connection, setup: Setup) -> tuple[ServiceView, ...]:
    """Return the same inside a transaction that is already open."""
    queue = picture(office, connection, setup)
    counts = Tally(one.service_id for one in queue.waiting)
    return tuple(
        ServiceView(
            service,
            counts[service.id],
            queue.newcomer_wait(service.id),
            queue.counter_numbers(service.id),
            is_known=not queue.is_cut_off,
            stop=_stop(connection, setup, service, queue.now),
        )
        for service in setup.offered_services
    )


def hours(office: Office) -> Hours:
    """Return whether the branch is open now, and when it opens next."""
    return hours_at(office.setup(), office.clock.now())


def person_key(office: Office, number: str, day: date | None = None) -> str | None:
    """Return the keyed hash that stands for a person on a date, by default today. The number itself is kept nowhere.

    Return None for a kiosk that is cut off and has no key of the date: then a person is not recognised.
    """
    key = key_of(office.store, office.keys, day or office.today(), is_cut_off=office.is_cut_off)
    return None if key is None else sealing.keyed_hash(key, number)


def open_tickets(office: Office, person: str) -> tuple[Ticket, ...]:
    """Return today's numbers that a person still holds, oldest first."""
    with office.store.read() as connection:
        day = office.setup_in(connection).branch.business_date(office.clock.now())
        return open_tickets_in(connection, person, day)


def open_tickets_in(connection: Connection, person: str, day: date) -> tuple[Ticket, ...]:
    """Return the same for a day, inside a transaction that is already open."""
    rows = connection.execute(_HELD, {"holder": person, "day": day.isoformat()})
    return tuple(tickets.from_row(row) for row in rows if row.state in _OPEN)


def issue_ticket(office: Office, wish: TicketRequest) -> Issued | AlreadyHolds:
    """Issue a number: ticket, print job and journal record in one durable transaction.

    A repeated `request_id` gets the first answer again.

    Raises:
        CounterError: The reason.

            ``reception.closed``: outside opening hours.
            ``reception.locked``: the centre locks this kiosk.
            ``reception.service_closed``: the branch does not offer the service.
            ``reception.clock_went_back``: the wall clock is behind the journal.
            ``reception.daily_cap``: the person has had the numbers of the day.
    """
    # The tables themselves ensure that a request is answered once and a person holds one open number a service. So only
    # after a refusal one has to ask whether the answer exists.
    try:
        return _issue_once(office, wish)
    except CounterError as refusal:
        # After one wait for a lock that others hold, the citizen does not wait for a second one.
        answer = None if was_held(refusal) else _answer_again(office, wish)
        if answer is None:
            raise
        return answer
    except IntegrityError:
        return _answer_again(office, wish) or _issue_once(office, wish)


def slip_of(office: Office, held: Ticket) -> TicketSlip:
    """Return what the ticket would say if it were printed now, with the wait as it is now."""
    with office.store.read() as connection:
        return slip_now(picture(office, connection, office.setup_in(connection)), held)


def first_answer(office: Office, connection: Connection, request_id: str) -> Issued | AlreadyHolds | None:
    """Return the ticket that this request got before, with the wait as it is now; None when it was not asked yet.

    A ticket that a kiosk handed over has no print job here: its slip was that kiosk's own.
    """
    known = connection.execute(_KNOWN_REQUEST, {"id": request_id}).first()
    if known is None:
        return None
    first = tickets.get(connection, known.ticket_id)
    query = select(print_job.c.id).where(print_job.c.ticket_id == first.id).order_by(print_job.c.id)
    job = connection.execute(query).scalars().first()
    slip = slip_now(picture(office, connection, office.setup_in(connection)), first)
    return AlreadyHolds(first, slip) if job is None else Issued(first, slip, int(job), repeated=True)


def held_for(connection: Connection, person: str, service_id: int, day: date) -> Ticket | None:
    """Return the open number that a person holds for a service that day."""
    return next((one for one in open_tickets_in(connection, person, day) if one.service_id == service_id), None)


def slip_now(queue: QueuePicture, held: Ticket) -> TicketSlip:
    """Return what a ticket says with the wait as it is in this picture."""
    you = next((waiting for waiting in queue.waiting if waiting.ticket_id == held.id), None)
    wait = WaitRange(0, None) if you is None else queue.wait_of(you)
    return slip_for(queue, held, wait)


def _answer_again(office: Office, wish: TicketRequest) -> Issued | AlreadyHolds | None:
    """Return the ticket that this request got before, or that the person holds for the service; else None."""
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        first = first_answer(office, connection, wish.request_id)
        if first is not None or wish.person is None:
            return first
        day = setup.branch.business_date(office.clock.now())
        held = held_for(connection, wish.person, wish.service_id, day)
        return None if held is None else AlreadyHolds(held, slip_now(picture(office, connection, setup), held))


def _issue_once(office: Office, wish: TicketRequest) -> Issued:
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        if (service := setup.services.get(wish.service_id)) is None or service.is_retired:
            raise CounterError("reception.service_closed")
        queue = picture(office, connection, setup)
        refuse_if_closed(office, setup, queue.now)
        refuse_if_stopped(connection, setup, service, queue.now)
        if setup.daily_cap is not None and wish.person is not None:
            day = setup.branch.business_date(queue.now)
            _refuse_over_cap(connection, wish.person, day, setup.daily_cap)
        return issue_in(office, connection, queue, wish if service.has_priority else replace(wish, group=None))


def refuse_if_stopped(connection: Connection, setup: Setup, service: Service, now: datetime) -> None:
    """Refuse to issue a number of a service whose hours are over or whose quota is reached.

    Raises:
        CounterError: ``reception.quota``, ``reception.service_hours``, ``reception.service_hours_over``.
    """
    stop = _stop(connection, setup, service, now)
    if stop is None:
        return
    if stop.quota is not None:
        raise CounterError("reception.quota", count=stop.quota)
    if stop.opens_at is None:
        raise CounterError("reception.service_hours_over")
    opens = setup.branch.local(stop.opens_at)
    raise CounterError("reception.service_hours", time=f"{opens:%H:%M}", day=f"{opens:%d/%m}")


def _stop(connection: Connection, setup: Setup, service: Service, now: datetime) -> ServiceStop | None:
    opens = service_opens_at(setup, service, now)
    if opens != now:
        return ServiceStop(opens_at=opens)
    if service.quota is None:
        return None
    day = setup.branch.business_date(now).isoformat()
    key = {"branch": setup.branch.id, "day": day, "service": service.id}
    given = connection.execute(_GIVEN_TODAY, key).scalar_one()
    return ServiceStop(quota=service.quota) if given >= service.quota else None


def refuse_if_closed(office: Office, setup: Setup, now: datetime) -> None:
    """Refuse to issue a number now.

    Raises:
        CounterError: ``reception.closed`` outside opening hours; ``reception.locked`` under a central lock.
    """
    today = hours_at(setup, now)
    if not today.is_open:
        raise CounterError("reception.closed", opens=today.opens_at)
    lock = setup.orders.lock_of(office.station)
    if lock is not None:
        raise CounterError("reception.locked", reason=lock.reason)


def issue_in(
    office: Office,
    connection: Connection,
    queue: QueuePicture,
    wish: TicketRequest,
    appointed_at: datetime | None = None,
) -> Issued:
    """Issue a number inside a transaction that is already open; the caller has checked the opening hours.

    `appointed_at` is the time of a citizen who comes by appointment.

    Raises:
        CounterError: ``reception.clock_went_back``.
    """
    setup, now = queue.setup, queue.now
    service = setup.services[wish.service_id]
    day = setup.branch.business_date(now)
    number = _next_number(office, connection, day, service.series)
    code = make_code(office.keys.codes, setup.branch.code, service.series, number, day).compact
    new = Ticket(
        id=new_id(now),
        branch_id=office.branch_id,
        business_date=day,
        series=service.series,
        number=number,
        code=code,
        service_id=service.id,
        state=TicketState.WAITING,
        language=wish.language,
        issued_at=now,
        queued_at=now,
        appointed_at=appointed_at,
        priority=None if wish.group is None else Priority(wish.group),
    )
    wait = queue.newcomer_wait(service.id, has_priority=wish.group is not None, appointed_at=appointed_at)
    slip = slip_for(queue, new, wait)
    _store(connection, new, wish)
    waiting_job = {
        "station": office.station,
        "ticket_id": new.id,
        "state": "queued",
        "slip": dump_slip(slip),
        "attempts": 0,
        "created_us": to_us(now),
        "detail": "",
    }
    job = int(connection.execute(_NEW_JOB, waiting_job).scalar_one())
    try:
        append(connection, office.clock, _record(office, setup, new, wish), tolerance=CLOCK_TOLERANCE)
    except ClockWentBackError:
        raise CounterError("reception.clock_went_back") from None
    return Issued(new, slip, job)


def _refuse_over_cap(connection: Connection, person: str, day: date, cap: int) -> None:
    taken = connection.execute(_TAKEN_TODAY, {"holder": person, "day": day.isoformat()}).scalar_one()
    if taken >= cap:
        raise CounterError("reception.daily_cap", count=cap)


def _next_number(office: Office, connection: Connection, day: date, series: str) -> int:
    """Count up the row of a branch, day and series. Writers run one after the other, so each number exists once."""
    key = {"branch": office.branch_id, "day": day.isoformat(), "letter": series}
    number = NUMBER_COUNTED(connection, **key)
    if number is None:
        NUMBERS_BEGUN(connection, **key)
        number = NUMBER_COUNTED(connection, **key)
    return int(number)


def _store(connection: Connection, new: Ticket, wish: TicketRequest) -> None:
    us = to_us(new.issued_at)
    connection.execute(insert(request), {"id": wish.request_id, "ticket_id": new.id})
    connection.execute(
        insert(ticket),
        {
            "id": new.id,
            "branch_id": new.branch_id,
            "business_date": new.business_date.isoformat(),
            "series": new.series,
            "number": new.number,
            "code": new.code,
            "service_id": new.service_id,
            "state": new.state.value,
            "language": new.language,
            "priority_group": new.priority.group if new.priority else None,
            "priority_check": new.priority.check.value if new.priority else None,
            "person": wish.person,
            "issued_us": us,
            "queued_us": us,
            "appointed_us": None if new.appointed_at is None else to_us(new.appointed_at),
            "calls": 0,
        },
    )


def _record(office: Office, setup: Setup, new: Ticket, wish: TicketRequest) -> NewRecord:
    """Return the record of an issue.

    A priority group says something about a person: it is sealed to the centre, or left out.
    """
    body: dict[str, object] = {
        "branch": setup.branch.code,
        "date": new.business_date.isoformat(),
        "number": new.label,
        "service": setup.services[new.service_id].code,
        "language": new.language,
        "priority": new.priority is not None,
        "card": wish.person is not None,
        "station": office.station,
    }
    if office.keys.centre is not None and wish.group is not None:
        group = json.dumps({"group": wish.group}).encode()
        body["sealed"] = sealing.seal(office.keys.centre, group, associated=new.id.encode()).hex()
    return NewRecord(Event.TICKET_ISSUED, new.id, body)
