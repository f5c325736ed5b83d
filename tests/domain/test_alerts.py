"""Check alerts about long waits: cause, and the remedy that the simulation of the wait estimate supports."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.branch_setup import Setup
from kiosk.domain.queue.alerts import AlertCause, LiveQueue, RemedyKind, alerts
from kiosk.domain.queue.calling import Waiting
from kiosk.domain.queue.estimate import OpenCounter
from kiosk.domain.queue.pace import Pace, ServiceTime
from kiosk.program.sample import sample_setup
from tests.conftest import MORNING

MINUTES = 10.0


@pytest.fixture(scope="module")
def setup() -> Setup:
    """Return the sample set-up with two counters for service 1, one for service 8, and a limit of 25 minutes."""
    sample = sample_setup()
    services = {one.id: replace(one, wait_minutes=25) for one in sample.services.values()}
    counters = {
        number: replace(sample.counters[number], services={service: 0}) for number, service in ((1, 1), (2, 1), (3, 8))
    }
    return replace(sample, services=services, counters=counters)


def queue(setup: Setup, people: dict[int, int], *, at_work: tuple[int, ...], paused: tuple[int, ...] = ()) -> LiveQueue:
    """Return a queue: so many people by service, one a minute, the last one now."""
    waiting = [
        Waiting(f"{service}-{place}", "", service, MORNING - timedelta(minutes=count - place), place)
        for service, count in people.items()
        for place in range(count)
    ]
    pace = Pace({one: ServiceTime(MINUTES, 0.0) for one in setup.services})
    there = {one: OpenCounter(setup.counters[one].services) for one in at_work}
    return LiveQueue(setup, MORNING, waiting, there, frozenset(paused), pace)


def test_nobody_is_troubled_while_the_waits_are_short(setup: Setup) -> None:
    assert alerts(queue(setup, {1: 2}, at_work=(1,))) == ()
    assert alerts(queue(setup, {}, at_work=())) == ()


def test_a_closed_counter_is_to_be_opened_and_the_wait_after_it_is_told(setup: Setup) -> None:
    (found,) = alerts(queue(setup, {1: 6}, at_work=(1,)))
    assert (found.service_id, found.cause, found.limit) == (1, AlertCause.BUSY, 25)
    assert found.longest == pytest.approx(1 + 5 * MINUTES)
    assert found.remedy is not None
    assert (found.remedy.kind, found.remedy.counter_id) == (RemedyKind.OPEN, 2)
    assert found.remedy.longest == pytest.approx(2 + 2 * MINUTES)
    assert found.waited == pytest.approx(6)


def test_without_a_counter_nobody_can_say_how_long_and_one_is_to_be_opened(setup: Setup) -> None:
    (found,) = alerts(queue(setup, {8: 1}, at_work=(1,)))
    assert (found.cause, found.longest) == (AlertCause.NO_COUNTER, None)
    assert found.remedy is not None
    assert (found.remedy.kind, found.remedy.counter_id) == (RemedyKind.OPEN, 3)


def test_a_counter_that_pauses_goes_on_before_another_is_opened(setup: Setup) -> None:
    (found,) = alerts(queue(setup, {1: 6}, at_work=(1,), paused=(2,)))
    assert found.cause is AlertCause.PAUSED
    assert found.remedy is not None
    assert (found.remedy.kind, found.remedy.counter_id) == (RemedyKind.RESUME, 2)


def test_a_counter_with_nothing_to_do_gets_the_service_for_today(setup: Setup) -> None:
    (found,) = alerts(queue(setup, {1: 8}, at_work=(1, 2, 3)))
    assert found.remedy is not None
    assert (found.remedy.kind, found.remedy.counter_id) == (RemedyKind.GIVE, 3)
    assert found.longest is not None
    assert found.remedy.longest <= found.longest - 5


def test_nothing_is_suggested_that_makes_others_wait_too_long(setup: Setup) -> None:
    found = alerts(queue(setup, {1: 8, 8: 3}, at_work=(1, 2, 3)))
    assert [(one.service_id, one.remedy) for one in found] == [(1, None)]


def test_who_came_before_the_appointment_does_not_wait_too_long(setup: Setup) -> None:
    early = Waiting("a", "", 1, MORNING - timedelta(minutes=40), 1, appointed_at=MORNING + timedelta(minutes=5))
    there = queue(setup, {}, at_work=(1,))
    assert alerts(replace(there, waiting=[early])) == ()
