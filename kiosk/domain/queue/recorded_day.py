"""Describe a day as it was recorded, so that it can be replayed: who came, which counters were open, how long all took.

Moments are microseconds since 1970, counters are numbers, services are ids.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from statistics import median
from typing import Any, NamedTuple

from kiosk.domain.journal import Event
from kiosk.domain.language.text import LocalText
from kiosk.domain.measures.intervals import Interval, Phase, VisitEnd, VisitHistory, VisitRecord, replay
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.queue.reasons import Placing
from kiosk.domain.queue.ticket import TransferTarget

MINUTE_US = 60_000_000
#: The gap of a counter that called nobody while somebody waited for it.
_USUAL_GAP_US = 10_000_000
_HALF_HOUR = 30


class TransferPlace(NamedTuple):
    """Hold the place of a visit in the queue after a transfer; `aim` names a counter by its number."""

    placing: Placing = Placing.KEEP
    aim: TransferTarget | None = None


IN_ITS_PLACE = TransferPlace()


class ClerkTimes(NamedTuple):
    """Hold the time of a clerk between two visits, in microseconds. `kiosk.domain.queue.clerk_times` derives it.

    The clerk is away for `away_us`. `gap_us` is the time from the moment when the clerk is there and somebody waits
    until the next call.
    """

    away_us: int = 0
    gap_us: int = _USUAL_GAP_US


USUAL_TIMES = ClerkTimes()


@dataclass(frozen=True, slots=True)
class Stop:
    """Hold one wait of a visit, the call that ended it, and the time at the counter.

    `absent_us` is the time from the end of the stop before until the visit waits again. `called_us` is None when nobody
    called it. `serve_us` is None when the citizen did not come. `after` is what its clerk did then.
    """

    service: int
    entered_us: int
    absent_us: int = 0
    counter: int | None = None
    called_us: int | None = None
    walk_us: int = 0
    serve_us: int | None = None
    place: TransferPlace = IN_ITS_PLACE
    after: ClerkTimes = USUAL_TIMES

    @property
    def end_us(self) -> int:
        """Return when the counter was free again; the moment of entering for a stop without a call."""
        return self.entered_us if self.called_us is None else self.called_us + self.walk_us + (self.serve_us or 0)


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """Hold one visit. `leaves_us`: a citizen whom nobody called last went then; None: waited until the end.

    `half_hour` counts from local midnight. `was_declared`: a priority group was declared; `has_priority`: and not
    refused.
    """

    id: str
    label: str
    issued_us: int
    half_hour: int
    stops: tuple[Stop, ...]
    was_declared: bool = False
    has_priority: bool = False
    appointed_us: int | None = None
    leaves_us: int | None = None

    @property
    def service(self) -> int:
        """Return the service of the number."""
        return self.stops[0].service

    @property
    def end_us(self) -> int:
        """Return when its last stop was over."""
        return self.stops[-1].end_us

    @property
    def wait_us(self) -> int | None:
        """Return the time from the issue to the first call; None when nobody called."""
        called = self.stops[0].called_us
        return None if called is None else called - self.issued_us


@dataclass(frozen=True, slots=True)
class CounterSpan:
    """Hold a span in which a counter calls, with its services and their weights.

    `begins_session`: the clerk sat down then. `before` is what the clerk did before the first call.
    """

    begin_us: int
    end_us: int
    services: Mapping[int, int]
    clerk: int = 0
    begins_session: bool = True
    before: ClerkTimes = USUAL_TIMES


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """Hold a recorded day.

    Attributes:
        counters: the spans by counter, in order; a pause is between two of them.
        services_of: the services of each counter with their weights, as the set-up had them.
        targets: the longest waits by service, in seconds.
        usual: service times of other days by service, in seconds, for services that were rare on the day.
        opening: the opening hours.
        names: what services are called, in the order of the set-up.
    """

    day: date
    zone: tzinfo
    policy: CallingPolicy
    visits: tuple[RecordedVisit, ...]
    counters: Mapping[int, tuple[CounterSpan, ...]]
    services_of: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    targets: Mapping[int, int] = field(default_factory=dict)
    usual: Mapping[int, Sequence[int]] = field(default_factory=dict)
    opening: tuple[tuple[time, time], ...] = ()
    names: Mapping[int, LocalText] = field(default_factory=dict)

    def with_usual(self, usual: Mapping[int, Sequence[int]]) -> "RecordedDay":
        """Return the day with service times of other days."""
        return replace(self, usual=usual)

    def us(self, at: time) -> int:
        """Return a local time of the day in microseconds since 1970."""
        return round(datetime.combine(self.day, at, self.zone).timestamp()) * 1_000_000

    def local(self, us: int) -> datetime:
        """Return a moment in the time of the branch."""
        return datetime.fromtimestamp(us / 1_000_000, self.zone)

    @property
    def services(self) -> frozenset[int]:
        """Return the services that visits of the day needed."""
        return frozenset(stop.service for visit in self.visits for stop in visit.stops)

    @property
    def open_us(self) -> int:
        """Return how long counters were open in all, without pauses."""
        return sum(one.end_us - one.begin_us for mine in self.counters.values() for one in mine)

    def usual_gap_us(self) -> int:
        """Return the middle gap of the day's clerks."""
        gaps = [stop.after.gap_us for visit in self.visits for stop in visit.stops if stop.called_us is not None]
        return round(median(gaps)) if gaps else _USUAL_GAP_US


# -- visits -----------------------------------------------------------------------------------------------------------


def recorded_visits(
    records: Sequence[VisitRecord], services: Mapping[str, int], appointed_us: Mapping[str, int], zone: tzinfo
) -> tuple[RecordedVisit, ...]:
    """Return the visits of a day by their records, in the order of the issue. `services` are ids by code."""
    notes = _notes(records)
    visits = [_visit(one, notes[one.id], services, appointed_us.get(one.id), zone) for one in replay(records)]
    return tuple(sorted(visits, key=lambda one: (one.issued_us, one.label)))


@dataclass(slots=True)
class _Notes:
    """Hold what the intervals of a visit do not say. Moments are those of the intervals."""

    was_declared: bool
    entered_us: int
    last_us: int
    places: dict[int, TransferPlace] = field(default_factory=dict)
    chosen: set[int] = field(default_factory=set)
    back: int | None = None


def _notes(records: Iterable[VisitRecord]) -> dict[str, _Notes]:
    found: dict[str, _Notes] = {}
    for record in records:
        note = found.get(record.subject)
        if note is None:
            body = json.loads(record.body)
            found[record.subject] = _Notes(body.get("priority", False), record.at_us, record.at_us)
            continue
        note.last_us = max(note.last_us, record.at_us)
        if record.kind in _TOLD:
            _note(note, record.kind, json.loads(record.body))
    return found


_TOLD = frozenset({Event.TICKET_CALLED, Event.TICKET_TRANSFERRED, Event.TICKET_WENT_ON})


def _note(note: _Notes, kind: str, body: Mapping[str, Any]) -> None:
    if kind == Event.TICKET_CALLED:
        if body.get("chosen"):
            note.chosen.add(note.last_us)
    elif kind == Event.TICKET_TRANSFERRED:
        note.back = body["staff"] if body.get("back") else None
        to_counter, to_staff = body.get("to_counter"), body.get("to_staff")
        aim = None if to_counter is None and to_staff is None else TransferTarget(to_counter, to_staff)
        note.places[note.last_us] = TransferPlace(Placing(body.get("placing", Placing.KEEP)), aim)
    elif note.back is not None:
        note.places[note.last_us] = TransferPlace(aim=TransferTarget(None, note.back))
        note.back = None


def _visit(
    one: VisitHistory, notes: _Notes, services: Mapping[str, int], appointed_us: int | None, zone: tzinfo
) -> RecordedVisit:
    stops = tuple(_stops(one.intervals, notes, services))
    gave_up = stops[-1].called_us is None and one.end in (VisitEnd.ABANDONED, VisitEnd.CANCELLED)
    local = datetime.fromtimestamp(one.issued_us / 1_000_000, zone)
    return RecordedVisit(
        id=one.id,
        label=one.label,
        issued_us=one.issued_us,
        half_hour=(local.hour * 60 + local.minute) // _HALF_HOUR,
        stops=stops,
        was_declared=notes.was_declared,
        has_priority=one.has_priority,
        appointed_us=appointed_us,
        leaves_us=one.intervals[-1].end_us if gave_up else None,
    )


def _stops(intervals: Sequence[Interval], notes: _Notes, services: Mapping[str, int]) -> Iterator[Stop]:
    """Yield the stops of a visit. A call of somebody who did not wait is a wait of no length for that counter."""
    waits: Stop | None = None
    free_us = notes.entered_us
    for place, here in enumerate(intervals):
        if here.phase in (Phase.WAITING, Phase.BETWEEN):
            entered = max(here.begin_us, notes.entered_us) if place == 0 else here.begin_us
            absent = max(0, entered - free_us)
            waits = Stop(services[here.service], entered, absent, place=notes.places.get(here.begin_us, IN_ITS_PLACE))
        elif here.phase is Phase.WALKING:
            stop = waits or _called_at_once(here, free_us, services)
            came = place + 1 < len(intervals) and intervals[place + 1].phase is Phase.SERVING
            served = _length(intervals[place + 1]) if came else None
            stop = replace(stop, counter=here.counter, called_us=here.begin_us, walk_us=_length(here), serve_us=served)
            yield stop
            waits, free_us = None, stop.end_us
    if waits is not None:
        yield waits


def _called_at_once(here: Interval, free_us: int, services: Mapping[str, int]) -> Stop:
    place = TransferPlace(Placing.FIRST, TransferTarget(here.counter, None))
    return Stop(services[here.service], here.begin_us, max(0, here.begin_us - free_us), place=place)


def _length(interval: Interval) -> int:
    """Return the length of an interval; nobody saw the end of one that was open when the day ended."""
    return 0 if interval.end_us is None else interval.end_us - interval.begin_us


# -- counters ---------------------------------------------------------------------------------------------------------


def counter_spans(
    records: Iterable[VisitRecord], services_of: Mapping[int, Mapping[int, int]], ids: Mapping[str, int], end_us: int
) -> dict[int, tuple[CounterSpan, ...]]:
    """Return the spans by counter, from the records about counters.

    `services_of` are the services of each counter as the set-up had them. A counter that nobody closed was open until
    `end_us`, the end of the last visit.
    """
    counters: dict[int, _Counter] = {}
    for record in records:
        body = json.loads(record.body)
        number = body["counter"]
        counter = counters.setdefault(number, _Counter(dict(services_of.get(number, {}))))
        counter.tell(record.kind, record.at_us, body, ids)
    return {number: one.done(end_us) for number, one in sorted(counters.items()) if one.done(end_us)}


class _Counter:
    """Collect the spans of one counter while its records are told."""

    def __init__(self, services: dict[int, int]) -> None:
        self._services = services
        self._closed: list[CounterSpan] = []
        self._open: CounterSpan | None = None
        self._clerk = 0
        self._is_new = False

    def tell(self, kind: str, us: int, body: Mapping[str, Any], ids: Mapping[str, int]) -> None:
        """Tell the next record."""
        if kind == Event.COUNTER_OPENED:
            self._close(us)
            self._clerk, self._is_new = body["staff"], True
            self._begin(us)
        elif kind == Event.COUNTER_RESUMED:
            self._close(us)
            self._begin(us)
        elif kind == Event.COUNTER_SERVICE_TODAY:
            was_open = self._open is not None
            self._close(us)
            self._change(ids.get(body["service"]), given=body["given"])
            if was_open:
                self._begin(us)
        else:
            self._close(us)

    def done(self, end_us: int) -> tuple[CounterSpan, ...]:
        """Return the spans; one that nobody closed ends at `end_us`."""
        last = () if self._open is None else (replace(self._open, end_us=end_us),)
        return tuple(one for one in (*self._closed, *last) if one.end_us > one.begin_us)

    def _change(self, service: int | None, *, given: bool) -> None:
        if service is not None:
            rest = {key: weight for key, weight in self._services.items() if key != service}
            self._services = {**rest, service: 0} if given else rest

    def _begin(self, us: int) -> None:
        self._open = CounterSpan(us, us, self._services, self._clerk, self._is_new)
        self._is_new = False

    def _close(self, us: int) -> None:
        if self._open is not None:
            self._closed.append(replace(self._open, end_us=us))
            self._open = None
