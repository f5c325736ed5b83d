"""Append the journal's rows as the last act of a write, and read them in order for boards, reports and sync."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update

from kiosk.clock import Clock
from kiosk.domain.chain_check import ChainHead
from kiosk.domain.ids import uuid7
from kiosk.domain.journal import Event, JournalRecord, RecordHeader, canonical, link
from kiosk.store.tables import ABOUT_BRANCH, installation, journal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Built once: SQLAlchemy then finds the compiled statement again at once.
_HEAD = select(installation)
_LAST_MOMENT = select(installation.c.last_us)
_MOVE_HEAD = update(installation).values(seq=bindparam("n"), hash=bindparam("h"), last_us=bindparam("us"))
_APPEND = insert(journal)
_FIRST_ROWS = select(journal).order_by(journal.c.epoch, journal.c.seq).limit(bindparam("count"))
_NEXT_ROWS = _FIRST_ROWS.where(tuple_(journal.c.epoch, journal.c.seq) > tuple_(bindparam("epoch"), bindparam("seq")))
_AFTER = (
    select(journal)
    .where(journal.c.epoch == bindparam("epoch"), journal.c.seq > bindparam("seq"))
    .order_by(journal.c.seq)
    .limit(bindparam("count"))
)
_ABOUT = select(journal).where(journal.c.subject == bindparam("about")).order_by(journal.c.epoch, journal.c.seq)


def to_us(moment: datetime) -> int:
    """Return the microseconds since 1970 of an aware moment, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(value: int) -> datetime:
    """Return the aware UTC moment of microseconds since 1970."""
    return _EPOCH + timedelta(0, 0, value)  # by position: the queue asks this of every ticket


def optional_moment(value: int | None) -> datetime | None:
    """Return the same for a column that may be empty."""
    return None if value is None else from_us(value)


def new_id(moment: datetime) -> str:
    """Return a fresh identifier; identifiers are ordered by time."""
    return uuid7(to_us(moment) // 1000, os.urandom(10))


@dataclass(frozen=True, slots=True)
class NewRecord:
    """Describe what happened, before it has its place in the chain; `subject` is the visit, counter or person."""

    kind: Event
    subject: str
    body: Mapping[str, object]


class ClockWentBackError(Exception):
    """Report a wall clock that is behind the newest record by more than the tolerance."""


def append(connection: Connection, clock: Clock, *new: NewRecord, tolerance: timedelta | None = None) -> int:
    """Add records to the chain and return the last `seq`.

    Call it last in a transaction of `Store.write`, which lets one writer at a time move the chain's head.

    Raises:
        ClockWentBackError: with a `tolerance`, when the wall clock is further behind the newest record.
    """
    now, mono = clock.now(), clock.monotonic_ns()
    us = to_us(now)
    head = connection.execute(_HEAD).one()
    if tolerance is not None and now < from_us(head.last_us) - tolerance:
        raise ClockWentBackError
    seq, digest = int(head.seq), bytes(head.hash)
    rows = []
    for one in new:
        seq += 1
        header = RecordHeader(head.id, head.epoch, seq, new_id(now), one.kind.value, one.subject, us, mono)
        record = link(digest, header, canonical(one.body))
        digest = record.hash
        rows.append(journal_row(record))
    connection.execute(_APPEND, rows)
    if connection.dialect.name == "sqlite":  # on PostgreSQL the journal's trigger does it (`kiosk.store.guards`)
        # The newest moment only moves forward: a record made while the clock is behind must not make the clock right.
        connection.execute(_MOVE_HEAD, {"n": seq, "h": digest, "us": max(us, head.last_us)})
    return seq


def last_moment(connection: Connection) -> datetime:
    """Return when the newest record was written: a wall clock behind it has been set back."""
    return from_us(connection.execute(_LAST_MOMENT).scalar_one())


def head_seq(connection: Connection) -> int:
    """Return the `seq` of the newest record, 0 for an empty chain."""
    return int(connection.execute(select(installation.c.seq)).scalar_one())


def count_records(connection: Connection) -> int:
    """Return the number of records of all epochs."""
    return int(connection.execute(select(func.count()).select_from(journal)).scalar_one())


def read_after(connection: Connection, seq: int, limit: int = 1_000, epoch: int | None = None) -> list[JournalRecord]:
    """Return the records after `seq`, oldest first, of the present epoch or of `epoch`."""
    head = connection.execute(_HEAD).one()
    place = {"epoch": head.epoch if epoch is None else epoch, "seq": seq, "count": limit}
    rows = connection.execute(_AFTER, place)
    return [_record(head.id, row) for row in rows]


def read_subject(connection: Connection, subject: str) -> list[JournalRecord]:
    """Return the records about a subject, oldest first."""
    name = str(connection.execute(select(installation.c.id)).scalar_one())
    return [_record(name, row) for row in connection.execute(_ABOUT, {"about": subject})]


def read_about_branch(
    connection: Connection, begin: datetime, end: datetime, kinds: Collection[str]
) -> list[JournalRecord]:
    """Return the records of these kinds about anything but a visit, from `begin` until before `end`, by their time."""
    name = str(connection.execute(select(installation.c.id)).scalar_one())
    in_time = journal.c.at_us >= to_us(begin), journal.c.at_us < to_us(end)
    found = select(journal).where(ABOUT_BRANCH, *in_time, journal.c.kind.in_(sorted(kinds)))
    rows = connection.execute(found.order_by(journal.c.at_us, journal.c.epoch, journal.c.seq))
    return [_record(name, row) for row in rows]


def walk(connection: Connection, step: int = 1_000) -> Iterator[JournalRecord]:
    """Yield the whole chain of the present epoch."""
    seq = 0
    while records := read_after(connection, seq, step):
        yield from records
        seq = records[-1].seq


def walk_all(connection: Connection, step: int = 1_000) -> Iterator[JournalRecord]:
    """Yield every row of the journal by epoch and `seq`, also one that no chain can have (`chain_check`)."""
    name = str(connection.execute(select(installation.c.id)).scalar_one())
    rows = connection.execute(_FIRST_ROWS, {"count": step}).all()
    while rows:
        yield from (_record(name, row) for row in rows)
        rows = connection.execute(_NEXT_ROWS, {"epoch": rows[-1].epoch, "seq": rows[-1].seq, "count": step}).all()


def read_head(connection: Connection) -> ChainHead:
    """Return the newest record's place and hash, as the row of the installation names it."""
    row = connection.execute(_HEAD).one()
    return ChainHead(row.id, row.epoch, row.seq, bytes(row.hash), row.last_us)


def _record(name: str, row: Any) -> JournalRecord:
    return JournalRecord(
        installation=name,
        epoch=row.epoch,
        seq=row.seq,
        event_id=row.event_id,
        kind=row.kind,
        subject=row.subject,
        at_us=row.at_us,
        mono_ns=row.mono_ns,
        body=bytes(row.body),
        prev=bytes(row.prev),
        hash=bytes(row.hash),
    )


def journal_row(record: JournalRecord) -> dict[str, object]:
    """Return a record as a row of the table, without its installation."""
    return {
        "epoch": record.epoch,
        "seq": record.seq,
        "event_id": record.event_id,
        "kind": record.kind,
        "subject": record.subject,
        "at_us": record.at_us,
        "mono_ns": record.mono_ns,
        "body": record.body,
        "prev": record.prev,
        "hash": record.hash,
    }
