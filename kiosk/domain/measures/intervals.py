"""Replay the journal into the intervals of each visit: who waited, walked, was served or parked, where and how long.

Several machines write the journal, each with its own clock. One rule reconciles their moments. The order of the
journal is true. The moment of a record is never before that of the last record of the same visit: an earlier one counts
as that one. So no interval is negative.

- A number from a kiosk's own ledger is issued at ``issued_us`` of its handover, however late it is handed over.
- An act that was undone has not happened. After a finish that is taken back the citizen was served all the time, or
  has waited since then for the counter. After a call that is taken back the citizen has waited all the time.
- A parked visit waits again from its time on, without a record.
- The intervals of a visit have no gap. The last one of a visit that is not over has no end. Neither has the last one of
  a visit that expired: nobody saw its end.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from kiosk.domain.journal import Event
from kiosk.domain.people.rating import Level
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.reasons import CancelReason
from kiosk.domain.queue.ticket import TicketState

_SECOND_US = 1_000_000


class Phase(StrEnum):
    """List what a visit does during an interval.

    `WALKING` is from the call until the citizen comes. `BETWEEN` is the wait for another service after a first one.
    `ABSENT` is the time after a call in vain.
    """

    WAITING = "waiting"
    WALKING = "walking"
    SERVING = "serving"
    PARKED = "parked"
    BETWEEN = "between"
    ABSENT = "absent"


class VisitEnd(StrEnum):
    """List how visits end.

    `ABANDONED`: the citizen left, or still waited when the day ended. `CANCELLED`: for another reason than leaving.
    `UNFINISHED`: still served when the day ended. `OPEN`: not over yet.
    """

    SERVED = "served"
    NO_SHOW = "no_show"
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"
    UNFINISHED = "unfinished"
    OPEN = "open"


class Interval(NamedTuple):
    """Hold one interval of a visit, in microseconds since 1970; `end_us` is None while it lasts.

    `service` is its code, `counter` its number, `clerk` the id of a member of staff. A wait belongs to the counter and
    clerk that ended it with a call. An interval of serving belongs to the clerk who began it.
    """

    phase: Phase
    service: str
    counter: int | None
    clerk: int | None
    begin_us: int
    end_us: int | None

    @property
    def seconds(self) -> int | None:
        """Return the length in whole seconds, rounded down; None while it lasts."""
        return None if self.end_us is None else (self.end_us - self.begin_us) // _SECOND_US


class RatingGiven(NamedTuple):
    """Hold the rating of a visit. `contents` are letters of the rule `criteria`."""

    level: Level
    reasons: tuple[str, ...]
    criteria: str
    contents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitHistory:
    """Hold one visit by its records. `service` is the code of the service for which the number was issued.

    `has_priority`: a group was declared and not refused. `parks` and `transfers` count what clerks did. `appointment`
    is how a citizen with an appointment came; None without one.
    """

    id: str
    day: date
    label: str
    service: str
    language: str
    has_card: bool
    has_priority: bool
    issued_us: int
    intervals: tuple[Interval, ...]
    end: VisitEnd
    transfers: int
    parks: int
    rating: RatingGiven | None
    appointment: Arrival | None = None

    @property
    def last_stop(self) -> Interval | None:
        """Return the interval of the last call, or of the last serving; None when nobody called the visit."""
        return next((one for one in reversed(self.intervals) if one.phase in _AT_COUNTER), None)


class VisitRecord(Protocol):
    """Describe what the replay needs of a record of the journal. `JournalRecord` and rows of the table have it."""

    @property
    def kind(self) -> str:
        """Return the event."""

    @property
    def subject(self) -> str:
        """Return the visit."""

    @property
    def at_us(self) -> int:
        """Return the wall clock of the machine that wrote it."""

    @property
    def body(self) -> bytes:
        """Return the canonical body."""


class Replay:
    """Replay the records of visits, in the order of the journal. More records may be told at any time."""

    def __init__(self) -> None:
        """Begin without a visit."""
        self._visits: dict[str, _Course] = {}

    def tell(self, record: VisitRecord) -> None:
        """Tell the next record. Records about anything but a visit are ignored, and those of an unknown visit too."""
        if record.kind in ISSUES:
            self._visits[record.subject] = _Course(record.subject, json.loads(record.body), record.at_us)
        elif (course := self._visits.get(record.subject)) is not None:
            course.last_us, course.known = max(course.last_us, record.at_us), None
            if (act := _ACTS.get(record.kind)) is not None:
                act(course, json.loads(record.body))

    def visits(self, now_us: int | None = None) -> list[VisitHistory]:
        """Return the visits in the order of their records. `now_us` decides which parked ones wait again by now."""
        return [course.history(now_us) for course in self._visits.values()]


def replay(records: Iterable[VisitRecord], now_us: int | None = None) -> list[VisitHistory]:
    """Return the visits of some records, in the order of the journal."""
    whole = Replay()
    for record in records:
        whole.tell(record)
    return whole.visits(now_us)


class _Course:
    """Hold a visit while its records are told. `last_us` is the moment of the newest one, by the rule above.

    `known` is its history since then. That of a parked visit depends on the moment and is not kept.
    """

    def __init__(self, visit_id: str, issued: Mapping[str, Any], at_us: int) -> None:
        # A handover cannot be before its issue: both moments are of the same kiosk.
        self.last_us = min(issued.get("issued_us", at_us), at_us)
        self._id, self._issued, self._issued_us = visit_id, issued, self.last_us
        self._closed: list[Interval] = []
        self._open: Interval | None = Interval(Phase.WAITING, issued["service"], None, None, self.last_us, None)
        self._parked_until_us = 0
        self._priority: bool = issued["priority"]
        self._end: VisitEnd | None = None
        self._transfers = self._parks = 0
        self._rating: RatingGiven | None = None
        self._appointment: Arrival | None = None
        self.known: VisitHistory | None = None

    def history(self, now_us: int | None) -> VisitHistory:
        """Return the visit as it stands."""
        if self._open is not None and self._open.phase is Phase.PARKED:
            return self._history(now_us)
        self.known = self.known or self._history(now_us)
        return self.known

    def _history(self, now_us: int | None) -> VisitHistory:
        is_absent = self._open is not None and self._open.phase is Phase.ABSENT
        return VisitHistory(
            id=self._id,
            day=date.fromisoformat(self._issued["date"]),
            label=self._issued["number"],
            service=self._issued["service"],
            language=self._issued["language"],
            has_card=self._issued.get("card", False),
            has_priority=self._priority,
            issued_us=self._issued_us,
            intervals=(*self._closed, *self._present(self.last_us if now_us is None else now_us)),
            end=self._end or (VisitEnd.NO_SHOW if is_absent else VisitEnd.OPEN),
            transfers=self._transfers,
            parks=self._parks,
            rating=self._rating,
            appointment=self._appointment,
        )

    def called(self, body: Mapping[str, Any]) -> None:
        self._go(Phase.WALKING, body)

    def call_taken_back(self, _body: Mapping[str, Any]) -> None:
        before = self._closed.pop()
        if before.phase in _WAITS:
            self._open = before._replace(counter=None, clerk=None, end_us=None)
        else:
            self._closed.append(before)
            self._open = Interval(Phase.WAITING, before.service, None, None, before.end_us or self.last_us, None)

    def started(self, body: Mapping[str, Any]) -> None:
        self._go(Phase.SERVING, body)

    def finished(self, _body: Mapping[str, Any]) -> None:
        self._close()
        self._end = VisitEnd.SERVED

    def went_on(self, body: Mapping[str, Any]) -> None:
        self._wait(Phase.BETWEEN, body["service"])

    def transferred(self, body: Mapping[str, Any]) -> None:
        self._transfers += 1
        self._close()
        was_served = any(one.phase is Phase.SERVING for one in self._closed)
        self._wait(Phase.BETWEEN if was_served else Phase.WAITING, body["service"])

    def parked(self, body: Mapping[str, Any]) -> None:
        self._parks += 1
        self._parked_until_us = max(body["until_us"], self.last_us)
        self._go(Phase.PARKED, body)

    def missed(self, body: Mapping[str, Any]) -> None:
        self._go(Phase.ABSENT, body)

    def returned(self, _body: Mapping[str, Any]) -> None:
        self._end = None  # the day ended by a wrong clock
        self._wait(Phase.WAITING)

    def reopened(self, _body: Mapping[str, Any]) -> None:
        """Take a finish back, whether the visit was over or waited for its next service."""
        self._open, self._end = self._last_served()._replace(end_us=None), None

    def put_back(self, body: Mapping[str, Any]) -> None:
        """Take a finish back while the counter serves somebody else: the citizen has waited for it since."""
        served = self._last_served()
        self._closed.append(served)
        self._end = None
        self._open = Interval(Phase.WAITING, body["service"], None, None, served.end_us or self.last_us, None)

    def cancelled(self, body: Mapping[str, Any]) -> None:
        self._close()
        self._end = VisitEnd.ABANDONED if body["reason"] == CancelReason.LEFT else VisitEnd.CANCELLED

    def expired(self, body: Mapping[str, Any]) -> None:
        self._open = self._settle(self.last_us)
        self._end = _EXPIRED.get(body["was"], VisitEnd.ABANDONED)

    def priority_checked(self, body: Mapping[str, Any]) -> None:
        self._priority = body["confirmed"]

    def checked_in(self, body: Mapping[str, Any]) -> None:
        self._appointment = Arrival(body["arrival"])

    def rated(self, body: Mapping[str, Any]) -> None:
        reasons, contents = tuple(body["reasons"]), tuple(body.get("contents", ()))
        self._rating = RatingGiven(Level(body["level"]), reasons, body["criteria"], contents)

    def _last_served(self) -> Interval:
        """Take out the last interval of serving, and what has come after it: that has not happened."""
        while (last := self._closed.pop()).phase is not Phase.SERVING:
            pass
        return last

    def _go(self, phase: Phase, body: Mapping[str, Any]) -> None:
        """Go to a counter, or away from it with a record of it."""
        counter, clerk = body["counter"], body["staff"]
        service = self._close(counter, clerk)
        self._open = Interval(phase, service, counter, clerk, self.last_us, None)

    def _wait(self, phase: Phase, service: str | None = None) -> None:
        before = self._close()
        self._open = Interval(phase, service or before, None, None, self.last_us, None)

    def _close(self, counter: int | None = None, clerk: int | None = None) -> str:
        """End the present interval now, and return its service. A wait belongs to the counter that ends it."""
        present, self._open = self._settle(self.last_us), None
        if present is None:
            return self._closed[-1].service
        if present.phase in _WAITS:
            present = present._replace(counter=counter, clerk=clerk)
        self._closed.append(present._replace(end_us=self.last_us))
        return present.service

    def _settle(self, now_us: int) -> Interval | None:
        """Let a parked visit wait again when its time is over, and return the present interval."""
        *over, present = self._present(now_us) or (None,)
        self._closed += [one for one in over if one is not None]
        return present

    def _present(self, now_us: int) -> tuple[Interval, ...]:
        """Return the present interval, after one that is over without a record."""
        here, until = self._open, self._parked_until_us
        if here is None:
            return ()
        if here.phase is not Phase.PARKED or until > now_us or self._end is not None:
            return (here,)
        return here._replace(end_us=until), Interval(Phase.WAITING, here.service, None, None, until, None)


_WAITS = frozenset({Phase.WAITING, Phase.BETWEEN})
_AT_COUNTER = frozenset({Phase.WALKING, Phase.SERVING})
#: The records that begin a visit.
ISSUES = frozenset({Event.TICKET_ISSUED, Event.TICKET_HANDED_OVER})
#: What it means that a visit expired in a state; in every other one the citizen has left.
_EXPIRED = {TicketState.NO_SHOW: VisitEnd.NO_SHOW, TicketState.SERVING: VisitEnd.UNFINISHED}
#: What each kind of record does to its visit.
_ACTS: Mapping[str, Callable[[_Course, Mapping[str, Any]], None]] = {
    Event.TICKET_CALLED: _Course.called,
    Event.TICKET_CALL_TAKEN_BACK: _Course.call_taken_back,
    Event.TICKET_STARTED: _Course.started,
    Event.TICKET_FINISHED: _Course.finished,
    Event.TICKET_WENT_ON: _Course.went_on,
    Event.TICKET_TRANSFERRED: _Course.transferred,
    Event.TICKET_PARKED: _Course.parked,
    Event.TICKET_NO_SHOW: _Course.missed,
    Event.TICKET_RETURNED: _Course.returned,
    Event.TICKET_REOPENED: _Course.reopened,
    Event.TICKET_PUT_BACK: _Course.put_back,
    Event.TICKET_CANCELLED: _Course.cancelled,
    Event.TICKET_EXPIRED: _Course.expired,
    Event.PRIORITY_CHECKED: _Course.priority_checked,
    Event.RATING_GIVEN: _Course.rated,
    Event.APPOINTMENT_CHECKED_IN: _Course.checked_in,
}
#: The kinds of records that can change a figure.
COUNTED = ISSUES | _ACTS.keys()
