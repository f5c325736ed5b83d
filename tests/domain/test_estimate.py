"""Check the wait range: no bias to either side, and None when nobody serves."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.queue import estimate
from kiosk.domain.queue.calling import CallingPolicy, Rule, Waiting
from kiosk.domain.queue.estimate import OpenCounter, WaitRange, estimate_wait, newcomer
from kiosk.domain.queue.pace import Pace, ServiceTime

NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
POLICY = CallingPolicy(Rule.FIRST_COME, overdue_minutes=None)
PACE = Pace({1: ServiceTime(15, 5), 2: ServiceTime(5, 1)})
FREE = OpenCounter({1: 0, 2: 0})


def people(count: int, service: int = 1) -> list[Waiting]:
    return [Waiting(f"t{n}", f"A{n:03d}", service, NINE - timedelta(minutes=count - n), n) for n in range(count)]


def wait(queue: list[Waiting], *counters: OpenCounter, service: int = 1, policy: CallingPolicy = POLICY) -> WaitRange:
    return estimate_wait(queue, counters, PACE, policy, newcomer(service, NINE), NINE)


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
    assert wait(people(2), FREE) == WaitRange(2, (10, 50)), "thirty minutes, more or less"


def test_what_a_counter_needs_between_two_visits_counts_for_each_of_them() -> None:
    slower = Pace(PACE.times, between=5)
    assert estimate_wait(people(2), [FREE], slower, POLICY, newcomer(1, NINE), NINE) == WaitRange(2, (15, 65))


def test_visits_that_lie_far_apart_make_the_range_wider() -> None:
    uneven = Pace({1: ServiceTime(15, 20), 2: ServiceTime(5, 8)})
    assert estimate_wait(people(2), [FREE], uneven, POLICY, newcomer(1, NINE), NINE).minutes == (0, 65)


def test_people_with_priority_who_come_later_make_it_longer_up_to_the_limit() -> None:
    busy = Pace(PACE.times, priority={1: 0.04})

    def ask(count: int, policy: CallingPolicy, *, has_priority: bool = False) -> WaitRange:
        you = newcomer(1, NINE, has_priority=has_priority)
        return estimate_wait(people(count), [FREE], busy, policy, you, NINE)

    ratio, never = CallingPolicy(Rule.RATIO, overdue_minutes=60), CallingPolicy(Rule.RATIO, overdue_minutes=0)
    assert middle(ask(2, POLICY)) == 30, "first come first served: nobody goes before you"
    assert middle(ask(2, ratio)) == 50, "four of ten minutes go to them"
    assert middle(ask(2, never)) == 30
    assert middle(ask(12, ratio)) == pytest.approx(180 + 60 * 0.4, abs=2.5), "and no more after an hour"
    assert ask(0, ratio, has_priority=True) == ask(0, POLICY), "with priority yourself you lose nothing"
    short = CallingPolicy(Rule.PRIORITY, priority_bonus_minutes=10, overdue_minutes=60)
    assert middle(ask(12, short)) == pytest.approx(180 + 10 * 0.4, abs=2.5)


def middle(answer: WaitRange) -> float:
    assert answer.minutes is not None
    return sum(answer.minutes) / 2


def test_a_counter_that_pauses_is_counted_on_later_and_is_not_there_now() -> None:
    resting = OpenCounter({1: 0}, back_in=12)
    assert wait(people(6), FREE, resting).minutes == (25, 65)
    assert middle(wait(people(6), FREE)) > 75
    assert wait(people(2), resting) == WaitRange(2, None), "nobody calls at the moment"


def test_a_busy_counter_is_waited_for() -> None:
    assert wait([], OpenCounter({1: 0}, busy_with=1, busy_minutes=4)) == WaitRange(0, (0, 25))
    overdue = wait([], OpenCounter({1: 0}, busy_with=1, busy_minutes=300))
    assert overdue == WaitRange(0, (0, 15)), "somebody who should be done long ago is nearly done"


def test_more_counters_make_it_shorter() -> None:
    assert wait(people(6), FREE).minutes == (55, 125)
    assert wait(people(6), FREE, FREE).minutes == (25, 65)
    assert wait(people(6), *[FREE] * 7).at_once is False, "six are still before you"
    assert wait(people(6), *[FREE] * 7).minutes == (0, 5)


def test_priority_shortens_it_as_the_calling_order_does() -> None:
    policy = CallingPolicy(Rule.RATIO, overdue_minutes=None)
    normal = estimate_wait(people(6), [FREE], PACE, policy, newcomer(1, NINE), NINE)
    first = estimate_wait(people(6), [FREE], PACE, policy, newcomer(1, NINE, has_priority=True), NINE)
    assert (normal.ahead, first.ahead) == (6, 0)


def test_a_ticket_in_the_queue_is_asked_about_at_its_own_place() -> None:
    queue = people(5)
    assert estimate_wait(queue, [FREE], PACE, POLICY, queue[2], NINE).ahead == 2


def appointed(number: int, minutes: int, service: int = 1) -> Waiting:
    """Return a present citizen with an appointment in so many minutes."""
    return Waiting(f"h{number}", "", service, NINE, 900 + number, appointed_at=NINE + timedelta(minutes=minutes))


def test_an_appointment_that_comes_due_on_the_way_is_waited_for() -> None:
    assert wait(people(2), FREE) == WaitRange(2, (10, 50))
    assert wait([*people(2), appointed(1, 15)], FREE) == WaitRange(3, (25, 65)), "it goes before the second, or you"
    assert wait([*people(2), appointed(1, 90)], FREE) == WaitRange(2, (10, 50)), "its time comes after yours"


def test_who_comes_by_appointment_waits_for_its_time_and_not_for_the_queue() -> None:
    you = newcomer(1, NINE, appointed_at=NINE + timedelta(minutes=30))
    crowd = people(12)
    answer = estimate_wait(crowd, [FREE], PACE, POLICY, you, NINE)
    assert answer.minutes == (30, 50), "the visit that runs at half past has to end first"
    assert answer.ahead == 2
    assert estimate_wait(crowd, [FREE], PACE, POLICY, newcomer(1, NINE), NINE).minutes == (130, 230)


def test_who_comes_by_appointment_is_called_at_once_where_nobody_waits() -> None:
    you = newcomer(1, NINE, appointed_at=NINE + timedelta(minutes=30))
    assert estimate_wait([], [FREE], PACE, POLICY, you, NINE) == WaitRange(0, (0, 5))


def test_an_appointment_for_another_counter_changes_nothing() -> None:
    queue = [*people(2), appointed(1, 5, service=2)]
    assert wait(queue, OpenCounter({1: 0}), OpenCounter({2: 0})) == WaitRange(2, (10, 50))


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


@given(st.randoms(use_true_random=False), st.integers(1, 9), st.integers(1, 6))
def test_each_visit_goes_to_the_first_free_counter_of_those_that_serve_it(
    chance: Random, counters: int, kinds: int
) -> None:
    minutes = {service: chance.choice((1.0, 5.0, 7.5)) for service in range(kinds)}
    there = [
        OpenCounter(
            {service: 1 for service in range(kinds) if chance.random() < 0.6} or {0: 1},
            chance.choice((None, 0)),
            chance.random() * 5,
            chance.choice((0.0, 3.0)),
        )
        for _ in range(counters)
    ]
    able = {service: places for service in range(kinds) if (places := places_of(there, service))}
    visits = [chance.choice(list(able)) for _ in range(chance.randrange(1, 60))]
    free_at = [estimate._free_in(counter, minutes) for counter in there]
    for service in visits:
        first = min(able[service], key=free_at.__getitem__)
        start = free_at[first]
        free_at[first] += minutes[service]
    assert estimate._starts(visits, able, there, minutes)[-1] == start


def places_of(counters: list[OpenCounter], service: int) -> list[int]:
    return [place for place, counter in enumerate(counters) if service in counter.weights]
