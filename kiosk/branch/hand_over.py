"""Keep a kiosk's own ledger fresh while the branch's database is there, and hand it over when it is back.

While the database is away the kiosk issues from this ledger by the same use cases (`kiosk.branch.reception`), with a
letter of its own. Handing over is one transaction a number, in their order of arrival. It repeats nothing, because the
branch knows a number by the request it answers. A kiosk that dies in between begins again with the unmarked ones.
"""

import json
import logging

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from kiosk.branch.office import Office
from kiosk.domain.journal import GENESIS, Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import CancelReason
from kiosk.domain.queue.ticket import OPEN_STATES, label
from kiosk.store import ledger_copy, tickets
from kiosk.store.engine import Store
from kiosk.store.functions import NUMBER_RAISED, NUMBERS_BEGUN, REQUEST_MOVED, TICKET_CALLED_OFF
from kiosk.store.journal import NewRecord, append, new_id, to_us
from kiosk.store.tables import handed_over, installation, journal, print_job, request, ticket

_log = logging.getLogger(__name__)

_PENDING = (
    select(ticket, request.c.id.label("request_id"), journal.c.body)
    .select_from(
        ticket.join(request, request.c.ticket_id == ticket.c.id)
        .join(journal, journal.c.subject == ticket.c.id)
        .outerjoin(handed_over, handed_over.c.ticket_id == ticket.c.id)
    )
    .where(handed_over.c.ticket_id.is_(None), journal.c.kind == Event.TICKET_ISSUED.value)
    .order_by(ticket.c.issued_us, ticket.c.number)
)
_COLUMNS = tuple(column.name for column in ticket.c)


def keep_copy(office: Office, own: Store) -> None:
    """Bring the set-up in a kiosk's own ledger to that of the branch; create the ledger the first time.

    Raises:
        CounterError: ``store.*``, and ``own_ledger.no_letter`` where every letter is taken.
    """
    with office.store.read() as connection:
        wanted = ledger_copy.version_of(connection, office.branch_id)
    with own.read() as connection:
        is_new = connection.execute(select(installation.c.id)).first() is None
        if not is_new and ledger_copy.version_of(connection, office.branch_id) == wanted:
            return
    with office.store.write() as connection:
        series = ledger_copy.take_series(connection, office.branch_id, office.station)
        copy = ledger_copy.read_copy(connection, series, office.station)
        given = ledger_copy.read_numbers(connection, series)
    with own.write() as connection:
        ledger_copy.write_copy(connection, copy)
        if is_new:
            ledger_copy.write_numbers(connection, given)
            name = new_id(office.clock.now())
            connection.execute(insert(installation).values(id=name, epoch=1, seq=0, hash=GENESIS, last_us=0))
            body = {"branch": copy["branch"][0]["code"], "station": office.station, "series": series}
            append(connection, office.clock, NewRecord(Event.INSTALLATION_CREATED, f"installation:{name}", body))


def pending(own: Office) -> int:
    """Count the numbers that the branch does not have yet."""
    with own.store.read() as connection:
        return len(connection.execute(_PENDING).all())


def hand_over(own: Office, office: Office) -> int:
    """Give the branch every number of a kiosk's own ledger that it does not have yet, and return how many it took.

    A number that the branch cannot take stays here, is logged, and holds no other up.

    Raises:
        CounterError: ``store.*`` when the branch is away again. It keeps what it has by then; the rest comes next time.
    """
    with own.store.read() as connection:
        waiting = connection.execute(_PENDING).all()
        here = str(connection.execute(select(installation.c.id)).scalar_one())
    taken = 0
    for row in waiting:
        try:
            with office.store.write() as connection:
                _take_over(office, connection, row, here)
        except SQLAlchemyError:
            _log.exception("the branch cannot take number %s", label(row.series, row.number))
            continue
        _mark(own, row.id)
        taken += 1
    return taken


def _take_over(office: Office, connection: Connection, row: Row[tuple[object, ...]], ledger: str) -> None:
    """Write the number into the branch's database as it was given; do nothing when it is there already."""
    known = connection.execute(select(request.c.ticket_id).where(request.c.id == row.request_id)).first()
    if known is not None and known.ticket_id == row.id:
        return
    if known is not None:
        _call_off(office, connection, known.ticket_id)
    values = {name: getattr(row, name) for name in _COLUMNS}
    if row.person is not None and _holds_another(connection, row):
        values["person"] = None  # both numbers were given, and both are called
    connection.execute(insert(ticket).values(values))
    if known is None:
        connection.execute(insert(request).values(id=row.request_id, ticket_id=row.id))
    else:
        REQUEST_MOVED(connection, asked=row.request_id, which=row.id)
    counter = {"branch": row.branch_id, "day": row.business_date, "letter": row.series}
    NUMBERS_BEGUN(connection, **counter)
    NUMBER_RAISED(connection, **counter, number=row.number)
    body = {**json.loads(bytes(row.body)), "ledger": ledger, "issued_us": row.issued_us}
    append(connection, office.clock, NewRecord(Event.TICKET_HANDED_OVER, row.id, body))


def _call_off(office: Office, connection: Connection, ticket_id: str) -> None:
    """Cancel a number of the branch whose answer was lost on the way: the citizen holds the kiosk's own instead.

    A number that was called, or whose slip may be in somebody's hand, stays.
    """
    if TICKET_CALLED_OFF(connection, which=ticket_id) is None:
        return
    lost = tickets.get(connection, ticket_id)
    jobs = update(print_job).where(print_job.c.ticket_id == lost.id, print_job.c.state == "queued")
    settled = {"state": "failed", "settled_us": to_us(office.clock.now()), "detail": "left"}
    stopped = connection.execute(jobs.values(settled)).rowcount
    body = {"number": lost.label, "reason": CancelReason.TAKEN_TWICE.value, "station": office.station}
    records = [NewRecord(Event.TICKET_CANCELLED, lost.id, body)]
    records += [NewRecord(Event.PRINT_SETTLED, lost.id, {"state": "failed", "detail": "left"})] * stopped
    append(connection, office.clock, *records)


def _holds_another(connection: Connection, row: Row[tuple[object, ...]]) -> bool:
    """Return whether this person has taken a number for this service elsewhere meanwhile."""
    held = select(ticket.c.id).where(
        ticket.c.person == row.person,
        ticket.c.service_id == row.service_id,
        ticket.c.business_date == row.business_date,
        ticket.c.state.in_([state.value for state in OPEN_STATES]),
    )
    return connection.execute(held).first() is not None


def _mark(own: Office, ticket_id: str) -> None:
    """Mark a number that the branch has, and forget its person and group. An unmarked one is only offered once more."""
    try:
        with own.store.write() as connection:
            connection.execute(insert(handed_over).values(ticket_id=ticket_id, at_us=to_us(own.clock.now())))
            connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(person=None, priority_group=None))
    except CounterError as problem:
        _log.warning("the kiosk's own ledger cannot be written: %s", problem.message.key)
