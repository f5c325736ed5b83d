"""Count visits and seconds, so that the tallies of many days can be added and every median of the sum is exact.

A tally keeps each length in whole seconds, not an average. The tallies of one day are kept by cell: service, counter,
clerk, half hour, language, and whether the citizen scanned a card. Any selection and any period is a sum of cells.

- A visit counts for the service of its number, and for the counter and clerk that called it last.
- A length counts for the service, counter and clerk of its interval.
- Both count for the local half hour in which the number was issued.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain, repeat, starmap
from typing import Any, NamedTuple

from kiosk.domain.measures.intervals import Interval, Phase, VisitHistory
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.setup.document import Document
from kiosk.domain.time_zone import VIETNAM, time_zone

#: The minutes of the shortest time that is counted by itself.
_STEP = 30
#: What the counts of ratings begin with; the level, the code or the content follows.
LEVEL, REASON, CONTENT = "level:", "reason:", "content:"


class Count(StrEnum):
    """List what a tally counts, beside the ends of visits (`VisitEnd`) and what a rating holds."""

    ARRIVALS = "arrivals"
    PRIORITY = "priority"
    TRANSFERS = "transfers"
    PARKS = "parks"
    APPOINTMENTS_KEPT = "appointments_kept"
    APPOINTMENTS_LATE = "appointments_late"
    APPOINTMENTS_MISSED = "appointments_missed"
    WAITS_IN_TARGET = "waits_in_target"
    WAITS_OVER_TARGET = "waits_over_target"
    SERVICES_IN_TARGET = "services_in_target"
    SERVICES_OVER_TARGET = "services_over_target"


class Length(StrEnum):
    """List the lengths that a tally keeps. `WAIT` is from the issue to the first call."""

    WAIT = "wait"
    WALK = "walk"
    SERVICE = "service"
    PARK = "park"
    BETWEEN = "between"


class Cell(NamedTuple):
    """Name the smallest part of a day that is counted by itself. `minute` is 0 or 30: the beginning of a half hour."""

    service: str
    counter: int | None
    clerk: int | None
    hour: int
    language: str
    has_card: bool
    minute: int = 0


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """Hold what a version of the set-up says about figures, from `since_us` on. Targets are seconds by service code."""

    since_us: int
    zone: str = VIETNAM
    wait_targets: Mapping[str, int] = field(default_factory=dict)
    service_targets: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, since_us: int, document: Document) -> "RulesInForce":
        """Return the rules of a version: the limits over which a wait raises an alert, and the time of each service."""
        usual = document.limits.wait_minutes
        return cls(
            since_us=since_us,
            zone=document.branch.zone,
            wait_targets={one.code: 60 * (one.wait_minutes or usual) for one in document.services},
            service_targets={one.code: 60 * one.target_minutes for one in document.services},
        )

    def target(self, length: Length, service: str) -> int | None:
        """Return the seconds that a length of a service is not to exceed, if there is such a rule."""
        targets = {Length.WAIT: self.wait_targets, Length.SERVICE: self.service_targets}
        return targets[length].get(service) if length in targets else None


#: What is counted for a citizen who came after the time of the appointment; all others were in time.
_APPOINTMENTS = {Arrival.LATE: Count.APPOINTMENTS_LATE, Arrival.MISSED: Count.APPOINTMENTS_MISSED}
#: What is counted for a length that has a target.
_IN_AND_OVER = {
    Length.WAIT: (Count.WAITS_IN_TARGET.value, Count.WAITS_OVER_TARGET.value),
    Length.SERVICE: (Count.SERVICES_IN_TARGET.value, Count.SERVICES_OVER_TARGET.value),
}


@dataclass(slots=True)
class Tally:
    """Hold counts, and the lengths of each kind in whole seconds, in any order. What is 0 is left out."""

    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, list[int]] = field(default_factory=dict)

    def count(self, key: str, times: int = 1) -> None:
        """Count something, some times."""
        if times:
            self.counts[key] = self.counts.get(key, 0) + times

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        counts, seconds = self.counts, self.seconds
        for key, times in other.counts.items():
            counts[key] = counts.get(key, 0) + times
        for length, found in other.seconds.items():
            seconds.setdefault(length, []).extend(found)

    def lengths(self, length: Length) -> list[int]:
        """Return the lengths of a kind, the shortest first.

        Millions of lengths are a few thousand different ones, so counting is faster than sorting.
        """
        counted = sorted(Counter(self.seconds.get(length.value, ())).items())
        return [*chain.from_iterable(starmap(repeat, counted))]

    def plain(self) -> dict[str, object]:
        """Return the tally as JSON can hold it, in one form for one content."""
        return {"counts": self.counts, "seconds": {length: sorted(found) for length, found in self.seconds.items()}}


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
        issued = datetime.fromtimestamp(visit.issued_us / 1_000_000, time_zone(rule.zone))
        known = issued.hour, visit.language, visit.has_card, issued.minute // _STEP * _STEP
        stop = visit.last_stop
        here = Cell(visit.service, stop.counter if stop else None, stop.clerk if stop else None, *known)
        _count_visit(cells.setdefault(here, Tally()), visit)
        for length, interval, seconds in _lengths(visit.intervals):
            tally = cells.setdefault(Cell(interval.service, interval.counter, interval.clerk, *known), Tally())
            tally.seconds.setdefault(length.value, []).append(seconds)
            if (target := rule.target(length, interval.service)) is not None:
                within, over = _IN_AND_OVER[length]
                tally.count(within if seconds <= target else over)
    return cells


def by_service(cells: Mapping[Cell, Tally]) -> dict[Cell, Tally]:
    """Return the tallies of a day by service alone, with a tenth of the cells. Only its waits are by hour, too."""
    services: dict[Cell, Tally] = {}
    for cell, tally in cells.items():
        whole = services.setdefault(_of_service(cell.service), Tally())
        whole.add(Tally(tally.counts, {key: found for key, found in tally.seconds.items() if key != Length.WAIT}))
        if waits := tally.seconds.get(Length.WAIT.value):
            by_hour = services.setdefault(_of_service(cell.service, cell.hour), Tally())
            by_hour.add(Tally(seconds={Length.WAIT.value: waits}))
    return services


def plain_cells(cells: Mapping[Cell, Tally]) -> list[object]:
    """Return the tallies of a day as JSON can hold them, in one order."""
    named = sorted(((list(cell), tally) for cell, tally in cells.items()), key=_by_name)
    return [[name, tally.plain()] for name, tally in named]


def read_cells(plain: Iterable[Any]) -> dict[Cell, Tally]:
    """Reverse `plain_cells`."""
    return {Cell(*name): Tally(**tally) for name, tally in plain}


def _of_service(service: str, hour: int = 0) -> Cell:
    return Cell(service, None, None, hour, "", has_card=False)


def _count_visit(tally: Tally, visit: VisitHistory) -> None:
    tally.count(Count.ARRIVALS.value)
    tally.count(visit.end.value)
    tally.count(Count.PRIORITY.value, int(visit.has_priority))
    tally.count(Count.TRANSFERS.value, visit.transfers)
    tally.count(Count.PARKS.value, visit.parks)
    if visit.appointment is not None:
        tally.count(_APPOINTMENTS.get(visit.appointment, Count.APPOINTMENTS_KEPT).value)
    if visit.rating is not None:
        level, reasons, criteria, contents = visit.rating
        tally.count(f"{LEVEL}{level}")
        for reason in reasons:
            tally.count(f"{REASON}{reason}")
        for letter in contents:
            tally.count(f"{CONTENT}{criteria}:{letter}:{level}")


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
