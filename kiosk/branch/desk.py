"""What a clerk's desk shows: the citizen who is here, who is next and why, who was absent, and what is in trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from kiosk.branch.clock_check import is_behind, queue_moment
from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.domain.calling import order_queue
from kiosk.domain.office import Counter, Service, Setup, Staff
from kiosk.domain.text import CounterError, Message
from kiosk.domain.ticket import Ticket, TicketState
from kiosk.store import tickets
from kiosk.store.journal import to_us
from kiosk.store.schema import LIVE, LOST, UNSETTLED, counter_session, print_job, staff, ticket
from kiosk.store.setup import staff_from

_NEXT_SHOWN = 5
_TROUBLE_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A waiting ticket in this counter's order, with the reason for its place."""

    ticket: Ticket
    service: Service
    waited_minutes: int
    reason: Message


@dataclass(frozen=True, slots=True)
class DeskView:
    """One counter at one moment. `print_trouble`: slips of the last half hour that did not come out of the printer, and
    those it was asked for and could not begin (no paper, cover open, unplugged). `clock_is_behind`: no numbers are
    issued until somebody sets the clock right."""

    counter: Counter
    staff: Staff | None
    current: Ticket | None
    service: Service | None
    next: tuple[QueueLine, ...]
    waiting: int
    no_shows: tuple[Ticket, ...]
    print_trouble: int
    clock_is_behind: bool = False


def desk_view(office: Office, counter_id: int) -> DeskView:
    """Everything a desk shows, as one picture. CounterError ``counter.unknown`` for a counter that is not set up."""
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        if counter_id not in setup.counters:
            raise CounterError("counter.unknown")
        counter = setup.counters[counter_id]
        queue = picture(office, connection, setup, queue_moment(office, connection))
        session = select(counter_session).where(counter_session.c.counter_id == counter_id)
        row = connection.execute(session).one_or_none()
        places = order_queue(
            queue.waiting,
            setup.policy,
            queue.now,
            weights=counter.services,
            streak=row.streak if row else 0,
            appointments=row.appointments if row else 0,
        )
        lines = []
        for place in places[:_NEXT_SHOWN]:
            one = tickets.get(connection, place.waiting.ticket_id)
            waited = int((queue.now - one.queued_at).total_seconds() // 60)
            lines.append(QueueLine(one, setup.services[one.service_id], waited, _on_the_wall(place.reason, setup)))
        current = tickets.at_counter(connection, counter_id)
        return DeskView(
            counter=counter,
            staff=_who(connection, row.staff_id) if row else None,
            current=current,
            service=setup.services[current.service_id] if current else None,
            next=tuple(lines),
            waiting=len(places),
            no_shows=_no_shows(office, connection, counter),
            print_trouble=_print_trouble(office, connection),
            clock_is_behind=is_behind(office, connection),
        )


def _on_the_wall(reason: Message, setup: Setup) -> Message:
    """The reason with its moments as the clock on the wall shows them."""
    args = {
        name: setup.branch.local(value) if isinstance(value, datetime) else value for name, value in reason.args.items()
    }
    return Message(reason.key, args)


def _who(connection: Connection, staff_id: int) -> Staff:
    return staff_from(connection.execute(select(staff).where(staff.c.id == staff_id)).one())


def _no_shows(office: Office, connection: Connection, counter: Counter) -> tuple[Ticket, ...]:
    today = office.setup_in(connection).branch.business_date(queue_moment(office, connection))
    rows = connection.execute(
        select(ticket)
        .where(
            ticket.c.branch_id == office.branch_id,
            ticket.c.business_date == today.isoformat(),
            LIVE,
            ticket.c.state == TicketState.NO_SHOW.value,
            ticket.c.service_id.in_(list(counter.services)),
        )
        .order_by(ticket.c.called_us.desc())
    )
    return tuple(tickets.from_row(row) for row in rows)


def _print_trouble(office: Office, connection: Connection) -> int:
    since = to_us(office.clock.now() - _TROUBLE_FOR)
    lost = select(func.count()).where(LOST, print_job.c.settled_us > since)
    put_back = select(func.count()).where(UNSETTLED, print_job.c.state == "queued", print_job.c.attempts > 0)
    return sum(int(connection.execute(query).scalar_one()) for query in (lost, put_back))
