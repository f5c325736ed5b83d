"""Add up the pauses of each clerk, by the records of counters."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.journal import Event
from kiosk.domain.measures.intervals import VisitRecord
from kiosk.domain.queue.reasons import PauseReason

_SECOND_US = 1_000_000
#: The records that begin and end pauses.
PAUSE_RECORDS = frozenset({Event.COUNTER_PAUSED, Event.COUNTER_RESUMED, Event.COUNTER_CLOSED, Event.COUNTER_OPENED})


@dataclass(frozen=True, slots=True)
class Pauses:
    """Count the pauses of a clerk and their whole seconds. A pause that lasts counts, without its length."""

    count: int = 0
    seconds: int = 0


def pauses_by_clerk(records: Iterable[VisitRecord]) -> dict[int, Pauses]:
    """Return the pauses of each clerk, by the id of the member of staff.

    A pause ends when the counter goes on, or closes. Where the day ended in a pause, nobody knows its length. The wait
    for a clerk whom a manager sends to a counter is no pause.
    """
    found: dict[int, Pauses] = {}
    since: dict[str, int] = {}
    for record in records:
        body = json.loads(record.body)
        clerk, at_us = body["staff"], record.at_us
        before = found.get(clerk, Pauses())
        if record.kind == Event.COUNTER_PAUSED:
            if record.subject not in since and body["reason"] != PauseReason.COMING:
                since[record.subject] = at_us
                found[clerk] = Pauses(before.count + 1, before.seconds)
        elif (began := since.pop(record.subject, None)) is not None and not body.get("left_open"):
            found[clerk] = Pauses(before.count, before.seconds + max(0, at_us - began) // _SECOND_US)
    return found
