"""Check the analysis of a branch: its period, its comparison until the same moment, the visits behind a figure."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.branch.analysis import VisitLine, analysis_view, visits_shown
from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.analysis import AnalysisQuestion, Comparison
from kiosk.domain.measures.figures import Selection
from kiosk.domain.measures.intervals import VisitEnd
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from tests.branch.measures.test_summaries import serve
from tests.conftest import KEYS, MORNING
from tests.players import Clerk, take

TUESDAY = MORNING.date()
A_WEEK = timedelta(days=7)


@pytest.fixture
def office(sqlite_branch: Path, clock: ManualClock) -> Iterator[Office]:
    store = Store(f"sqlite:///{sqlite_branch}")
    yield Office(store, clock, KEYS, BRANCH_ID)
    store.close()


def test_a_running_period_is_compared_until_the_same_moment(office: Office, clock: ManualClock) -> None:
    serve(office, clock, wait=3)
    clock.advance(timedelta(hours=2))
    serve(office, clock, wait=5)
    clock.advance(MORNING + A_WEEK + timedelta(hours=1) - clock.now())
    serve(office, clock, wait=7)
    for kind in (ReportKind.DAY, ReportKind.WEEK):
        found = analysis_view(office, AnalysisQuestion(kind)).analysis
        assert (found.total.arrivals, found.before.arrivals) == (1, 1), "the later one of that day comes later"
        assert sum(one.before.arrivals or 0 for one in found.times) == 2
        assert found.is_running
    past = analysis_view(office, AnalysisQuestion(ReportKind.WEEK, TUESDAY)).analysis
    assert (past.total.arrivals, past.before.arrivals, past.is_running) == (2, None, False)


def test_a_day_has_other_weeks_behind_it(office: Office, clock: ManualClock) -> None:
    serve(office, clock, wait=3)
    clock.advance(MORNING + 2 * A_WEEK - clock.now())
    found = analysis_view(office, AnalysisQuestion(ReportKind.DAY)).analysis
    assert [one.day for one in found.others] == [TUESDAY]
    assert analysis_view(office, AnalysisQuestion(ReportKind.WEEK)).analysis.others == ()


def test_a_period_in_the_future_is_refused_with_a_sentence(office: Office) -> None:
    with pytest.raises(CounterError, match=r"report\.future"):
        analysis_view(office, AnalysisQuestion(ReportKind.DAY, date(2030, 1, 1)))


def test_nothing_is_read_of_a_period_without_a_comparison(office: Office, clock: ManualClock) -> None:
    serve(office, clock, wait=3)
    found = analysis_view(office, AnalysisQuestion(comparison=Comparison.NONE)).analysis
    assert (found.total.arrivals, found.compared) == (1, None)


def test_the_visits_behind_a_figure_have_numbers_and_times_and_no_person(office: Office, clock: ManualClock) -> None:
    serve(office, clock, wait=3)
    missed = take(office)
    clerk = Clerk(office).open()
    clerk.called()
    clerk.no_show()
    waiting = take(office, 8)
    week = Period.around(ReportKind.WEEK, TUESDAY)
    (line,) = visits_shown(office, "served", week).lines
    assert (line.label, line.counter, line.waited_s, line.served_s, line.end) == ("A001", 1, 180, 240, VisitEnd.SERVED)
    assert line.ended is not None
    assert (line.issued.hour, line.ended - line.issued) == (9, timedelta(minutes=7))
    assert [one.label for one in visits_shown(office, "no_shows", week).lines] == [missed.label]
    (open_one,) = visits_shown(office, "open", week).lines
    assert (open_one.label, open_one.called, open_one.ended, open_one.counter) == (waiting.label, None, None, None)
    assert len(visits_shown(office, "arrivals", week, Selection(hours=frozenset({22}))).lines) == 0
    assert not {"citizen", "person", "group", "birth"} & set(VisitLine._fields)


def test_a_long_list_begins_with_the_newest_day_and_says_that_it_is_cut(
    office: Office, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.branch.analysis.MOST_VISITS", 2)
    for _ in range(3):
        serve(office, clock, wait=1)
        clock.advance(timedelta(days=1))
    found = visits_shown(office, "arrivals", Period.around(ReportKind.WEEK, TUESDAY))
    assert ([one.day.day for one in found.lines], found.is_cut) == ([26, 25], True)
