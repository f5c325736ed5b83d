"""Check that a past day is read as it was: who came, which counters were open, by which rule; and what is refused."""

from datetime import date, timedelta

import pytest

from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.serving import breaks, managing, visits
from kiosk.branch.serving.visits import Transfer
from kiosk.branch.setup.publishing import Author
from kiosk.branch.what_if import days_to_replay, recorded_day
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.day_change import MoreCounter
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason, Placing
from kiosk.domain.queue.ticket import TransferTarget
from kiosk.domain.queue.what_if import compare, replay_unchanged
from tests.players import Clerk, take

DAY = date(2026, 11, 24)


def _new_at(office: Office, counter: int) -> int:
    """Return a service that a counter does not serve by the set-up."""
    setup = office.setup()
    return max(one for one in setup.services if one not in setup.counters[counter].services)


def minutes(clock: ManualClock, count: float) -> None:
    clock.advance(timedelta(minutes=count))


@pytest.fixture
def past(office: Office, clock: ManualClock) -> Office:
    """Return a branch after a morning: a pause, a transfer, a park, a no-show, and one who left."""
    first, second = Clerk(office).open(), Clerk(office, 2, 2).open()
    for _ in range(4):
        take(office)
        minutes(clock, 2)
    leaves = take(office, 8)
    minutes(clock, 1)
    first.called()
    minutes(clock, 1)
    first.start()
    minutes(clock, 6)
    visits.park(office, ParkReason.COPIES, 10, 1, 1)
    breaks.pause(office, PauseReason.BREAK, 1, 1)
    second.called()
    minutes(clock, 1)
    second.start()
    minutes(clock, 5)
    breaks.resume(office, 1, 1)
    visits.transfer(office, Transfer(1, counter_id=1, placing=Placing.FIRST), 2, 2)
    minutes(clock, 1)
    first.called()
    minutes(clock, 1)
    first.start()
    visits.cancel(office, leaves.id, CancelReason.LEFT, 2, 2)
    minutes(clock, 4)
    first.finish()
    second.called()
    minutes(clock, 3)
    second.no_show()
    while first.call() is not None:
        minutes(clock, 1)
        first.start()
        minutes(clock, 5)
        first.finish()
        minutes(clock, 12)
    managing.give_service(office, Author("hai"), 2, _new_at(office, 2), given=True)
    minutes(clock, 5)
    first.close()
    second.close()
    clock.advance(timedelta(days=1))
    return office


def test_a_past_day_holds_its_visits_and_counters(past: Office) -> None:
    day = recorded_day(past, DAY)
    assert (len(day.visits), set(day.counters)) == (5, {1, 2})
    assert [one.begins_session for one in day.counters[1]] == [True, False]
    parked, transferred, *_others, left = day.visits
    assert [stop.counter for stop in parked.stops][:1] == [1]
    assert len(parked.stops) == 2
    assert parked.stops[1].absent_us == 10 * 60_000_000
    assert [stop.counter for stop in transferred.stops] == [2, 1]
    assert transferred.stops[1].place == (Placing.FIRST, TransferTarget(1, None))
    assert (left.stops[0].called_us, left.leaves_us is not None) == (None, True)
    assert [stop.serve_us for one in day.visits for stop in one.stops].count(None) == 2
    assert day.targets[1] == 60 * past.setup().services[1].wait_minutes
    given = max(day.counters[2][1].services)
    assert [given in one.services for one in day.counters[2]] == [False, True]
    assert given not in day.services_of[2]
    recorded = [
        (stop.called_us, stop.counter, index)
        for index, visit in enumerate(day.visits)
        for stop in visit.stops
        if stop.called_us is not None
    ]
    replayed = [(one.us, one.counter, one.visit) for one in replay_unchanged(day)]
    assert replayed == sorted(recorded), "the replay without a change makes the recorded calls"


def test_rare_services_have_times_of_other_days_or_the_planned_time(past: Office, clock: ManualClock) -> None:
    day = recorded_day(past, DAY)
    assert day.usual[8] == [60 * past.setup().services[8].target_minutes]
    take(past)
    Clerk(past).open().serve_next()
    clock.advance(timedelta(days=1))
    later = recorded_day(past, DAY + timedelta(days=1))
    assert sorted(later.usual[1])[-1] == 6 * 60


def test_only_days_that_are_over_and_had_people_can_be_tried(past: Office) -> None:
    assert days_to_replay(past) == (DAY,)
    with pytest.raises(CounterError, match=r"what_if\.not_over"):
        recorded_day(past, DAY + timedelta(days=1))
    with pytest.raises(CounterError, match=r"what_if\.no_data"):
        recorded_day(past, DAY - timedelta(days=1))

    morning = recorded_day(past, DAY)
    last = max(one.end_us for one in morning.visits)
    begin, end = (morning.local(us).time().replace(microsecond=0) for us in (morning.visits[0].issued_us, last))
    found = compare(morning, MoreCounter(3, begin, end, (8,)), runs=5)
    assert found is not None
    assert (found.before.uncalled, found.after.uncalled) == (1, 0)


def test_a_counter_that_nobody_closed_was_open_until_the_last_visit_ended(office: Office, clock: ManualClock) -> None:
    clerk = Clerk(office).open()
    take(office)
    clerk.serve_next()
    minutes(clock, 5)
    take(office)
    clock.advance(timedelta(days=1))
    end_days(office)
    day = recorded_day(office, DAY)
    assert [one.end_us for one in day.counters[1]] == [max(one.end_us for one in day.visits)]
    assert len(replay_unchanged(day)) == 1
