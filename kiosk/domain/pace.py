"""How a branch works at present: what visits take, what a counter needs between two of them, who goes before others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import NamedTuple

#: How visits lie around their target where nothing is known yet; the outer ones first.
_AROUND_TARGET = (0.6, 1.4, 0.8, 1.2)
#: Minutes between two visits where too few were seen: somebody walks up, papers are put away.
_BETWEEN, _ENOUGH = 1.0, 8
#: Whoever takes longer than this between two visits was at lunch.
_LONGEST_MINUTES = 60.0
#: Minutes that a pause lasts, those that one always lasts on, and after how many nobody counts on its end.
_A_PAUSE, _STILL, _GONE = 15.0, 3.0, 40.0
_A_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """How long visits take, in minutes: on average, and how far they lie from that (standard deviation)."""

    mean: float
    spread: float


class Turn(NamedTuple):
    """One finished visit as its counter saw it; moments in microseconds since 1970."""

    counter_id: int
    queued_us: int
    started_us: int
    finished_us: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What the last visits say. `times` by service id, for every one in use; `between`: minutes that a counter needs
    from one visit to the next while people wait; `priority`: by service id, how many come in a minute who go before
    the others; `resting`: by counter, for how many minutes a pause lasts already."""

    times: Mapping[int, ServiceTime]
    between: float = 0.0
    priority: Mapping[int, float] = field(default_factory=dict)
    resting: Mapping[int, float] = field(default_factory=dict)

    def minutes(self) -> dict[int, float]:
        """How long a counter is busy with one visit, by service id."""
        return {key: one.mean + self.between for key, one in self.times.items()}


def service_time(durations: Sequence[timedelta], default_minutes: int) -> ServiceTime:
    """Of recent visits; with fewer than four of them, visits around the target stand in for the missing."""
    known = [duration.total_seconds() / 60 for duration in durations]
    values = known + [default_minutes * share for share in _AROUND_TARGET[len(known) :]]
    mean = fmean(values)
    # In floats: `statistics.pstdev` counts in fractions, and took a fifth of a simulated day.
    return ServiceTime(mean, sqrt(fmean((value - mean) ** 2 for value in values)))


def between_visits(turns: Iterable[Turn]) -> float:
    """Minutes from the end of one visit to the start of the next at the same counter, on average, where somebody had
    been waiting: walking, putting away, those who were called and did not come, visits that went on elsewhere, pauses.
    """
    gaps = [
        (later.started_us - earlier.finished_us) / _A_MINUTE_US
        for earlier, later in pairwise(sorted(turns, key=_by_counter))
        if later.counter_id == earlier.counter_id and later.queued_us <= earlier.finished_us <= later.started_us
    ]
    known = [gap for gap in gaps if gap < _LONGEST_MINUTES]
    return fmean(known) if len(known) >= _ENOUGH else _BETWEEN


def back_in(minutes: float) -> float | None:
    """In how many minutes a counter will call again that has paused for `minutes`; None when nobody can say."""
    return max(_A_PAUSE - minutes, _STILL) if minutes < _GONE else None


def _by_counter(turn: Turn) -> tuple[int, int]:
    return turn.counter_id, turn.finished_us
