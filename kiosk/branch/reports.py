"""Make the report of a period of this branch."""

from datetime import date, timedelta
from typing import NamedTuple

from kiosk.branch import measures
from kiosk.branch.office import Office
from kiosk.branch.statements import DayStatement, day_statements
from kiosk.domain.artwork import Artwork
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.report import (
    DayClosing,
    Letterhead,
    Period,
    PeriodReport,
    ReportKind,
    ReportNames,
    make_report,
)
from kiosk.store.summaries import days_with_numbers, no_collector

_A_DAY, _A_MONTH = timedelta(days=1), timedelta(days=31)
#: Divided by the half hours of a day. The others are divided by days or months.
_BY_HALF_HOUR = (ReportKind.DAY, ReportKind.COMPARE)


class ReportView(NamedTuple):
    """Hold a report with what its pages and the manager's window show beside it.

    `roundel` is the picture of the centre. `statements` are those of a day, its closing statement first.
    """

    report: PeriodReport
    roundel: Artwork | None
    statements: tuple[DayStatement, ...]


class DaysOfReports(NamedTuple):
    """Hold today, and the newest day before it with numbers; yesterday, where none of the last month has any."""

    today: date
    newest: date


def days_of_reports(office: Office) -> DaysOfReports:
    """Return the day with which a look at reports begins."""
    today = office.today()
    with office.store.read() as connection:
        days = days_with_numbers(connection, office.branch_id, today - _A_MONTH, today - _A_DAY)
    return DaysOfReports(today, days[-1] if days else today - _A_DAY)


def report_view(office: Office, period: Period, progress: measures.Progress | None = None) -> ReportView:
    """Return the report of a period for the manager's window; see `report_of`."""
    report = report_of(office, period, progress)
    statements = day_statements(office, period.first) if period.is_day else ()
    return ReportView(report, office.setup().look.roundel.artwork, statements)


def report_of(office: Office, period: Period, progress: measures.Progress | None = None) -> PeriodReport:
    """Return the report of a period. `progress` may stop it; days that were counted by then are kept.

    Raises:
        CounterError: ``report.backwards``, ``report.future``, ``report.against_*``: see `Period.check`;
            ``report.stopped``; ``store.*``.
    """
    period.check(office.today())
    go_on = _Progress(progress)
    read = measures.day_tallies if period.kind in _BY_HALF_HOUR else measures.service_tallies
    days, before = (read(office, one.first, one.last, go_on) for one in (period, period.before()))
    if go_on.is_stopped:
        raise CounterError("report.stopped")
    closing = _closing(day_statements(office, period.first)) if period.is_day else None
    head, names = _letterhead(office, period), _names(office, period)
    with no_collector():
        return make_report(period, head, days, before, names, closing)


class _Progress:
    """Pass on how far the days of both periods are, and keep that somebody stopped."""

    def __init__(self, progress: measures.Progress | None) -> None:
        self._progress, self.is_stopped = progress, False

    def __call__(self, done: int, days: int) -> bool:
        """Return whether to go on."""
        if not self.is_stopped and self._progress is not None:
            self.is_stopped = not self._progress(done, days)
        return not self.is_stopped


def _names(office: Office, period: Period) -> ReportNames:
    """Return the names in force in a period; in a comparison those of both periods."""
    compared = period.before() if period.kind is ReportKind.COMPARE else period
    names = measures.names_in(office, min(period.first, compared.first), max(period.last, compared.last))
    return ReportNames(names.services, names.fields, names.field_of, names.reasons)


def _letterhead(office: Office, period: Period) -> Letterhead:
    setup = office.setup()
    branch = setup.branch
    return Letterhead(
        centre=branch.name,
        place=branch.place,
        made_at=branch.local(office.clock.now()),
        version=setup.published,
        scale=setup.rating.scale,
        hours=spans_on(setup, period.first),
    )


def _closing(statements: tuple[DayStatement, ...]) -> DayClosing | None:
    """Return the closing statement of a day as a report shows it."""
    if not statements:
        return None
    first = statements[0]
    return DayClosing(first.at, first.first, first.last, first.records, first.head, len(statements) - 1)
