"""Read, search, print and replace the branch's catalogue of procedures. The last good one stays."""

import json
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office, Versioned
from kiosk.domain.branch_setup import Setup
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.lookup import mark_looked_up
from kiosk.domain.procedures.procedure import Catalogue, Procedure
from kiosk.domain.procedures.search import Hit, HitKind, Index, SearchEntry
from kiosk.domain.slip import ProcedureSlip
from kiosk.domain.status import PrintJobState
from kiosk.store import tables
from kiosk.store.journal import NewRecord, append, to_us

_TABLE = tables.catalogue
_JOB = tables.print_job


@dataclass(frozen=True, slots=True)
class Standing:
    """Tell the catalogue's date, and whether it is older than the branch lets pass for current."""

    as_of: date
    is_old: bool


def standing(office: Office) -> Standing | None:
    """Return the catalogue's date; None where the branch has no catalogue, so that nothing is offered."""
    with office.store.read() as connection:
        today = office.setup_in(connection).branch.business_date(office.clock.now())
        return standing_in(office, connection, today)


def standing_in(office: Office, connection: Connection, today: date) -> Standing | None:
    """Return the same inside a transaction that is already open."""
    head = _head(office, connection)
    return None if head is None else _standing(office, head[1], today)


def catalogue(office: Office) -> Catalogue:
    """Return all procedures, with the papers marked that the agency looks up itself today.

    They are read again only after the catalogue was replaced, and on another day.

    Raises:
        CounterError: ``procedure.none`` without a catalogue.
    """
    with office.store.read() as connection:
        return _known(office, connection).value


def search(office: Office, text: str) -> tuple[Hit, ...]:
    """Return the services and procedures that fit what was typed, best first; see `kiosk.domain.procedures.search`."""
    with office.store.read() as connection:
        setup, known = office.setup_in(connection), _known(office, connection)
        version = (*known.version, setup.version)
        index = office.cache.index
        if index is None or index.version != version:
            index = office.cache.index = Versioned(version, Index(_entries(setup, known.value), office.speech))
    return index.value.search(text)


def print_procedure(office: Office, request_id: str, code: str, language: str, case: str = "") -> int:
    """Put a procedure's slip into the print queue and return the job; a repeated `request_id` returns the first.

    The slip holds the papers of one `case` and of every case; "" prints all of them.

    Raises:
        CounterError: ``procedure.gone`` for a code or case that is not in the catalogue, ``procedure.none``.
    """
    try:
        return _print_once(office, request_id, code, language, case)
    except IntegrityError:  # the same touch was first: now its job is there to see
        return _print_once(office, request_id, code, language, case)


def load_procedure_slip(office: Office, connection: Connection, stored: str) -> ProcedureSlip | None:
    """Return what a stored job prints, by the catalogue as it is now.

    Return None when the procedure or the case is no longer in it.
    """
    wish = json.loads(stored)
    try:
        known = _known(office, connection).value
    except CounterError:
        return None
    found = _in_case(known, wish["procedure"], wish["case"])
    if found is None:
        return None
    taken_at = datetime.fromisoformat(wish["taken_at"])
    branch = office.setup_in(connection).branch
    return ProcedureSlip(
        procedure=found,
        as_of=known.as_of,
        is_old=_standing(office, known.as_of, taken_at.date()).is_old,
        centre=branch.name,
        place=branch.place,
        slogan=branch.slogan,
        taken_at=taken_at,
        language=wish["language"],
    )


def replace_catalogue(office: Office, text: str) -> Catalogue:
    """Replace the whole catalogue, after every line of the new one was checked.

    Raises:
        CounterError: ``catalogue.*``. Then nothing is changed, and the last good one stays.
    """
    new = read_catalogue(text)
    with office.store.write() as connection:
        write_catalogue(connection, office.branch_id, text, new, to_us(office.clock.now()))
        branch = office.setup_in(connection).branch.code
        body = {"branch": branch, "as_of": new.as_of.isoformat(), "procedures": len(new.procedures)}
        append(connection, office.clock, NewRecord(Event.CATALOGUE_REPLACED, f"catalogue:{new.as_of}", body))
    return new


def write_catalogue(connection: Connection, branch_id: int, text: str, checked: Catalogue, loaded_us: int) -> None:
    """Replace the stored catalogue by a checked one, with the next version."""
    mine = _TABLE.c.branch_id == branch_id
    last = connection.execute(select(_TABLE.c.version).where(mine)).scalar_one_or_none() or 0
    connection.execute(delete(_TABLE).where(mine))
    connection.execute(
        insert(_TABLE).values(
            branch_id=branch_id,
            version=last + 1,
            as_of=checked.as_of.isoformat(),
            body=zlib.compress(text.encode()),
            loaded_us=loaded_us,
        )
    )


def _in_case(known: Catalogue, code: str, case: str) -> Procedure | None:
    """Return a procedure with the papers of a case; None where the catalogue has no such procedure or case."""
    found = known.find(code)
    if found is None or (case and case not in found.cases):
        return None
    return found.in_case(case)


def _print_once(office: Office, request_id: str, code: str, language: str, case: str) -> int:
    with office.store.write() as connection:
        known = connection.execute(select(_JOB.c.id).where(_JOB.c.request_id == request_id)).scalar_one_or_none()
        if known is not None:
            return int(known)
        found = _in_case(_known(office, connection).value, code, case)
        if found is None:
            raise CounterError("procedure.gone")
        now = office.clock.now()
        taken_at = office.setup_in(connection).branch.local(now).isoformat()
        job = insert(_JOB).values(
            station=office.station,
            request_id=request_id,
            state=PrintJobState.QUEUED.value,
            slip=json.dumps({"procedure": found.code, "case": case, "language": language, "taken_at": taken_at}),
            attempts=0,
            created_us=to_us(now),
            detail="",
        )
        return int(connection.execute(job.returning(_JOB.c.id)).scalar_one())


def _standing(office: Office, as_of: date, today: date) -> Standing:
    return Standing(as_of, (today - as_of).days > office.catalogue_days)


def _head(office: Office, connection: Connection) -> tuple[int, date] | None:
    """Return version and date of the catalogue, without its large body."""
    query = select(_TABLE.c.version, _TABLE.c.as_of).where(_TABLE.c.branch_id == office.branch_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.version, date.fromisoformat(row.as_of))


def _known(office: Office, connection: Connection) -> Versioned[Catalogue]:
    head = _head(office, connection)
    if head is None:
        raise CounterError("procedure.none")
    known, today = office.cache.catalogue, office.setup_in(connection).branch.business_date(office.clock.now())
    version = (head[0], today.toordinal())
    if known is None or known.version != version:
        body = select(_TABLE.c.body).where(_TABLE.c.branch_id == office.branch_id)
        text = zlib.decompress(connection.execute(body).scalar_one()).decode()
        marked = mark_looked_up(read_catalogue(text), office.looked_up, today)
        known = office.cache.catalogue = Versioned(version, marked)
    return known


def _entries(setup: Setup, known: Catalogue) -> list[SearchEntry]:
    """Return the entries of the search: the branch's services and all procedures."""
    fields = {one.code: one.name for one in setup.fields}
    found = []
    for service in setup.offered_services:
        around = fields.get(service.field_code)
        names = tuple(around.as_dict().values()) if around else ()
        others = (*(text for _, text in service.name.others), *service.said)
        found.append(SearchEntry(HitKind.SERVICE, str(service.id), service.name.vi, others, names))
    return [*found, *(_entry(one) for one in known.procedures)]


def _entry(one: Procedure) -> SearchEntry:
    codes = (one.code, *one.former_codes)
    return SearchEntry(HitKind.PROCEDURE, one.code, one.title, (one.name,), (one.field, *one.results), codes)
