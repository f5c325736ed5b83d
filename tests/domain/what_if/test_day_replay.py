"""Check the replay of a recorded day: without a change it calls whom the day called, when and where."""

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.domain.queue.calling import CallingPolicy, Rule
from kiosk.domain.queue.clerk_times import with_clerk_times
from kiosk.domain.queue.day_replay import DayReplay, pools_of
from kiosk.domain.queue.reasons import Placing
from kiosk.domain.queue.recorded_day import IN_ITS_PLACE, CounterSpan, RecordedDay, RecordedVisit, Stop, TransferPlace
from kiosk.domain.queue.ticket import TransferTarget
from kiosk.domain.queue.what_if import replay_unchanged
from tests.domain.what_if.naive_day import DAY, naive_day, us

MINUTE = 60


def calls(day: RecordedDay) -> list[tuple[float, int, str]]:
    """Return the calls of a replay: minute, counter, label."""
    return [((one.us - us(0)) / 60e6, one.counter, day.visits[one.visit].label) for one in replay_unchanged(day)]


def visit(label: str, minute: float, *stops: Stop, leaves_us: int | None = None) -> RecordedVisit:
    return RecordedVisit(label, label, us(minute * MINUTE), 16, stops, leaves_us=leaves_us)


def stop(
    enters: float,
    called: float | None = None,
    counter: int | None = None,
    serves: float = 0,
    place: TransferPlace = IN_ITS_PLACE,
) -> Stop:
    """Return a stop for service 1. Times are minutes."""
    called_us = None if called is None else us(called * MINUTE)
    serve_us = None if called is None else round(serves * 60e6)
    return Stop(1, us(enters * MINUTE), 0, counter, called_us, 0, serve_us, place)


def day_of(*visits: RecordedVisit, counters: tuple[int, ...] = (1,), hours: float = 4) -> RecordedDay:
    policy = CallingPolicy(Rule.FIRST_COME, overdue_minutes=None)
    spans = {one: (CounterSpan(us(0), us(hours * 3600), {1: 0}, clerk=one),) for one in counters}
    return with_clerk_times(RecordedDay(DAY, UTC, policy, visits, spans, {one: {1: 0} for one in counters}))


@settings(derandomize=True)
@given(st.integers(0, 10**6))
@example(31029).via("who was noticed by one counter, which called somebody else, was left for another one")
@example(31906).via("a counter that was free called somebody else first")
def test_a_replay_without_a_change_makes_the_recorded_calls(seed: int) -> None:
    """About one day in 8,000 differs by seconds: who is noticed by one counter may be called by another."""
    naive = naive_day(seed, citizens=14)
    found = [(one.us, one.counter, one.visit) for one in replay_unchanged(naive.day)]
    assert sorted(found) == sorted((us(second), counter, index) for second, counter, index in naive.calls)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_day_is_reproduced_too(seed: int) -> None:
    naive = naive_day(seed, citizens=60)
    found = [(one.us, one.counter, one.visit) for one in replay_unchanged(naive.day)]
    assert sorted(found) == sorted((us(second), counter, index) for second, counter, index in naive.calls)


def test_a_parked_visit_waits_again_after_the_same_time() -> None:
    again = replace(stop(30, 32, 1, 5), absent_us=round(15 * 60e6))
    day = day_of(visit("A1", 0, stop(0, 10, 1, 5), again))
    assert calls(day) == [(10, 1, "A1"), (32, 1, "A1")]


def test_a_transfer_to_a_counter_waits_for_that_counter() -> None:
    place = TransferPlace(Placing.FIRST, TransferTarget(2, None))
    day = day_of(visit("A1", 0, stop(0, 1, 1, 5), stop(6, 20, 2, 5, place=place)), counters=(1, 2))
    assert calls(day) == [(1, 1, "A1"), (20, 2, "A1")]


def test_who_left_before_a_call_is_not_called() -> None:
    day = day_of(visit("A1", 0, stop(0, 1, 1, 30)), visit("A2", 2, stop(2), leaves_us=us(20 * MINUTE)))
    assert calls(day) == [(1, 1, "A1")]


def test_a_pause_that_was_recorded_is_kept() -> None:
    day = day_of(visit("A1", 0, stop(0, 1, 1, 5)), visit("A2", 4, stop(4, 21, 1, 5)))
    spans = (
        CounterSpan(us(0), us(6 * MINUTE), {1: 0}),
        CounterSpan(us(21 * MINUTE), us(3600), {1: 0}, begins_session=False),
    )
    paused = with_clerk_times(replace(day, counters={1: spans}))
    assert calls(paused) == [(1, 1, "A1"), (21, 1, "A2")]


def test_counters_of_the_last_hour_serve_those_who_are_left() -> None:
    """A slower day does not leave somebody behind whom the day served."""
    day = day_of(visit("A1", 0, stop(0, 1, 1, 5)), visit("A2", 2, stop(2, 6, 1, 5)), hours=0.2)
    slow = replace(day, visits=(replace(day.visits[0], stops=(stop(0, 1, 1, 30),)), day.visits[1]))
    assert [call[1:] for call in calls(slow)] == [(1, "A1"), (1, "A2")]


def test_another_counter_takes_its_times_from_the_same_service() -> None:
    served = [visit(f"A{place}", place, stop(place, 20 * place + 1, 1, 3)) for place in range(6)]
    day = day_of(*served)
    pools = pools_of(day)
    assert {drawn.serve_us for drawn in pools[1]} == {round(3 * 60e6)}
    moved = replace(day, counters={7: day.counters[1]})
    assert {call.counter for call in DayReplay(moved, pools).run()} == {7}


def test_a_rare_service_takes_its_times_from_other_days_too() -> None:
    day = day_of(visit("A1", 0, stop(0, 1, 1, 3))).with_usual({1: [600, 660]})
    assert sorted(drawn.serve_us // 60_000_000 for drawn in pools_of(day)[1]) == [3, 10, 11]


def test_a_counter_without_records_was_open_from_its_first_to_its_last_call() -> None:
    day = replace(day_of(visit("A1", 0, stop(0, 10, 1, 5)), visit("A2", 12, stop(12, 20, 1, 5))), counters={})
    told = with_clerk_times(day)
    assert [(one.begin_us, one.end_us - 1) for one in told.counters[1]] == [(us(600), us(1500))]
    assert [call[1:] for call in calls(told)] == [(1, "A1"), (1, "A2")]
