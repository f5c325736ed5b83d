"""Check public holidays against announced days, and the lunar calendar behind them."""

from datetime import date, timedelta

import pytest

from kiosk.domain.calendar.holidays import Holiday, holiday_on
from kiosk.domain.calendar.lunar import solar_date


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1985, 1, 21),  # a month before China's
        (2007, 2, 17),  # a day before China's
        (2020, 1, 25),
        (2023, 1, 22),
        (2024, 2, 10),
        (2025, 1, 29),
        (2026, 2, 17),
        (2027, 2, 6),
        (2028, 1, 26),
        (2030, 2, 2),  # a day before China's
        (2033, 1, 31),
        (2034, 2, 19),
    ],
)
def test_mung_mot_tet(year: int, month: int, day: int) -> None:
    assert solar_date(year, 1, 1) == date(year, month, day)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2023, 4, 29), (2024, 4, 18), (2025, 4, 7), (2026, 4, 26), (2027, 4, 16)]
)
def test_gio_to_is_on_the_tenth_of_the_third_month(year: int, month: int, day: int) -> None:
    """2023 has a leap second month before it."""
    assert holiday_on(date(year, month, day)) is Holiday.HUNG_KINGS


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2026, 2, 16), date(2026, 2, 20), Holiday.TET),
        (date(2027, 2, 4), date(2027, 2, 10), Holiday.TET),
        (date(2025, 9, 1), date(2025, 9, 2), Holiday.NATIONAL),
        (date(2024, 9, 2), date(2024, 9, 3), Holiday.NATIONAL),
        (date(2026, 9, 1), date(2026, 9, 2), Holiday.NATIONAL),
        (date(2027, 9, 2), date(2027, 9, 3), Holiday.NATIONAL),
        (date(2026, 4, 27), date(2026, 4, 27), Holiday.IN_LIEU),
        (date(2027, 5, 3), date(2027, 5, 3), Holiday.IN_LIEU),
        (date(2023, 5, 2), date(2023, 5, 3), None),
        (date(2026, 11, 24), date(2026, 11, 24), Holiday.CULTURE),
        (date(2025, 11, 24), date(2025, 11, 24), None),
    ],
)
def test_a_span_of_days_and_its_neighbours(first: date, last: date, why: Holiday | None) -> None:
    expected = why if first != date(2023, 5, 2) else Holiday.IN_LIEU
    assert {holiday_on(day) for day in days(first, last)} == {expected}


def test_two_holidays_on_a_weekend_give_two_days_in_lieu() -> None:
    """2023: Giỗ Tổ on Saturday 29 April, 30 April a Sunday, 1 May: off until Wednesday, 3 May."""
    assert [holiday_on(date(2023, 5, day)) for day in (1, 2, 3, 4)] == [
        Holiday.LABOUR,
        Holiday.IN_LIEU,
        Holiday.IN_LIEU,
        None,
    ]
