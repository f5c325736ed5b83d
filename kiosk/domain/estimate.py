"""How long will it take? The live queue is played forward with one more person in it, once quick and once slow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

from kiosk.domain.calling import CallingPolicy, Waiting, branch_order

_STEP_MINUTES = 5
#: How far visits spread around their target where nothing is known yet; the outer ones first.
_AROUND_TARGET = (0.6, 1.4, 0.8, 1.2)
_YOU = "you"


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """How long one visit takes, in minutes: a quick one (lower quartile) and a slow one (upper quartile)."""

    quick: float
    slow: float


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A counter at work: what it serves, and since how many minutes with whom (`busy_with` None: free)."""

    weights: Mapping[int, int]
    busy_with: int | None = None
    busy_minutes: float = 0.0


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
    times: Mapping[int, ServiceTime],
    policy: CallingPolicy,
    you: Waiting,
    now: datetime,
) -> WaitRange:
    """The wait of `you`, who stand in `queue` or would be added to it. `times` must hold every service id in use."""
    everyone = [w for w in queue if w.ticket_id != you.ticket_id] + [you]
    ordered = branch_order(everyone, policy, now)
    before = [w.service_id for w in ordered[: ordered.index(you)]]
    yours = {service for counter in counters if you.service_id in counter.weights for service in counter.weights}
    if not yours:
        return WaitRange(before.count(you.service_id), None)
    near = _connected(counters, you.service_id)
    able = _able(near)
    if ordered[-1].is_coming(now):
        game = _Game([w for w in ordered if w.service_id in able], able, near, policy, now)
        quick, slow = (game.play(you, {k: getattr(v, pace) for k, v in times.items()}) for pace in ("quick", "slow"))
        ahead = max(sum(1 for service in one.before if service in yours) for one in (quick, slow))
        return WaitRange(ahead, _rounded(min(quick.start, slow.start), max(quick.start, slow.start)))
    visits = [*(service for service in before if service in able), you.service_id]
    low = _play(visits, able, near, times, "quick")
    high = _play(visits, able, near, times, "slow")
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
    times: Mapping[int, ServiceTime],
    pace: str,
) -> float:
    """Minutes until the last of `visits` (service ids) is called: each goes to the first free counter of theirs."""
    asked = {*able, *(counter.busy_with for counter in counters if counter.busy_with is not None)}
    minutes = {key: getattr(times[key], pace) for key in asked}
    free_at = [_remaining(counter, minutes) for counter in counters]
    start = 0.0
    for service_id in visits:
        theirs = able[service_id]
        first = theirs[0] if len(theirs) == 1 else min(theirs, key=free_at.__getitem__)
        start = free_at[first]
        free_at[first] = start + minutes[service_id]
    return start


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
        free_at = [_remaining(counter, minutes) for counter in self.counters]
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
        return (moment - self.now) / timedelta(minutes=1)


def _remaining(counter: OpenCounter, minutes: Mapping[int, float]) -> float:
    if counter.busy_with is None:
        return 0.0
    return max(minutes[counter.busy_with] - counter.busy_minutes, 1.0)


def _rounded(low: float, high: float) -> tuple[int, int]:
    """Outwards to steps of five minutes, never an empty range."""
    first = int(low // _STEP_MINUTES) * _STEP_MINUTES
    last = int(-(-high // _STEP_MINUTES)) * _STEP_MINUTES
    return first, max(last, first + _STEP_MINUTES)


def service_time(durations: Sequence[timedelta], default_minutes: int) -> ServiceTime:
    """Quartiles of recent visits; with fewer than four of them, visits around the target stand in for the missing."""
    known = [duration.total_seconds() / 60 for duration in durations]
    values = sorted(known + [default_minutes * share for share in _AROUND_TARGET[len(known) :]])
    return ServiceTime(values[len(values) // 4], values[-(-3 * len(values) // 4) - 1])
