"""Copy the branch's set-up into a kiosk's own ledger.

Every service of the copy has the kiosk's own letter for a series. So the use cases that issue a number in the branch
issue one here that no other machine can give.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket_code import own_ledger_letters
from kiosk.store import tables
from kiosk.store.tables import own_ledger_series, setup_version

#: What a kiosk needs of its branch to issue a number and to tell a procedure, each table after those it refers to.
_COPIED = (
    tables.branch,
    setup_version,
    tables.artwork,
    tables.service,
    tables.counter,
    tables.counter_service,
    tables.catalogue,
    tables.centre_orders,
    tables.station_restart,
    own_ledger_series,
)
Copy = Mapping[str, Sequence[Mapping[str, Any]]]


def take_series(connection: Connection, branch_id: int, station: str) -> str:
    """Return the kiosk's own letter; the first time take one that no service and no other kiosk has.

    Raises:
        CounterError: ``own_ledger.no_letter`` when there is none left.
    """
    table = own_ledger_series
    rows = connection.execute(select(table.c.station, table.c.series).where(table.c.branch_id == branch_id)).all()
    taken = {row.station: row.series for row in rows}
    if station in taken:
        return str(taken[station])
    services = select(tables.service.c.series).where(tables.service.c.branch_id == branch_id)
    free = own_ledger_letters({*taken.values(), *connection.execute(services).scalars()})
    if not free:
        raise CounterError("own_ledger.no_letter")
    connection.execute(insert(table).values(branch_id=branch_id, station=station, series=free[0]))
    return free[0]


def version_of(connection: Connection, branch_id: int) -> tuple[object, ...]:
    """Return a value that changes whenever a copy would be another one. The copy itself has the same value."""
    setup = select(tables.branch.c.setup_changes).where(tables.branch.c.id == branch_id)
    catalogue = select(tables.catalogue.c.version).where(tables.catalogue.c.branch_id == branch_id)
    return connection.execute(setup).scalar(), connection.execute(catalogue).scalar()


def read_copy(connection: Connection, series: str, station: str) -> Copy:
    """Return the set-up's rows as a kiosk's own ledger holds them."""
    newest = select(setup_version).order_by(setup_version.c.version.desc()).limit(1)
    queries = {table.name: newest if table is setup_version else select(table) for table in _COPIED}
    document = json.loads(connection.execute(newest).one().document)
    roundel = document.get("look", {}).get("roundel", "")
    queries["artwork"] = select(tables.artwork).where(tables.artwork.c.hash == roundel)
    found = {name: [dict(row) for row in connection.execute(query).mappings()] for name, query in queries.items()}
    found["service"] = [{**row, "series": series} for row in found["service"]]
    found["setup_version"] = [
        {**row, "names": None, "document": _in_series(row["document"], series)} for row in found["setup_version"]
    ]
    found["own_ledger_series"] = [row for row in found["own_ledger_series"] if row["station"] == station]
    out = select(tables.out_of_service).where(tables.out_of_service.c.station == station)
    found["out_of_service"] = [dict(row) for row in connection.execute(out).mappings()]
    # Nobody's PIN leaves the branch's database: only that somebody took this kiosk out of service.
    found["staff"] = [
        _nobody(row["staff_id"], found["branch"][0]["id"]) for row in found["out_of_service"] if row["staff_id"]
    ]
    return found


def write_copy(connection: Connection, copy: Copy) -> None:
    """Replace the copy, whole, inside a transaction that is already open."""
    # The numbers that were given refer to the services while these are replaced.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    replaced = [*_COPIED, tables.staff, tables.out_of_service]
    for table in reversed(replaced):
        connection.execute(delete(table))
    for table in replaced:
        if copy[table.name]:
            connection.execute(insert(table), [dict(row) for row in copy[table.name]])


def read_numbers(connection: Connection, series: str) -> Sequence[Mapping[str, Any]]:
    """Return the last number of each day in a kiosk's own series, as the branch knows it."""
    rows = connection.execute(select(tables.number_counter).where(tables.number_counter.c.series == series))
    return [dict(row) for row in rows.mappings()]


def write_numbers(connection: Connection, given: Sequence[Mapping[str, Any]]) -> None:
    """Continue behind these numbers in a ledger that is made anew because its file was lost."""
    if given:
        connection.execute(insert(tables.number_counter), [dict(row) for row in given])


def _in_series(document: str, series: str) -> str:
    """Return the stored document with one letter for every service."""
    values = json.loads(document)
    for part in values["fields"]:
        part["series"] = series
    for part in values["services"]:
        part["series"] = ""
    return json.dumps(values, ensure_ascii=False)


def _nobody(staff_id: int, branch_id: int) -> dict[str, object]:
    return {"id": staff_id, "branch_id": branch_id, "login": str(staff_id), "name": "", "role": "lead", "secret": ""}
