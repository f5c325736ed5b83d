"""Make the report of a period of this branch."""

import json
from datetime import date

from kiosk.branch import measures
from kiosk.branch.office import Office
from kiosk.branch.statements import statements_on
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.measures.report import DayClosing, Letterhead, Period, PeriodReport, ReportNames, make_report
from kiosk.store.journal import from_us


def report_of(office: Office, period: Period, progress: measures.Progress | None = None) -> PeriodReport:
    """Return the report of a period.

    Raises:
        CounterError: ``report.backwards``, ``report.future``: see `Period.check`; ``store.*``.
    """
    period.check(office.today())
    compared = period.before()
    names = measures.names_in(office, period.first, period.last)
    return make_report(
        period,
        _letterhead(office, period),
        measures.day_tallies(office, period.first, period.last, progress),
        measures.day_tallies(office, compared.first, compared.last, progress),
        ReportNames(names.services, names.fields, names.field_of, names.reasons),
        _closing(office, period.first) if period.first == period.last else None,
    )


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
