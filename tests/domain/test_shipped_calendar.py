"""Check the shipped decisions day by day: every day off and every working weekend day of 2026 and 2027."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

import resources
from kiosk.domain.calendar.calendar_file import read_calendar
from kiosk.domain.calendar.holidays import Holiday, awaits_decision, holiday_on
from kiosk.domain.calendar.hours import reason_on, spans_on
from kiosk.domain.language.text import Texts
from kiosk.program.sample import sample_setup

TEXT = resources.path("catalogue/calendar_vn.csv").read_text(encoding="utf-8")
SETUP = replace(sample_setup(), calendar=read_calendar(TEXT))
VIETNAMESE = Texts("vi", resources.texts("vi"), resources.texts("vi"))

#: Days off from Monday to Friday, with the words that a citizen reads.
DAYS_OFF = {
    "Nghỉ Tết Dương lịch": ("2026-01-01", "2026-01-02", "2027-01-01"),
    "Nghỉ Tết Nguyên đán": (
        *("2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"),
        *("2027-02-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10"),
    ),
    "Nghỉ Giỗ Tổ Hùng Vương": ("2027-04-16",),
    "Nghỉ bù ngày lễ": ("2026-04-27", "2027-05-03"),
    "Nghỉ Ngày Chiến thắng": ("2026-04-30", "2027-04-30"),
    "Nghỉ Ngày Quốc tế Lao động": ("2026-05-01",),
    "Nghỉ Quốc khánh": ("2026-08-31", "2026-09-01", "2026-09-02", "2027-09-02", "2027-09-03"),
    "Nghỉ Ngày Văn hóa Việt Nam": ("2026-11-24", "2027-11-24"),
}


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def is_working_day(day: str) -> bool:
    return bool(spans_on(SETUP, date.fromisoformat(day)))


def test_the_days_off_of_two_years_are_those_of_law_and_decisions() -> None:
    weekdays = [day for day in each_day(date(2026, 1, 1), date(2027, 12, 31)) if day.weekday() < 5]
    found: dict[str, tuple[str, ...]] = {}
    for day in weekdays:
        if (reason := reason_on(SETUP, day)) is not None:
            words = VIETNAMESE.message(reason)
            found[words] = (*found.get(words, ()), day.isoformat())
        else:
            assert spans_on(SETUP, day), day
    assert found == DAYS_OFF


def test_the_working_weekend_days_of_two_years_are_the_two_swapped_ones() -> None:
    weekends = [day for day in each_day(date(2026, 1, 1), date(2027, 12, 31)) if day.weekday() > 4]
    assert [str(day) for day in weekends if spans_on(SETUP, day)] == ["2026-01-10", "2026-08-22"]


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2026-11-23", True),  # the proposed swap with 28 November was not taken up
        ("2026-11-28", False),
        ("2026-08-22", True),
        ("2027-02-03", True),
        ("2027-02-11", True),
        ("2027-09-01", True),
        ("2027-09-06", True),
        ("2029-11-26", True),  # 24 November 2029 is a Saturday, 24 November 2030 a Sunday: no day in lieu
        ("2030-11-25", True),
    ],
)
def test_a_day_beside_a_holiday_is_a_working_day_or_not(day: str, is_working: bool) -> None:
    assert is_working_day(day) is is_working


def test_a_branch_with_saturday_hours_is_closed_on_the_whole_span_of_a_decision() -> None:
    for first, last in ((date(2027, 2, 4), date(2027, 2, 10)), (date(2027, 9, 2), date(2027, 9, 5))):
        for day in each_day(first, last):
            special = SETUP.calendar[day]
            assert (special.spans, special.like) == ((), None)
            assert special.source == "Công văn 10065/VPCP-KGVX ngày 02/10/2026"


@pytest.mark.parametrize("year", range(2026, 2041))
def test_no_decision_can_move_the_culture_day_and_it_is_never_made_up(year: int) -> None:
    day = date(year, 11, 24)
    assert holiday_on(day) is Holiday.CULTURE
    assert not awaits_decision(day)
    assert [holiday_on(day + timedelta(days=ahead)) for ahead in (-2, -1, 1, 2, 3)] == [None] * 5


def test_the_swap_of_2_january_names_its_decision() -> None:
    assert "12729/VPCP-KGVX" in SETUP.calendar[date(2026, 1, 2)].source
    assert "12729/VPCP-KGVX" in SETUP.calendar[date(2026, 1, 10)].source


def test_every_expected_day_of_two_years_is_decided_and_none_of_a_later_year() -> None:
    for year in (2026, 2027, 2028, 2029):
        expected = [day for day in each_day(date(year, 1, 1), date(year, 12, 31)) if awaits_decision(day)]
        assert len(expected) >= 6
        assert {day in SETUP.calendar for day in expected} == {year < 2028}
