"""The wait: a range that errs to neither side, and says so when there is nobody to serve."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.calling import CallingPolicy, Rule, Waiting
from kiosk.domain.estimate import OpenCounter, ServiceTime, WaitRange, estimate_wait, newcomer, service_time

NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
POLICY = CallingPolicy(Rule.FIRST_COME, overdue_minutes=None)
TIMES = {1: ServiceTime(10, 20), 2: ServiceTime(4, 6)}
FREE = OpenCounter({1: 0, 2: 0})


def people(count: int, service: int = 1) -> list[Waiting]:
    return [Waiting(f"t{n}", f"A{n:03d}", service, NINE - timedelta(minutes=count - n), n) for n in range(count)]


def wait(queue: list[Waiting], *counters: OpenCounter, service: int = 1, policy: CallingPolicy = POLICY) -> WaitRange:
    return estimate_wait(queue, counters, TIMES, policy, newcomer(service, NINE), NINE)


def test_nobody_before_you_and_a_counter_free_is_at_once() -> None:
    now = wait([], FREE)
    assert now == WaitRange(0, (0, 5))
    assert now.at_once


def test_with_no_counter_open_there_is_no_time_but_a_place() -> None:
    assert wait(people(3)) == WaitRange(3, None)
    assert wait(people(3), OpenCounter({2: 0})) == WaitRange(3, None)
    assert not wait([]).at_once


def test_people_for_other_counters_are_not_before_you() -> None:
    assert wait(people(4, service=2), OpenCounter({1: 0}), OpenCounter({2: 0})).ahead == 0


def test_two_before_you_at_one_counter_take_two_services_time() -> None:
    assert wait(people(2), FREE) == WaitRange(2, (20, 40))


def test_a_busy_counter_is_waited_for() -> None:
    assert wait([], OpenCounter({1: 0}, busy_with=1, busy_minutes=4)) == WaitRange(0, (5, 20))
    overdue = wait([], OpenCounter({1: 0}, busy_with=1, busy_minutes=300))
    assert overdue == WaitRange(0, (0, 5)), "somebody who should be done long ago is nearly done"


def test_more_counters_make_it_shorter() -> None:
    assert wait(people(6), FREE).minutes == (60, 120)
    assert wait(people(6), FREE, FREE).minutes == (30, 60)
    assert wait(people(6), *[FREE] * 7).at_once is False, "six are still before you"
    assert wait(people(6), *[FREE] * 7).minutes == (0, 5)


def test_priority_shortens_it_as_the_calling_order_does() -> None:
    policy = CallingPolicy(Rule.RATIO, overdue_minutes=None)
    normal = estimate_wait(people(6), [FREE], TIMES, policy, newcomer(1, NINE), NINE)
    first = estimate_wait(people(6), [FREE], TIMES, policy, newcomer(1, NINE, has_priority=True), NINE)
    assert (normal.ahead, first.ahead) == (6, 0)


def test_a_ticket_in_the_queue_is_asked_about_at_its_own_place() -> None:
    queue = people(5)
    assert estimate_wait(queue, [FREE], TIMES, POLICY, queue[2], NINE).ahead == 2


def appointed(number: int, minutes: int, service: int = 1) -> Waiting:
    """Somebody who is here and has an appointment in so many minutes."""
    return Waiting(f"h{number}", "", service, NINE, 900 + number, appointed_at=NINE + timedelta(minutes=minutes))


def test_an_appointment_that_comes_due_on_the_way_is_waited_for() -> None:
    assert wait(people(2), FREE) == WaitRange(2, (20, 40))
    assert wait([*people(2), appointed(1, 15)], FREE) == WaitRange(3, (30, 60)), "it goes before the second, or you"
    assert wait([*people(2), appointed(1, 90)], FREE) == WaitRange(2, (20, 40)), "its time comes after yours"


def test_who_comes_by_appointment_waits_for_its_time_and_not_for_the_queue() -> None:
    you = newcomer(1, NINE, appointed_at=NINE + timedelta(minutes=30))
    crowd = people(12)
    answer = estimate_wait(crowd, [FREE], TIMES, POLICY, you, NINE)
    assert answer.minutes == (30, 40), "the visit that runs at half past has to end first"
    assert answer.ahead == 3
    assert estimate_wait(crowd, [FREE], TIMES, POLICY, newcomer(1, NINE), NINE).minutes == (120, 240)


def test_who_comes_by_appointment_is_called_at_once_where_nobody_waits() -> None:
    you = newcomer(1, NINE, appointed_at=NINE + timedelta(minutes=30))
    assert estimate_wait([], [FREE], TIMES, POLICY, you, NINE) == WaitRange(0, (0, 5))


def test_an_appointment_for_another_counter_changes_nothing() -> None:
    queue = [*people(2), appointed(1, 5, service=2)]
    assert wait(queue, OpenCounter({1: 0}), OpenCounter({2: 0})) == WaitRange(2, (20, 40))


@given(st.lists(st.tuples(st.integers(1, 80), st.sampled_from([1, 2])), max_size=8), st.integers(0, 12))
def test_with_appointments_to_come_the_wait_is_never_shorter(coming: list[tuple[int, int]], count: int) -> None:
    without = wait(people(count), FREE)
    answer = wait([*people(count), *(appointed(n, *one) for n, one in enumerate(coming))], FREE)
    assert without.minutes is not None
    assert answer.minutes is not None
    assert answer.ahead >= without.ahead
    assert answer.minutes[0] >= without.minutes[0]
    assert answer.minutes[1] >= without.minutes[1]


@given(st.integers(0, 30), st.integers(1, 5))
def test_one_more_person_before_you_never_shortens_it(count: int, counters: int) -> None:
    shorter, longer = (wait(people(n), *[FREE] * counters) for n in (count, count + 1))
    assert shorter.ahead < longer.ahead
    assert shorter.minutes is not None
    assert longer.minutes is not None
    assert shorter.minutes[0] <= longer.minutes[0]
    assert shorter.minutes[1] <= longer.minutes[1]


@given(
    st.lists(st.tuples(st.sampled_from([1, 2]), st.booleans()), max_size=20),
    st.lists(st.sampled_from([{1: 0}, {2: 0}, {1: 0, 2: 5}]), max_size=4),
    st.sampled_from(Rule),
)
def test_the_range_is_whole_steps_and_never_empty(
    queue: list[tuple[int, bool]], counters: list[dict[int, int]], rule: Rule
) -> None:
    waiting = [
        Waiting(f"t{n}", "", service, NINE - timedelta(minutes=90 - n), n, has_priority=p)
        for n, (service, p) in enumerate(queue)
    ]
    answer = wait(waiting, *map(OpenCounter, counters), policy=CallingPolicy(rule))
    assert 0 <= answer.ahead <= len(waiting)
    if answer.minutes is None:
        assert not any(1 in weights for weights in counters)
        return
    low, high = answer.minutes
    assert 0 <= low < high
    assert low % 5 == high % 5 == 0


@pytest.mark.parametrize(
    ("minutes", "quick", "slow"),
    [([], 12, 18), ([5], 12, 18), ([5, 5, 25], 5, 18), ([1, 2, 3, 4], 2, 3), (list(range(1, 21)), 6, 15)],
)
def test_recent_visits_give_the_quartiles_and_the_target_stands_in(
    minutes: list[int], quick: float, slow: float
) -> None:
    assert service_time([timedelta(minutes=m) for m in minutes], 15) == ServiceTime(quick, slow)
