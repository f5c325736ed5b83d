"""Analyse a period of this branch, and list the visits behind a figure. Nothing here names a citizen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import NamedTuple

from kiosk.branch import measures
from kiosk.branch.measures import NamesInForce, Progress
from kiosk.branch.office import Office
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import LocalText
from kiosk.domain.measures.analysis import Analysis, AnalysisQuestion, Compared, analyse
from kiosk.domain.measures.figures import EVERYTHING, DayTallies, Selection
from kiosk.domain.measures.intervals import Phase, VisitEnd, VisitHistory
from kiosk.domain.measures.report import Period, ReportKind, ReportNames
from kiosk.store.journal import from_us

#: How many other weeks stand behind a day.
OTHER_WEEKS = 4
#: The most visits that are listed behind a figure.
MOST_VISITS = 200
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """Hold an analysis with the names in it, the set-up in force, and the local time at which it was made."""

    analysis: Analysis
    names: NamesInForce
    setup: Setup
    made_at: datetime


class VisitLine(NamedTuple):
    """Hold one visit of a list: its number, its service, its local times, and its last counter.

    `waited_s` is the wait until the first call, `served_s` all serving. What did not happen is None.
    """

    day: date
    label: str
    service: LocalText
    issued: datetime
    called: datetime | None
    ended: datetime | None
    counter: int | None
    waited_s: int | None
    served_s: int | None
    end: VisitEnd


class VisitList(NamedTuple):
    """Hold the newest visits behind a figure. `is_cut`: there are more of them."""

    lines: tuple[VisitLine, ...]
    is_cut: bool


def analysis_view(office: Office, question: AnalysisQuestion, progress: Progress | None = None) -> AnalysisView:
    """Return the analysis that a question asks for.

    Raises:
        CounterError: ``report.future``: the period begins after today; ``store.*``.
    """
    setup = office.setup()
    now = setup.branch.local(office.clock.now())
    period = Period.around(question.kind, question.day or now.date())
    period.check(now.date())
    names = measures.names_in(office, period.first, period.last)
    analysis = analyse(
        question,
        period,
        now.date(),
        measures.day_tallies(office, period.first, period.last, progress),
        _compared(office, question.comparison.period(period), period, now, progress),
        ReportNames(names.services, names.fields, names.field_of, names.reasons),
        _other_weeks(office, period, progress) if period.kind is ReportKind.DAY else (),
    )
    return AnalysisView(analysis, names, setup, now)


def visits_shown(office: Office, key: str, period: Period, selection: Selection = EVERYTHING) -> VisitList:
    """Return the newest visits behind a measure of a selection."""
    names = measures.names_in(office, period.first, period.last)
    branch = office.setup().branch
    found = list(islice(measures.visits_behind(office, key, period.first, period.last, selection), MOST_VISITS + 1))
    lines = (_line(one, names, branch.timezone) for one in found[:MOST_VISITS])
    return VisitList(tuple(lines), len(found) > MOST_VISITS)


def _compared(
    office: Office, compared: Period | None, period: Period, now: datetime, progress: Progress | None
) -> Compared | None:
    """Return the period of the comparison. While `period` runs, its figures are those until the same moment."""
    if compared is None:
        return None
    days = measures.day_tallies(office, compared.first, compared.last, progress)
    if not period.first <= now.date() <= period.last:
        return Compared(compared, days, days)
    back = period.first - compared.first
    then = now - back
    so_far = [one for one in days if one.day < then.date()]
    if then.date() <= compared.last and (running := measures.day_until(office, then)) is not None:
        so_far.append(running)
    return Compared(compared, days, so_far)


def _other_weeks(office: Office, period: Period, progress: Progress | None) -> Iterator[DayTallies]:
    for weeks in range(1, OTHER_WEEKS + 1):
        day = period.first - weeks * _A_WEEK
        yield from measures.day_tallies(office, day, day, progress)


def _line(visit: VisitHistory, names: NamesInForce, zone: tzinfo) -> VisitLine:
    intervals, stop = visit.intervals, visit.last_stop
    call = next((one for one in intervals if one.phase is Phase.WALKING), None)
    serving = [one.seconds for one in intervals if one.phase is Phase.SERVING and one.seconds is not None]
    ended_us = intervals[-1].end_us if visit.end is not VisitEnd.OPEN else None
    return VisitLine(
        day=visit.day,
        label=visit.label,
        service=names.services.get(visit.service, LocalText(visit.service)),
        issued=_local(visit.issued_us, zone),
        called=None if call is None else _local(call.begin_us, zone),
        ended=None if ended_us is None else _local(ended_us, zone),
        counter=None if stop is None else stop.counter,
        waited_s=None if call is None else (call.begin_us - visit.issued_us) // 1_000_000,
        served_s=sum(serving) if serving else None,
        end=visit.end,
    )


def _local(at_us: int, zone: tzinfo) -> datetime:
    return from_us(at_us).astimezone(zone)
