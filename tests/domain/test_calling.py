"""Check the calling order: who is next, why, and that no ticket waits for ever."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.queue.calling import (
    CallingPolicy,
    QueuePlace,
    Rule,
    Waiting,
    branch_order,
    kept_streak,
    next_appointments,
    next_streak,
    order_queue,
)

NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
FIRST_COME = CallingPolicy(Rule.FIRST_COME, overdue_minutes=None)
PRIORITY = CallingPolicy(Rule.PRIORITY, priority_bonus_minutes=30, overdue_minutes=None)
RATIO = CallingPolicy(Rule.RATIO, priority_share=2, ordinary_share=1, overdue_minutes=None)

POLICIES = st.builds(
    CallingPolicy,
    st.sampled_from(Rule),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(0, 60),
    st.none() | st.integers(5, 120),
)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def line(*people: tuple[str, float] | tuple[str, float, int]) -> list[Waiting]:
    """``("A001", 3)``: came three minutes after nine. A label that begins with P has priority."""
    return [
        Waiting(p[0], p[0], p[2] if len(p) == 3 else 1, at(p[1]), order=place, has_priority=p[0].startswith("P"))
        for place, p in enumerate(people)
    ]


QUEUES = st.lists(st.tuples(st.integers(0, 90), st.booleans(), st.integers(1, 3)), max_size=25).map(
    lambda people: line(*((f"{'P' if p else 'N'}{i:03d}", minutes, s) for i, (minutes, p, s) in enumerate(people)))
)


def names(places: Sequence[QueuePlace]) -> list[str]:
    return [place.waiting.label for place in places]


def reasons(places: Sequence[QueuePlace]) -> list[str]:
    return [place.reason.key for place in places]


def test_first_come_is_first_served_whoever_they_are() -> None:
    queue = line(("N3", 3), ("P2", 2), ("N1", 1))
    places = order_queue(queue, FIRST_COME, at(10))
    assert names(places) == ["N1", "P2", "N3"]
    assert reasons(places) == ["why.first_come"] * 3


def test_who_came_at_the_same_moment_keeps_the_order_of_the_day() -> None:
    assert names(order_queue(reversed(line(("N1", 1), ("N2", 1), ("N3", 1))), FIRST_COME, at(2))) == ["N1", "N2", "N3"]


def test_priority_moves_forward_by_its_minutes_and_no_more() -> None:
    queue = line(("N1", 0), ("N2", 11), ("P3", 40))
    places = order_queue(queue, PRIORITY, at(41))
    assert names(places) == ["N1", "P3", "N2"]
    assert places[1].reason.args == {"minutes": 30}


def test_two_priority_tickets_then_one_normal() -> None:
    queue = line(("N1", 0), ("N2", 1), ("P3", 2), ("P4", 3), ("P5", 4), ("P6", 5), ("P7", 6))
    places = order_queue(queue, RATIO, at(10))
    assert names(places) == ["P3", "P4", "N1", "P5", "P6", "N2", "P7"]
    assert places[0].reason.args == {"priority": 2, "ordinary": 1}
    assert places[2].reason.key == "why.first_come"


@pytest.mark.parametrize(
    ("streak", "first"),
    [(0, "P2"), (1, "P2"), (2, "N1"), (3, "N1"), (-1, "P2"), (-5, "P2")],
)
def test_the_counters_streak_goes_on_where_it_stopped(streak: int, first: str) -> None:
    assert names(order_queue(line(("N1", 0), ("P2", 1)), RATIO, at(5), streak=streak))[0] == first


def test_the_streak_counts_one_lane_and_turns_with_the_other() -> None:
    streak, seen = 0, []
    for has_priority in (True, True, False, False, True):
        streak = next_streak(streak, has_priority=has_priority)
        seen.append(streak)
    assert seen == [1, 2, -1, -2, 1]


def test_whoever_waited_over_the_limit_goes_before_everybody() -> None:
    queue = line(("N1", 0), ("P2", 30), ("P3", 31))
    policy = CallingPolicy(Rule.RATIO, overdue_minutes=60)
    assert names(order_queue(queue, policy, at(60)))[0] == "P2", "exactly the limit is not over it"
    places = order_queue(queue, policy, at(60.1))
    assert names(places)[0] == "N1"
    assert (places[0].reason.key, places[0].reason.args) == ("why.overdue", {"minutes": 60})


def test_a_counter_sees_only_what_it_serves_and_its_weights_count() -> None:
    queue = line(("N1", 0, 1), ("N2", 5, 2), ("N3", 1, 3))
    assert names(order_queue(queue, FIRST_COME, at(9), weights={1: 0, 2: 0})) == ["N1", "N2"]
    assert names(order_queue(queue, FIRST_COME, at(9), weights={1: 0, 2: 10})) == ["N2", "N1"]
    assert order_queue(queue, FIRST_COME, at(9), weights={}) == []


def by_appointment(label: str, arrived: float, at_minute: float, service: int = 1) -> Waiting:
    return Waiting(label, label, service, at(arrived), order=500 + int(arrived), appointed_at=at(at_minute))


MIXED = st.tuples(QUEUES, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), max_size=10)).map(
    lambda both: both[0] + [by_appointment(f"H{n:03d}", *times) for n, times in enumerate(both[1])]
)


def test_an_appointment_goes_first_from_its_minute_on_and_not_before() -> None:
    queue = [*line(("N1", 0), ("P2", 1)), by_appointment("H1", 5, 30)]
    assert names(order_queue(queue, RATIO, at(29))) == ["P2", "N1", "H1"]
    places = order_queue(queue, RATIO, at(30))
    assert names(places) == ["H1", "P2", "N1"]
    assert (places[0].reason.key, places[0].reason.args) == ("why.appointment", {"at": at(30)})


def test_who_is_early_is_called_where_nobody_else_waits() -> None:
    (place,) = order_queue([by_appointment("H1", 5, 30)], RATIO, at(10))
    assert (place.waiting.label, place.reason.key) == ("H1", "why.appointment_to_come")


def test_the_earlier_appointment_goes_first_whoever_came_first() -> None:
    queue = [by_appointment("H2", 0, 40), by_appointment("H1", 20, 30)]
    assert names(order_queue(queue, RATIO, at(45))) == names(order_queue(queue, RATIO, at(10))) == ["H1", "H2"]


def test_two_appointments_in_a_row_then_one_of_the_others() -> None:
    queue = [*line(("N1", 0), ("N2", 1)), *(by_appointment(f"H{n}", 0, n) for n in range(5))]
    assert names(order_queue(queue, FIRST_COME, at(30))) == ["H0", "H1", "N1", "H2", "H3", "N2", "H4"]


@pytest.mark.parametrize(("called", "first"), [(0, "H1"), (1, "H1"), (2, "N1"), (7, "N1")])
def test_a_counter_goes_on_counting_its_appointments(called: int, first: str) -> None:
    queue = [*line(("N1", 0)), by_appointment("H1", 0, 5)]
    assert names(order_queue(queue, FIRST_COME, at(9), appointments=called))[0] == first


def test_the_count_of_appointments_ends_with_one_of_the_others() -> None:
    count, seen = 0, []
    for is_due in (True, True, False, True):
        count = next_appointments(count, is_due=is_due)
        seen.append(count)
    assert seen == [1, 2, 0, 1]


def test_even_who_waited_over_the_limit_lets_appointments_pass_and_no_more_than_the_share() -> None:
    queue = [*line(("N1", 0), ("N2", 0)), *(by_appointment(f"H{n}", 60, 60) for n in range(3))]
    policy = CallingPolicy(Rule.RATIO, overdue_minutes=30)
    assert names(order_queue(queue, policy, at(61))) == ["H0", "H1", "N1", "H2", "N2"]


@given(MIXED, POLICIES, st.integers(-5, 5), st.integers(0, 200), st.integers(0, 5))
def test_with_appointments_too_everybody_stands_in_the_order_once(
    queue: list[Waiting], policy: CallingPolicy, streak: int, now: int, called: int
) -> None:
    places = order_queue(queue, policy, at(now), streak=streak, appointments=called)
    assert sorted(names(places)) == sorted(w.label for w in queue)
    others = [w.label for w in queue if w.appointed_at is None]
    without = order_queue([w for w in queue if w.appointed_at is None], policy, at(now), streak=streak)
    assert [name for name in names(places) if name in others] == names(without), "appointments shift, they do not mix"


@given(MIXED, POLICIES, st.integers(0, 200))
def test_the_estimate_plays_the_order_that_is_called(queue: list[Waiting], policy: CallingPolicy, now: int) -> None:
    assert branch_order(queue, policy, at(now)) == [p.waiting for p in order_queue(queue, policy, at(now))]


@given(st.integers(0, 8), st.integers(1, 4), st.integers(1, 4))
def test_appointments_starve_nobody(before: int, share: int, came: int) -> None:
    """However many appointments keep coming due, the bound of the module's docstring holds for an ordinary ticket."""
    policy = CallingPolicy(Rule.FIRST_COME, overdue_minutes=None, appointment_share=share)
    queue = line(*((f"N{number}", -1) for number in range(before + 1)))
    mine, called, calls = queue[-1], 0, 0
    while mine in queue:
        queue += [by_appointment(f"H{calls}-{one}", calls, calls) for one in range(came)]
        first = order_queue(queue, policy, at(calls), appointments=called)[0].waiting
        queue.remove(first)
        called = next_appointments(called, is_due=first.is_due(at(calls)))
        calls += 1
        assert calls <= (before + 1) * (share + 1)


@given(QUEUES, POLICIES, st.integers(-5, 5), st.integers(0, 200))
def test_everybody_who_waits_stands_in_the_order_once(
    queue: list[Waiting], policy: CallingPolicy, streak: int, now: int
) -> None:
    places = order_queue(queue, policy, at(now), streak=streak)
    assert sorted(names(places)) == sorted(w.label for w in queue)
    assert {place.waiting for place in places} == set(queue)


@given(QUEUES, POLICIES, st.integers(-9, 9), st.integers(0, 200))
def test_what_is_kept_of_a_streak_gives_the_same_order(
    queue: list[Waiting], policy: CallingPolicy, streak: int, now: int
) -> None:
    kept = kept_streak(streak, policy)
    assert -policy.ordinary_share <= kept <= policy.priority_share
    assert order_queue(queue, policy, at(now), streak=kept) == order_queue(queue, policy, at(now), streak=streak)


@given(QUEUES, POLICIES, st.integers(-5, 5), st.integers(0, 200))
def test_inside_a_lane_nobody_overtakes_a_longer_wait(
    queue: list[Waiting], policy: CallingPolicy, streak: int, now: int
) -> None:
    places = order_queue(queue, policy, at(now), streak=streak)
    for has_priority in (True, False):
        lane = [p.waiting for p in places if p.waiting.has_priority is has_priority]
        assert lane == sorted(lane, key=lambda w: (w.queued_at, w.order))


@given(QUEUES, POLICIES, st.integers(-5, 5), st.integers(0, 200))
def test_the_ratio_never_lets_more_of_one_lane_pass_while_the_other_waits(
    queue: list[Waiting], policy: CallingPolicy, streak: int, now: int
) -> None:
    ratio = CallingPolicy(Rule.RATIO, policy.priority_share, policy.ordinary_share, overdue_minutes=None)
    order = [place.waiting.has_priority for place in order_queue(queue, ratio, at(now), streak=streak)]
    for place, has_priority in enumerate(order):
        streak = next_streak(streak, has_priority=has_priority)
        share = policy.priority_share if has_priority else policy.ordinary_share
        assert abs(streak) <= max(share, 1) or (not has_priority) not in order[place:]


@given(POLICIES, st.integers(0, 10), st.integers(0, 2))
def test_nobody_starves(policy: CallingPolicy, before: int, came: int) -> None:
    """Check a bound for an ordinary ticket while one priority ticket comes with each call.

    Ratio: at most ``share`` priority calls for each ordinary ticket up to it. Priority: later tickets overtake until
    the bonus has passed. At one call a minute the bound is the bonus, and twice the tickets before.
    """
    queue = line(*((f"N{number:03d}", -1) for number in range(before + 1)))
    mine, streak, calls, minute = queue[-1], 0, 0, 0
    bound = (before + 1) * (policy.priority_share + policy.ordinary_share + 1)
    if policy.rule is Rule.PRIORITY:
        bound = (came + 1) * (policy.priority_bonus_minutes + 1) + 2 * (before + 1)
    while mine in queue:
        queue += [
            Waiting(f"P{minute}-{one}", "P", 1, at(minute), order=1000 + calls * 3 + one, has_priority=True)
            for one in range(came)
        ]
        place = order_queue(queue, policy, at(minute), streak=streak)[0]
        queue.remove(place.waiting)
        streak = next_streak(streak, has_priority=place.waiting.has_priority)
        calls, minute = calls + 1, minute + 1
        assert calls <= bound
