"""The door: open or not, until when, and when again; always by the clock on the branch's wall."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.hours import hours_at
from kiosk.sample import sample_setup

SETUP = sample_setup()
HANOI = timezone(timedelta(hours=7))


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """November 2026 at the branch; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        (local(24, 7), local(24, 11, 30)),
        (local(24, 11, 29, 59), local(24, 11, 30)),
        (local(24, 13, 30), local(24, 17)),
    ],
)
def test_open_from_the_first_minute_to_the_last(moment: datetime, closes: datetime) -> None:
    hours = hours_at(SETUP, moment)
    assert (hours.is_open, hours.closes_at, hours.opens_at) == (True, closes, None)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (local(24, 6, 59, 59), local(24, 7)),
        (local(24, 11, 30), local(24, 13, 30)),
        (local(24, 17), local(25, 7)),
        (local(27, 17), local(30, 7)),
        (local(28, 9), local(30, 7)),
    ],
)
def test_closed_says_when_it_opens_again(moment: datetime, opens: datetime) -> None:
    hours = hours_at(SETUP, moment)
    assert (hours.is_open, hours.closes_at, hours.opens_at) == (False, None, opens)


def test_a_closed_day_is_skipped() -> None:
    closed = replace(SETUP, closed_days=frozenset({date(2026, 11, 24), date(2026, 11, 25)}))
    assert hours_at(closed, local(24, 9)).opens_at == local(26, 7)


def test_closed_for_more_than_a_month_has_no_next_opening() -> None:
    days = frozenset(date(2026, 11, 24) + timedelta(days=ahead) for ahead in range(40))
    assert hours_at(replace(SETUP, closed_days=days), local(24, 9)).opens_at is None


def test_a_branch_without_opening_hours_is_always_open() -> None:
    assert hours_at(sample_setup(always_open=True), local(28, 3)).is_open


@given(st.timedeltas(timedelta(0), timedelta(days=730)))
def test_a_clock_in_utc_says_the_same_as_the_clock_on_the_wall(later: timedelta) -> None:
    utc = datetime(2026, 1, 1, tzinfo=UTC) + later
    here, wall = hours_at(SETUP, utc), utc.astimezone(HANOI)
    assert here == hours_at(SETUP, wall)
    weekday = wall.weekday() < 5
    inside = time(7) <= wall.time() < time(11, 30) or time(13, 30) <= wall.time() < time(17)
    assert here.is_open is (weekday and inside)
    if here.opens_at is not None:
        assert hours_at(SETUP, here.opens_at).is_open
        assert here.opens_at > utc
