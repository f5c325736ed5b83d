"""Store the citizen's rating: after the visit, once, and nobody at the desk can start or change it.

Nobody can be told from a rating. It is stored beside its ticket's number, so there is one a ticket. In the same
transaction the ticket forgets the card it was taken with (`person`). From then on neither this database nor the
journal leads from a rating to a person. A remark may name somebody: it is sealed to the centre in the journal and
stands nowhere else. Without the centre's key no remark is asked for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office
from kiosk.branch.serving.finding import find_in
from kiosk.domain.branch_setup import Service
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import OwnReason, Rating, contents_of, contents_on
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.domain.queue.ticket_code import CodeProblem
from kiosk.store import sealing, tickets
from kiosk.store.functions import TICKET_WITHOUT_PERSON
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import DONE, rating, request, ticket

#: So long after its end a visit is offered at the tablet of its counter; the slip's code is good all day. A visit
#: whose end lies further ahead than that has the time of a clock that was set back since.
OFFERED_FOR = timedelta(minutes=5)
_LAST_AT_COUNTER = (
    select(ticket)
    .where(
        DONE,
        ticket.c.counter_id == bindparam("counter"),
        ticket.c.finished_us.between(bindparam("since"), bindparam("until")),
    )
    .order_by(ticket.c.finished_us.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Rateable:
    """Describe a finished visit that waits for its rating; `counter` is the counter's number.

    `takes_remark`: whether a remark can be kept here.
    """

    ticket: Ticket
    service: Service
    counter: int | None
    takes_remark: bool = False


def rateable(office: Office, code: str) -> Rateable:
    """Return the visit of a scanned or typed code.

    Raises:
        CounterError: ``code.<problem>`` (see `CodeProblem`), ``rating.not_finished``, ``rating.already``.
    """
    with office.store.read() as connection:
        found = find_in(office, connection, code)
        if isinstance(found, CodeProblem):
            raise CounterError(f"code.{found.value}")
        _refuse_unless_open(connection, found)
        return _rateable(office, connection, found)


def just_finished(office: Office, counter: int) -> Rateable | None:
    """Return the visit that ended last at the counter of this number, while it may still be rated there.

    None when it is rated, or when it ended over `OFFERED_FOR` ago. None also while the next citizen is served: the
    chair before the tablet is theirs now.

    Raises:
        CounterError: ``rating.no_counter`` names the counters there are.
    """
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        found = next((one for one in setup.offered_counters if one.number == counter), None)
        if found is None:
            numbers = ", ".join(str(one.number) for one in setup.offered_counters)
            raise CounterError("rating.no_counter", counter=counter, counters=numbers)
        present = tickets.at_counter(connection, found.id)
        if present is not None and present.state is TicketState.SERVING:
            return None
        now = office.clock.now()
        span = {"since": to_us(now - OFFERED_FOR), "until": to_us(now + OFFERED_FOR)}
        row = connection.execute(_LAST_AT_COUNTER, {"counter": found.id, **span}).one_or_none()
        if row is None or _is_rated(connection, row.id):
            return None
        return _rateable(office, connection, tickets.from_row(row))


def rate(office: Office, request_id: str, ticket_id: str, verdict: Rating) -> None:
    """Store a rating; a repeated `request_id` changes nothing.

    Raises:
        CounterError: as `rateable`.
    """
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
        connection.execute(insert(request).values(id=request_id, ticket_id=ticket_id))
        connection.execute(
            insert(rating).values(
                ticket_id=ticket_id,
                level=verdict.level.value,
                reasons=json.dumps([str(one) for one in verdict.reasons]),
                at_us=to_us(office.clock.now()),
            )
        )
        TICKET_WITHOUT_PERSON(connection, which=ticket_id)
        body = _body(office, rated, verdict, office.setup_in(connection).reasons)
        append(connection, office.clock, NewRecord(Event.RATING_GIVEN, ticket_id, body))


def _body(office: Office, rated: Ticket, verdict: Rating, own: Sequence[OwnReason]) -> dict[str, object]:
    body: dict[str, object] = {
        "number": rated.label,
        "level": verdict.level.value,
        "reasons": [str(one) for one in verdict.reasons],
        "criteria": contents_on(rated.business_date).source,
    }
    if contents := verdict.contents or contents_of(verdict.reasons, own):
        body["contents"] = list(contents)
    if verdict.remark and office.keys.centre is not None:
        remark = json.dumps({"remark": verdict.remark}).encode()
        body["sealed"] = sealing.seal(office.keys.centre, remark, associated=rated.id.encode()).hex()
    return body


def _rateable(office: Office, connection: Connection, found: Ticket) -> Rateable:
    setup = office.setup_in(connection)
    counter = setup.counters.get(found.counter_id or 0)
    number = counter.number if counter else None
    return Rateable(found, setup.services[found.service_id], number, office.keys.centre is not None)


def _is_rated(connection: Connection, ticket_id: str) -> bool:
    return connection.execute(select(rating.c.level).where(rating.c.ticket_id == ticket_id)).first() is not None


def _refuse_unless_open(connection: Connection, found: Ticket) -> None:
    if found.state is not TicketState.DONE:
        raise CounterError("rating.not_finished", number=found.label)
    if _is_rated(connection, found.id):
        raise CounterError("rating.already", number=found.label)
