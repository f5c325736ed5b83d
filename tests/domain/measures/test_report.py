"""Check what a report holds: the period before, the parts of a period, fields with retired services, long waits."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.measures.figures import UNKNOWN
from kiosk.domain.measures.report import Period, ReportKind
from tests.domain.measures.records import called, issued, record, served
from tests.domain.measures.report_days import DAY, NAMES, TUESDAY, day, report

WEEK = timedelta(days=7)


def period(kind: str, first: str, last: str) -> Period:
    return Period(ReportKind(kind), date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("day", "2026-11-24", "2026-11-24"), ("2026-11-17", "2026-11-17")),
        (("day", "2026-11-24", "2026-12-02"), ("2026-11-10", "2026-11-18")),
        (("week", "2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-22")),
        (("month", "2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("month", "2026-11-01", "2026-11-20"), ("2026-10-12", "2026-10-31")),
        (("month", "2026-01-01", "2026-02-28"), ("2025-11-01", "2025-12-31")),
        (("year", "2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
    ],
)
def test_a_period_is_compared_with_the_one_before(now: tuple[str, str, str], before: tuple[str, str]) -> None:
    found = period(*now).before()
    assert (found.first.isoformat(), found.last.isoformat()) == before


def test_a_period_in_the_future_is_refused() -> None:
    DAY.check(TUESDAY)
    with pytest.raises(CounterError, match=r"report\.future"):
        DAY.check(TUESDAY - timedelta(days=1))
    with pytest.raises(CounterError, match=r"report\.backwards"):
        Period(ReportKind.DAY, TUESDAY, TUESDAY - timedelta(days=1)).check(TUESDAY)


def test_a_day_without_data_is_unknown_in_every_part() -> None:
    found = report([])
    assert (found.total, found.before, found.rated_share) == (UNKNOWN, UNKNOWN, None)
    assert found.times == ()
    assert found.longest == ()
    assert {one.figures for field in found.fields for one in field.services} == {UNKNOWN}
    month = report([day(*served())], period=period("month", "2026-11-01", "2026-11-30"))
    assert [one.first.day for one in month.times if one.figures != UNKNOWN] == [24]
    assert len(month.times) == 30


def test_a_day_is_divided_into_half_hours_with_those_of_the_week_before() -> None:
    found = report([day(*served(), *served(95, "late"))], [day(*served(60), on=TUESDAY - WEEK)])
    assert [((one.hour, one.minute), one.figures.arrivals, one.before.arrivals) for one in found.times] == [
        ((9, 0), 1, 0),
        ((9, 30), 0, 0),
        ((10, 0), 0, 1),
        ((10, 30), 1, 0),
    ]
    assert found.times[1].figures.wait_median_s is None


OCTOBER = (date(2026, 10, 5), date(2026, 10, 6))


def test_two_free_periods_are_compared_by_half_hour_field_and_service() -> None:
    chosen = Period(ReportKind.COMPARE, TUESDAY, TUESDAY, OCTOBER)
    earlier = [day(*served(service="CT-BS"), on=OCTOBER[0]), day(*served(40), on=OCTOBER[1])]
    found = report([day(*served())], earlier, chosen)
    assert (found.days, found.days_before, found.compared) == (1, 2, Period(ReportKind.COMPARE, *OCTOBER))
    assert [((one.hour, one.minute), one.figures.arrivals, one.before.arrivals) for one in found.times] == [
        ((9, 0), 1, 1),
        ((9, 30), 0, 1),
    ]
    assert [
        (one.name.vi, one.figures.arrivals, one.before.arrivals) for field in found.fields for one in field.services
    ] == [("Khai sinh", 1, 1), ("=SUM(A1:A9)", 0, 1)]


@pytest.mark.parametrize(
    ("kind", "against", "refusal"),
    [
        ("compare", None, "against_missing"),
        ("day", OCTOBER, "against_unused"),
        ("compare", (OCTOBER[1], OCTOBER[0]), "backwards"),
        ("compare", (TUESDAY + WEEK, TUESDAY + WEEK), "future"),
    ],
)
def test_a_comparison_needs_another_period_that_has_begun(
    kind: str, against: tuple[date, date] | None, refusal: str
) -> None:
    with pytest.raises(CounterError, match=rf"report\.{refusal}"):
        Period(ReportKind(kind), TUESDAY, TUESDAY, against).check(TUESDAY)


def test_a_year_is_divided_into_months() -> None:
    found = report([day(*served())], [day(*served(), on=date(2025, 11, 3))], period("year", "2026-01-01", "2026-12-31"))
    assert [one.first.month for one in found.times] == list(range(1, 13))
    november = found.times[10]
    assert (november.figures.arrivals, november.before.arrivals) == (1, 1)
    assert found.times[0].figures == UNKNOWN


def test_a_service_renamed_or_retired_in_the_period_is_counted() -> None:
    """A service that no version names is counted, too, so that the fields add up to the total."""
    gone = replace(NAMES, services={"CT-BS": LocalText("Bản sao, tên mới")}, field_of={"CT-BS": "CT"})
    found = report([day(*served(), *served(30, "w", service="CT-BS"))], names=gone)
    assert [(one.code, one.figures.arrivals) for one in found.fields] == [("CT", 1), ("", 1)]
    assert [one.name for field in found.fields for one in field.services] == [
        LocalText("Bản sao, tên mới"),
        LocalText("HT-KS"),
    ]
    assert found.total.arrivals == 2


def test_a_field_adds_up_its_services() -> None:
    names = replace(NAMES, field_of={"HT-KS": "HT", "CT-BS": "HT"})
    found = report([day(*served(), *served(30, "w", service="CT-BS"))], names=names)
    (field,) = found.fields
    assert (field.figures.arrivals, [one.figures.arrivals for one in field.services]) == (2, [1, 1])


def test_long_waits_are_named_where_enough_people_waited() -> None:
    quick = [one for n in range(100) for one in served(n / 20, f"q{n}", service="CT-BS")]
    slow = [one for n in range(5) for one in (issued(60, f"s{n}"), called(110, f"s{n}"))]
    few = [one for n in range(4) for one in (issued(200, f"f{n}"), called(290, f"f{n}"))]
    found = report([day(*quick, *slow, *few)])
    assert [(one.name.vi, one.hour, one.wait_p90_s) for one in found.longest] == [("Khai sinh", 10, 3000)]


def test_the_share_of_ratings_is_that_of_the_served() -> None:
    rated = record(Event.RATING_GIVEN, 20, level="satisfied", reasons=[], criteria="118/2025/NĐ-CP")
    found = report([day(*served(), rated, *served(30, "w"))])
    assert (found.total.ratings, found.rated_share) == (1, 0.5)
