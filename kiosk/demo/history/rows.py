"""Write days in bulk: read the rows that a played day left, move them to another date, write them into a branch.

The demo plays its past days in a copy of its branch and writes their rows into the branch itself, a day a transaction.
A benchmark moves a few played days to hundreds of dates. Both get the rows that the use cases would have written; only
ids differ.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from kiosk.domain.ids import uuid7
from kiosk.domain.journal import Event, JournalRecord, canonical, link
from kiosk.domain.measures.statement import of_day, statement
from kiosk.domain.queue.appointment import BODY_LENGTH, make_appointment_code
from kiosk.domain.queue.ticket_code import ALPHABET, make_code
from kiosk.store import tables
from kiosk.store.journal import new_id, read_after
from kiosk.store.statements import day_subject

_DAY = timedelta(days=1)
_DAY_US, _DAY_NS = 86_400_000_000, 86_400_000_000_000
#: The tables of a day, in an order that satisfies their foreign keys.
_TABLES = (
    tables.number_counter,
    tables.ticket,
    tables.request,
    tables.print_job,
    tables.visit_service,
    tables.rating,
    tables.appointment,
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayRows:
    """Hold what a day left: its rows by the name of their table, and its records.

    `name` begins the request ids of the day.
    """

    date: date
    name: str
    rows: Mapping[str, Sequence[Row]]
    records: Sequence[JournalRecord]

    def written_at(self, moment: datetime) -> "DayRows":
        """Return the day as if it is written at a moment: the id of a record says when it was made."""
        return replace(self, records=[replace(one, event_id=new_id(moment)) for one in self.records])


def read_day(connection: Connection, day: date, name: str, after: int) -> DayRows:
    """Return what a day left whose records follow the record `after`. The day must be over."""
    mine = select(tables.ticket.c.id).where(tables.ticket.c.business_date == day.isoformat())
    where: Mapping[Table, ColumnElement[bool]] = {
        tables.number_counter: tables.number_counter.c.business_date == day.isoformat(),
        tables.ticket: tables.ticket.c.business_date == day.isoformat(),
        tables.request: tables.request.c.id.startswith(f"{name}-", autoescape=True),
        tables.print_job: tables.print_job.c.ticket_id.in_(mine),
        tables.visit_service: tables.visit_service.c.ticket_id.in_(mine),
        tables.rating: tables.rating.c.ticket_id.in_(mine),
        tables.appointment: tables.appointment.c.day == day.isoformat(),
    }
    rows = {one.name: _rows(connection, one, where[one]) for one in _TABLES}
    return DayRows(day, name, rows, tuple(_records(connection, after)))


def write_day(connection: Connection, day: DayRows) -> None:
    """Write a day into a branch with the same set-up and keys. Its records follow the newest one of the branch."""
    for table in _TABLES:
        if rows := day.rows[table.name]:
            connection.execute(insert(table), rows)
    head = connection.execute(select(tables.installation)).one()
    seq, digest, newest = int(head.seq), bytes(head.hash), int(head.last_us)
    linked: list[JournalRecord] = []
    for record in day.records:
        seq += 1
        header = record.header._replace(installation=head.id, epoch=head.epoch, seq=seq)
        # A closing statement names places in the chain, and they are other ones here.
        is_statement = record.kind == Event.DAY_CLOSED
        body = canonical(statement(day.date, of_day(day.date, linked))) if is_statement else record.body
        known = link(digest, header, body)
        digest, newest = known.hash, max(newest, known.at_us)
        linked.append(known)
    rows = [{name: getattr(known, name) for name in _JOURNAL_COLUMNS} for known in linked]
    connection.execute(insert(tables.journal), rows)
    connection.execute(update(tables.installation).values(seq=seq, hash=digest, last_us=newest))


def moved(day: DayRows, to: date, code_key: bytes, branch_code: str, chance: Random) -> DayRows:
    """Return a day at another date, at the same local times, with ids of its own.

    Args:
        day: a played day.
        to: its new date. It needs the same offset from UTC.
        code_key: the key of the codes on slips.
        branch_code: the code of the branch, for the same.
        chance: the generator of the new ids.
    """
    return _Move(day, to, code_key, branch_code, chance).day()


_JOURNAL_COLUMNS = tuple(column.name for column in tables.journal.c)


def _rows(connection: Connection, table: Table, where: ColumnElement[bool]) -> list[Row]:
    """Return rows as values to insert. A print job gets its number where it is inserted."""
    columns = [column for column in table.c if column is not tables.print_job.c.id]
    found = connection.execute(select(*columns).where(where).order_by(*table.primary_key))
    return [dict(row) for row in found.mappings()]


def _records(connection: Connection, after: int) -> Iterable[JournalRecord]:
    while records := read_after(connection, after):
        yield from records
        after = records[-1].seq


class _Move:
    """Move one day: every id of a visit, request, appointment and record is a new one, the same wherever it stands."""

    def __init__(self, day: DayRows, to: date, code_key: bytes, branch_code: str, chance: Random) -> None:
        self._day, self._to, self._days = day, to, (to - day.date) // _DAY
        self._us, self._chance = self._days * _DAY_US, chance
        self._name = f"{to}.{chance.getrandbits(32):x}"
        # A body names its day, and the moment of an appointment in it.
        self._dates = [(f'"{day.date}{end}'.encode(), f'"{to}{end}'.encode()) for end in ('"', "T")]
        tickets = day.rows[tables.ticket.name]
        self._ids: dict[str | None, str | None] = {None: None}
        self._ids |= {row["id"]: self._new_id(row["issued_us"] + self._us) for row in tickets}
        self._codes = {
            row["code"]: make_code(code_key, branch_code, row["series"], row["number"], to).compact for row in tickets
        }
        self._appointments = {
            row["code"]: make_appointment_code("".join(chance.choices(ALPHABET, k=BODY_LENGTH)))
            for row in day.rows[tables.appointment.name]
        }
        self._changes: Mapping[str, Callable[[Row], Row]] = {
            tables.ticket.name: lambda row: {"id": self._ids[row["id"]], "code": self._codes[row["code"]]},
            tables.request.name: lambda row: {"id": self._request(row["id"])},
            tables.appointment.name: lambda row: {"code": self._appointments[row["code"]]},
        }

    def day(self) -> DayRows:
        """Return the day at its new date."""
        rows = {name: [self._row(name, row) for row in found] for name, found in self._day.rows.items()}
        return DayRows(self._to, self._name, rows, [self._record(record) for record in self._day.records])

    def _row(self, table: str, row: Row) -> Row:
        new = {
            name: value + self._us if name.endswith("_us") and value is not None else value
            for name, value in row.items()
        }
        for name in ("business_date", "day"):
            if name in row:
                new[name] = self._to.isoformat()
        if "ticket_id" in row:
            new["ticket_id"] = self._ids[row["ticket_id"]]
        if table in self._changes:
            new |= self._changes[table](row)
        return new

    def _request(self, known: str) -> str:
        return self._name + known.removeprefix(self._day.name)

    def _record(self, record: JournalRecord) -> JournalRecord:
        at_us = record.at_us + self._us
        return replace(
            record,
            event_id=self._new_id(at_us),
            subject=self._subject(record.subject),
            at_us=at_us,
            mono_ns=record.mono_ns + self._days * _DAY_NS,
            body=self._body(record.body),
        )

    def _subject(self, subject: str) -> str:
        if subject == day_subject(self._day.date):
            return day_subject(self._to)
        prefix, _, code = subject.rpartition(":")
        return f"{prefix}:{self._appointments[code]}" if prefix == "appointment" else self._ids.get(subject) or subject

    def _body(self, body: bytes) -> bytes:
        """Return a body with the new date, moments and appointment. Most bodies have none of them."""
        for before, after in self._dates:
            body = body.replace(before, after)
        if b'_us":' not in body and b'"appointment":' not in body:
            return body
        told = {name: value + self._us if name.endswith("_us") else value for name, value in json.loads(body).items()}
        if "appointment" in told:
            told["appointment"] = self._appointments[told["appointment"]]
        return canonical(told)

    def _new_id(self, us: int) -> str:
        return uuid7(us // 1000, self._chance.randbytes(10))
