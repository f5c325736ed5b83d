"""Check opening hours in the branch's time zone: open or not, until when, and when again."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.branch_setup import Setup, SpecialDay
from kiosk.domain.calendar.holidays import holiday_on
from kiosk.domain.calendar.hours import ClosedTime, hours_at, reason_on, spans_on
from kiosk.domain.language.text import LocalText, Message
from kiosk.program.sample import sample_setup

SETUP = sample_setup()
HANOI = timezone(timedelta(hours=7))
LOCAL_DAY = SpecialDay(LocalText("Nghỉ Tết Chôl Chnăm Thmây"), "Thông báo của xã")


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """November 2026 at the branch; the 24th is a Tuesday, and Ngày Văn hóa Việt Nam."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("moment", "closes", "again"),
    [
        (local(25, 7), local(25, 11, 30), local(25, 13, 30)),
        (local(25, 11, 29, 59), local(25, 11, 30), local(25, 13, 30)),
        (local(25, 13, 30), local(25, 17), local(26, 7)),
    ],
)
def test_open_from_the_first_minute_to_the_last(moment: datetime, closes: datetime, again: datetime) -> None:
    hours = hours_at(SETUP, moment)
    assert (hours.is_open, hours.closes_at, hours.opens_at) == (True, closes, again)
    assert hours.minutes_left == (closes - moment).seconds // 60
    assert hours.is_last_span is (closes.hour == 17)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (local(25, 6, 59, 59), local(25, 7)),
        (local(25, 11, 30), local(25, 13, 30)),
        (local(25, 17), local(26, 7)),
        (local(27, 17), local(30, 7)),
        (local(28, 9), local(30, 7)),
        (local(23, 17), local(25, 7)),
    ],
)
def test_closed_says_when_it_opens_again(moment: datetime, opens: datetime) -> None:
    hours = hours_at(SETUP, moment)
    assert (hours.is_open, hours.closes_at, hours.opens_at) == (False, None, opens)
    assert hours.reason is None


@pytest.mark.parametrize(
    ("moment", "closed"),
    [
        (local(25, 6, 59, 59), ClosedTime.BEFORE_OPENING),
        (local(25, 11, 30), ClosedTime.LUNCH),
        (local(25, 17), ClosedTime.AFTER_HOURS),
        (local(28, 9), ClosedTime.DAY_OFF),
        (local(24, 9), ClosedTime.DAY_OFF),
        (local(25, 7), None),
    ],
)
def test_closed_names_the_part_of_the_day(moment: datetime, closed: ClosedTime | None) -> None:
    assert hours_at(SETUP, moment).closed is closed


def test_a_pause_that_does_not_span_noon_is_no_lunch() -> None:
    day = replace(LOCAL_DAY, spans=((time(7), time(9)), (time(9, 30), time(17))))
    assert hours_at(with_days({date(2026, 11, 25): day}), local(25, 9, 10)).closed is ClosedTime.BREAK


@pytest.mark.parametrize("moment", [local(25, 11, 30), local(25, 17), local(24, 9)])
def test_closed_says_the_hours_of_the_day_of_the_next_opening(moment: datetime) -> None:
    assert hours_at(SETUP, moment).spans == ((time(7), time(11, 30)), (time(13, 30), time(17)))


def test_on_a_holiday_the_hours_say_which_one() -> None:
    hours = hours_at(SETUP, local(24, 9))
    assert (hours.is_open, hours.opens_at, hours.reason) == (False, local(25, 7), Message("holiday.culture"))


def test_the_week_of_tet_is_skipped_whole() -> None:
    friday = datetime(2026, 2, 13, 17, 0, tzinfo=HANOI)
    assert hours_at(SETUP, friday).opens_at == datetime(2026, 2, 23, 7, 0, tzinfo=HANOI)


def test_a_local_closing_day_wins_over_the_weekly_hours() -> None:
    closed = with_days({date(2027, 4, 14): LOCAL_DAY})
    at = datetime(2027, 4, 14, 9, 0, tzinfo=HANOI)
    assert hours_at(closed, at).reason == Message("holiday.named", {"name": LOCAL_DAY.name})
    assert hours_at(closed, at).opens_at == datetime(2027, 4, 15, 7, 0, tzinfo=HANOI)


def test_half_a_day_and_several_spans_of_an_exceptional_day() -> None:
    spans = ((time(7, 30), time(9)), (time(9, 30), time(11)), (time(14), time(15)))
    setup = with_days({date(2026, 11, 25): replace(LOCAL_DAY, spans=spans)})
    assert spans_on(setup, date(2026, 11, 25)) == spans
    assert hours_at(setup, local(25, 9, 10)).opens_at == local(25, 9, 30)
    assert hours_at(setup, local(25, 16)).reason is None
    assert reason_on(setup, date(2026, 11, 25)) is None


def test_a_calendar_can_open_the_hours_on_a_holiday() -> None:
    setup = with_days({date(2026, 11, 24): replace(LOCAL_DAY, like=1)})
    assert hours_at(setup, local(24, 9)).is_open


def test_closed_for_longer_than_it_looks_has_no_next_opening() -> None:
    days = {date(2026, 11, 24) + timedelta(days=ahead): LOCAL_DAY for ahead in range(41)}
    assert hours_at(with_days(days), local(24, 9)).opens_at is None


def test_a_branch_without_opening_hours_is_always_open() -> None:
    assert hours_at(sample_setup(always_open=True), local(28, 3)).is_open


@given(st.timedeltas(timedelta(0), timedelta(days=730)))
def test_a_clock_in_utc_says_the_same_as_the_clock_on_the_wall(later: timedelta) -> None:
    plain = replace(SETUP, calendar={})
    utc = datetime(2026, 1, 1, tzinfo=UTC) + later
    here, wall = hours_at(plain, utc), utc.astimezone(HANOI)
    assert here == hours_at(plain, wall)
    is_working = wall.weekday() < 5 and holiday_on(wall.date()) is None
    inside = time(7) <= wall.time() < time(11, 30) or time(13, 30) <= wall.time() < time(17)
    assert here.is_open is (is_working and inside)
    assert here.opens_at is not None
    assert hours_at(plain, here.opens_at).is_open
    assert here.opens_at > utc


# The vectors of due dates: the calendar alone gives them (the sample's decisions are those of 2026).


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ((2026, 11, 23), 1, (2026, 11, 25)),
        ((2026, 11, 23), 7, (2026, 12, 3)),
        ((2026, 2, 13), 3, (2026, 2, 25)),
        ((2026, 8, 21), 1, (2026, 8, 22)),
        ((2026, 8, 28), 1, (2026, 9, 3)),
        ((2026, 12, 31), 1, (2027, 1, 4)),
        ((2027, 2, 3), 3, (2027, 2, 15)),
        ((2027, 4, 29), 1, (2027, 5, 4)),
        ((2026, 1, 9), 1, (2026, 1, 10)),
    ],
)
def test_working_days_over_holidays_and_swapped_days(
    received: tuple[int, int, int], days: int, due: tuple[int, int, int]
) -> None:
    day = date(*received)
    while days:
        day += timedelta(days=1)
        days -= bool(spans_on(SETUP, day))
    assert day == date(*due)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        (datetime(2026, 11, 20, 10, 30), 4, datetime(2026, 11, 20, 16, 30)),  # noqa: DTZ001 - local
        (datetime(2026, 11, 23, 16, 20), 8, datetime(2026, 11, 25, 16, 20)),  # noqa: DTZ001 - local
        (datetime(2026, 11, 24, 9, 0), 8, datetime(2026, 11, 25, 17, 0)),  # noqa: DTZ001 - local
        (datetime(2026, 8, 21, 16, 0), 8, datetime(2026, 8, 22, 16, 0)),  # noqa: DTZ001 - local
    ],
)
def test_working_hours_over_lunch_night_and_holidays(received: datetime, hours: int, due: datetime) -> None:
    now, left = received.replace(tzinfo=HANOI), timedelta(hours=hours)
    while left:
        branch = hours_at(SETUP, now)
        if branch.closes_at is None:
            assert branch.opens_at is not None
            now = branch.opens_at
            continue
        step = min(left, branch.closes_at - now)
        now, left = now + step, left - step
    assert now == due.replace(tzinfo=HANOI)


def with_days(days: dict[date, SpecialDay]) -> Setup:
    return replace(SETUP, calendar=days)
