"""Publish a version of the branch's set-up: check it, store it whole, and derive what the program works with."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Connection, Select, insert, select, update

from kiosk.branch.office import Office
from kiosk.branch.staff import hash_pin, new_pin
from kiosk.domain.branch_setup import USUAL_HALL, HallRules
from kiosk.domain.journal import Event, canonical
from kiosk.domain.language.text import CounterError
from kiosk.domain.look import NO_ROUNDEL, Roundel
from kiosk.domain.setup.check import NOTHING_KNOWN, Known, check
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.form import plain
from kiosk.domain.setup.version import PublishedVersion
from kiosk.domain.time_zone import time_zone
from kiosk.store import tables
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.setup import (
    derive,
    document_of,
    drop_version,
    newest_version,
    published_versions,
    upgraded_versions,
    write_version,
)

#: The largest document, in bytes of its canonical form.
MOST_BYTES = 200 * 1024


@dataclass(frozen=True, slots=True)
class Author:
    """Hold who publishes a version, and why. The history shows both."""

    who: str = ""
    why: str = ""


NOBODY = Author()


@dataclass(frozen=True, slots=True)
class Publication:
    """Hold the version in force after publishing.

    `is_new` is False where the document was in force already. `pins` are the first PINs of new staff, by login; they
    are shown once.
    """

    version: int
    is_new: bool
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)


def publish(
    office: Office,
    document: Document,
    author: Author = NOBODY,
    *,
    based_on: int | None = None,
    known: Known = NOTHING_KNOWN,
    pins: Mapping[str, str] = MappingProxyType({}),
) -> Publication:
    """Put a document in force. Every program of the branch follows; open visits go on to their end.

    `based_on` is the version that the document was made from; None replaces whatever is in force. `pins` are the first
    PINs of new staff by login; whoever has none there gets a random one.

    Raises:
        CounterError: The reason.

            ``setup.problem.*``: the first problem of the document.
            ``setup.too_large``: how many bytes it has and may have.
            ``setup.meanwhile``: another version was published, by whom and when.
            ``setup.kiosk_letter``: a letter that a kiosk already gives out while it is cut off.
            ``artwork.missing``: the document names a picture that neither it nor the branch has.
    """
    refuse_problems(document, known)
    first = {login: pins.get(login) or new_pin(login) for login in _new_logins(office, document)}
    hashes = {login: hash_pin(pin) for login, pin in first.items()}
    with office.store.write() as connection:
        newest = newest_version(connection, office.branch_id)
        if based_on is not None and based_on != newest:
            _refuse_meanwhile(office, connection)
        if document_of(connection, office.branch_id, newest, office.keys.columns) == document:
            return Publication(newest, is_new=False)
        _refuse_kiosk_letters(office, connection, document)
        version = PublishedVersion(newest + 1, office.clock.now(), author.who, author.why)
        put_in_force(office, connection, document, version, hashes)
    return Publication(version.version, is_new=True, pins=first)


def change(
    office: Office,
    edit: Callable[[Document], Document],
    author: Author = NOBODY,
    *,
    pins: Mapping[str, str] = MappingProxyType({}),
) -> Publication:
    """Publish the version in force with one edit; see `publish` for the errors."""
    with office.store.read() as connection:
        newest = newest_version(connection, office.branch_id)
        document = document_of(connection, office.branch_id, newest, office.keys.columns)
    return publish(office, edit(document), author, based_on=newest, pins=pins)


def history(office: Office) -> tuple[PublishedVersion, ...]:
    """Return every published version, the newest first."""
    with office.store.read() as connection:
        return published_versions(connection, office.branch_id)


def document_in_force(office: Office, version: int | None = None) -> Document:
    """Return the document of a version; None means the newest.

    Raises:
        CounterError: ``setup.no_version``.
    """
    with office.store.read() as connection:
        newest = newest_version(connection, office.branch_id)
        wanted = newest if version is None else version
        if not 1 <= wanted <= newest:
            raise CounterError("setup.no_version", version=wanted, newest=newest)
        return document_of(connection, office.branch_id, wanted, office.keys.columns)


def undo(office: Office, author: Author = NOBODY, *, version: int | None = None) -> Publication:
    """Publish an older version again; None means the one before the newest.

    Raises:
        CounterError: ``setup.no_version``, and those of `publish`.
    """
    newest = history(office)[0].version
    document = document_in_force(office, newest - 1 if version is None else version)
    return publish(office, document, author, based_on=newest)


@dataclass(frozen=True, slots=True)
class MovedHere:
    """Hold what release 0.1.0 had in the configuration of a machine, and the set-up has now."""

    hall: HallRules = USUAL_HALL
    roundel: Roundel = NO_ROUNDEL


NOTHING_MOVED = MovedHere()


def complete_upgrade(office: Office, connection: Connection, moved: MovedHere = NOTHING_MOVED) -> None:
    """Write the record of a version that the migration from release 0.1.0 made from its tables.

    `moved` is what stood in the configuration of the machine.
    """
    for version in upgraded_versions(connection, office.branch_id):
        document = document_of(connection, office.branch_id, version.version, office.keys.columns)
        document = replace(document, hall=moved.hall, look=replace(document.look, roundel=moved.roundel))
        drop_version(connection, office.branch_id, version.version)
        put_in_force(office, connection, document, version, {})


def refuse_problems(document: Document, known: Known = NOTHING_KNOWN) -> None:
    """Refuse a document that cannot be put in force.

    Raises:
        CounterError: ``setup.problem.*``, ``setup.too_large``.
    """
    for problem in check(document, known):
        raise CounterError(problem.message.key, **problem.message.args)
    count = len(canonical(plain(document)))
    if count > MOST_BYTES:
        raise CounterError("setup.too_large", count=count // 1024, most=MOST_BYTES // 1024)


def put_in_force(
    office: Office,
    connection: Connection,
    document: Document,
    version: PublishedVersion,
    secrets: Mapping[str, str],
    own: Container[str] = (),
) -> None:
    """Store a version with its record and derive the tables.

    `secrets` are the hashed PINs of new staff, by login. Those whose login is in `own` have chosen their PIN.
    """
    body = store_version(office, connection, document, version, secrets, own)
    append(connection, office.clock, NewRecord(Event.SETUP_PUBLISHED, f"setup:{version.version}", body))


def store_version(
    office: Office,
    connection: Connection,
    document: Document,
    version: PublishedVersion,
    secrets: Mapping[str, str],
    own: Container[str] = (),
) -> dict[str, object]:
    """Store a version and derive the tables, without its record. Return the body of the record."""
    code = update(tables.branch).where(tables.branch.c.id == office.branch_id)
    connection.execute(code.values(code=document.branch.code))
    derive(connection, office.branch_id, document)
    _derive_staff(office, connection, document, secrets, own)
    body = write_version(connection, office.branch_id, document, version, office.keys.columns)
    connection.execute(tables.SETUP_CHANGED)
    return body


def _derive_staff(
    office: Office, connection: Connection, document: Document, secrets: Mapping[str, str], own: Container[str]
) -> None:
    """Write the staff. The role of a person who is left out ends: today for an open counter, else yesterday."""
    table = tables.staff
    known = {row.login: row for row in connection.execute(_mine(office, table.c.id, table.c.login, table.c.until))}
    last = max((row.id for row in known.values()), default=0)
    for part in document.staff:
        values = {"name": part.name, "role": part.role.value, "until": part.until.isoformat() if part.until else None}
        if part.login in known:
            connection.execute(update(table).where(table.c.id == known[part.login].id).values(values))
            continue
        last += 1
        new = {
            "id": last,
            "branch_id": office.branch_id,
            "login": part.login,
            "secret": secrets[part.login],
            "is_first_secret": part.login not in own,
            "secret_us": to_us(office.clock.now()),
        }
        connection.execute(insert(table).values({**new, **values}))
    open_ones = set(connection.execute(select(tables.counter_session.c.staff_id)).scalars())
    today = office.clock.now().astimezone(time_zone(document.branch.zone)).date()
    for login in known.keys() - {part.login for part in document.staff}:
        row = known[login]
        end = (today if row.id in open_ones else today - timedelta(days=1)).isoformat()
        if row.until is None or row.until > end:
            connection.execute(update(table).where(table.c.id == row.id).values(until=end))


def _mine(office: Office, *columns: Column[Any]) -> Select[Any]:
    return select(*columns).where(tables.staff.c.branch_id == office.branch_id)


def _new_logins(office: Office, document: Document) -> list[str]:
    with office.store.read() as connection:
        known = set(connection.execute(_mine(office, tables.staff.c.login)).scalars())
    return [one.login for one in document.staff if one.login not in known]


def _refuse_meanwhile(office: Office, connection: Connection) -> None:
    last = published_versions(connection, office.branch_id)[0]
    raise CounterError("setup.meanwhile", version=last.version, by=last.by, reason=last.reason)


def _refuse_kiosk_letters(office: Office, connection: Connection, document: Document) -> None:
    """Refuse a letter that a kiosk gives out from its own ledger: two numbers would look alike."""
    table = tables.own_ledger_series
    rows = connection.execute(select(table.c.series, table.c.station).where(table.c.branch_id == office.branch_id))
    stations = {row.series: row.station for row in rows}
    for part in document.services:
        if (letter := document.series_of(part)) in stations:
            raise CounterError("setup.kiosk_letter", series=letter, station=stations[letter], service=part.name)
