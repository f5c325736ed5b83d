"""Check the rules of a day by its journal alone. Each rule raises AssertionError with its numbers.

The queue is replayed here by simpler rules than the program's, to find who else could have been called.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kiosk.domain.branch_setup import Counter, Setup
from kiosk.domain.journal import Event, JournalRecord
from kiosk.store.journal import from_us

#: The phases of a visit at a counter, by the record that begins them.
PHASES = {
    Event.TICKET_ISSUED: "waiting",
    Event.TICKET_CALLED: "walking",
    Event.TICKET_RECALLED: "walking",
    Event.TICKET_STARTED: "serving",
    Event.TICKET_REOPENED: "serving",
    Event.TICKET_PUT_BACK: "waiting",
    Event.TICKET_CALL_TAKEN_BACK: "waiting",
    Event.TICKET_PARKED: "parked",
    Event.TICKET_TRANSFERRED: "waiting",
    Event.TICKET_WENT_ON: "waiting",
    Event.TICKET_RETURNED: "waiting",
    Event.TICKET_NO_SHOW: "absent",
    Event.TICKET_FINISHED: "done",
    Event.TICKET_CANCELLED: "cancelled",
}


@dataclass
class Track:
    """Hold one visit by its records. `since`: when its present phase began; `spans`: the time in each phase so far."""

    label: str
    service: str
    has_priority: bool
    queued: datetime
    since: datetime
    phase: str = "waiting"
    parked_until: datetime | None = None
    is_put_first: bool = False
    to_counter: int | None = None
    to_staff: int | None = None
    goes_back: bool = False
    counter: int | None = None
    spans: dict[str, timedelta] = field(default_factory=dict)

    @property
    def line(self) -> tuple[str, bool]:
        """Return service and lane, the class within which nobody overtakes."""
        return self.service, self.has_priority

    def is_waiting(self, now: datetime) -> bool:
        """Return whether the visit could be called. A parked one waits again after its time."""
        return self.phase == "waiting" or (
            self.phase == "parked" and self.parked_until is not None and self.parked_until <= now
        )

    def go(self, phase: str, at: datetime) -> None:
        """End the present phase and begin another."""
        self.spans[self.phase] = self.spans.get(self.phase, timedelta()) + (at - self.since)
        self.phase, self.since = phase, at


@dataclass
class Replay:
    """Replay the branch after each record, with the clerk of each open counter."""

    setup: Setup
    tracks: dict[str, Track] = field(default_factory=dict)
    clerks: dict[int, int] = field(default_factory=dict)

    def steps(self, records: Iterable[JournalRecord]) -> Iterator[tuple[Event, datetime, Track | None, Any]]:
        """Yield each record with its visit, *before* its effect."""
        for record in records:
            kind, at, body = Event(record.kind), from_us(record.at_us), json.loads(record.body)
            yield kind, at, self.tracks.get(record.subject), body
            if kind is Event.COUNTER_OPENED:
                self.clerks[body["counter"]] = body["staff"]
            elif kind is Event.COUNTER_CLOSED:
                del self.clerks[body["counter"]]
            elif kind is Event.TICKET_ISSUED:
                service = body["service"]
                self.tracks[record.subject] = Track(body["number"], service, body["priority"], at, at)
            elif kind in PHASES:
                self._move(self.tracks[record.subject], kind, at, body)
            elif kind is Event.PRIORITY_CHECKED:
                self.tracks[record.subject].has_priority = body["confirmed"]

    def could_call(self, counter: Counter, track: Track) -> bool:
        """Return whether a counter could call a waiting visit. Tickets that return to a clerk are left out: no record
        names the clerk.
        """
        if track.goes_back:
            return False
        aimed = track.to_counter is not None or track.to_staff is not None
        there = track.to_counter is None or track.to_counter in self.clerks
        there = there and (track.to_staff is None or track.to_staff in self.clerks.values())
        if aimed and there:
            return counter.number == track.to_counter or self.clerks.get(counter.number) == track.to_staff
        return any(self.setup.services[one].code == track.service for one in counter.services)

    def others(self, counter: Counter, chosen: Track, now: datetime) -> Iterator[Track]:
        """Yield the other visits that the counter could have called at that moment."""
        return (
            track
            for track in self.tracks.values()
            if track is not chosen and track.is_waiting(now) and self.could_call(counter, track)
        )

    def _move(self, track: Track, kind: Event, at: datetime, body: Mapping[str, Any]) -> None:
        track.go(PHASES[kind], at)
        if kind in (Event.TICKET_STARTED, Event.TICKET_NO_SHOW, Event.TICKET_TRANSFERRED, Event.TICKET_WENT_ON):
            track.is_put_first, track.to_counter, track.to_staff = False, None, None
        if kind is Event.TICKET_PARKED:
            track.parked_until = from_us(body["until_us"])
        elif kind in (Event.TICKET_WENT_ON, Event.TICKET_REOPENED):
            track.service = body["service"]
        elif kind is Event.TICKET_PUT_BACK:
            track.service, track.to_counter, track.is_put_first = body["service"], body["counter"], True
        elif kind is Event.TICKET_TRANSFERRED:
            track.service, track.to_counter, track.to_staff = body["service"], body["to_counter"], body["to_staff"]
            track.is_put_first = body["placing"] == "first"
            track.goes_back |= body["back"]
            if body["placing"] == "last":
                track.queued = at


def nobody_is_called_twice_at_once(setup: Setup, records: list[JournalRecord]) -> int:
    """Check that a ticket is at one counter at most, and a counter has one ticket at most. Return the number of calls.

    A counter that was taken to another machine continues in the journal.
    """
    at_counter: dict[int, Track] = {}
    calls = 0
    for kind, at, track, body in Replay(setup).steps(records):
        if track is None or kind not in PHASES:
            continue
        here = body["counter"]
        if PHASES[kind] not in ("walking", "serving"):
            track.counter = None
            if at_counter.get(here) is track:
                del at_counter[here]
            continue
        if kind is Event.TICKET_CALLED:
            calls += 1
            assert track.counter is None, f"{track.label} is at {track.counter}, and called to {here} at {at}"
        assert at_counter.setdefault(here, track) is track, f"{track.label} at {here}, where somebody is"
        track.counter = here
    return calls


def nobody_overtakes_in_their_class(setup: Setup, records: list[JournalRecord]) -> int:
    """Check that each counter calls the tickets of a service and lane in their order, unless a clerk puts one first.

    Return the number of comparisons.
    """
    compared = 0
    for replay, counter, called, at in _calls(setup, records):
        if called.is_put_first:
            continue
        for other in replay.others(counter, called, at):
            compared += 1
            assert not other.is_put_first, f"{other.label} was put first, and {called.label} called"
            if other.line == called.line:
                assert called.queued <= other.queued, f"{called.label} was called before {other.label} at {at}"
    return compared


def nobody_starves(setup: Setup, records: list[JournalRecord]) -> timedelta:
    """Check the bound of docs/calling.md, and return the longest wait until a first call.

    After a citizen is overdue, no later one may be called first at a counter that serves both, in any lane and service.
    A counter calls no more priority tickets in a row than the branch's ratio while an ordinary one waits for it.
    """
    limit = timedelta(minutes=setup.policy.overdue_minutes or 0)
    in_a_row: dict[int, int] = {}
    longest = timedelta()
    for replay, counter, called, at in _calls(setup, records):
        if "walking" not in called.spans:
            longest = max(longest, at - called.queued)
        if called.is_put_first:
            continue
        rest = list(replay.others(counter, called, at))
        for other in rest:
            if other.queued < at - limit:
                assert called.queued <= other.queued, f"{other.label} waited over the limit, {called.label} was called"
        streak = in_a_row.get(counter.number, 0) + 1 if called.has_priority else 0
        in_a_row[counter.number] = streak
        if called.queued >= at - limit and streak > setup.policy.priority_share:
            assert all(other.has_priority for other in rest), f"{streak} priority numbers in a row at {counter.number}"
    return longest


def every_visit_ends(setup: Setup, records: list[JournalRecord]) -> Mapping[str, int]:
    """Check that every visit is done, cancelled or called in vain. Return the number of each."""
    ends: dict[str, int] = {}
    for track in _finished(setup, records).tracks.values():
        assert track.phase in ("done", "cancelled", "absent"), f"{track.label} is still {track.phase}"
        ends[track.phase] = ends.get(track.phase, 0) + 1
    return ends


def intervals_add_up(setup: Setup, records: list[JournalRecord]) -> Mapping[str, Track]:
    """Check that no span of a visit is negative, and that they add up from issue to end. Return the visits."""
    first: dict[str, datetime] = {}
    for record in records:
        first.setdefault(record.subject, from_us(record.at_us))
    tracks = _finished(setup, records).tracks
    for ticket_id, track in tracks.items():
        assert min(track.spans.values()) >= timedelta(), f"{track.label} went back in time"
        assert sum(track.spans.values(), timedelta()) == track.since - first[ticket_id], track.label
    return tracks


def _calls(setup: Setup, records: list[JournalRecord]) -> Iterator[tuple[Replay, Counter, Track, datetime]]:
    """Yield every call before its effect, without calls that were taken back before a citizen came."""
    replay, by_number = Replay(setup), {counter.number: counter for counter in setup.counters.values()}
    calls: dict[str, int] = {}
    taken_back = set()
    for record in records:
        if record.kind == Event.TICKET_CALLED:
            calls[record.subject] = record.seq
        elif record.kind == Event.TICKET_CALL_TAKEN_BACK:
            taken_back.add(calls[record.subject])
    for record, (kind, at, track, body) in zip(records, replay.steps(records), strict=True):
        is_one = kind is Event.TICKET_CALLED and record.seq not in taken_back
        if is_one and track is not None and not body.get("chosen"):
            yield replay, by_number[body["counter"]], track, at


def _finished(setup: Setup, records: list[JournalRecord]) -> Replay:
    replay = Replay(setup)
    for _ in replay.steps(records):
        pass
    return replay
