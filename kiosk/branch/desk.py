"""Read what a clerk's desk shows: who is here, who is next and why, who is away, who wants help, what is in trouble."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

from sqlalchemy import Connection, bindparam, func, select

from kiosk.branch.alerts import unseen_alerts
from kiosk.branch.clock_check import is_behind, queue_moment
from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.branch.serving import counters, visits
from kiosk.branch.serving.breaks import LEADS, HelpCall, help_calls
from kiosk.branch.serving.finding import away
from kiosk.branch.serving.undo import undoable
from kiosk.branch.staff import staff_list
from kiosk.domain.branch_setup import Counter, Service, Setup, Staff
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.late_delivery import LateDelivery
from kiosk.domain.queue.alerts import Alert
from kiosk.domain.queue.calling import QueuePlace, order_queue
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.store import tickets
from kiosk.store.journal import head_seq, to_us
from kiosk.store.setup import staff_from
from kiosk.store.tables import LOST, STAFF, UNSETTLED, counter_session, print_job, staff
from kiosk.store.visit_services import services_of

Arguments = ParamSpec("Arguments")
_NEXT_SHOWN = 5
_TROUBLE_FOR = timedelta(minutes=30)
_OPEN_SEATS = (
    select(counter_session.c.counter_id, *STAFF)
    .select_from(counter_session.join(staff, staff.c.id == counter_session.c.staff_id))
    .where(counter_session.c.counter_id != bindparam("mine"))
    .order_by(counter_session.c.counter_id)
)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """Show a waiting ticket in this counter's order, with the reason for its place."""

    ticket: Ticket
    service: Service
    waited_minutes: int
    reason: Message


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """Show one service of the visit at the counter: done (`quantity`) or not yet; `here`: this counter can do it."""

    service: Service
    quantity: int | None
    here: bool


@dataclass(frozen=True, slots=True)
class StaffedCounter:
    """Hold an open counter and its clerk."""

    counter: Counter
    staff: Staff


@dataclass(frozen=True, slots=True)
class DeskView:
    """Describe one counter at one moment.

    Attributes:
        next: the next tickets in this counter's order.
        no_shows: the absent ones.
        print_trouble: slips of the last half hour that are not printed. Some did not come out of the printer. Others
            could not begin (no paper, cover open, unplugged).
        clock_is_behind: no numbers are issued until somebody sets the clock right.
        clock_is_ahead: no day ends until somebody sets the clock right.
        parked: the parked tickets whose time is not over yet.
        services: the services of the visit that is here, the present one first.
        help: the calls for help: for a lead all of them, for others their own.
        alerts: late delivery and the long waits that nobody takes care of, for a lead.
        undo: the finish that can still be put right.
        open_counters: the other open counters with their clerks.
        returns_in: when the first of the parked tickets waits again, without a commit.
        published: the version of the set-up in force.
    """

    counter: Counter
    staff: Staff | None
    current: Ticket | None
    service: Service | None
    next: tuple[QueueLine, ...]
    waiting: int
    no_shows: tuple[Ticket, ...]
    print_trouble: int
    clock_is_behind: bool = False
    clock_is_ahead: bool = False
    parked: tuple[Ticket, ...] = ()
    services: tuple[ServiceLine, ...] = ()
    pause: PauseReason | None = None
    help: tuple[HelpCall, ...] = ()
    alerts: tuple[Alert | LateDelivery, ...] = ()
    undo: Ticket | None = None
    open_counters: tuple[StaffedCounter, ...] = ()
    returns_in: timedelta | None = None
    published: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class SignInView:
    """Describe what a desk shows before anybody has signed in."""

    setup: Setup
    staff: tuple[Staff, ...]


def sign_in_view(office: Office) -> SignInView:
    """Read the set-up and everybody who may sign in."""
    return SignInView(office.setup(), staff_list(office))


def act(
    office: Office,
    counter_id: int,
    use_case: Callable[Concatenate[Office, Arguments], object],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> DeskView:
    """Run a use case, and return what the desk of `counter_id` shows after it. Refusals are those of the use case."""
    use_case(office, *args, **kwargs)
    return desk_view(office, counter_id)


def finish_and_call(
    office: Office, counter_id: int, staff_id: int, request_id: str, finish_id: str, done: Mapping[int, int]
) -> tuple[bool, DeskView]:
    """Finish the ticket `finish_id` (empty: none) and call the next one; return whether anybody was called.

    After a lost answer the same request may come again: a ticket is not finished twice, and the call gets its first
    answer. CounterErrors are those of `visits.finish` and `counters.call_next`.
    """
    with office.store.read() as connection:
        here = tickets.at_counter(connection, counter_id)
    if here is not None and here.id == finish_id:
        visits.finish(office, counter_id, staff_id, done)
    called = counters.call_next(office, counter_id, staff_id, request_id)
    return called is not None, desk_view(office, counter_id)


def desk_view(office: Office, counter_id: int) -> DeskView:
    """Return everything that a desk shows, read in one transaction.

    Raises:
        CounterError: ``counter.unknown``.
    """
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        if counter_id not in setup.counters:
            raise CounterError("counter.unknown")
        counter = setup.counters[counter_id]
        queue = picture(office, connection, setup, queue_moment(office, connection))
        session = select(counter_session).where(counter_session.c.counter_id == counter_id)
        row = connection.execute(session).one_or_none()
        me = _who(connection, row.staff_id) if row else None
        places = order_queue(
            queue.waiting,
            setup.policy,
            queue.now,
            weights=counter.services,
            streak=row.streak if row else 0,
            appointments=row.appointments if row else 0,
            asking=tickets.asking_counter(connection, counter_id, row.staff_id) if row else None,
        )
        lines = []
        came = _as_they_came(places)
        for place in places[:_NEXT_SHOWN]:
            one = tickets.get(connection, place.waiting.ticket_id)
            waited = int((queue.now - one.queued_at).total_seconds() // 60)
            reason = came.get(one.id) or _on_the_wall(place.reason, setup)
            lines.append(QueueLine(one, setup.services[one.service_id], waited, reason))
        current = tickets.at_counter(connection, counter_id)
        parked = away(office, connection, counter, TicketState.PARKED, queue.now)
        return DeskView(
            counter=counter,
            staff=me,
            current=current,
            service=setup.services[current.service_id] if current else None,
            next=tuple(lines),
            waiting=len(places),
            no_shows=away(office, connection, counter, TicketState.NO_SHOW, queue.now),
            print_trouble=_print_trouble(office, connection),
            clock_is_behind=is_behind(office, connection),
            clock_is_ahead=office.cache.is_clock_ahead,
            parked=parked,
            services=_visit_services(connection, setup, counter, current),
            pause=PauseReason(row.pause_reason) if row and row.pause_reason else None,
            help=_help(connection, setup, counter_id, me),
            alerts=unseen_alerts(office, connection, queue) if me is not None and me.role in LEADS else (),
            undo=undoable(office, connection, counter_id, me.id) if me else None,
            open_counters=_other_counters(connection, setup, counter_id),
            published=setup.published,
            returns_in=next((one.parked_until - queue.now for one in parked if one.parked_until is not None), None),
            seq=head_seq(connection),
        )


def _as_they_came(places: Sequence[QueuePlace]) -> Mapping[str, Message]:
    """Number the tickets whose place follows from their arrival alone: 1 arrived first."""
    line = [one.waiting for one in places if one.reason.key == "why.first_come"]
    line.sort(key=lambda one: (one.queued_at, one.order))
    return {one.ticket_id: Message("why.first_come", {"count": count}) for count, one in enumerate(line, start=1)}


def _on_the_wall(reason: Message, setup: Setup) -> Message:
    """Return the reason with its moments in the branch's local time."""
    args = {
        name: setup.branch.local(value) if isinstance(value, datetime) else value for name, value in reason.args.items()
    }
    return Message(reason.key, args)


def _who(connection: Connection, staff_id: int) -> Staff:
    return staff_from(connection.execute(select(*STAFF).where(staff.c.id == staff_id)).one())


def _visit_services(
    connection: Connection, setup: Setup, counter: Counter, current: Ticket | None
) -> tuple[ServiceLine, ...]:
    if current is None:
        return ()
    known = services_of(connection, current.id)
    others = [one for one in known if one.quantity is not None or one.service_id != current.service_id]
    first = ServiceLine(setup.services[current.service_id], None, here=True)
    more = [
        ServiceLine(setup.services[o.service_id], o.quantity, here=o.service_id in counter.services) for o in others
    ]
    return (first, *more)


def _help(connection: Connection, setup: Setup, counter_id: int, me: Staff | None) -> tuple[HelpCall, ...]:
    calls = help_calls(connection, setup)
    is_lead = me is not None and me.role in LEADS
    return tuple(call for call in calls if is_lead or call.counter_id == counter_id)


def _other_counters(connection: Connection, setup: Setup, counter_id: int) -> tuple[StaffedCounter, ...]:
    rows = connection.execute(_OPEN_SEATS, {"mine": counter_id}).all()
    return tuple(StaffedCounter(setup.counters[row.counter_id], staff_from(row)) for row in rows)


def _print_trouble(office: Office, connection: Connection) -> int:
    since = to_us(office.clock.now() - _TROUBLE_FOR)
    lost = select(func.count()).where(LOST, print_job.c.settled_us > since)
    put_back = select(func.count()).where(UNSETTLED, print_job.c.state == "queued", print_job.c.attempts > 0)
    return sum(int(connection.execute(query).scalar_one()) for query in (lost, put_back))
