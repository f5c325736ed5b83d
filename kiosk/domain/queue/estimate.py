"""Estimate a wait: simulate the live queue with one more person in it.

The range lies around the simulated moment of the call. Its width was fitted to the waits of a simulated day
(`tests/simulation`). Visits differ, and a longer wait holds more that nobody can know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import inf, sqrt
from statistics import fmean
from typing import NamedTuple

from kiosk.domain.queue.calling import CallingPolicy, Rule, Waiting, branch_order
from kiosk.domain.queue.pace import Pace

_STEP_MINUTES = 5
#: A visit that is longer than usual takes this share of a usual one more.
_REST = 0.35
#: The range has so many standard deviations on each side. `_MORE_OR_LESS`: visits that come or go unforeseen (a
#: parked citizen is back, another has left). `_UNKNOWN`: the share of a wait that cannot be known.
_DEVIATIONS, _MORE_OR_LESS, _UNKNOWN = 1.3, 0.3, 0.15
#: The most of its time that a counter gives to priority tickets that came later.
_MOST_OVERTAKING = 0.5
_YOU = "you"
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """Hold a counter at work.

    `weights` are its services. `busy_with` is the service of its present visit, since `busy_minutes`; None means free.
    A counter that pauses calls again after `back_in` minutes.
    """

    weights: Mapping[int, int]
    busy_with: int | None = None
    busy_minutes: float = 0.0
    back_in: float = 0.0


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Hold the people before a person, and the wait from and to in whole minutes.

    `minutes` is None when no counter serves the person's service now.
    """

    ahead: int
    minutes: tuple[int, int] | None

    @property
    def at_once(self) -> bool:
        """Return whether nobody is before the person and a counter is free."""
        return self.ahead == 0 and self.minutes is not None and self.minutes[1] <= _STEP_MINUTES


def estimate_wait(
    queue: Sequence[Waiting],
    counters: Sequence[OpenCounter],
    pace: Pace,
    policy: CallingPolicy,
    you: Waiting,
    now: datetime,
) -> WaitRange:
    """Return the wait of `you`, who are in `queue` or would join it. `pace` must know every service id in use."""
    everyone = [w for w in queue if w.ticket_id != you.ticket_id] + [you]
    ordered = branch_order(everyone, policy, now)
    before = [w.service_id for w in ordered[: ordered.index(you)]]
    mine = [counter for counter in counters if you.service_id in counter.weights]
    if not any(counter.back_in == 0 for counter in mine):
        return WaitRange(before.count(you.service_id), None)
    yours = {service for counter in mine for service in counter.weights}
    near = _connected(counters, you.service_id)
    able, minutes = _able(near), pace.minutes()
    if ordered[-1].is_coming(now):
        simulation = _Simulation([w for w in ordered if w.service_id in able], able, near, policy, now)
        start, before = simulation.run(you, minutes)
    else:
        start = _starts([*(one for one in before if one in able), you.service_id], able, near, minutes)[-1]
    if not you.has_priority and you.appointed_at is None:
        a_minute = sum(pace.priority.get(one, 0.0) for one in yours) / len(near)
        share = min(_MOST_OVERTAKING, a_minute * fmean(minutes[one] for one in able))
        start = _overtaken(start, share, _can_be_overtaken(policy) - (now - you.queued_at) / _A_MINUTE)
    low, high = _around(start, len(mine), [pace.times[one].spread for one in able], [minutes[one] for one in able])
    if you.appointed_at is not None and start >= (due := (you.appointed_at - now) / _A_MINUTE):
        low = max(low, due)  # while others wait, no ticket is called before its appointment
    return WaitRange(sum(1 for service in before if service in yours), _rounded(low, high))


def longest_waits(
    queue: Sequence[Waiting], counters: Sequence[OpenCounter], pace: Pace, policy: CallingPolicy, now: datetime
) -> dict[int, float]:
    """Return the longest wait, from the number to the call, of those who wait now, in minutes by service id.

    It is infinite where no counter serves the service. Nobody comes later in this simulation. Who came before an
    appointment waits by choice until then, and does not count.
    """
    able, found = _able(counters), dict[int, float]()
    ordered = branch_order(queue, policy, now)
    served = [one for one in ordered if one.service_id in able]
    starts = _starts([one.service_id for one in served], able, counters, pace.minutes())
    calls = {one.ticket_id: start for one, start in zip(served, starts, strict=True)}
    for one in ordered:
        if one.is_coming(now):
            continue
        waited = (now - one.queued_at) / _A_MINUTE
        found[one.service_id] = max(found.get(one.service_id, 0.0), waited + calls.get(one.ticket_id, inf))
    return found


def newcomer(
    service_id: int, now: datetime, *, has_priority: bool = False, appointed_at: datetime | None = None
) -> Waiting:
    """Return the ticket of the person at the kiosk, who has no number yet."""
    return Waiting(_YOU, "", service_id, now, 1 << 62, has_priority, appointed_at)


def _connected(counters: Sequence[OpenCounter], service_id: int) -> list[OpenCounter]:
    """Return the counters that can change the wait for a service.

    They serve the service, or share a service with a counter that can change the wait.
    """
    reached: set[int] = {service_id}
    while True:
        near = [counter for counter in counters if not reached.isdisjoint(counter.weights)]
        wider = reached.union(*(counter.weights for counter in near))
        if wider == reached:
            return near
        reached = wider


def _able(counters: Sequence[OpenCounter]) -> Mapping[int, Sequence[int]]:
    """Map each service to the places in `counters` of the counters that serve it."""
    able: dict[int, list[int]] = {}
    for place, counter in enumerate(counters):
        for service_id in counter.weights:
            able.setdefault(service_id, []).append(place)
    return able


def _starts(
    visits: Sequence[int],
    able: Mapping[int, Sequence[int]],
    counters: Sequence[OpenCounter],
    minutes: Mapping[int, float],
) -> list[float]:
    """Return the minutes until each of `visits` (service ids) is called. Each goes to its first free counter.

    Counters that serve the same services share a heap, ordered by the moment they are free. A call pushes the counter's
    new moment on each of its heaps; its old entries are skipped.
    """
    free_at = [_free_in(counter, minutes) for counter in counters]
    lines = {places: [(free_at[place], place) for place in places] for places in map(tuple, able.values())}
    for line in lines.values():
        heapify(line)
    line_of = {service_id: lines[tuple(places)] for service_id, places in able.items()}
    of_counter = [[line for places, line in lines.items() if place in places] for place in range(len(counters))]
    starts: list[float] = []
    for service_id in visits:
        line = line_of[service_id]
        while free_at[line[0][1]] != line[0][0]:
            heappop(line)
        start, first = line[0]
        starts.append(start)
        free_at[first] = end = start + minutes[service_id]
        for each in of_counter[first]:
            heappush(each, (end, first))
    return starts


def _overtaken(start: float, share: float, until: float) -> float:
    """Return the start of an ordinary ticket that later priority tickets overtake.

    They take their `share` of the counters until `until` minutes have passed.
    """
    longer = start / (1 - share)
    return longer if longer <= until else start + max(until, 0.0) * share


def _can_be_overtaken(policy: CallingPolicy) -> float:
    """Return the minutes of waiting during which later priority tickets go before an ordinary one."""
    if policy.rule is Rule.FIRST_COME:
        return 0.0
    until = inf if policy.overdue_minutes is None else float(policy.overdue_minutes)
    return min(until, float(policy.priority_bonus_minutes)) if policy.rule is Rule.PRIORITY else until


def _around(start: float, counters: int, spreads: Sequence[float], minutes: Sequence[float]) -> tuple[float, float]:
    """Return the range around a start: from the spread of the visits before it, their number, and what is unknown."""
    a_visit = fmean(minutes)
    visits = (fmean(spreads) ** 2 + _MORE_OR_LESS * a_visit**2) * start / (a_visit * counters)
    away = _DEVIATIONS * sqrt(visits + (_UNKNOWN * start) ** 2)
    return max(start - away, 0.0), start + away


class _CallTime(NamedTuple):
    """Hold the minutes until the call, and the services of those who were called before."""

    start: float
    before: list[int]


@dataclass(frozen=True, slots=True)
class _Simulation:
    """Simulate a queue in which appointments come due: the order is computed again as each does.

    `ordered` is the order now, of people whom a counter in `counters` can serve.
    """

    ordered: Sequence[Waiting]
    able: Mapping[int, Sequence[int]]
    counters: Sequence[OpenCounter]
    policy: CallingPolicy
    now: datetime

    def run(self, you: Waiting, minutes: Mapping[int, float]) -> _CallTime:
        """Return the call of `you`, where one visit takes so many `minutes`, by service."""
        free_at = [_free_in(counter, minutes) for counter in self.counters]
        moment, line = self.now, list(self.ordered)
        due_next = self._due_next(line, moment)
        before: list[int] = []
        while True:
            head = line[0]
            first = min(self.able[head.service_id], key=free_at.__getitem__)
            start = free_at[first]
            if start >= due_next:
                moment = self.now + timedelta(minutes=start)
                line = branch_order(line, self.policy, moment)
                due_next = self._due_next(line, moment)
                continue
            if head.appointed_at is not None and head.is_due(moment):
                start = max(start, self._minute(head.appointed_at))
            if head == you:
                return _CallTime(start, before)
            free_at[first] = start + minutes[head.service_id]
            before.append(head.service_id)
            line = line[1:]

    def _due_next(self, line: Sequence[Waiting], moment: datetime) -> float:
        """Return the minute in which the next appointment comes due."""
        coming = (self._minute(w.appointed_at) for w in line if w.appointed_at is not None and w.is_coming(moment))
        return min(coming, default=inf)

    def _minute(self, moment: datetime) -> float:
        return (moment - self.now) / _A_MINUTE


def _free_in(counter: OpenCounter, minutes: Mapping[int, float]) -> float:
    """Return in how many minutes a counter can call."""
    if counter.busy_with is None:
        return counter.back_in
    a_visit = minutes[counter.busy_with]
    return max(a_visit - counter.busy_minutes, a_visit * _REST)


def _rounded(low: float, high: float) -> tuple[int, int]:
    """Return the range, rounded outwards to steps of five minutes, never empty."""
    first = int(low // _STEP_MINUTES) * _STEP_MINUTES
    last = int(-(-high // _STEP_MINUTES)) * _STEP_MINUTES
    return first, max(last, first + _STEP_MINUTES)
