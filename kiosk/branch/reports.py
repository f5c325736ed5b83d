"""Make the report of a period of this branch."""

import json
from datetime import date

from kiosk.branch import measures
from kiosk.branch.office import Office
from kiosk.branch.statements import statements_on
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
from kiosk.store.journal import from_us
from kiosk.store.summaries import no_collector

#: Divided by the half hours of a day. The others are divided by days or months.
_BY_HALF_HOUR = (ReportKind.DAY, ReportKind.COMPARE)


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
    is_day = period.first == period.last and period.kind is not ReportKind.COMPARE
    closing = _closing(office, period.first) if is_day else None
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


def _closing(office: Office, day: date) -> DayClosing | None:
    """Return the closing statement of a day as a report shows it."""
    found = statements_on(office, day)
    if not found:
        return None
    body, at = json.loads(found[0].body), office.setup().branch.local(from_us(found[0].at_us))
    return DayClosing(at, body["first"], body["last"], body["records"], body["head"], len(found) - 1)
