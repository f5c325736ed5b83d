"""Analyse a period: figures beside another period, waits by weekday and hour and by length, fields, and parts of it.

An analysis is values without words. The window shows it; what is not known is None, never 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kiosk.domain.measures.figures import (
    EVERYTHING,
    DayTallies,
    Figures,
    Selection,
    figures_of,
    grouped,
    nearest_rank,
    selected,
    total_of,
)
from kiosk.domain.measures.report import (
    FieldFigures,
    Period,
    ReportKind,
    ReportNames,
    TimeFigures,
    fields_of,
    times_of,
)
from kiosk.domain.measures.tally import Cell, Length

#: Waits are shown in columns of so many seconds. The last column has all longer waits.
COLUMN_S, COLUMNS = 300, 10
#: A median is named as the longest when it is made of at least so many waits.
_ENOUGH_WAITS = 5


class Comparison(StrEnum):
    """List with what a period can be compared."""

    BEFORE = "before"
    YEAR = "year"
    NONE = "none"

    def period(self, period: Period) -> Period | None:
        """Return the period with which one is compared."""
        if self is Comparison.NONE:
            return None
        return period.before() if self is Comparison.BEFORE else period.year_before()


@dataclass(frozen=True, slots=True)
class AnalysisQuestion:
    """Ask for an analysis of the period of a kind that has `day`; None is today."""

    kind: ReportKind = ReportKind.WEEK
    day: date | None = None
    comparison: Comparison = Comparison.BEFORE
    selection: Selection = EVERYTHING


class HeatCell(NamedTuple):
    """Hold how long half of the people waited who took a number in an hour of a weekday; None without a wait."""

    wait_median_s: int | None
    waits: int


class OtherDay(NamedTuple):
    """Hold the figures of another day by hour."""

    day: date
    hours: Mapping[int, Figures]


class Compared(NamedTuple):
    """Hold a period with which another one is compared.

    `days` are all of its days. `so_far` are those until the same moment, as long as the other period still runs.
    """

    period: Period
    days: Sequence[DayTallies]
    so_far: Sequence[DayTallies]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Hold the analysis of a period.

    Attributes:
        period: what is analysed.
        compared: what it is compared with.
        today: the day of the analysis. A period that has it still runs.
        days: how many days had numbers.
        total: the figures of the selection; `before`: those of the other period until the same moment.
        heat: waits by weekday (0 is Monday) and hour, where a number was issued.
        longest: the weekday and hour with the longest median of enough waits.
        waits: how many people waited up to 5 minutes, up to 10, and so on; empty without a day.
        fields: figures by field and service.
        times: figures by hour, day or month, with those of the whole other period.
        others: the hours of the same weekday in other weeks, the newest first; for a day only.
    """

    period: Period
    compared: Period | None
    today: date
    days: int
    total: Figures
    before: Figures
    heat: Mapping[tuple[int, int], HeatCell]
    longest: tuple[int, int] | None
    waits: tuple[int, ...]
    fields: tuple[FieldFigures, ...]
    times: tuple[TimeFigures, ...]
    others: tuple[OtherDay, ...]

    @property
    def is_running(self) -> bool:
        """Return whether the period is not over."""
        return self.period.first <= self.today <= self.period.last


def analyse(
    question: AnalysisQuestion,
    period: Period,
    today: date,
    days: Sequence[DayTallies],
    compared: Compared | None,
    names: ReportNames,
    others: Iterable[DayTallies] = (),
) -> Analysis:
    """Return the analysis of a period from the tallies of its days, of another period, and of other weeks."""
    choice = question.selection
    here = selected(days, choice)
    then = selected(compared.so_far, choice) if compared else []
    whole = selected(compared.days, choice) if compared else []
    heat = {
        place: HeatCell(nearest_rank(waits := tally.lengths(Length.WAIT), 50), len(waits))
        for place, tally in grouped(here, _weekday_and_hour).items()
    }
    return Analysis(
        period=period,
        compared=compared.period if compared else None,
        today=today,
        days=len(here),
        total=figures_of(total_of(here)),
        before=figures_of(total_of(then)),
        heat=heat,
        longest=_longest(heat),
        waits=_columns(here),
        fields=tuple(fields_of(here, then, names)),
        times=tuple(times_of(period, compared.period if compared else period, here, whole)),
        others=tuple(_other(one) for one in selected(others, choice)),
    )


def _longest(heat: Mapping[tuple[int, int], HeatCell]) -> tuple[int, int] | None:
    known = {place: one.wait_median_s for place, one in heat.items() if one.waits >= _ENOUGH_WAITS}
    return max(sorted(known), key=lambda place: known[place] or 0, default=None)


def _columns(days: Sequence[DayTallies]) -> tuple[int, ...]:
    total = total_of(days)
    if total is None:
        return ()
    counts = [0] * COLUMNS
    for seconds in total.lengths(Length.WAIT):
        counts[min(seconds // COLUMN_S, COLUMNS - 1)] += 1
    return tuple(counts)


def _other(day: DayTallies) -> OtherDay:
    return OtherDay(day.day, {hour: figures_of(tally) for hour, tally in grouped([day], _hour).items()})


def _weekday_and_hour(day: date, cell: Cell) -> tuple[int, int]:
    return day.weekday(), cell.hour


def _hour(_day: date, cell: Cell) -> int:
    return cell.hour
