"""Write the closing statements of business dates and their corrections, read them, and check them by the journal.

Any number of machines may do so at once, at any time. A statement is made outside of the transaction that appends it.
What changed meanwhile makes it anew.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection

from kiosk.branch.office import Office
from kiosk.domain.chain_check import chain_breaks
from kiosk.domain.journal import GENESIS, Event, JournalRecord, is_linked
from kiosk.domain.measures.statement import (
    Difference,
    StatedRecord,
    correction,
    differences,
    is_later,
    of_day,
    statement,
)
from kiosk.store import statements, summaries
from kiosk.store.journal import NewRecord, append, from_us, read_after
from kiosk.store.summaries import JournalPlace

_A_DAY = timedelta(days=1)
#: Days that are closed at once. Only the first look after an upgrade, or after a long absence, finds more.
_AT_ONCE = 7
#: How often a statement is made anew when its day changed meanwhile. The next look tries again.
_ROUNDS = 3
#: More records than an epoch has.
_WHOLE = 2**62


@dataclass(frozen=True, slots=True)
class _Draft:
    """Hold a record to append; `known` counts the statements of the day that it follows."""

    day: date
    known: int
    record: NewRecord


@dataclass(frozen=True, slots=True)
class DayStatement:
    """Hold a closing statement or a correction for people.

    Attributes:
        at: the local moment of its record; `seq`: the place of it.
        counts: visits by the key of their measure.
        first: the place of the first record about the day's visits, `last` that of the last one.
        records: how many there are; `head`: the hash of the last one.
        visits: the numbers that changed since the statement before.
        changed: the counts that changed, as they were and as they are.
    """

    at: datetime
    seq: int
    counts: Mapping[str, int]
    first: int
    last: int
    records: int
    head: str
    visits: tuple[str, ...]
    changed: Mapping[str, tuple[int, int]]


def state_days(office: Office, through: date) -> list[date]:
    """Write what is missing until a business date: statements, the oldest day first, and corrections. Return the days.

    A day waits while a number of it is open. A day without numbers gets no statement. At most seven days are closed at
    once; call it again until it returns none.
    """
    for _ in range(_ROUNDS):
        drafts, seen = _drafts(office, through)
        if not drafts:
            return []
        with office.store.write() as connection:
            if _are_true(connection, drafts, seen, through):
                append(connection, office.clock, *(draft.record for draft in drafts))
                return [draft.day for draft in drafts]
    return []


def statements_on(office: Office, day: date) -> list[JournalRecord]:
    """Return the closing statement of a business date and its corrections, the oldest first; nothing before its end."""
    with office.store.read() as connection:
        return statements.statements_of(connection, day)


def day_statements(office: Office, day: date) -> tuple[DayStatement, ...]:
    """Return the closing statement of a business date and its corrections for people, the oldest first."""
    branch = office.setup().branch
    return tuple(_for_people(one, branch.local(from_us(one.at_us))) for one in statements_on(office, day))


def statements_after(office: Office, since: JournalPlace | None) -> list[JournalRecord]:
    """Return the statements and corrections after a place in the journal, the oldest first.

    Without a place they are those of the day that was closed last.
    """
    with office.store.read() as connection:
        if since is not None:
            return statements.statements_after(connection, since)
        closed = statements.newest_closed(connection, office.branch_id)
        return [] if closed is None else statements.statements_of(connection, closed[0])


def verify_day(office: Office, day: date) -> list[Difference]:
    """Make the statement of a business date and its corrections again by the journal alone. Return what differs.

    A day that is not closed and has numbers lacks its statement.
    """
    with office.store.read() as connection:
        records = statements.statements_of(connection, day)
        if not records and summaries.days_with_numbers(connection, office.branch_id, day, day):
            return [Difference(None, "statement", None, day.isoformat())]
        return [one for index in range(len(records)) for one in _verified(connection, day, records[: index + 1])]


def _for_people(record: JournalRecord, at: datetime) -> DayStatement:
    body = json.loads(record.body)
    return DayStatement(
        at=at,
        seq=record.seq,
        counts=body["counts"],
        first=body["first"],
        last=body["last"],
        records=body["records"],
        head=body["head"],
        visits=tuple(body.get("visits", ())),
        changed={key: (one["from"], one["to"]) for key, one in body.get("changed", {}).items()},
    )


def _drafts(office: Office, through: date) -> tuple[list[_Draft], JournalPlace]:
    """Return the records that are missing now, and the end of the journal that they were made of."""
    with office.store.read() as connection:
        seen = summaries.newest_record(connection)
        found = [
            (
                day,
                statements.statements_of(connection, day),
                statements.visit_records(connection, office.branch_id, day),
            )
            for day in _days(connection, office.branch_id, through)
        ]
    drafts = (_draft(day, known, records) for day, known, records in found)
    return [draft for draft in drafts if draft is not None], seen


def _days(connection: Connection, branch_id: int, through: date) -> list[date]:
    """Return the days that may need a statement or a correction, and have no open number."""
    closed = statements.newest_closed(connection, branch_id)
    first, changed = date.min, set[date]()
    if closed is not None:
        newest, place = closed
        first = newest + _A_DAY
        since = statements.counted_days(connection, place)
        changed = {day for day in since if day <= min(newest, through) and _is_over(connection, branch_id, day)}
    later = summaries.days_with_numbers(connection, branch_id, first, through)[:_AT_ONCE]
    # Days are closed in their order, so nothing follows a day that has to wait.
    return [*sorted(changed), *takewhile(lambda day: _is_over(connection, branch_id, day), later)]


def _is_over(connection: Connection, branch_id: int, day: date) -> bool:
    return not summaries.has_live_tickets(connection, branch_id, day)


def _draft(day: date, known: list[JournalRecord], records: Any) -> _Draft | None:
    """Return the statement of a day without one, or a correction where something came later."""
    if not known:
        return _Draft(day, 0, NewRecord(Event.DAY_CLOSED, statements.day_subject(day), statement(day, records)))
    before = json.loads(known[-1].body)
    if not any(is_later(record, before) for record in records):
        return None
    body = correction(day, records, before, known[0].event_id)
    return _Draft(day, len(known), NewRecord(Event.DAY_CORRECTED, statements.day_subject(day), body))


def _are_true(connection: Connection, drafts: list[_Draft], seen: JournalPlace, through: date) -> bool:
    """Return whether the drafts say all that is to be said, in a transaction that keeps other writers out."""
    changed = statements.counted_days(connection, seen)
    as_known = all(len(statements.statements_of(connection, draft.day)) == draft.known for draft in drafts)
    return as_known and not any(day <= through for day in changed)


def _verified(connection: Connection, day: date, stated: list[JournalRecord]) -> list[Difference]:
    """Check the last of some statements of a day: its own hash, the chain of the day's records, and every value."""
    mine = stated[-1]
    own = [] if is_linked(mine) else [Difference(mine.seq, "hash", mine.hash.hex(), None)]
    try:
        return own + _recounted(connection, day, stated)
    except (ValueError, LookupError, TypeError):  # a body that was changed may be no statement any more
        return own or [Difference(mine.seq, "body", None, None)]


def _recounted(connection: Connection, day: date, stated: list[JournalRecord]) -> list[Difference]:
    """Compare a statement with the journal. After a break of the chain its values say nothing."""
    mine, body = stated[-1], json.loads(stated[-1].body)
    found: list[StatedRecord] = []
    for before, chain in _chains(connection, body):
        prev = chain[0].prev if before else GENESIS
        broken = next(chain_breaks(chain, prev=prev, seq=before), None)
        if broken is not None:
            return [Difference(mine.seq, "record", None, broken.seq)]
        found += chain
    records = of_day(day, found)
    if len(stated) == 1:
        return differences(mine.seq, body, statement(day, records))
    stated_before = json.loads(stated[-2].body)
    return differences(mine.seq, body, correction(day, records, stated_before, stated[0].event_id))


def _chains(connection: Connection, body: Mapping[str, Any]) -> Iterator[tuple[int, list[JournalRecord]]]:
    """Yield the records between the first and the last that a statement names, by epoch, each after a `seq`."""
    first, last = body.get("first_epoch", body["epoch"]), body["epoch"]
    for epoch in range(first, last + 1):
        before = body["first"] - 1 if epoch == first else 0
        yield before, read_after(connection, before, body["last"] - before if epoch == last else _WHOLE, epoch)
