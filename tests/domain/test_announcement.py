"""Check the pieces of a call and its loudness by the hour."""

from datetime import time

import pytest

from kiosk.domain.language.announcement import CallScript, pieces_of, volume_at

SCRIPT = CallScript(
    "vi", "vi", ("Mời số", "{number}", "đến quầy số", "{counter}"), {"3": "ba", "1": "một", "12": "mười hai"}
)


def test_the_number_is_read_sign_by_sign_and_the_counter_whole() -> None:
    assert pieces_of(SCRIPT, "A015", 12) == ("Mời số", "A", "0", "1", "5", "đến quầy số", "12")
    assert pieces_of(SCRIPT, "E1024", 3) == ("Mời số", "E", "1", "0", "2", "4", "đến quầy số", "3")


def test_a_counter_without_a_word_is_read_digit_by_digit() -> None:
    assert pieces_of(SCRIPT, "A", 31)[-2:] == ("3", "1")


@pytest.mark.parametrize(
    ("now", "percent"),
    [(time(6, 59), 40), (time(7), 80), (time(11, 29), 80), (time(11, 30), 50), (time(18), 40), (time(23, 59), 40)],
)
def test_the_volume_holds_from_its_hour_until_the_next(now: time, percent: int) -> None:
    assert volume_at({"07:00": 80, "18:00": 40, "11:30": 50}, now) == percent


def test_without_a_plan_it_is_loud() -> None:
    assert volume_at({}, time(3)) == 100
