"""Read the records of a day's visits, and keep the summaries of days that are over.

Summaries are a cache. A record that comes after a summary was made changes its day, whatever use case wrote it.
`changed_days` finds these days by the journal alone, so no use case has to know that summaries exist.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, select

from kiosk.domain.journal import canonical
from kiosk.domain.measures.figures import DayTallies
from kiosk.domain.measures.tally import Cell, Tally, by_service, plain_cells, read_cells
from kiosk.store.tables import LIVE, day_summary, installation, journal, number_counter, summary_mark, ticket

#: The form of the tallies that this program makes. Summaries of another form are made again.
FORM = 4


class JournalPlace(NamedTuple):
    """Name a place in the journal: after this record."""

    epoch: int
    seq: int


_MINE = day_summary.c.branch_id == bindparam("branch")
_IN_PERIOD = (
    _MINE,
    day_summary.c.business_date.between(bindparam("first"), bindparam("last")),
    day_summary.c.form == FORM,
)
_DROP_DAY = delete(day_summary).where(_MINE, day_summary.c.business_date == bindparam("day"))
_SERVICES = select(day_summary.c.business_date, day_summary.c.total).where(*_IN_PERIOD)
_CELLS = select(day_summary.c.business_date, day_summary.c.cells).where(*_IN_PERIOD)
_NEWEST = select(installation.c.epoch, installation.c.seq)
_MARK = select(summary_mark.c.epoch, summary_mark.c.seq).where(summary_mark.c.branch_id == bindparam("branch"))
_OF_DAY = (ticket.c.branch_id == bindparam("branch"), ticket.c.business_date == bindparam("day"))
_LATER = and_(journal.c.epoch == bindparam("epoch"), journal.c.seq > bindparam("seq"))
_RECORD = select(journal.c.kind, journal.c.subject, journal.c.at_us, journal.c.body)
_AFTER = _RECORD.where(_LATER).order_by(journal.c.epoch, journal.c.seq)
_RECORDS = (
    _RECORD.select_from(ticket.join(journal, journal.c.subject == ticket.c.id))
    .where(*_OF_DAY)
    .order_by(journal.c.epoch, journal.c.seq)
)
_IS_LIVE = select(ticket.c.id).where(*_OF_DAY, LIVE).limit(1)
#: Of any branch in this database: with a condition on the branch SQLite would read all of its tickets.
_CHANGED = select(ticket.c.business_date).distinct().where(ticket.c.id.in_(select(journal.c.subject).where(_LATER)))
_KEPT_DAYS = select(day_summary.c.business_date).where(_MINE)
_DAYS = (
    select(number_counter.c.business_date)
    .distinct()
    .where(
        number_counter.c.branch_id == bindparam("branch"),
        number_counter.c.business_date.between(bindparam("first"), bindparam("last")),
        # A restore skips numbers of a day, so a row does not mean that one was issued.
        select(ticket.c.id)
        .where(
            number_counter.c.branch_id == ticket.c.branch_id,
            number_counter.c.business_date == ticket.c.business_date,
        )
        .exists(),
    )
    .order_by(number_counter.c.business_date)
)


def days_with_numbers(connection: Connection, branch_id: int, first: date, last: date) -> list[date]:
    """Return the business dates of a period on which numbers were issued, the first one first."""
    return [date.fromisoformat(day) for day in connection.execute(_DAYS, _period(branch_id, first, last)).scalars()]


def has_live_tickets(connection: Connection, branch_id: int, day: date) -> bool:
    """Return whether a ticket of a business date is not over."""
    return connection.execute(_IS_LIVE, {"branch": branch_id, "day": day.isoformat()}).first() is not None


def records_of(connection: Connection, branch_id: int, day: date) -> Sequence[Any]:
    """Return the records of a business date's visits in the order of the journal, as `intervals.replay` reads them."""
    return connection.execute(_RECORDS, {"branch": branch_id, "day": day.isoformat()}).all()


def records_after(connection: Connection, end: JournalPlace) -> Sequence[Any]:
    """Return all records after a place in the journal, of the same epoch, for `intervals.Replay`."""
    return connection.execute(_AFTER, end._asdict()).all()


def newest_record(connection: Connection) -> JournalPlace:
    """Return the end of the journal."""
    return JournalPlace(*connection.execute(_NEWEST).one())


def changed_days(connection: Connection, branch_id: int, since: JournalPlace | None = None) -> frozenset[date]:
    """Return the business dates of visits with records after `since`, by default after all summaries were made.

    In a new epoch, which begins with a restored copy, every day that is kept may have changed.
    """
    after = since or _mark(connection, branch_id)
    if after is None:
        return frozenset()
    mine = {"branch": branch_id}
    is_same = after.epoch == newest_record(connection).epoch
    found = connection.execute(_CHANGED, after._asdict()) if is_same else connection.execute(_KEPT_DAYS, mine)
    return frozenset(date.fromisoformat(day) for day in found.scalars())


def read_services(connection: Connection, branch_id: int, first: date, last: date) -> list[DayTallies]:
    """Return the kept tallies of a period by service, without days that changed since."""
    return _days(_kept(connection, _SERVICES, branch_id, first, last))


def read_days(connection: Connection, branch_id: int, first: date, last: date) -> list[DayTallies]:
    """Return the kept tallies of a period by cell, without days that changed since."""
    return _days(_kept(connection, _CELLS, branch_id, first, last))


def keep_day(connection: Connection, branch_id: int, found: DayTallies, made: JournalPlace) -> None:
    """Keep the tallies of a day, made of the journal until `made`. Drop the summaries of days that changed by now.

    Call it in a transaction that keeps other writers out.
    """
    newest, day = newest_record(connection), found.day
    for gone in {*changed_days(connection, branch_id), day}:
        connection.execute(_DROP_DAY, {"branch": branch_id, "day": gone.isoformat()})
    if newest.epoch == made.epoch and day not in changed_days(connection, branch_id, made):
        row = {"branch_id": branch_id, "business_date": day.isoformat(), "form": FORM, **summary_bytes(found.cells)}
        connection.execute(insert(day_summary), row)
    connection.execute(delete(summary_mark).where(summary_mark.c.branch_id == branch_id))
    connection.execute(insert(summary_mark), {"branch_id": branch_id, **newest._asdict()})


def drop(connection: Connection, branch_id: int) -> None:
    """Drop every summary of a branch."""
    for table in (day_summary, summary_mark):
        connection.execute(delete(table).where(table.c.branch_id == branch_id))


@contextmanager
def no_collector() -> Iterator[None]:
    """Keep Python's collector of cycles from running meanwhile.

    Tallies have no cycles, but years of them are a million objects. The collector takes 2 of 5 s of such a report.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def summary_bytes(cells: Mapping[Cell, Tally]) -> dict[str, bytes]:
    """Return the two columns of a summary; the same tallies always give the same bytes."""
    return {"total": _bytes(by_service(cells)), "cells": _bytes(cells)}


def _bytes(cells: Mapping[Cell, Tally]) -> bytes:
    return canonical({"cells": plain_cells(cells)})


def _days(kept: Iterable[tuple[date, bytes]]) -> list[DayTallies]:
    with no_collector():
        return [DayTallies(day, read_cells(json.loads(cells)["cells"])) for day, cells in kept]


def _kept(
    connection: Connection, statement: Select[Any], branch_id: int, first: date, last: date
) -> list[tuple[date, bytes]]:
    """Return the days of a period whose summaries still hold, each with what is asked for."""
    rows = connection.execute(statement, _period(branch_id, first, last)).all()
    changed = changed_days(connection, branch_id) if rows else ()
    found = [(date.fromisoformat(day), bytes(content)) for day, content in rows]
    return [one for one in found if one[0] not in changed]


def _mark(connection: Connection, branch_id: int) -> JournalPlace | None:
    row = connection.execute(_MARK, {"branch": branch_id}).one_or_none()
    return None if row is None else JournalPlace(*row)


def _period(branch_id: int, first: date, last: date) -> dict[str, object]:
    return {"branch": branch_id, "first": first.isoformat(), "last": last.isoformat()}
