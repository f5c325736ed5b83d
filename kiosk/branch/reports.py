"""Make the report of a period of this branch."""

from kiosk.branch import measures
from kiosk.branch.office import Office
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.measures.report import Letterhead, Period, PeriodReport, ReportNames, make_report


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
