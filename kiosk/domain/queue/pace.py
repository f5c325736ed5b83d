"""Measure how fast the branch works now: service times, gaps between visits, and who goes before others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import NamedTuple

#: Shares of the target that stand in for unknown visits, the outer ones first.
_AROUND_TARGET = (0.6, 1.4, 0.8, 1.2)
#: Minutes between two visits where fewer than `_ENOUGH` were seen.
_BETWEEN, _ENOUGH = 1.0, 8
#: A longer gap is a lunch break.
_LONGEST_MINUTES = 60.0
#: Minutes that a pause usually lasts; that a pause lasts at least from now; after which its end is unknown.
_A_PAUSE, _STILL, _GONE = 15.0, 3.0, 40.0
_A_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """Hold the mean duration of visits and its standard deviation, in minutes."""

    mean: float
    spread: float


class FinishedVisit(NamedTuple):
    """Hold one finished visit of a counter; moments are microseconds since 1970."""

    counter_id: int
    queued_us: int
    started_us: int
    finished_us: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Hold what the last visits show.

    `times` holds every service id in use. `between` is the minutes a counter needs from one visit to the next while
    people wait. `priority` is, by service id, how many tickets a minute go before the others. `resting` is, by counter,
    how many minutes its pause has lasted.
    """

    times: Mapping[int, ServiceTime]
    between: float = 0.0
    priority: Mapping[int, float] = field(default_factory=dict)
    resting: Mapping[int, float] = field(default_factory=dict)

    def minutes(self) -> dict[int, float]:
        """Return how long a counter is busy with one visit, by service id."""
        return {key: one.mean + self.between for key, one in self.times.items()}


def service_time(durations: Sequence[timedelta], default_minutes: int) -> ServiceTime:
    """Return the service time of recent visits. Fewer than four are completed by visits around the target."""
    known = [duration.total_seconds() / 60 for duration in durations]
    values = known + [default_minutes * share for share in _AROUND_TARGET[len(known) :]]
    mean = fmean(values)
    # In floats: `statistics.pstdev` uses fractions and took a fifth of the time of a simulated day.
    return ServiceTime(mean, sqrt(fmean((value - mean) ** 2 for value in values)))


def between_visits(visits: Iterable[FinishedVisit]) -> float:
    """Return the mean minutes from the end of one visit to the start of the next at the same counter.

    Only gaps count in which somebody was already waiting. They hold walking, paperwork, no-shows, transferred visits
    and pauses.
    """
    gaps = [
        (later.started_us - earlier.finished_us) / _A_MINUTE_US
        for earlier, later in pairwise(sorted(visits, key=_by_counter))
        if later.counter_id == earlier.counter_id and later.queued_us <= earlier.finished_us <= later.started_us
    ]
    known = [gap for gap in gaps if gap < _LONGEST_MINUTES]
    return fmean(known) if len(known) >= _ENOUGH else _BETWEEN


def back_in(minutes: float) -> float | None:
    """Return in how many minutes a counter calls again that has paused for `minutes`; None when it is unknown."""
    return max(_A_PAUSE - minutes, _STILL) if minutes < _GONE else None


def _by_counter(visit: FinishedVisit) -> tuple[int, int]:
    return visit.counter_id, visit.finished_us
