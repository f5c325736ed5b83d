"""Read and write the set-up of a branch: the published versions, and what is derived from the newest.

The ids of services and counters live here alone: a code keeps its id for good, whatever its name is later.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, func, insert, select, update

from kiosk.domain.artwork import Artwork, ArtworkKind
from kiosk.domain.branch_setup import Counter, Service, Setup, Staff, StaffRole
from kiosk.domain.journal import canonical
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.look import Roundel
from kiosk.domain.orders import DayNotice, StationOrders
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import CounterPart, Document, ServicePart
from kiosk.domain.setup.form import plain, read
from kiosk.domain.setup.version import PublishedVersion
from kiosk.store import tables
from kiosk.store.journal import from_us, to_us
from kiosk.store.orders import read_orders
from kiosk.store.sealing import FieldCipher, Place

_CHANGES = select(tables.branch.c.setup_changes).where(tables.branch.c.id == bindparam("branch"))
_VERSIONS = tables.setup_version


def dump_text(text: LocalText) -> str:
    """Return a name in several languages as it is stored."""
    return json.dumps(text.as_dict(), ensure_ascii=False)


def load_text(stored: str) -> LocalText:
    """Reverse `dump_text`."""
    return LocalText.from_dict(json.loads(stored))


def setup_changes(connection: Connection, branch_id: int) -> int:
    """Return a number that is higher after each change of the set-up."""
    return int(connection.execute(_CHANGES, {"branch": branch_id}).scalar_one())


# -- the present set-up -----------------------------------------------------------------------------------------------


def read_setup(connection: Connection, branch_id: int) -> Setup:
    """Read the whole set-up of one branch."""
    changes = setup_changes(connection, branch_id)
    published = newest_version(connection, branch_id)
    document = document_of(connection, branch_id, published)
    services, counters = (_rows(connection, table, branch_id) for table in (tables.service, tables.counter))
    weights = _weights(connection)
    gone = {row.id for row in services if row.retired}
    setup = setup_from(
        document,
        branch_id,
        {row.code: row.id for row in services},
        {row.number: row.id for row in counters},
        [
            *(_retired_service(row) for row in services if row.retired),
            *(_retired_counter(row, weights.get(row.id, {})) for row in counters if row.retired),
        ],
        {one: {service: held[service] for service in held.keys() & gone} for one, held in weights.items()},
    )
    return replace(
        setup,
        counters=_counters_today(connection, setup.counters),
        orders=read_orders(connection),
        stations=_station_orders(connection),
        published=published,
        version=changes,
    )


def staff_from(row: Row[Any]) -> Staff:
    """Return a member of staff from a row of the table, without the secret."""
    until = date.fromisoformat(row.until) if row.until else None
    return Staff(row.id, row.login, row.name, StaffRole(row.role), until, row.is_first_secret, row.secret_us)


def _rows(connection: Connection, table: Table, branch_id: int) -> list[Row[Any]]:
    return list(connection.execute(select(table).where(table.c.branch_id == branch_id).order_by(table.c.id)))


def _retired_service(row: Row[Any]) -> Service:
    procedures = tuple(json.loads(row.procedures))
    name = load_text(row.name)
    return Service(row.id, row.code, row.field_code, row.series, name, row.target_minutes, procedures, is_retired=True)


def _retired_counter(row: Row[Any], weights: Mapping[int, int]) -> Counter:
    return Counter(row.id, row.number, load_text(row.name), weights, is_retired=True)


def _counters_today(connection: Connection, counters: Mapping[int, Counter]) -> dict[int, Counter]:
    """Return the counters with the services that a manager gave them, or took from them, for today."""
    found = dict(counters)
    for row in connection.execute(select(tables.day_service)):
        if row.counter_id in found:
            counter = found[row.counter_id]
            services = dict(counter.services)
            if row.weight is None:
                services.pop(row.service_id, None)
            else:
                services[row.service_id] = row.weight
            found[row.counter_id] = replace(counter, services=services)
    return found


def _station_orders(connection: Connection) -> StationOrders:
    out = connection.execute(select(tables.out_of_service.c.station, tables.out_of_service.c.text))
    restarts = connection.execute(
        select(tables.station_restart.c.station, tables.station_restart.c.count.label("restarts"))
    )
    notices = connection.execute(
        select(tables.day_notice).order_by(tables.day_notice.c.since_us, tables.day_notice.c.id)
    )
    return StationOrders(
        {station: text or "" for station, text in out},
        {row.station: row.restarts for row in restarts},
        tuple(DayNotice(row.id, row.station, row.text, from_us(row.since_us)) for row in notices),
    )


def _weights(connection: Connection) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for link in connection.execute(select(tables.counter_service)):
        found.setdefault(link.counter_id, {})[link.service_id] = link.weight
    return found


# -- versions ---------------------------------------------------------------------------------------------------------


def newest_version(connection: Connection, branch_id: int) -> int:
    """Return the number of the version in force."""
    newest = select(func.max(_VERSIONS.c.version)).where(_VERSIONS.c.branch_id == branch_id)
    return int(connection.execute(newest).scalar_one())


def published_versions(connection: Connection, branch_id: int) -> tuple[PublishedVersion, ...]:
    """Return every published version, the newest first."""
    columns = (_VERSIONS.c.version, _VERSIONS.c.published_us, _VERSIONS.c.published_by, _VERSIONS.c.reason)
    rows = connection.execute(
        select(*columns).where(_VERSIONS.c.branch_id == branch_id).order_by(_VERSIONS.c.version.desc())
    )
    return tuple(PublishedVersion(version, from_us(us), by, reason) for version, us, by, reason in rows)


def document_of(connection: Connection, branch_id: int, version: int, key: bytes | None = None) -> Document:
    """Return the document of a version. `key` opens the names of its staff; without it they are empty."""
    here = (_VERSIONS.c.branch_id == branch_id, _VERSIONS.c.version == version)
    row = connection.execute(select(_VERSIONS.c.document, _VERSIONS.c.names).where(*here)).one()
    document, problems = read(Document, json.loads(row.document))
    if document is None:
        raise ValueError(f"version {version} of the set-up cannot be read: {problems}")
    document = with_artwork(connection, document)
    if key is None:
        return document
    known = connection.execute(select(tables.staff.c.login, tables.staff.c.name))
    names = {one.login: one.name for one in known} if row.names is None else _open(key, version, bytes(row.names))
    return replace(document, staff=tuple(replace(one, name=names[one.login]) for one in document.staff))


def upgraded_versions(connection: Connection, branch_id: int) -> tuple[PublishedVersion, ...]:
    """Return the versions that a migration wrote: they have no names of staff and no record yet."""
    nameless = select(_VERSIONS.c.version).where(_VERSIONS.c.branch_id == branch_id, _VERSIONS.c.names.is_(None))
    found = set(connection.execute(nameless).scalars())
    return tuple(one for one in published_versions(connection, branch_id) if one.version in found)


def drop_version(connection: Connection, branch_id: int, version: int) -> None:
    """Delete a version that a migration wrote, before it is written whole."""
    connection.execute(delete(_VERSIONS).where(_VERSIONS.c.branch_id == branch_id, _VERSIONS.c.version == version))


def write_version(
    connection: Connection, branch_id: int, document: Document, published: PublishedVersion, key: bytes
) -> dict[str, object]:
    """Store a version and return the body of its record, in which the names of staff are encrypted.

    Raises:
        CounterError: ``artwork.missing``.
    """
    keep_artwork(connection, document.look.roundel)
    nameless = plain(replace(document, staff=tuple(replace(one, name="") for one in document.staff)))
    names = _close(key, published.version, {one.login: one.name for one in document.staff})
    connection.execute(
        insert(_VERSIONS).values(
            branch_id=branch_id,
            version=published.version,
            document=canonical(nameless).decode(),
            names=names,
            published_us=to_us(published.at),
            published_by=published.by,
            reason=published.reason,
        )
    )
    return {
        "version": published.version,
        "document": nameless,
        "names": base64.b64encode(names).decode(),
        "by": published.by,
        "reason": published.reason,
    }


def with_artwork(connection: Connection, document: Document) -> Document:
    """Return a document with the picture that it names, where the branch has it."""
    name, table = document.look.roundel.name, tables.artwork
    row = connection.execute(select(table).where(table.c.hash == name)).one_or_none() if name else None
    if row is None:
        return document
    roundel = Roundel.of(Artwork(row.hash, ArtworkKind(row.kind), bytes(row.content)))
    return replace(document, look=replace(document.look, roundel=roundel))


def keep_artwork(connection: Connection, roundel: Roundel) -> None:
    """Store the picture of a roundel, unless the branch has it already.

    Raises:
        CounterError: ``artwork.missing`` for a name alone that the branch does not know.
    """
    table, artwork = tables.artwork, roundel.artwork
    is_known = connection.execute(select(table.c.hash).where(table.c.hash == roundel.name)).first() is not None
    if not roundel.name or is_known:
        return
    if artwork is None:
        raise CounterError("artwork.missing")
    connection.execute(insert(table).values(hash=artwork.hash, kind=artwork.kind.value, content=artwork.content))


def _place(version: int) -> Place:
    return Place("setup_version", "names", str(version))


def _close(key: bytes, version: int, names: Mapping[str, str]) -> bytes:
    return FieldCipher({0: key}, 0).encrypt(_place(version), json.dumps(names, ensure_ascii=False))


def _open(key: bytes, version: int, blob: bytes) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(FieldCipher({0: key}, 0).decrypt(_place(version), blob))
    return found


# -- what is derived from the newest version --------------------------------------------------------------------------


def derive(connection: Connection, branch_id: int, document: Document) -> None:
    """Write services, counters and their links as a document has them. What it leaves out is retired, not deleted."""
    services = _derive_services(connection, branch_id, document)
    counters = _derive_counters(connection, branch_id, document)
    links = tables.counter_service
    kept = {services[one.code] for one in document.services}
    connection.execute(delete(links).where(links.c.service_id.in_(kept)))
    rows = [
        {"counter_id": counters[part.number], "service_id": services[one.code], "weight": one.minutes}
        for part in document.counters
        for one in part.services
    ]
    connection.execute(insert(links), rows)


def _derive_services(connection: Connection, branch_id: int, document: Document) -> dict[str, int]:
    table = tables.service
    ids = {row.code: row.id for row in _rows(connection, table, branch_id)}
    parts = {part.code: _service_row(document, part) for part in document.services}
    return _derive_rows(connection, branch_id, table, ids, parts)


def _service_row(document: Document, part: ServicePart) -> dict[str, object]:
    return {
        "code": part.code,
        "field_code": part.field,
        "series": document.series_of(part),
        "name": dump_text(part.name),
        "target_minutes": part.target_minutes,
        "procedures": json.dumps(part.procedures),
    }


def _derive_counters(connection: Connection, branch_id: int, document: Document) -> dict[int, int]:
    table = tables.counter
    ids = {row.number: row.id for row in _rows(connection, table, branch_id)}
    parts = {part.number: _counter_row(part) for part in document.counters}
    return _derive_rows(connection, branch_id, table, ids, parts)


def _counter_row(part: CounterPart) -> dict[str, object]:
    return {"number": part.number, "name": dump_text(part.name)}


def _derive_rows(
    connection: Connection, branch_id: int, table: Table, ids: Mapping[Any, int], parts: Mapping[Any, dict[str, object]]
) -> dict[Any, int]:
    """Update, add and retire rows; return the id of each key, of new ones too."""
    found = dict(ids)
    connection.execute(update(table).where(table.c.branch_id == branch_id).values(retired=True))
    for key, values in parts.items():
        if key in ids:
            connection.execute(update(table).where(table.c.id == ids[key]).values(**values, retired=False))
        else:
            last = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            found[key] = int(last) + 1
            connection.execute(insert(table).values(id=found[key], branch_id=branch_id, **values, retired=False))
    return found
