"""Serve a visit at the counter: start, more services, parking, transfer, finish with what was done, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.branch import appointments
from kiosk.branch.office import Office
from kiosk.branch.serving import undo
from kiosk.branch.serving.sessions import (
    TRANSFER_MET,
    OwnCounter,
    about_ticket,
    busy_counter,
    counter_of,
    moved,
    own_counter,
)
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import CancelReason, ParkReason, Placing
from kiosk.domain.queue.ticket import AT_COUNTER_STATES, Move, Priority, PriorityCheck, Ticket, after
from kiosk.store import tickets, visit_services
from kiosk.store.journal import append, to_us
from kiosk.store.tables import staff, ticket

_LONGEST_PARK = 240
_MOST = 99
#: The columns that a visit at a counter leaves on a ticket; they are cleared before it waits again.
_WAITS_AGAIN = ("counter_id", "called_us", "last_call_us", "started_us", *TRANSFER_MET)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Say where a visit goes on: a service, and perhaps a counter or a colleague (ids).

    `back`: to this clerk afterwards. `done`: what was done here already, by service id.
    """

    service_id: int
    counter_id: int | None = None
    staff_id: int | None = None
    placing: Placing = Placing.KEEP
    back: bool = False
    done: Mapping[int, int] = field(default_factory=dict)


class _Gone(NamedTuple):
    """Describe a finish after which a visit goes on: by whom, when, and what was done by the services' codes."""

    staff_id: int
    us: int
    done: Mapping[str, int]


def start(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """Begin to serve: the citizen has come to the counter."""
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        begun = tickets.move(connection, here, Move.START, started_us=to_us(office.clock.now()), **TRANSFER_MET)
        append(connection, office.clock, about_ticket(Event.TICKET_STARTED, begun, mine.counter, staff_id))
        appointments.confirm(office, connection, begun)
        return begun


def add_service(office: Office, service_id: int, counter_id: int, staff_id: int) -> Ticket:
    """Add one more service to this visit, done here or, where this counter does not serve it, on the way.

    Raises:
        CounterError: ``visit.known`` when the visit has it already, ``transfer.service_closed``.
    """
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        _refuse_closed(connection, mine, service_id, staff_id)
        known = visit_services.services_of(connection, here.id)
        open_ones = {here.service_id, *(one.service_id for one in known if one.quantity is None)}
        if service_id in open_ones:
            raise CounterError("visit.known", number=here.label)
        visit_services.plan(connection, here.id, service_id, visit_services.next_position(known))
        code = mine.setup.services[service_id].code
        append(
            connection,
            office.clock,
            about_ticket(Event.TICKET_SERVICE_ADDED, here, mine.counter, staff_id, service=code),
        )
        return here


def finish(office: Office, counter_id: int, staff_id: int, done: Mapping[int, int] | None = None) -> Ticket:
    """Finish at this counter: `done` says how many of each service (its id; 0: not needed), by default one of each.

    The visit is over and can be rated, with two exceptions. A service may be planned that this counter does not serve,
    or a colleague wants the citizen back. Then the visit waits there, with its place.

    Raises:
        CounterError: ``visit.not_in_visit``, ``visit.too_many`` for more than 99 of one.
    """
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        after(here.state, Move.FINISH)
        known = visit_services.services_of(connection, here.id)
        planned = [one.service_id for one in known if one.quantity is None and one.service_id != here.service_id]
        here_too = [service_id for service_id in planned if service_id in mine.counter.services]
        did = dict(done) if done is not None else dict.fromkeys([here.service_id, *here_too], 1)
        _refuse_odd(did, {here.service_id, *planned}, here)
        now = to_us(office.clock.now())
        visit_services.record_done(connection, here.id, known, did, visit_services.DoneBy(counter_id, staff_id, now))
        told = {mine.setup.services[service_id].code: quantity for service_id, quantity in did.items()}
        left = [service_id for service_id in planned if service_id not in did]
        gone = _Gone(staff_id, now, told)
        if left:
            return _go_on(office, connection, mine, here, gone, {"service_id": left[0]})
        if here.back is not None:
            asking = tickets.asking_counter(connection, counter_id, staff_id)
            back_there = here.back.staff_id if here.back.staff_id in asking.open_counters.values() else None
            values = {"service_id": here.back.service_id, "to_staff_id": back_there}
            over_there = {**values, "back_staff_id": None, "back_service_id": None}
            return _go_on(office, connection, mine, here, gone, over_there)
        over = tickets.move(connection, here, Move.FINISH, finished_us=now)
        append(connection, office.clock, about_ticket(Event.TICKET_FINISHED, over, mine.counter, staff_id, done=told))
        return over


def park(office: Office, reason: ParkReason, minutes: int, counter_id: int, staff_id: int) -> Ticket:
    """Park the visit: after `minutes` (1 to 240) the number waits again, with its old place.

    Raises:
        CounterError: ``park.minutes`` for another time.
    """
    if not 1 <= minutes <= _LONGEST_PARK:
        raise CounterError("park.minutes", most=_LONGEST_PARK)
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        until = to_us(office.clock.now() + timedelta(minutes=minutes))
        away = tickets.move(connection, here, Move.PARK, parked_until_us=until, park_reason=reason.value)
        told = about_ticket(Event.TICKET_PARKED, away, mine.counter, staff_id, reason=reason.value, until_us=until)
        append(connection, office.clock, told)
        return away


def transfer(office: Office, order: Transfer, counter_id: int, staff_id: int) -> Ticket:
    """Send the visit on under the same number.

    Raises:
        CounterError: ``transfer.service_closed`` where no open counter serves it, ``transfer.counter_closed``,
            ``transfer.colleague_away``, ``ticket.person_has_another``, ``visit.not_in_visit``.
    """
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        after(here.state, Move.TRANSFER)
        _refuse_nobody_there(connection, mine, order, staff_id)
        known = visit_services.services_of(connection, here.id)
        planned = {one.service_id for one in known if one.quantity is None}
        _refuse_odd(order.done, {here.service_id, *planned}, here)
        now = to_us(office.clock.now())
        visit_services.record_done(
            connection, here.id, known, order.done, visit_services.DoneBy(counter_id, staff_id, now)
        )
        values: dict[str, Any] = {
            **dict.fromkeys(_WAITS_AGAIN),
            "calls": 0,
            "service_id": order.service_id,
            "to_counter_id": order.counter_id,
            "to_staff_id": order.staff_id,
        }
        if order.placing is Placing.FIRST:
            values["put_first_us"] = now
        elif order.placing is Placing.LAST:
            values |= {"queued_us": now, "appointed_us": None}
        if order.back:
            values |= {"back_staff_id": staff_id, "back_service_id": here.service_id}
        sent = moved(connection, here, Move.TRANSFER, **values)
        undo.forget(connection, sent.id)
        services = mine.setup.services
        told: dict[str, object] = {
            "service": services[order.service_id].code,
            "to_counter": mine.setup.counters[order.counter_id].number if order.counter_id else None,
            "to_staff": order.staff_id,
            "placing": order.placing.value,
            "back": order.back,
            "done": {services[service_id].code: quantity for service_id, quantity in order.done.items()},
        }
        append(connection, office.clock, about_ticket(Event.TICKET_TRANSFERRED, sent, mine.counter, staff_id, **told))
        return sent


def cancel(office: Office, ticket_id: str, reason: CancelReason, counter_id: int, staff_id: int) -> Ticket:
    """Take a number out of the day.

    Raises:
        CounterError: ``ticket.called_elsewhere``, ``ticket.move_refused``.
    """
    with office.store.write() as connection:
        mine = own_counter(office, connection, counter_id, staff_id)
        wanted = tickets.get(connection, ticket_id)
        if wanted.state in AT_COUNTER_STATES and wanted.counter_id not in (None, counter_id):
            where = counter_of(mine.setup, wanted.counter_id or 0).number
            raise CounterError("ticket.called_elsewhere", number=wanted.label, counter=where)
        gone = tickets.move(connection, wanted, Move.CANCEL)
        told = about_ticket(Event.TICKET_CANCELLED, gone, mine.counter, staff_id, reason=reason.value)
        append(connection, office.clock, told)
        return gone


def check_priority(office: Office, counter_id: int, staff_id: int, *, confirmed: bool) -> Ticket:
    """Store what the clerk found in the proof of a declared priority.

    Raises:
        CounterError: ``ticket.no_priority`` without one.
    """
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        if here.priority is None:
            raise CounterError("ticket.no_priority", number=here.label)
        verdict = Priority(here.priority.group, PriorityCheck.CONFIRMED if confirmed else PriorityCheck.REFUSED)
        changed = update(ticket).where(ticket.c.id == here.id).values(priority_check=verdict.check.value)
        connection.execute(changed)
        told = about_ticket(Event.PRIORITY_CHECKED, here, mine.counter, staff_id, confirmed=confirmed)
        append(connection, office.clock, told)
        return tickets.get(connection, here.id)


def _go_on(
    office: Office,
    connection: Connection,
    mine: OwnCounter,
    here: Ticket,
    by: _Gone,
    values: Mapping[str, int | None],
) -> Ticket:
    """Let the visit wait for its next service, with the place it has had since it was issued."""
    gone = moved(connection, here, Move.TRANSFER, **{**dict.fromkeys(_WAITS_AGAIN), "calls": 0, **values})
    undo.forget(connection, gone.id)
    undo.keep(connection, here, mine.counter.id, by.staff_id, by.us)
    service = mine.setup.services[gone.service_id].code
    entry = about_ticket(Event.TICKET_WENT_ON, gone, mine.counter, by.staff_id, service=service, done=dict(by.done))
    append(connection, office.clock, entry)
    return gone


def _refuse_odd(done: Mapping[int, int], services: set[int], here: Ticket) -> None:
    if not done.keys() <= services:
        raise CounterError("visit.not_in_visit", number=here.label)
    if not all(0 <= quantity <= _MOST for quantity in done.values()):
        raise CounterError("visit.too_many", most=_MOST)


def _refuse_closed(connection: Connection, mine: OwnCounter, service_id: int, staff_id: int) -> None:
    open_ones = tickets.asking_counter(connection, mine.counter.id, staff_id).open_counters
    served = {service for counter in open_ones for service in counter_of(mine.setup, counter).services}
    if service_id not in served:
        service = mine.setup.services.get(service_id)
        raise CounterError("transfer.service_closed", service=service.name if service else "–")


def _refuse_nobody_there(connection: Connection, mine: OwnCounter, order: Transfer, staff_id: int) -> None:
    """Refuse to send a number where nobody sits: it would wait for nobody."""
    open_ones = tickets.asking_counter(connection, mine.counter.id, staff_id).open_counters
    if order.counter_id is not None and order.counter_id not in open_ones:
        raise CounterError("transfer.counter_closed", counter=counter_of(mine.setup, order.counter_id).number)
    if order.staff_id is not None and order.staff_id not in open_ones.values():
        name = connection.execute(select(staff.c.name).where(staff.c.id == order.staff_id)).scalar_one_or_none()
        raise CounterError("transfer.colleague_away", name=name or "–")
    if order.service_id not in mine.setup.services or (order.counter_id is None and order.staff_id is None):
        _refuse_closed(connection, mine, order.service_id, staff_id)
