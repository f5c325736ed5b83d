"""The citizen's verdict: by the code on the ticket, after the visit, once, and nobody at the desk can start it."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office
from kiosk.branch.reception import find_in
from kiosk.domain.journal import Event
from kiosk.domain.numbering import CodeProblem
from kiosk.domain.office import Service
from kiosk.domain.rating import Rating
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import Ticket, TicketState
from kiosk.store import tickets
from kiosk.store.journal import Entry, append, to_us
from kiosk.store.schema import rating, request


@dataclass(frozen=True, slots=True)
class Rateable:
    """A finished visit that waits for its rating; `counter` is the counter's number."""

    ticket: Ticket
    service: Service
    counter: int | None


def rateable(office: Office, code: str) -> Rateable:
    """The visit of a scanned or typed code.

    CounterError ``code.<problem>`` (see `CodeProblem`), ``rating.not_finished``, ``rating.already``.
    """
    with office.store.read() as connection:
        found = find_in(office, connection, code)
        if isinstance(found, CodeProblem):
            raise CounterError(f"code.{found.value}")
        _refuse_unless_open(connection, found)
        setup = office.setup_in(connection)
        counter = setup.counters.get(found.counter_id or 0)
        return Rateable(found, setup.services[found.service_id], counter.number if counter else None)


def rate(office: Office, request_id: str, ticket_id: str, verdict: Rating) -> None:
    """Stores a rating; a repeated `request_id` changes nothing. CounterErrors as `rateable`."""
    try:
        _rate_once(office, request_id, ticket_id, verdict)
    except IntegrityError:  # the same touch or the same ticket at another machine was first: now it is there to see
        _rate_once(office, request_id, ticket_id, verdict)


def _rate_once(office: Office, request_id: str, ticket_id: str, verdict: Rating) -> None:
    with office.store.write() as connection:
        if connection.execute(select(request.c.id).where(request.c.id == request_id)).first():
            return
        rated = tickets.get(connection, ticket_id)
        _refuse_unless_open(connection, rated)
        reasons = [reason.value for reason in verdict.reasons]
        connection.execute(insert(request).values(id=request_id, ticket_id=ticket_id))
        connection.execute(
            insert(rating).values(
                ticket_id=ticket_id,
                level=verdict.level.value,
                reasons=json.dumps(reasons),
                at_us=to_us(office.clock.now()),
            )
        )
        body = {"number": rated.label, "level": verdict.level.value, "reasons": reasons}
        append(connection, office.clock, Entry(Event.RATING_GIVEN, ticket_id, body))


def _refuse_unless_open(connection: Connection, found: Ticket) -> None:
    if found.state is not TicketState.DONE:
        raise CounterError("rating.not_finished", number=found.label)
    if connection.execute(select(rating.c.level).where(rating.c.ticket_id == found.id)).first():
        raise CounterError("rating.already", number=found.label)
