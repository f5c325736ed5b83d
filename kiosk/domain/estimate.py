"""How long will it take? The live queue is played forward with one more person in it.

The range lies around the moment at which the play calls them. It is as wide as the waits of a whole simulated day lay
apart (tests/simulation): visits differ, and the longer the wait, the more comes that nobody can know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import inf, sqrt
from statistics import fmean
from typing import NamedTuple

from kiosk.domain.calling import CallingPolicy, Rule, Waiting, branch_order
from kiosk.domain.pace import Pace

_STEP_MINUTES = 5
#: A visit that should be over takes this share of an ordinary one still.
_REST = 0.35
#: The range: so many standard deviations to each side. Of three visits one more comes or one less (somebody is back
#: from parking, somebody has left), and of every wait this share is what nobody can know.
_DEVIATIONS, _MORE_OR_LESS, _UNKNOWN = 1.3, 0.3, 0.15
#: More than this share of its time no counter gives to people with priority who came later.
_MOST_OVERTAKING = 0.5
_YOU = "you"
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A counter at work: what it serves, and since how many minutes with whom (`busy_with` None: free). One that
    pauses calls again after `back_in` minutes."""

    weights: Mapping[int, int]
    busy_with: int | None = None
    busy_minutes: float = 0.0
    back_in: float = 0.0


@dataclass(frozen=True, slots=True)
class WaitRange:
    """People before you, and the wait in whole minutes, from and to; None when no counter serves it now."""

    ahead: int
    minutes: tuple[int, int] | None

    @property
    def at_once(self) -> bool:
        """Nobody before you and a counter free: walk straight there."""
        return self.ahead == 0 and self.minutes is not None and self.minutes[1] <= _STEP_MINUTES


def estimate_wait(
    queue: Sequence[Waiting],
    counters: Sequence[OpenCounter],
    pace: Pace,
    policy: CallingPolicy,
    you: Waiting,
    now: datetime,
) -> WaitRange:
    """The wait of `you`, who stand in `queue` or would be added to it. `pace` must know every service id in use."""
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
        game = _Game([w for w in ordered if w.service_id in able], able, near, policy, now)
        start, before = game.play(you, minutes)
    else:
        start = _play([*(one for one in before if one in able), you.service_id], able, near, minutes)
    if not you.has_priority and you.appointed_at is None:
        a_minute = sum(pace.priority.get(one, 0.0) for one in yours) / len(near)
        share = min(_MOST_OVERTAKING, a_minute * fmean(minutes[one] for one in able))
        start = _overtaken(start, share, _can_be_overtaken(policy) - (now - you.queued_at) / _A_MINUTE)
    low, high = _around(start, len(mine), [pace.times[one].spread for one in able], [minutes[one] for one in able])
    if you.appointed_at is not None and start >= (due := (you.appointed_at - now) / _A_MINUTE):
        low = max(low, due)  # as long as others wait, nobody is called before their appointment
    return WaitRange(sum(1 for service in before if service in yours), _rounded(low, high))


def newcomer(
    service_id: int, now: datetime, *, has_priority: bool = False, appointed_at: datetime | None = None
) -> Waiting:
    """The person who stands at the kiosk and has no number yet."""
    return Waiting(_YOU, "", service_id, now, 1 << 62, has_priority, appointed_at)


def _connected(counters: Sequence[OpenCounter], service_id: int) -> list[OpenCounter]:
    """The counters that can have a say: they serve this service, or share one with a counter that has a say."""
    reached: set[int] = {service_id}
    while True:
        near = [counter for counter in counters if not reached.isdisjoint(counter.weights)]
        wider = reached.union(*(counter.weights for counter in near))
        if wider == reached:
            return near
        reached = wider


def _able(counters: Sequence[OpenCounter]) -> Mapping[int, Sequence[int]]:
    """The places in `counters` of those that serve a service, by service."""
    able: dict[int, list[int]] = {}
    for place, counter in enumerate(counters):
        for service_id in counter.weights:
            able.setdefault(service_id, []).append(place)
    return able


def _play(
    visits: Sequence[int],
    able: Mapping[int, Sequence[int]],
    counters: Sequence[OpenCounter],
    minutes: Mapping[int, float],
) -> float:
    """Minutes until the last of `visits` (service ids) is called: each goes to the first free counter of theirs.

    Counters of one line (they serve the same) stand in a heap by the moment they are free; one that is asked again has
    a new place in each of its heaps, and its old one counts no more.
    """
    free_at = [_free_in(counter, minutes) for counter in counters]
    lines = {places: [(free_at[place], place) for place in places] for places in map(tuple, able.values())}
    for line in lines.values():
        heapify(line)
    line_of = {service_id: lines[tuple(places)] for service_id, places in able.items()}
    of_counter = [[line for places, line in lines.items() if place in places] for place in range(len(counters))]
    start = 0.0
    for service_id in visits:
        line = line_of[service_id]
        while free_at[line[0][1]] != line[0][0]:
            heappop(line)
        start, first = line[0]
        free_at[first] = end = start + minutes[service_id]
        for each in of_counter[first]:
            heappush(each, (end, first))
    return start


def _overtaken(start: float, share: float, until: float) -> float:
    """The start of somebody without priority: people with priority who come later take their `share` of the counters,
    until so many minutes have passed."""
    longer = start / (1 - share)
    return longer if longer <= until else start + max(until, 0.0) * share


def _can_be_overtaken(policy: CallingPolicy) -> float:
    """For how many minutes of waiting people with priority who come later go before somebody without."""
    if policy.rule is Rule.FIRST_COME:
        return 0.0
    until = inf if policy.overdue_minutes is None else float(policy.overdue_minutes)
    return min(until, float(policy.priority_bonus_minutes)) if policy.rule is Rule.PRIORITY else until


def _around(start: float, counters: int, spreads: Sequence[float], minutes: Sequence[float]) -> tuple[float, float]:
    """The range around a start: how far the visits before it spread, how many they are, and what nobody can know."""
    a_visit = fmean(minutes)
    visits = (fmean(spreads) ** 2 + _MORE_OR_LESS * a_visit**2) * start / (a_visit * counters)
    away = _DEVIATIONS * sqrt(visits + (_UNKNOWN * start) ** 2)
    return max(start - away, 0.0), start + away


class _Turn(NamedTuple):
    """When you are called, in minutes from now, and the services of those who were called before."""

    start: float
    before: list[int]


@dataclass(frozen=True, slots=True)
class _Game:
    """The queue played forward where appointments will come due on the way: the order is asked again as each does.

    `ordered` is the order now, of people whom a counter in `counters` can serve.
    """

    ordered: Sequence[Waiting]
    able: Mapping[int, Sequence[int]]
    counters: Sequence[OpenCounter]
    policy: CallingPolicy
    now: datetime

    def play(self, you: Waiting, minutes: Mapping[int, float]) -> _Turn:
        """Your turn, where one visit takes so many `minutes`, by service."""
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
                return _Turn(start, before)
            free_at[first] = start + minutes[head.service_id]
            before.append(head.service_id)
            line = line[1:]

    def _due_next(self, line: Sequence[Waiting], moment: datetime) -> float:
        """The minute in which the next appointment comes due."""
        coming = (self._minute(w.appointed_at) for w in line if w.appointed_at is not None and w.is_coming(moment))
        return min(coming, default=inf)

    def _minute(self, moment: datetime) -> float:
        return (moment - self.now) / _A_MINUTE


def _free_in(counter: OpenCounter, minutes: Mapping[int, float]) -> float:
    """In how many minutes a counter can call."""
    if counter.busy_with is None:
        return counter.back_in
    a_visit = minutes[counter.busy_with]
    return max(a_visit - counter.busy_minutes, a_visit * _REST)


def _rounded(low: float, high: float) -> tuple[int, int]:
    """Outwards to steps of five minutes, never an empty range."""
    first = int(low // _STEP_MINUTES) * _STEP_MINUTES
    last = int(-(-high // _STEP_MINUTES)) * _STEP_MINUTES
    return first, max(last, first + _STEP_MINUTES)
