"""Count visits and seconds, so that the tallies of many days can be added and every median of the sum is exact.

A tally keeps how often each length in whole seconds occurred, not an average. The tallies of one day are kept by cell:
service, counter, clerk, hour, language, and whether the citizen scanned a card. Any selection and any period is a sum
of cells.

- A visit counts for the service of its number, and for the counter and clerk that called it last.
- A length counts for the service, counter and clerk of its interval.
- Both count for the local hour in which the number was issued.
"""

from collections import Counter as Tallied
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self

from kiosk.domain.measures.intervals import Interval, Phase, VisitHistory
from kiosk.domain.time_zone import VIETNAM, time_zone

#: What the counts of ratings begin with; the level, the code or the content follows.
LEVEL, REASON, CONTENT = "level:", "reason:", "content:"


class Count(StrEnum):
    """List what a tally counts, beside the ends of visits (`VisitEnd`) and what a rating holds."""

    ARRIVALS = "arrivals"
    PRIORITY = "priority"
    TRANSFERS = "transfers"
    PARKS = "parks"
    WAITS_WITH_TARGET = "waits_with_target"
    WAITS_IN_TARGET = "waits_in_target"
    SERVICES_WITH_TARGET = "services_with_target"
    SERVICES_IN_TARGET = "services_in_target"


class Length(StrEnum):
    """List the lengths of which a tally keeps every second. `WAIT` is from the issue to the first call."""

    WAIT = "wait"
    WALK = "walk"
    SERVICE = "service"
    PARK = "park"
    BETWEEN = "between"


class Cell(NamedTuple):
    """Name the smallest part of a day that is counted by itself."""

    service: str
    counter: int | None
    clerk: int | None
    hour: int
    language: str
    has_card: bool


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """Hold what a version of the set-up says about figures, from `since_us` on. Targets are seconds by service code."""

    since_us: int
    zone: str = VIETNAM
    wait_targets: Mapping[str, int] = field(default_factory=dict)
    service_targets: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """Hold counts, and for each kind of length how often each second occurred. Adding changes the tally."""

    counts: Tallied[str] = field(default_factory=Tallied)
    seconds: dict[str, Tallied[int]] = field(default_factory=dict)

    def add(self, other: "Tally") -> Self:
        """Add another tally to this one, and return this one."""
        self.counts.update(other.counts)
        for length, seconds in other.seconds.items():
            self.seconds.setdefault(length, Tallied()).update(seconds)
        return self

    def lengths(self, length: Length) -> Mapping[int, int]:
        """Return how often each second occurred."""
        return self.seconds.get(length.value, {})

    def add_length(self, length: Length, seconds: int) -> None:
        """Add one length."""
        self.seconds.setdefault(length.value, Tallied())[seconds] += 1

    def add_target(self, with_target: Count, in_target: Count, seconds: int, target: int | None) -> None:
        """Count a length that has a target, and whether it is within it."""
        if target is not None:
            self.counts[with_target.value] += 1
            self.counts[in_target.value] += seconds <= target

    def plain(self) -> dict[str, object]:
        """Return the tally as JSON can hold it, in one form for one content: seconds are pairs in their order."""
        seconds = {length: sorted(counted.items()) for length, counted in self.seconds.items()}
        return {"counts": {key: count for key, count in self.counts.items() if count}, "seconds": seconds}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Tally":
        """Reverse `plain`."""
        seconds = {length: Tallied(dict(pairs)) for length, pairs in plain["seconds"].items()}
        return cls(Tallied(plain["counts"]), seconds)


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    total = Tally()
    for one in tallies:
        total.add(one)
    return total


def tally_visits(visits: Iterable[VisitHistory], rules: Sequence[RulesInForce]) -> dict[Cell, Tally]:
    """Return the tallies of visits by cell. `rules` are the versions of the set-up, the oldest first."""
    cells: dict[Cell, Tally] = {}
    for visit in visits:
        rule = next((one for one in reversed(rules) if one.since_us <= visit.issued_us), rules[0])
        hour = datetime.fromtimestamp(visit.issued_us / 1_000_000, time_zone(rule.zone)).hour
        known = hour, visit.language, visit.has_card
        stop = visit.last_stop
        here = Cell(visit.service, stop.counter if stop else None, stop.clerk if stop else None, *known)
        _count_visit(cells.setdefault(here, Tally()).counts, visit)
        for length, interval, seconds in _lengths(visit.intervals):
            tally = cells.setdefault(Cell(interval.service, interval.counter, interval.clerk, *known), Tally())
            tally.add_length(length, seconds)
            if length is Length.WAIT:
                target = rule.wait_targets.get(interval.service)
                tally.add_target(Count.WAITS_WITH_TARGET, Count.WAITS_IN_TARGET, seconds, target)
            elif length is Length.SERVICE:
                target = rule.service_targets.get(interval.service)
                tally.add_target(Count.SERVICES_WITH_TARGET, Count.SERVICES_IN_TARGET, seconds, target)
    return cells


def plain_cells(cells: Mapping[Cell, Tally]) -> list[object]:
    """Return the tallies of a day as JSON can hold them, in one order."""
    named = sorted(((list(cell), tally) for cell, tally in cells.items()), key=_by_name)
    return [[name, tally.plain()] for name, tally in named]


def read_cells(plain: Iterable[Any]) -> dict[Cell, Tally]:
    """Reverse `plain_cells`."""
    return {Cell(*name): Tally.read(tally) for name, tally in plain}


def _count_visit(counts: Tallied[str], visit: VisitHistory) -> None:
    counts[Count.ARRIVALS.value] += 1
    counts[visit.end.value] += 1
    counts[Count.PRIORITY.value] += visit.has_priority
    counts[Count.TRANSFERS.value] += visit.transfers
    counts[Count.PARKS.value] += visit.parks
    if visit.rating is not None:
        level, reasons, criteria, contents = visit.rating
        counts[f"{LEVEL}{level}"] += 1
        counts.update(f"{REASON}{one}" for one in reasons)
        counts.update(f"{CONTENT}{criteria}:{one}:{level}" for one in contents)


def _lengths(intervals: Sequence[Interval]) -> Iterable[tuple[Length, Interval, int]]:
    """Yield the lengths that count, with their intervals.

    A wait counts when it ended with a call, a walk when the citizen came, a park when the citizen was there again.
    """
    later = (*(one.phase for one in intervals[1:]), None)
    for index, (here, after) in enumerate(zip(intervals, later, strict=True)):
        seconds = here.seconds
        if seconds is None:
            continue
        if here.phase is Phase.SERVING:
            yield Length.SERVICE, here, seconds
        elif here.phase is Phase.WALKING and after is Phase.SERVING:
            yield Length.WALK, here, seconds
        elif here.phase is Phase.WAITING and after is Phase.WALKING and index == 0:
            yield Length.WAIT, here, seconds
        elif here.phase is Phase.BETWEEN and after is Phase.WALKING:
            yield Length.BETWEEN, here, seconds
        elif here.phase is Phase.PARKED and after is not None:
            yield Length.PARK, here, seconds


def _by_name(named: tuple[list[Any], Tally]) -> str:
    return repr(named[0])
