"""Make up the analysis of a period, for the pictures of the page of figures."""

from dataclasses import replace
from datetime import date, time, timedelta

from kiosk.branch.analysis import OTHER_WEEKS, AnalysisView, VisitLine, VisitList
from kiosk.branch.measures import NamesInForce, Progress
from kiosk.domain.branch_setup import OpeningSpan, Setup
from kiosk.domain.measures.analysis import AnalysisQuestion, Compared, analyse
from kiosk.domain.measures.figures import DayTallies, Selection
from kiosk.domain.measures.intervals import VisitEnd
from kiosk.domain.measures.report import Period, ReportKind, ReportNames
from kiosk.gallery import world
from kiosk.gallery.reports import days_of

_SPANS = ((time(7), time(11, 30)), (time(13, 30), time(17)))
_WORKING_DAYS = range(5)


def analysis(question: AnalysisQuestion, _progress: Progress | None = None) -> AnalysisView:
    """Answer a question with invented days, always the same ones."""
    setup, now = _setup(), world.setup().branch.local(world.MOMENT)
    period = Period.around(question.kind, question.day or now.date())
    compared = question.comparison.period(period)
    names = NamesInForce(
        services={one.code: one.name for one in setup.offered_services},
        fields={one.code: one.name for one in setup.fields},
        field_of={one.code: one.field_code for one in setup.offered_services},
        counters={one.number: one.name for one in setup.offered_counters},
    )
    found = analyse(
        question,
        period,
        now.date(),
        _until(period, now.date(), now.hour),
        None if compared is None else _compared(compared, period, now.date(), now.hour),
        ReportNames(names.services, names.fields, names.field_of),
        _other_weeks(period) if period.kind is ReportKind.DAY else (),
    )
    return AnalysisView(found, names, setup, now)


def empty(question: AnalysisQuestion, _progress: Progress | None = None) -> AnalysisView:
    """Answer a question about a period without data."""
    view = analysis(question)
    names = ReportNames(view.names.services, view.names.fields, view.names.field_of)
    period = view.analysis.period
    return replace(view, analysis=analyse(question, period, view.made_at.date(), [], None, names))


def visits(_key: str, _period: Period, _selection: Selection) -> VisitList:
    """Return a few invented visits."""
    names, at = list(_setup().offered_services), world.setup().branch.local(world.MOMENT)
    lines = []
    for number in range(24):
        issued = at - timedelta(minutes=9 * number)
        called = issued + timedelta(minutes=4 + number % 9)
        ended = called + timedelta(minutes=6 + number % 5)
        end = VisitEnd.NO_SHOW if number == 5 else VisitEnd.SERVED
        served = None if end is VisitEnd.NO_SHOW else 60 * (6 + number % 5)
        name, waited = names[number % len(names)].name, 60 * (4 + number % 9)
        label, counter = f"A0{64 - number}", 1 + number % 4
        lines.append(VisitLine(at.date(), label, name, issued, called, ended, counter, waited, served, end))
    return VisitList(tuple(lines), is_cut=False)


def _setup() -> Setup:
    spans = tuple(OpeningSpan(day, *span) for day in _WORKING_DAYS for span in _SPANS)
    return replace(world.setup(), openings=spans)


def _until(period: Period, last: date, hour: int) -> list[DayTallies]:
    """Return the days of a period until an hour of a day."""
    found = [one for one in days_of(period) if one.day <= last]
    return [
        DayTallies(day, {cell: tally for cell, tally in cells.items() if day < last or cell.hour < hour})
        for day, cells in found
    ]


def _compared(compared: Period, period: Period, today: date, hour: int) -> Compared:
    days = list(days_of(compared))
    same = min(today, period.last) - (period.first - compared.first)
    return Compared(compared, days, _until(compared, same, hour if today <= period.last else 24))


def _other_weeks(period: Period) -> list[DayTallies]:
    days = [period.first - weeks * timedelta(days=7) for weeks in range(1, OTHER_WEEKS + 1)]
    return [one for day in days for one in days_of(Period(ReportKind.DAY, day, day))]
