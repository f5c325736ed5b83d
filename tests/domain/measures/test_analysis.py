"""Check an analysis against days made by hand."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from kiosk.domain.journal import Event
from kiosk.domain.measures.analysis import Analysis, AnalysisQuestion, Compared, Comparison, analyse
from kiosk.domain.measures.figures import EVERYTHING, UNKNOWN, DayTallies, Selection
from kiosk.domain.measures.report import Period, ReportKind, ReportNames
from tests.domain.measures.records import called, finished, issued, record, served, started
from tests.domain.measures.report_days import NAMES, TUESDAY, day

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
WEEK = Period.around(ReportKind.WEEK, TUESDAY)


def analysed(
    days: Sequence[DayTallies],
    before: Sequence[DayTallies] = (),
    *,
    kind: ReportKind = ReportKind.WEEK,
    selection: Selection = EVERYTHING,
    names: ReportNames = NAMES,
    others: Sequence[DayTallies] = (),
) -> Analysis:
    period = Period.around(kind, TUESDAY)
    question = AnalysisQuestion(kind, TUESDAY, Comparison.BEFORE, selection)
    compared = Compared(period.before(), before, before)
    return analyse(question, period, TUESDAY, days, compared, names, others)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("day", "2026-11-24", "2026-11-24"),
        ("week", "2026-11-23", "2026-11-29"),
        ("month", "2026-11-01", "2026-11-30"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_has_its_day_and_moves_by_its_own_length(kind: str, first: str, last: str) -> None:
    period = Period.around(ReportKind(kind), TUESDAY)
    assert (period.first, period.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert period.moved(1).first == period.last + A_DAY
    assert period.moved(-1).last == period.first - A_DAY
    assert period.moved(-7).moved(7) == period


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("day", "2025-11-25", "2025-11-25"),
        ("week", "2025-11-24", "2025-11-30"),
        ("month", "2025-11-01", "2025-11-30"),
        ("year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_compared_with_the_same_weekdays_or_months_of_the_year_before(
    kind: str, first: str, last: str
) -> None:
    before = Period.around(ReportKind(kind), TUESDAY).year_before()
    assert (before.first.isoformat(), before.last.isoformat()) == (first, last)
    assert before.first.weekday() == Period.around(ReportKind(kind), TUESDAY).first.weekday() or kind in (
        "month",
        "year",
    )


def test_a_day_without_data_is_unknown_and_never_0() -> None:
    found = analysed([])
    assert (found.total, found.before, found.days) == (UNKNOWN, UNKNOWN, 0)
    assert (found.heat, found.waits, found.longest) == ({}, (), None)
    assert {one.figures for one in found.times} == {UNKNOWN}
    assert {one.figures for one in found.fields} == {UNKNOWN}
    one_day = analysed([day(*served())])
    assert [one.figures.arrivals for one in one_day.times] == [None, 1, None, None, None, None, None]


def test_waits_are_shown_by_weekday_and_hour_of_the_issue() -> None:
    late = [one for n in range(5) for one in (issued(60, f"l{n}"), called(75, f"l{n}"))]
    found = analysed([day(*served(), issued(125, "w"), *late)])
    assert {place: one.wait_median_s for place, one in found.heat.items()} == {(1, 9): 600, (1, 10): 900, (1, 11): None}
    assert found.longest == (1, 10), "one long wait alone is not named"


def test_waits_are_counted_by_five_minutes() -> None:
    minutes = (0, 4.9, 5, 44.9, 45, 200)
    records = [one for n, minute in enumerate(minutes) for one in (issued(0, f"v{n}"), called(minute, f"v{n}"))]
    assert analysed([day(*records)]).waits == (2, 1, 0, 0, 0, 0, 0, 0, 1, 2)


def test_a_service_renamed_or_retired_in_the_period_keeps_its_visits() -> None:
    names = ReportNames(services={"HT-KS": NAMES.services["HT-KS"]}, fields=NAMES.fields, field_of={"HT-KS": "HT"})
    visits = day(*served(), *served(30, "w", service="CT-BS"))
    found = analysed([visits], [day(*served(), on=TUESDAY - A_WEEK)], names=names)
    rows = [(one.code, one.figures.arrivals, one.before.arrivals) for one in found.fields]
    assert rows == [("HT", 1, 1), ("", 1, 0)]


def test_a_clerk_at_two_counters_in_a_day_counts_at_each_for_what_happened_there() -> None:
    moved = (issued(30, "w"), called(33, "w", counter=4), started(34, "w", counter=4), finished(41, "w", counter=4))
    visits = day(*served(), *moved)
    first, second = (analysed([visits], selection=Selection(counters=frozenset({one}))) for one in (1, 4))
    assert (first.total.served, first.total.wait_median_s, first.total.service_median_s) == (1, 600, 300)
    assert (second.total.served, second.total.wait_median_s, second.total.service_median_s) == (1, 180, 420)


def test_a_clock_change_makes_no_negative_wait() -> None:
    found = analysed([day(issued(), called(-60), started(-59), finished(5))])
    assert found.total.wait_median_s == 0
    assert found.waits[0] == 1
    assert found.total.service_median_s == 300


@pytest.mark.parametrize(
    ("selection", "arrivals"),
    [
        (EVERYTHING, 3),
        (Selection(services=frozenset({"CT-BS"})), 1),
        (Selection(hours=frozenset({10})), 1),
        (Selection(weekdays=frozenset({1})), 3),
        (Selection(languages=frozenset({"km"})), 1),
        (Selection(has_card=True), 1),
        (Selection(services=frozenset({"HT-KS"}), has_card=False), 1),
    ],
)
def test_every_part_follows_the_selection(selection: Selection, arrivals: int) -> None:
    visits = day(*served(), *served(60, "k", language="km", card=True), *served(5, "c", service="CT-BS"))
    found = analysed([visits], [visits], selection=selection)
    assert found.total.arrivals == found.before.arrivals == arrivals
    assert sum(one.figures.arrivals or 0 for one in found.times) == arrivals
    assert sum(one.figures.arrivals or 0 for one in found.fields) == arrivals
    assert sum(found.waits) == sum(one.waits for one in found.heat.values()) == arrivals


def test_a_weekday_that_is_not_chosen_is_unknown() -> None:
    assert analysed([day(*served())], selection=Selection(weekdays=frozenset({0}))).total == UNKNOWN


def test_a_day_has_the_same_weekday_of_other_weeks_behind_it() -> None:
    others = [day(*served(60), on=TUESDAY - weeks * A_WEEK) for weeks in (1, 2)]
    found = analysed([day(*served())], others[:1], kind=ReportKind.DAY, others=others)
    assert [(one.hour, one.figures.arrivals, one.before.arrivals) for one in found.times] == [(9, 1, 0), (10, 0, 1)]
    assert [(one.day, one.hours[10].wait_median_s) for one in found.others] == [
        (TUESDAY - A_WEEK, 600),
        (TUESDAY - 2 * A_WEEK, 600),
    ]


def test_days_stand_beside_those_of_the_whole_other_period() -> None:
    """The figures are compared until the same moment, the days are not cut."""
    whole = [day(*served(), on=TUESDAY - A_WEEK), day(*served(), *served(5, "w"), on=TUESDAY - A_WEEK + A_DAY)]
    question = AnalysisQuestion(ReportKind.WEEK, TUESDAY)
    found = analyse(question, WEEK, TUESDAY, [day(*served())], Compared(WEEK.before(), whole, whole[:1]), NAMES)
    assert found.before.arrivals == 1
    assert [one.before.arrivals for one in found.times] == [None, 1, 2, None, None, None, None]
    assert found.is_running


def test_without_a_comparison_nothing_is_before() -> None:
    found = analyse(AnalysisQuestion(), WEEK, TUESDAY + A_WEEK, [day(*served())], None, NAMES)
    assert (found.before, found.compared, found.is_running) == (UNKNOWN, None, False)
    assert {one.before for one in found.times} == {UNKNOWN}
    assert Comparison.NONE.period(WEEK) is None
    assert Comparison.YEAR.period(WEEK) == WEEK.year_before()


def test_ratings_transfers_parks_and_no_shows_are_counted_day_by_day() -> None:
    rated = record(Event.RATING_GIVEN, 20, level="satisfied", reasons=["waited_long"], criteria="x")
    missed = (issued(1, "m"), called(4, "m"), record(Event.TICKET_NO_SHOW, 6, "m"))
    found = analysed([day(*served(), rated, *missed)])
    tuesday = found.times[1].figures
    assert (tuesday.ratings, tuesday.satisfied_share, tuesday.no_shows) == (1, 1.0, 1)
    assert found.total.reasons == {"waited_long": 1}
