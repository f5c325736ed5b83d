"""Find a number of today: the counter's queue with every place, or what a clerk types or scans."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select

from kiosk.branch.clock_check import queue_moment
from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import counter_of, session_at
from kiosk.domain.branch_setup import Counter, Service, Setup
from kiosk.domain.queue.calling import order_queue
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.domain.queue.ticket_code import CodeProblem, parse_code
from kiosk.store import tickets
from kiosk.store.journal import to_us
from kiosk.store.tables import LIVE, ticket

_MOST = 60
_TODAY = select(ticket).where(ticket.c.branch_id == bindparam("branch"), ticket.c.business_date == bindparam("day"))
_BY_CODE = _TODAY.where(ticket.c.series == bindparam("letter"), ticket.c.number == bindparam("n"))


@dataclass(frozen=True, slots=True)
class Found:
    """Describe a number of today.

    `position`: its place in the asking counter's queue, from 1; `counter`: where it is or was.
    """

    ticket: Ticket
    service: Service
    position: int | None
    counter: int | None


def find_in(office: Office, connection: Connection, written: str) -> Ticket | CodeProblem:
    """Return the ticket of a scanned or typed code, or why it is none of ours today."""
    code = parse_code(written)
    if isinstance(code, CodeProblem):
        return code
    branch = office.setup_in(connection).branch
    if not code.matches(office.keys.codes, branch.code):
        return CodeProblem.OTHER_BRANCH
    if code.business_date != branch.business_date(queue_moment(office, connection)):
        return CodeProblem.NOT_TODAY
    day = code.business_date.isoformat()
    row = connection.execute(
        _BY_CODE, {"branch": branch.id, "day": day, "letter": code.series, "n": code.number}
    ).one_or_none()
    return CodeProblem.UNKNOWN if row is None else tickets.from_row(row)


def numbers_today(office: Office, counter_id: int, text: str) -> tuple[Found, ...]:
    """Return the asking counter's queue in calling order, and then the absent and parked ones; at most 60.

    With a `text` return the numbers of today that fit: the label's beginning, its figures, or the whole code.
    """
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        places = _places(office, connection, setup, counter_id)
        now = queue_moment(office, connection)
        if not text.strip():
            waiting = (tickets.get(connection, ticket_id) for ticket_id in list(places)[:_MOST])
            counter, gone = counter_of(setup, counter_id), (TicketState.NO_SHOW, TicketState.PARKED)
            absent = (one for state in gone for one in away(office, connection, counter, state, now))
            shown = [*waiting, *absent][:_MOST]
        else:
            day = setup.branch.business_date(now).isoformat()
            rows = connection.execute(
                _TODAY.order_by(ticket.c.series, ticket.c.number), {"branch": office.branch_id, "day": day}
            )
            shown = [one for one in map(tickets.from_row, rows) if _fits(one, text)][:_MOST]
        return tuple(_found(setup, one, places.get(one.id)) for one in shown)


def away(
    office: Office, connection: Connection, counter: Counter, state: TicketState, now: datetime
) -> tuple[Ticket, ...]:
    """Return the absent tickets, the newest call first, or the parked ones, the next to come back first."""
    today = office.setup_in(connection).branch.business_date(now)
    rows = connection.execute(
        select(ticket)
        .where(
            ticket.c.branch_id == office.branch_id,
            ticket.c.business_date == today.isoformat(),
            LIVE,
            ticket.c.state == state.value,
            ticket.c.service_id.in_(list(counter.services)),
            or_(ticket.c.parked_until_us.is_(None), ticket.c.parked_until_us > to_us(now)),
        )
        .order_by(ticket.c.parked_until_us, ticket.c.called_us.desc())
    )
    return tuple(tickets.from_row(row) for row in rows)


def _places(office: Office, connection: Connection, setup: Setup, counter_id: int) -> dict[str, int]:
    counter, now = counter_of(setup, counter_id), queue_moment(office, connection)
    session = session_at(connection, counter_id)
    order = order_queue(
        tickets.waiting(connection, office.branch_id, setup.branch.business_date(now), now),
        setup.policy,
        now,
        weights=counter.services,
        streak=session.streak if session else 0,
        appointments=session.appointments if session else 0,
        asking=tickets.asking_counter(connection, counter_id, session.staff_id) if session else None,
    )
    return {place.waiting.ticket_id: number for number, place in enumerate(order, start=1)}


def _fits(one: Ticket, text: str) -> bool:
    wanted = "".join(text.upper().split())
    return one.label.startswith(wanted) or one.code == wanted or (wanted.isdecimal() and one.number == int(wanted))


def _found(setup: Setup, one: Ticket, position: int | None) -> Found:
    at = setup.counters.get(one.counter_id) if one.counter_id is not None else None
    return Found(one, setup.services[one.service_id], position, at.number if at else None)
