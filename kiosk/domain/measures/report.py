"""Make the report of a period: headline figures beside the period before, figures by time, field and service.

A report is values without words. `kiosk.program.report_files` and `printing.page.report` write it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.measures.figures import DayTallies, Figures, figures_of, grouped, nearest_rank, total_of
from kiosk.domain.measures.tally import Cell, Length, Tally
from kiosk.domain.people.rating import Level

_A_DAY, _A_WEEK, _MONTHS_A_YEAR = timedelta(days=1), timedelta(days=7), 12
#: The longest waits that a report names, and of how many waits at least each is made.
_LONGEST_WAITS, _ENOUGH_WAITS = 2, 5
#: The parts of a day in a report, in minutes.
_HALF_HOUR = 30


class ReportKind(StrEnum):
    """List the kinds of reports."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    COMPARE = "compare"


class Period(NamedTuple):
    """Hold the days of a report, from `first` to `last`.

    `against` are the first and the last day of the other period of a comparison. It may have any length.
    """

    kind: ReportKind
    first: date
    last: date
    against: tuple[date, date] | None = None

    @classmethod
    def around(cls, kind: ReportKind, day: date) -> "Period":
        """Return the day, the week from Monday to Sunday, the month or the year that has a day."""
        if kind is ReportKind.DAY:
            return cls(kind, day, day)
        if kind is ReportKind.WEEK:
            monday = day - day.weekday() * _A_DAY
            return cls(kind, monday, monday + _A_WEEK - _A_DAY)
        first = day.replace(day=1) if kind is ReportKind.MONTH else day.replace(month=1, day=1)
        months = 1 if kind is ReportKind.MONTH else _MONTHS_A_YEAR
        return cls(kind, first, _first_of(_months(first) + months) - _A_DAY)

    def moved(self, steps: int) -> "Period":
        """Return the period of the same kind that many steps later; earlier for a negative number."""
        if self.kind in (ReportKind.DAY, ReportKind.WEEK):
            return self.around(self.kind, self.first + steps * (_A_DAY if self.kind is ReportKind.DAY else _A_WEEK))
        months = steps * (1 if self.kind is ReportKind.MONTH else _MONTHS_A_YEAR)
        return self.around(self.kind, _first_of(_months(self.first) + months))

    def year_before(self) -> "Period":
        """Return the period a year before: the same weekdays, or the same months."""
        if self.kind in (ReportKind.DAY, ReportKind.WEEK):
            return Period(self.kind, self.first - 52 * _A_WEEK, self.last - 52 * _A_WEEK)
        first, end = (_months(one) - _MONTHS_A_YEAR for one in (self.first, self.last + _A_DAY))
        return Period(self.kind, _first_of(first), _first_of(end) - _A_DAY)

    def before(self) -> "Period":
        """Return the period with which this one is compared.

        Days and weeks are compared with the same weekdays before them. Whole months and years are compared with as
        many months before them, any other period with as many days before it. A comparison names its own.
        """
        if self.against is not None:
            return Period(self.kind, *self.against)
        length = self.last - self.first + _A_DAY
        if self.kind in (ReportKind.DAY, ReportKind.WEEK):
            back = _A_WEEK * -(-length // _A_WEEK)
            return Period(self.kind, self.first - back, self.last - back)
        if self.is_whole_months:
            months = _months(self.last) - _months(self.first) + 1
            return Period(self.kind, _first_of(_months(self.first) - months), self.first - _A_DAY)
        return Period(self.kind, self.first - length, self.first - _A_DAY)

    @property
    def is_day(self) -> bool:
        """Return whether the report is about one day alone."""
        return self.first == self.last and self.kind is not ReportKind.COMPARE

    @property
    def is_whole_months(self) -> bool:
        """Return whether the period is one or more whole months."""
        return self.first.day == 1 and (self.last + _A_DAY).day == 1

    @property
    def is_month(self) -> bool:
        """Return whether the period is one whole month."""
        return self.is_whole_months and _months(self.first) == _months(self.last)

    @property
    def is_year(self) -> bool:
        """Return whether the period is one whole year."""
        return (
            self.is_whole_months
            and self.first.month == 1
            and _months(self.last) - _months(self.first) == _MONTHS_A_YEAR - 1
        )

    def check(self, today: date) -> None:
        """Refuse a period of which nothing can be known, and a comparison without another period.

        Raises:
            CounterError: ``report.backwards``: it ends before it begins; ``report.future``: it begins after today;
                ``report.against_missing``, ``report.against_unused``.
        """
        if (self.kind is ReportKind.COMPARE) != (self.against is not None):
            raise CounterError("report.against_missing" if self.against is None else "report.against_unused")
        for first, last in ((self.first, self.last), *([self.against] if self.against else [])):
            if last < first:
                raise CounterError("report.backwards", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
            if first > today:
                raise CounterError("report.future", first=f"{first:%d/%m/%Y}", today=f"{today:%d/%m/%Y}")


class TimeFigures(NamedTuple):
    """Hold the figures of one part of a period: an hour or a half hour of its days, a day, or a month.

    `hour` is None where days or months are the parts; `minute` is 30 in the second half. `first` is the first day.
    """

    first: date
    hour: int | None
    figures: Figures
    before: Figures
    minute: int = 0


class ServiceFigures(NamedTuple):
    """Hold the figures of a service, and those of the period with which it is compared."""

    code: str
    name: LocalText
    figures: Figures
    before: Figures


class FieldFigures(NamedTuple):
    """Hold the figures of a field (lĩnh vực) and of its services. `name` is None for services without a known field."""

    code: str
    name: LocalText | None
    figures: Figures
    before: Figures
    services: tuple[ServiceFigures, ...]


class LongWait(NamedTuple):
    """Hold how long nine in ten waited for a service who took their number in an hour."""

    name: LocalText
    hour: int
    wait_p90_s: int


@dataclass(frozen=True, slots=True)
class ReportNames:
    """Hold what things are called in a report, by code, in the order of the set-up. What was retired comes last."""

    services: Mapping[str, LocalText] = field(default_factory=dict)
    fields: Mapping[str, LocalText] = field(default_factory=dict)
    field_of: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, LocalText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Hold what the head of a report says, by the set-up of `version`, in force when the report was made.

    `hours` are the opening hours of the first day, `scale` the levels of a rating. `made_at` is a local time.
    """

    centre: LocalText
    place: LocalText
    made_at: datetime
    version: int
    scale: tuple[Level, ...] = ()
    hours: tuple[tuple[time, time], ...] = ()


class DayClosing(NamedTuple):
    """Hold the closing statement of a day: its local moment, the places of its records, and the head of the chain.

    `corrections` counts those that followed.
    """

    at: datetime
    first: int
    last: int
    records: int
    head: str
    corrections: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """Hold a report. `days` counts the days with numbers, `days_before` those of the period before.

    `rated_share` is the part of the served visits with a rating. `closing` is None for a day that is not closed, and
    for more than one day.
    """

    period: Period
    compared: Period
    head: Letterhead
    days: int
    days_before: int
    total: Figures
    before: Figures
    times: tuple[TimeFigures, ...]
    fields: tuple[FieldFigures, ...]
    longest: tuple[LongWait, ...]
    rated_share: float | None
    reasons: Mapping[str, LocalText]
    closing: DayClosing | None = None


def make_report(
    period: Period,
    head: Letterhead,
    days: Sequence[DayTallies],
    before: Sequence[DayTallies],
    names: ReportNames,
    closing: DayClosing | None = None,
) -> PeriodReport:
    """Return the report of the tallies of a period and of the period with which it is compared."""
    counts = len(days), len(before)
    if period.kind is ReportKind.YEAR:
        days, before = _by_month(days), _by_month(before)
    total = figures_of(total_of(days))
    return PeriodReport(
        period=period,
        compared=period.before(),
        head=head,
        days=counts[0],
        days_before=counts[1],
        total=total,
        before=figures_of(total_of(before)),
        times=tuple(times_of(period, period.before(), days, before, minutes=_HALF_HOUR)),
        fields=tuple(fields_of(days, before, names)),
        longest=tuple(_longest(days, names, total)),
        rated_share=total.ratings / total.served if total.served and total.ratings is not None else None,
        reasons=names.reasons,
        closing=closing,
    )


def _by_month(days: Sequence[DayTallies]) -> list[DayTallies]:
    """Return the tallies of days by month, each under its first day. Years are many days, but few months."""
    months: dict[date, defaultdict[Cell, Tally]] = {}
    for day, cells in days:
        month = months.setdefault(day.replace(day=1), defaultdict(Tally))
        for cell, tally in cells.items():
            month[cell].add(tally)
    return [DayTallies(first, cells) for first, cells in months.items()]


def times_of(
    period: Period,
    compared: Period,
    days: Sequence[DayTallies],
    before: Sequence[DayTallies],
    *,
    minutes: int = 60,
) -> Iterator[TimeFigures]:
    """Yield the parts of a period in their order, also those without a number, with those of another period.

    A day, and a comparison of any two periods, is divided into parts of so many `minutes`: 60 or 30.
    """
    if period.kind in (ReportKind.DAY, ReportKind.COMPARE):
        now, then = (grouped(one, partial(_minute, minutes)) for one in (days, before))
        known = sorted({*now, *then})
        for begin in range(known[0], known[-1] + 1, minutes) if known else ():
            sides = _known(now, begin, days), _known(then, begin, before)
            yield TimeFigures(period.first, begin // 60, *sides, begin % 60)
    elif period.kind is ReportKind.YEAR:
        by_month, earlier = grouped(days, _month), grouped(before, _month)
        back = _months(period.first) - _months(compared.first)
        for month in range(_months(period.first), _months(period.last) + 1):
            other = figures_of(earlier.get(month - back))
            yield TimeFigures(_first_of(month), None, figures_of(by_month.get(month)), other)
    else:
        by_day, earlier_days = grouped(days, _day), grouped(before, _day)
        for number in range((period.last - period.first).days + 1):
            day, other_day = period.first + number * _A_DAY, compared.first + number * _A_DAY
            yield TimeFigures(day, None, figures_of(by_day.get(day)), figures_of(earlier_days.get(other_day)))


def _known(by_minute: Mapping[int, Tally], begin: int, days: Sequence[DayTallies]) -> Figures:
    """Return the figures of an hour or a half hour. On a day with numbers one without a number is 0, not unknown."""
    return figures_of(by_minute.get(begin, Tally() if days else None))


def fields_of(days: Sequence[DayTallies], before: Sequence[DayTallies], names: ReportNames) -> Iterator[FieldFigures]:
    """Yield every field of the set-up with its services, and what else was counted."""
    tallies, earlier = grouped(days, _service), grouped(before, _service)
    known = [*names.services, *sorted(set(tallies) - set(names.services))]
    groups: dict[str, list[str]] = {code: [] for code in names.fields}
    for service in known:
        groups.setdefault(names.field_of.get(service, ""), []).append(service)
    for code, services in groups.items():
        if services:
            parts = tuple(
                ServiceFigures(
                    one,
                    names.services.get(one, LocalText(one)),
                    _of_services(days, tallies, [one]),
                    _of_services(before, earlier, [one]),
                )
                for one in services
            )
            whole = (_of_services(days, tallies, services), _of_services(before, earlier, services))
            yield FieldFigures(code, names.fields.get(code), *whole, parts)


def _of_services(days: Sequence[DayTallies], tallies: Mapping[str, Tally], services: Iterable[str]) -> Figures:
    """Return the figures of some services together; unknown without a day."""
    if not days:
        return figures_of(None)
    total = Tally()
    for one in services:
        total.add(tallies.get(one, Tally()))
    return figures_of(total)


def _longest(days: Sequence[DayTallies], names: ReportNames, total: Figures) -> Iterator[LongWait]:
    """Yield the longest waits by service and hour, the longest first: those longer than nine in ten of all waits."""
    waits = [
        (nearest_rank(lengths, 90) or 0, service, hour)
        for (service, hour), tally in grouped(days, _service_and_hour).items()
        if len(lengths := tally.lengths(Length.WAIT)) >= _ENOUGH_WAITS
    ]
    for wait, service, hour in sorted(waits, reverse=True)[:_LONGEST_WAITS]:
        if total.wait_p90_s is not None and wait > total.wait_p90_s:
            yield LongWait(names.services.get(service, LocalText(service)), hour, wait)


def _minute(minutes: int, _day: date, cell: Cell) -> int:
    """Return the minute of the day at which a part of it begins."""
    return (cell.hour * 60 + cell.minute) // minutes * minutes


def _day(day: date, _cell: Cell) -> date:
    return day


def _month(day: date, _cell: Cell) -> int:
    return _months(day)


def _service(_day: date, cell: Cell) -> str:
    return cell.service


def _service_and_hour(_day: date, cell: Cell) -> tuple[str, int]:
    return cell.service, cell.hour


def _months(day: date) -> int:
    """Return the number of whole months before that of a day."""
    return day.year * 12 + day.month - 1


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
