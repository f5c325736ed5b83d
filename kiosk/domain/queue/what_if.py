"""Compare the waits of a recorded day with those that one change would have given.

The day is replayed many times with the change (`kiosk.domain.queue.day_replay`): the times of visits that move to
another counter are drawn. Every figure after the change is the middle one of the runs. The result is an estimate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.domain.measures.figures import nearest_rank
from kiosk.domain.queue.day_change import DayChange, MoreCounter, changed_day
from kiosk.domain.queue.day_replay import DayReplay, DrawnTimes, ReplayedCall, pools_of
from kiosk.domain.queue.recorded_day import MINUTE_US, RecordedDay

#: How often a day is replayed, and the percentiles of the runs between which nine of ten lie.
RUNS, LOW, HIGH = 200, 5, 95
#: A wait that everybody calls long, in seconds.
LONG_WAIT_S = 1_800
_SECOND_US = 1_000_000
#: Hears how many runs are done, and of how many. Answers whether to go on.
Progress = Callable[[int, int], bool]


class WaitFigures(NamedTuple):
    """Hold the waits of a day. `over` waited longer than half an hour, `uncalled` were never called.

    Seconds and shares are None where nobody was called.
    """

    called: int
    median_s: int | None
    p90_s: int | None
    in_target: int
    in_target_share: float | None
    over: int
    uncalled: int


class GroupWaits(NamedTuple):
    """Hold the middle wait of a service or a half hour before and after, in seconds; `visits` were called before."""

    key: int
    visits: int
    before_s: int | None
    after_s: int | None


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """Hold what a change does to a day.

    Attributes:
        before: as recorded. `unchanged` is the replay without the change: it says how close the replay is.
        after: the middle of the runs; nine of ten medians lie in `range_s`.
        half_hours: by half hour of the issue from local midnight. `services`: by id.
        clerk_minutes: how long clerks work more than that day; `clerks`: how many more there are.
    """

    change: DayChange
    runs: int
    before: WaitFigures
    unchanged: WaitFigures
    after: WaitFigures
    range_s: tuple[int, int] | None
    half_hours: tuple[GroupWaits, ...]
    services: tuple[GroupWaits, ...]
    clerks: int
    clerk_minutes: int


def compare(
    day: RecordedDay, change: DayChange, progress: Progress | None = None, runs: int = RUNS
) -> ChangeResult | None:
    """Return what a change does to a day, the same each time it is asked; None when `progress` answered False.

    Raises:
        CounterError: ``what_if.*``: see `kiosk.domain.queue.day_change.changed_day`.
    """
    changed = changed_day(day, change)
    pools = pools_of(day)
    after: list[_Waits] = []
    for number in range(runs):
        if progress is not None and not progress(number, runs):
            return None
        after.append(_replayed(changed, pools, f"{day.day} {change} {number}"))
    before, half_hours, services = _recorded(day), [one.half_hour for one in day.visits], _services(day)
    figures = [_figures(day, one) for one in after]
    medians = sorted(one.median_s for one in figures if one.median_s is not None)
    low, high = nearest_rank(medians, LOW), nearest_rank(medians, HIGH)
    return ChangeResult(
        change=change,
        runs=runs,
        before=_figures(day, before),
        unchanged=_figures(day, _replayed(day, pools)),
        after=_middle_figures(figures),
        range_s=None if low is None or high is None else (low, high),
        half_hours=_groups(before, after, half_hours),
        services=_groups(before, after, services),
        clerks=1 if isinstance(change, MoreCounter) else 0,
        clerk_minutes=(changed.open_us - day.open_us) // MINUTE_US,
    )


def recorded_waits(day: RecordedDay) -> tuple[WaitFigures, tuple[GroupWaits, ...]]:
    """Return the waits of a day as they were recorded, and those by half hour, without a change."""
    waits = _recorded(day)
    return _figures(day, waits), _groups(waits, (), [one.half_hour for one in day.visits])


def replay_unchanged(day: RecordedDay) -> list[ReplayedCall]:
    """Return the calls of the day as the replay makes them without a change."""
    return DayReplay(day, pools_of(day)).run()


# -- figures ----------------------------------------------------------------------------------------------------------

#: The wait of each visit in seconds, in the order of the day; None for one that nobody called.
_Waits = Sequence[int | None]


def _recorded(day: RecordedDay) -> _Waits:
    return [None if one.wait_us is None else one.wait_us // _SECOND_US for one in day.visits]


def _replayed(day: RecordedDay, pools: DrawnTimes, seed: str = "") -> _Waits:
    waits: list[int | None] = [None] * len(day.visits)
    for call in DayReplay(day, pools, seed).run():
        if call.stop == 0:
            waits[call.visit] = (call.us - day.visits[call.visit].issued_us) // _SECOND_US
    return waits


def _services(day: RecordedDay) -> list[int]:
    return [one.service for one in day.visits]


def _figures(day: RecordedDay, waits: _Waits) -> WaitFigures:
    called = sorted(one for one in waits if one is not None)
    targets = [
        (wait, day.targets[visit.service])
        for wait, visit in zip(waits, day.visits, strict=True)
        if wait is not None and visit.service in day.targets
    ]
    in_target = sum(wait <= target for wait, target in targets)
    return WaitFigures(
        called=len(called),
        median_s=nearest_rank(called, 50),
        p90_s=nearest_rank(called, 90),
        in_target=in_target,
        in_target_share=in_target / len(targets) if targets else None,
        over=sum(one > LONG_WAIT_S for one in called),
        uncalled=len(waits) - len(called),
    )


def _middle_figures(runs: Sequence[WaitFigures]) -> WaitFigures:
    """Return the middle of each figure over the runs."""
    columns = zip(*runs, strict=True)
    return WaitFigures._make(nearest_rank(sorted(one for one in column if one is not None), 50) for column in columns)


def _groups(before: _Waits, after: Sequence[_Waits], keys: Sequence[int]) -> tuple[GroupWaits, ...]:
    """Return the middle waits by key; after the change it is the middle of all runs together."""
    members: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        members.setdefault(key, []).append(place)
    found = []
    for key, places in sorted(members.items()):
        was = sorted(wait for place in places if (wait := before[place]) is not None)
        runs = sorted(wait for run in after for place in places if (wait := run[place]) is not None)
        found.append(GroupWaits(key, len(was), nearest_rank(was, 50), nearest_rank(runs, 50)))
    return tuple(found)
