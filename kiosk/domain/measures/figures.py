"""Make figures of tallies, for any period and selection. A period without a day is unknown (None), never 0.

Medians and percentiles are found by nearest rank. The median is the smallest length that at least half of all lengths
do not exceed; the 90th percentile that of nine in ten. So each of them really occurred.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple, TypeVar

from kiosk.domain.measures.intervals import VisitEnd, VisitHistory
from kiosk.domain.measures.tally import (
    CONTENT,
    LEVEL,
    REASON,
    Cell,
    Count,
    Length,
    RulesInForce,
    Tally,
    tally_visits,
)
from kiosk.domain.people.rating import Level

Key = TypeVar("Key")
_SATISFIED = (Level.VERY_SATISFIED, Level.SATISFIED)


class DayTallies(NamedTuple):
    """Hold the tallies of one business date on which numbers were issued."""

    day: date
    cells: Mapping[Cell, Tally]


@dataclass(frozen=True, slots=True)
class Selection:
    """Choose a part of what was counted; None chooses all. Weekdays are 0 (Monday) to 6."""

    services: frozenset[str] | None = None
    counters: frozenset[int | None] | None = None
    clerks: frozenset[int | None] | None = None
    hours: frozenset[int] | None = None
    languages: frozenset[str] | None = None
    has_card: bool | None = None
    weekdays: frozenset[int] | None = None

    def has_day(self, day: date) -> bool:
        """Return whether a day is chosen."""
        return self.weekdays is None or day.weekday() in self.weekdays

    def has(self, cell: Cell) -> bool:
        """Return whether a cell is chosen, on a day that is."""
        return (
            (self.services is None or cell.service in self.services)
            and (self.counters is None or cell.counter in self.counters)
            and (self.clerks is None or cell.clerk in self.clerks)
            and (self.hours is None or cell.hour in self.hours)
            and (self.languages is None or cell.language in self.languages)
            and (self.has_card is None or cell.has_card is self.has_card)
        )


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Hold every measure of one selection, each under its key (`kiosk.domain.measures.definitions`).

    A field that ends in ``_s`` is seconds, one that ends in ``_share`` is from 0 to 1. The others are counts.
    """

    arrivals: int | None = None
    served: int | None = None
    no_shows: int | None = None
    abandoned: int | None = None
    cancelled: int | None = None
    unfinished: int | None = None
    open: int | None = None
    transfers: int | None = None
    parks: int | None = None
    appointments_kept: int | None = None
    appointments_late: int | None = None
    appointments_missed: int | None = None
    priority_share: float | None = None
    wait_median_s: int | None = None
    wait_p90_s: int | None = None
    wait_in_target_share: float | None = None
    walk_median_s: int | None = None
    walk_p90_s: int | None = None
    service_median_s: int | None = None
    service_p90_s: int | None = None
    service_mean_s: int | None = None
    service_in_target_share: float | None = None
    between_median_s: int | None = None
    between_p90_s: int | None = None
    park_median_s: int | None = None
    park_p90_s: int | None = None
    ratings: int | None = None
    satisfied_share: float | None = None
    levels: Mapping[str, int] | None = None
    reasons: Mapping[str, int] | None = None
    contents: Mapping[str, int] | None = None


UNKNOWN = Figures()


def total_of(days: Iterable[DayTallies], selection: Selection = EVERYTHING) -> Tally | None:
    """Return the tally of a selection over some days; None without a day."""
    total: Tally | None = None
    for day, cells in days:
        if selection.has_day(day):
            total = total or Tally()
            for cell, tally in cells.items():
                if selection.has(cell):
                    total.add(tally)
    return total


def selected(days: Iterable[DayTallies], selection: Selection) -> list[DayTallies]:
    """Return the chosen days with their chosen cells. A chosen day stays, also without a chosen cell."""
    return [
        DayTallies(day, {cell: tally for cell, tally in cells.items() if selection.has(cell)})
        for day, cells in days
        if selection.has_day(day)
    ]


def grouped(
    days: Iterable[DayTallies], key: Callable[[date, Cell], Key], selection: Selection = EVERYTHING
) -> dict[Key, Tally]:
    """Return the tallies of a selection by a key of day and cell, such as weekday and hour."""
    groups: defaultdict[Key, Tally] = defaultdict(Tally)
    for day, cells in days:
        if selection.has_day(day):
            for cell, tally in cells.items():
                if selection.has(cell):
                    groups[key(day, cell)].add(tally)
    return dict(groups)


def figures_of(tally: Tally | None) -> Figures:
    """Return the figures of a tally. No tally: nothing is known. An empty one: nobody came."""
    if tally is None:
        return UNKNOWN
    counts = defaultdict(int, tally.counts)
    wait, walk, service, park, between = (tally.lengths(one) for one in Length)
    levels = _named(counts, LEVEL)
    ratings = sum(levels.values())
    return Figures(
        arrivals=counts[Count.ARRIVALS],
        served=counts[VisitEnd.SERVED],
        no_shows=counts[VisitEnd.NO_SHOW],
        abandoned=counts[VisitEnd.ABANDONED],
        cancelled=counts[VisitEnd.CANCELLED],
        unfinished=counts[VisitEnd.UNFINISHED],
        open=counts[VisitEnd.OPEN],
        transfers=counts[Count.TRANSFERS],
        parks=counts[Count.PARKS],
        appointments_kept=counts[Count.APPOINTMENTS_KEPT],
        appointments_late=counts[Count.APPOINTMENTS_LATE],
        appointments_missed=counts[Count.APPOINTMENTS_MISSED],
        priority_share=_share(counts[Count.PRIORITY], counts[Count.ARRIVALS]),
        wait_median_s=nearest_rank(wait, 50),
        wait_p90_s=nearest_rank(wait, 90),
        wait_in_target_share=_part(counts[Count.WAITS_IN_TARGET], counts[Count.WAITS_OVER_TARGET]),
        walk_median_s=nearest_rank(walk, 50),
        walk_p90_s=nearest_rank(walk, 90),
        service_median_s=nearest_rank(service, 50),
        service_p90_s=nearest_rank(service, 90),
        service_mean_s=mean(service),
        service_in_target_share=_part(counts[Count.SERVICES_IN_TARGET], counts[Count.SERVICES_OVER_TARGET]),
        between_median_s=nearest_rank(between, 50),
        between_p90_s=nearest_rank(between, 90),
        park_median_s=nearest_rank(park, 50),
        park_p90_s=nearest_rank(park, 90),
        ratings=ratings,
        satisfied_share=_share(sum(levels.get(one.value, 0) for one in _SATISFIED), ratings),
        levels=levels,
        reasons=_named(counts, REASON),
        contents=_named(counts, CONTENT),
    )


def is_behind(key: str, visit: VisitHistory, rules: Sequence[RulesInForce], selection: Selection = EVERYTHING) -> bool:
    """Return whether a visit is behind a measure: alone it would have that figure, and not as a count of 0.

    A share has the visits of its whole behind it, not only those of its part.
    """
    alone = DayTallies(visit.day, tally_visits([visit], rules))
    figure = getattr(figures_of(total_of([alone], selection)), key)
    return figure is not None and (bool(figure) or isinstance(figure, float) or key.endswith("_s"))


def nearest_rank(lengths: Sequence[int], percent: int) -> int | None:
    """Return the percentile of lengths, the shortest first, by nearest rank; None without one."""
    return lengths[-(-len(lengths) * percent // 100) - 1] if lengths else None


def mean(lengths: Sequence[int]) -> int | None:
    """Return the mean of lengths in whole seconds, rounded down; None without one."""
    return sum(lengths) // len(lengths) if lengths else None


def keys() -> tuple[str, ...]:
    """Return the keys of all measures, in their order."""
    return tuple(one.name for one in fields(Figures))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _part(within: int, over: int) -> float | None:
    return _share(within, within + over)


def _named(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    found = {key.removeprefix(prefix): count for key, count in counts.items() if key.startswith(prefix)}
    return dict(sorted(found.items()))
