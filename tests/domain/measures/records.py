"""Write the records of a visit by hand, one function a kind. Moments are minutes after the issue of a usual visit."""

import json
from typing import Any, NamedTuple

from kiosk.domain.journal import Event

#: Tuesday, 24 November 2026, 9 o'clock in Vietnam.
NINE_US = 1_795_485_600_000_000
MINUTE_US = 60_000_000


class Told(NamedTuple):
    """Hold what the replay reads of a record."""

    kind: str
    subject: str
    at_us: int
    body: bytes


def us(minute: float) -> int:
    """Return the moment of a minute."""
    return NINE_US + round(minute * MINUTE_US)


def record(kind: Event, minute: float, visit: str = "v", **body: Any) -> Told:
    """Return a record of a visit at counter 1 by clerk 1, unless the body says otherwise."""
    return Told(kind.value, visit, us(minute), json.dumps({"counter": 1, "staff": 1, **body}).encode())


def issued(minute: float = 0, visit: str = "v", **body: Any) -> Told:
    usual = {"number": "A001", "service": "HT-KS", "language": "vi", "priority": False, "card": False}
    return record(Event.TICKET_ISSUED, minute, visit, date="2026-11-24", **{**usual, **body})


def called(minute: float, visit: str = "v", **body: Any) -> Told:
    return record(Event.TICKET_CALLED, minute, visit, **body)


def started(minute: float, visit: str = "v", **body: Any) -> Told:
    return record(Event.TICKET_STARTED, minute, visit, **body)


def finished(minute: float, visit: str = "v", **body: Any) -> Told:
    return record(Event.TICKET_FINISHED, minute, visit, **body)


def served(begin: float = 0, visit: str = "v", **body: Any) -> tuple[Told, ...]:
    """Return a usual visit: 10 minutes of waiting, 1 of walking, 5 at the counter."""
    later = [one(begin + minute, visit) for one, minute in ((called, 10), (started, 11), (finished, 16))]
    return (issued(begin, visit, **body), *later)
