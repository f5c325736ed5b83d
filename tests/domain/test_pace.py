"""Check the pace of a branch: service times, gaps between visits, pauses that end."""

from datetime import timedelta

import pytest

from kiosk.domain.queue.pace import FinishedVisit, Pace, ServiceTime, back_in, between_visits, service_time

MINUTE = 60_000_000


def turn(counter: int, queued: int, started: int, finished: int) -> FinishedVisit:
    return FinishedVisit(counter, queued * MINUTE, started * MINUTE, finished * MINUTE)


@pytest.mark.parametrize(
    ("minutes", "mean"), [([], 15), ([5], 14), ([5, 5, 25], 13.25), ([1, 2, 3, 4], 2.5), (list(range(1, 21)), 10.5)]
)
def test_recent_visits_give_the_mean_and_the_target_stands_in(minutes: list[int], mean: float) -> None:
    assert service_time([timedelta(minutes=m) for m in minutes], 15).mean == pytest.approx(mean)


def test_visits_of_one_length_have_no_spread() -> None:
    assert service_time([timedelta(minutes=7)] * 4, 15) == ServiceTime(7, 0)
    assert service_time([timedelta(minutes=m) for m in (4, 10, 4, 10)], 15) == ServiceTime(7, 3)


def test_between_two_visits_lies_what_a_counter_did_while_people_waited() -> None:
    busy = [turn(1, 0, 10 * n, 10 * n + 7) for n in range(1, 11)]
    assert between_visits(busy) == 3
    assert between_visits(reversed(busy)) == 3


def test_waiting_for_somebody_to_come_is_no_work() -> None:
    busy = [turn(1, 0, 10 * n, 10 * n + 7) for n in range(1, 11)]
    idle = [turn(2, 10 * n, 10 * n, 10 * n + 1) for n in range(1, 11)]
    assert between_visits([*busy, *idle]) == 3, "whoever was called at counter 2 had just come"


def test_a_lunch_hour_is_not_what_lies_between_two_visits() -> None:
    busy = [turn(1, 0, 10 * n, 10 * n + 7) for n in range(1, 11)]
    assert between_visits([*busy, turn(1, 0, 300, 305)]) == 3


def test_too_few_visits_say_nothing() -> None:
    assert between_visits([]) == between_visits([turn(1, 0, 0, 5), turn(1, 0, 45, 50)]) == 1


def test_a_counter_is_busy_with_a_visit_and_what_lies_between() -> None:
    assert Pace({1: ServiceTime(10, 2)}, between=1.5).minutes() == {1: 11.5}


def test_a_pause_has_an_end_that_is_counted_on_for_a_while() -> None:
    assert [back_in(minutes) for minutes in (0, 10, 14, 39)] == [15, 5, 3, 3]
    assert back_in(40) is None
