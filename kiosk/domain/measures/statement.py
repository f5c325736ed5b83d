"""Make the closing statement of a business date, and the corrections that follow it.

A statement is a pure function of the records about the day's visits, up to the record `last`. Whoever makes it, early,
late or twice, makes the same bytes. Everybody who has the records can make it again, as the centre does. What comes
later makes a correction; the statement itself never changes.

The day's records are all records whose subject is a visit of the business date. `head` is the hash of the record
`last`. The chain covers every record before it, so nobody can change one of them without changing `head`.
"""

import json
from collections import Counter as Tallied
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from kiosk.domain.journal import Event
from kiosk.domain.measures.figures import figures_of
from kiosk.domain.measures.intervals import COUNTED, ISSUES, VisitRecord, replay
from kiosk.domain.measures.tally import RulesInForce, sum_of, tally_visits

#: The measures that a statement counts, by their keys.
_MEASURES = ("arrivals", "served", "no_shows", "abandoned", "cancelled", "unfinished", "transfers", "parks", "ratings")
#: What a statement counts beside them, by the kind of record.
_KINDS = {"expired": Event.TICKET_EXPIRED, "handed_over": Event.TICKET_HANDED_OVER}
#: The keys of a statement that are numbers by name.
_BY_NAME = ("counts", "numbers")
#: Counts need no targets.
_NO_TARGETS = (RulesInForce(since_us=0),)


class StatedRecord(VisitRecord, Protocol):
    """Describe what a statement needs of a record. `JournalRecord` and rows of the table have it."""

    @property
    def epoch(self) -> int:
        """Return the epoch of its chain."""

    @property
    def seq(self) -> int:
        """Return its place in the chain."""

    @property
    def hash(self) -> bytes:
        """Return its hash."""


class Difference(NamedTuple):
    """Name a value of a statement that the journal does not confirm. `seq` is the record of the statement."""

    seq: int | None
    what: str
    stated: object
    found: object


def statement(day: date, records: Sequence[StatedRecord]) -> dict[str, object]:
    """Return the body of the closing statement. `records` are those of the day's visits, the oldest first."""
    figures = figures_of(sum_of(tally_visits(replay(records), _NO_TARGETS).values()))
    kinds = Tallied(record.kind for record in records)
    counts = {key: getattr(figures, key) for key in _MEASURES} | {key: kinds[kind] for key, kind in _KINDS.items()}
    first, last = records[0], records[-1]
    # A day on which a copy was restored goes over two epochs.
    began = {"first_epoch": first.epoch} if first.epoch != last.epoch else {}
    return {
        **began,
        "date": day.isoformat(),
        "counts": counts,
        "numbers": dict(Tallied(label[0] for label in _labels(records).values())),
        "records": len(records),
        "epoch": last.epoch,
        "first": first.seq,
        "last": last.seq,
        "head": bytes(last.hash).hex(),
    }


def correction(
    day: date, records: Sequence[StatedRecord], before: Mapping[str, Any], closed_by: str
) -> dict[str, object]:
    """Return the body of a correction: the day as it is now, and what changed.

    Args:
        day: the business date.
        records: all records of the day's visits, the oldest first.
        before: the body of the statement or correction before.
        closed_by: the event id of the closing statement.
    """
    now, labels = statement(day, records), _labels(records)
    counts: Any = now["counts"]
    was: Mapping[str, int] = before["counts"]
    later = {labels[record.subject] for record in records if is_later(record, before)}
    changed = {key: {"from": was[key], "to": count} for key, count in counts.items() if count != was[key]}
    return {**now, "statement": closed_by, "visits": sorted(later), "changed": changed}


def is_later(record: StatedRecord, before: Mapping[str, Any]) -> bool:
    """Return whether a record counts and came after a statement: then the day needs a correction."""
    return record.kind in COUNTED and (record.epoch, record.seq) > (before["epoch"], before["last"])


def of_day(day: date, records: Sequence[StatedRecord]) -> list[StatedRecord]:
    """Return the records about the visits of a business date."""
    issues = (record for record in records if record.kind in ISSUES)
    visits = {record.subject for record in issues if json.loads(record.body)["date"] == day.isoformat()}
    return [record for record in records if record.subject in visits]


def differences(seq: int, stated: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
    """Compare a statement of the record `seq` with what the journal gives."""
    left, right = _flat(stated), _flat(found)
    names = sorted(left.keys() | right.keys())
    return [Difference(seq, one, left.get(one), right.get(one)) for one in names if left.get(one) != right.get(one)]


def _labels(records: Iterable[StatedRecord]) -> dict[str, str]:
    """Return the labels of the visits."""
    return {record.subject: json.loads(record.body)["number"] for record in records if record.kind in ISSUES}


def _flat(body: Mapping[str, Any]) -> dict[str, object]:
    """Return a body with its counts beside the other values."""
    plain = {key: value for key, value in body.items() if key not in _BY_NAME}
    return plain | {f"{name}.{key}": value for name in _BY_NAME for key, value in body.get(name, {}).items()}
