"""Replay a recorded day through the calling order: an event at a time, with the counters that a `RecordedDay` has.

The replay keeps who comes when, for what and by which appointment, and who does not come when called. It keeps parks,
absences, opening and pauses of counters, and the times of clerks. A visit that stays at its counter takes as long as it
did. At another counter its time is drawn from the visits of its service.

- An idle counter that may call somebody who comes is the one that did so on the day, else the one that idles longest.
- After the last span the counters of the last hour call those whom the day called, until all are served.
"""

from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import NamedTuple

from kiosk.domain.queue.calling import AskingCounter, CallTally, Waiting, order_queue
from kiosk.domain.queue.reasons import Placing
from kiosk.domain.queue.recorded_day import ClerkTimes, CounterSpan, RecordedDay, RecordedVisit, Stop

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_MICROSECOND = timedelta(microseconds=1)
#: Counters that closed in this last part of the day stay until everybody is served.
_LAST_HOUR_US = 3_600_000_000
#: A service with fewer visits on the day takes its times from other days, too.
_ENOUGH = 5
#: The order of what happens in one microsecond.
_ENDS, _BEGINS, _ENTERS, _LEAVES, _LOOKS, _IS_BACK = range(6)


class ReplayedCall(NamedTuple):
    """Hold one call of a replay: the moment, the counter, the visit by its place in the day, and the stop in it."""

    us: int
    counter: int
    visit: int
    stop: int


class DrawnTime(NamedTuple):
    """Hold the time of a visit at a counter that did not serve it on the day, in microseconds."""

    serve_us: int
    gap_us: int


DrawnTimes = Mapping[int, Sequence[DrawnTime]]


def pools_of(day: RecordedDay) -> dict[int, list[DrawnTime]]:
    """Return the times to draw from, by service: those of the day, for a rare service also those of other days."""
    gap = day.usual_gap_us()
    pools: dict[int, list[DrawnTime]] = {service: [] for service in day.services}
    for visit in day.visits:
        for stop in visit.stops:
            if stop.serve_us is not None:
                pools[stop.service].append(DrawnTime(stop.serve_us, stop.after.gap_us))
    for service, pool in pools.items():
        if len(pool) < _ENOUGH:
            pool += [DrawnTime(seconds * 1_000_000, gap) for seconds in day.usual.get(service, ())]
        if not pool:
            pool.append(DrawnTime(0, gap))
    return pools


def is_rare(day: RecordedDay, service: int) -> bool:
    """Return whether a service was so rare on a day that times of other days are needed."""
    served = (stop for visit in day.visits for stop in visit.stops if stop.serve_us is not None)
    return sum(stop.service == service for stop in served) < _ENOUGH


@dataclass(slots=True)
class _Entry:
    """Hold a visit while it waits, since `since_us`."""

    visit: int
    stop: int
    since_us: int
    waiting: Waiting
    lane: tuple[int, bool] | None
    is_reserved: bool = False


@dataclass(slots=True)
class _Desk:
    """Hold a counter during a replay.

    `is_looking`: it is about to call, because of whom it `noticed` while it was idle. `idle_us`: since when it is idle.
    """

    number: int
    spans: tuple[CounterSpan, ...]
    gap_us: int = 0
    is_busy: bool = False
    is_away: bool = True
    is_looking: bool = False
    is_overtime: bool = False
    idle_us: int = 0
    noticed: _Entry | None = None
    span: CounterSpan | None = None
    lanes: tuple[tuple[int, bool], ...] = ()
    tally: CallTally = field(default_factory=CallTally)

    def open_span(self, us: int) -> CounterSpan | None:
        """Return the span in which the counter may call now; after hours the last one."""
        span = self.span
        return span if span is not None and (us < span.end_us or self.is_overtime) else None

    def begin(self, span: CounterSpan) -> None:
        """Begin a span."""
        self.span = span
        self.lanes = tuple((service, priority) for service in span.services for priority in (False, True))
        if span.begins_session:
            self.tally = CallTally()


class DayReplay:
    """Replay a day once. `run` returns its calls in their order; the same `seed` draws the same times."""

    def __init__(self, day: RecordedDay, pools: DrawnTimes, seed: str = "") -> None:
        self.day, self.pools = day, pools
        self._chance = Random(seed)  # noqa: S311 - a replay that can be repeated
        self.calls: list[ReplayedCall] = []
        self._desks = {number: _Desk(number, spans) for number, spans in day.counters.items() if spans}
        self._events: list[tuple[int, int, int, int, Callable[..., None], tuple[object, ...]]] = []
        self._order = count()
        #: Those who wait, by service and lane, and those with a place of their own. Keys of a lane: arrival and order.
        self._lanes: dict[tuple[int, bool], list[tuple[datetime, int]]] = {}
        self._special: set[int] = set()
        self._waiting: dict[int, _Entry] = {}
        self._reserved: dict[tuple[int, bool], int] = {}

    def run(self) -> list[ReplayedCall]:
        """Replay the day."""
        last_us = 0
        for desk in self._desks.values():
            for span in desk.spans:
                self._at(span.begin_us, _BEGINS, self._begin, desk, span)
                last_us = max(last_us, span.end_us)
        self._at(last_us, _BEGINS, self._work_late)
        for index, visit in enumerate(self.day.visits):
            self._at(visit.stops[0].entered_us, _ENTERS, self._enter, index, 0)
            if visit.leaves_us is not None:
                self._at(visit.leaves_us, _LEAVES, self._leave, index)
        while self._events:
            us, _kind, _tie, _order, act, arguments = heappop(self._events)
            act(us, *arguments)
        return self.calls

    def _at(self, us: int, kind: int, act: Callable[..., None], *arguments: object, tie: int = 0) -> None:
        heappush(self._events, (us, kind, tie, next(self._order), act, arguments))

    # -- counters ---------------------------------------------------------------------------------------------------

    def _begin(self, us: int, desk: _Desk, span: CounterSpan) -> None:
        """Begin a span. A visit that is still there goes on."""
        desk.begin(span)
        if not desk.is_busy:
            self._be_away(us, desk, span.before)

    def _be_away(self, us: int, desk: _Desk, times: ClerkTimes) -> None:
        desk.gap_us, desk.is_away = times.gap_us, True
        if times.away_us:
            self._at(us + times.away_us, _IS_BACK, self._come_back, desk)
        else:
            self._come_back(us, desk)

    def _come_back(self, us: int, desk: _Desk) -> None:
        """Let a clerk look for somebody to call, if the counter is open and somebody waits for it."""
        if desk.is_busy or desk.is_looking:
            return
        desk.is_away, desk.idle_us = False, us
        span = desk.open_span(us)
        if span is not None and self._is_wanted(us, desk, span):
            self._plan_look(us + desk.gap_us, desk)

    def _plan_look(self, us: int, desk: _Desk) -> None:
        desk.is_looking = True
        self._at(us, _LOOKS, self._look, desk, tie=desk.number)

    def _look(self, us: int, desk: _Desk) -> None:
        """Call the first of the queue, by the rule. Another idle counter notices who was left for it meanwhile."""
        desk.is_looking = False
        noticed, desk.noticed = desk.noticed, None
        if noticed is not None:
            self._release(noticed)
        span = desk.open_span(us)
        if span is None or desk.is_busy:
            return
        found = self._first(us, desk, span)
        if found is None:
            desk.idle_us = us
        else:
            self._call(us, desk, found)
            if noticed is not None and noticed is self._waiting.get(noticed.visit):
                self._notice(us, noticed)

    def _call(self, us: int, desk: _Desk, entry: _Entry) -> None:
        self._remove(entry)
        called = entry.waiting
        at = _moment(us)
        desk.tally = desk.tally.after(called, self.day.policy, is_due=called.is_due(at))
        self.calls.append(ReplayedCall(us, desk.number, entry.visit, entry.stop))
        visit = self.day.visits[entry.visit]
        stop = visit.stops[entry.stop]
        serve_us, after = self._times(desk, stop)
        desk.is_busy = True
        self._at(us + stop.walk_us + serve_us, _ENDS, self._end, desk, entry.visit, entry.stop, after)

    def _times(self, desk: _Desk, stop: Stop) -> tuple[int, ClerkTimes]:
        """Return how long a visit takes here, and what the clerk does then."""
        did_not_come = stop.called_us is not None and stop.serve_us is None
        if desk.number == stop.counter or did_not_come:
            return stop.serve_us or 0, stop.after
        drawn = self._chance.choice(self.pools[stop.service])
        return drawn.serve_us, ClerkTimes(0, drawn.gap_us)

    def _end(self, us: int, desk: _Desk, visit: int, stop: int, after: ClerkTimes) -> None:
        desk.is_busy = False
        stops = self.day.visits[visit].stops
        if stop + 1 < len(stops):
            self._at(us + stops[stop + 1].absent_us, _ENTERS, self._enter, visit, stop + 1)
        self._be_away(us, desk, after)

    def _work_late(self, last_us: int) -> None:
        """Let the counters that were open last serve those who are left."""
        for desk in self._desks.values():
            if desk.spans[-1].end_us >= last_us - _LAST_HOUR_US:
                desk.is_overtime = True
                self._come_back(last_us, desk)

    # -- the queue --------------------------------------------------------------------------------------------------

    def _enter(self, us: int, index: int, place: int) -> None:
        visit = self.day.visits[index]
        waiting = _waiting(us, index, visit, place)
        is_plain = waiting.appointed_at is None and waiting.put_first_at is None and waiting.aim is None
        lane = (waiting.service_id, waiting.has_priority) if is_plain else None
        entry = self._waiting[index] = _Entry(index, place, us, waiting, lane)
        if lane is None:
            self._special.add(index)
        else:
            insort(self._lanes.setdefault(lane, []), (waiting.queued_at, index))
        self._notice(us, entry)

    def _notice(self, us: int, entry: _Entry) -> None:
        """Let an idle counter look, after its gap from the moment when it was idle and the visit was there."""
        desk = self._idle_desk(us, entry)
        if desk is not None:
            self._reserve(entry, desk)
            self._plan_look(max(us, max(desk.idle_us, entry.since_us) + desk.gap_us), desk)

    def _idle_desk(self, us: int, entry: _Entry) -> _Desk | None:
        """Return the idle counter that notices somebody who comes."""
        recorded = self.day.visits[entry.visit].stops[entry.stop].counter
        able = []
        for desk in self._desks.values():
            if desk.is_busy or desk.is_away or desk.is_looking:
                continue
            span = desk.open_span(us)
            if span is not None and self._may_call(us, desk, span, entry):
                if desk.number == recorded:
                    return desk
                able.append(desk)
        return min(able, key=_idle_us, default=None)

    def _may_call(self, us: int, desk: _Desk, span: CounterSpan, entry: _Entry) -> bool:
        if entry.lane is not None:
            return entry.waiting.service_id in span.services and self._is_allowed(us, desk, entry)
        return bool(self._order_of(us, desk, span, [entry]))

    def _is_allowed(self, us: int, desk: _Desk, entry: _Entry) -> bool:
        """Return whether a counter is open for somebody: after hours only for those whom the day called."""
        if not desk.is_overtime or us < desk.spans[-1].end_us:
            return True
        return self.day.visits[entry.visit].stops[entry.stop].called_us is not None

    def _is_wanted(self, us: int, desk: _Desk, span: CounterSpan) -> bool:
        """Return whether somebody waits whom this counter may call and no other is about to call."""
        if desk.is_overtime:
            return self._first(us, desk, span) is not None
        if any(len(self._lanes.get(lane, ())) > self._reserved.get(lane, 0) for lane in desk.lanes):
            return True
        free = [one for one in map(self._waiting.__getitem__, self._special) if not one.is_reserved]
        return bool(free) and bool(self._order_of(us, desk, span, free))

    def _first(self, us: int, desk: _Desk, span: CounterSpan) -> _Entry | None:
        """Return who is next at a counter. Somebody behind another one of the same service and lane is not."""
        found = [self._waiting[one] for one in self._special]
        found += [self._waiting[line[0][1]] for lane in desk.lanes if (line := self._lanes.get(lane))]
        if desk.is_overtime:
            found = [one for one in self._waiting.values() if self._is_allowed(us, desk, one)]
        return self._order_of(us, desk, span, found)

    def _order_of(self, us: int, desk: _Desk, span: CounterSpan, entries: Sequence[_Entry]) -> _Entry | None:
        if len(entries) == 1 and entries[0].lane is not None:
            return entries[0]
        asking = None
        if any(one.waiting.aim is not None for one in entries):
            asking = AskingCounter(desk.number, span.clerk, self._open_counters(us))
        streak, appointments = desk.tally
        places = order_queue(
            [one.waiting for one in entries],
            self.day.policy,
            _moment(us),
            weights=span.services,
            streak=streak,
            appointments=appointments,
            asking=asking,
            first=1,
        )
        return self._waiting[places[0].waiting.order] if places else None

    def _open_counters(self, us: int) -> dict[int, int]:
        """Return the clerks of the counters that are open, also of those that pause, by counter."""
        found = {}
        for desk in self._desks.values():
            if desk.spans[0].begin_us <= us < desk.spans[-1].end_us or desk.is_overtime:
                found[desk.number] = [one for one in desk.spans if one.begin_us <= us][-1].clerk
        return found

    def _leave(self, _us: int, index: int) -> None:
        """Let a citizen go whom nobody called."""
        entry = self._waiting.get(index)
        if entry is not None and entry.stop == len(self.day.visits[index].stops) - 1:
            self._remove(entry)

    def _reserve(self, entry: _Entry, desk: _Desk) -> None:
        entry.is_reserved, desk.noticed = True, entry
        if entry.lane is not None:
            self._reserved[entry.lane] = self._reserved.get(entry.lane, 0) + 1

    def _release(self, entry: _Entry) -> None:
        if entry.is_reserved and entry.lane is not None:
            self._reserved[entry.lane] -= 1
        entry.is_reserved = False

    def _remove(self, entry: _Entry) -> None:
        self._release(entry)
        del self._waiting[entry.visit]
        if entry.lane is None:
            self._special.discard(entry.visit)
        else:
            self._lanes[entry.lane].remove((entry.waiting.queued_at, entry.visit))


def _waiting(us: int, index: int, visit: RecordedVisit, place: int) -> Waiting:
    """Return a visit as the calling order sees it. Its place counts from the issue, unless it was put last."""
    stop, is_first = visit.stops[place], place == 0
    placing = stop.place.placing
    was_put_last = any(one.place.placing is Placing.LAST for one in visit.stops[: place + 1])
    queued_us = us if placing is Placing.LAST else visit.issued_us
    appointed = None if visit.appointed_us is None or was_put_last else _moment(visit.appointed_us)
    return Waiting(
        visit.id,
        visit.label,
        stop.service,
        _moment(queued_us),
        index,
        visit.was_declared if is_first else visit.has_priority,
        appointed,
        _moment(us) if placing is Placing.FIRST else None,
        stop.place.aim,
    )


def _moment(us: int) -> datetime:
    return _EPOCH + us * _A_MICROSECOND


def _idle_us(desk: _Desk) -> int:
    return desk.idle_us
