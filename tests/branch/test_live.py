"""Check what the manager sees now: queues, counters, figures of today, alerts that somebody has seen."""

from datetime import timedelta

import pytest

from kiosk.branch import alerts, live
from kiosk.branch.day import end_days
from kiosk.branch.live import CounterState, live_view
from kiosk.branch.office import Office
from kiosk.branch.serving import breaks, managing
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import staff_list
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.alerts import Alert, RemedyKind
from kiosk.domain.queue.reasons import PauseReason
from tests.branch.stations.test_staff_exit import journalled
from tests.conftest import MORNING
from tests.players import Clerk, take


def counter_of(office: Office, number: int) -> live.CounterNow:
    return next(one for one in live_view(office).counters if one.counter.number == number)


def test_an_empty_branch_has_no_figures_rather_than_zeros(office: Office) -> None:
    found = live_view(office)
    assert (found.waiting, found.waited, found.alerts) == (0, None, ())
    assert (found.today.arrivals, found.today.wait_median_s, found.before.arrivals) == (None, None, None)
    assert {one.state for one in found.counters} == {CounterState.CLOSED}
    assert (found.arrivals, found.stations) == ({}, ())


def test_queues_are_told_by_service_with_the_longest_wait_and_the_open_counters(
    office: Office, clock: ManualClock
) -> None:
    take(office)
    clock.advance(timedelta(minutes=12))
    take(office)
    take(office, 8)
    Clerk(office).open()
    lines = {one.service.id: one for one in live_view(office).services}
    assert (lines[1].waiting, lines[1].waited, lines[1].counters) == (2, 12, (1,))
    assert (lines[8].waiting, lines[8].waited) == (1, 0)
    assert live_view(office).arrivals == {18: 3}


def test_a_counter_is_free_called_serving_paused_and_closed(office: Office, clock: ManualClock) -> None:
    clerk = Clerk(office).open()
    assert counter_of(office, 1).state is CounterState.FREE
    take(office)
    clerk.called()
    called = counter_of(office, 1)
    assert (called.state, called.number, called.since) == (CounterState.CALLED, "A001", MORNING)
    clock.advance(timedelta(minutes=2))
    clerk.start()
    assert counter_of(office, 1).state is CounterState.SERVING
    clerk.finish()
    breaks.pause(office, PauseReason.MEETING, 1, 1)
    paused = counter_of(office, 1)
    assert (paused.state, paused.pause) == (CounterState.PAUSED, PauseReason.MEETING)
    assert live_view(office).today.served == 1
    clerk.close()
    assert counter_of(office, 1).state is CounterState.CLOSED


def test_an_alert_names_its_remedy_and_is_seen_once(office: Office, clock: ManualClock) -> None:
    for _ in range(4):
        take(office, 8)
    clock.advance(timedelta(minutes=31))
    (found,) = live_view(office).alerts
    assert isinstance(found.alert, Alert)
    assert found.alert.remedy is not None
    assert (found.alert.remedy.kind, found.seen_by) == (RemedyKind.OPEN, "")
    for who in ("binh", "lan"):
        alerts.see_alert(office, Author(who), found.alert.key)
    (seen,) = live_view(office).alerts
    assert (seen.alert.key, seen.seen_by) == (found.alert.key, "Trần Văn Bình")
    assert journalled(office, Event.ALERT_SEEN) == [(f"alert:{found.alert.key}", {"by": "binh"})]
    clock.advance(timedelta(days=1))
    end_days(office)
    assert live_view(office).alerts == ()


def test_the_same_weekday_a_week_before_stands_beside_today(office: Office, clock: ManualClock) -> None:
    take(office)
    take(office)
    clock.advance(timedelta(days=7))
    end_days(office)
    take(office)
    found = live_view(office)
    assert (found.today.arrivals, found.before.arrivals) == (1, 2)
    assert sum(found.arrivals_before.values()) == 2


def test_a_counter_that_was_changed_for_today_says_so(office: Office) -> None:
    other = next(one for one in office.setup().offered_counters if 1 not in one.services)
    managing.give_service(office, Author("binh"), other.id, 1, given=True)
    assert [one.counter.id for one in live_view(office).counters if one.is_changed] == [other.id]


@pytest.mark.parametrize("minutes", [0, 5])
def test_each_look_adds_what_is_new_to_the_figures(office: Office, clock: ManualClock, minutes: int) -> None:
    clerk = Clerk(office).open()
    take(office)
    assert live_view(office).today.arrivals == 1
    clock.advance(timedelta(minutes=minutes))
    clerk.called()
    clerk.start()
    clerk.finish()
    found = live_view(office).today
    assert (found.arrivals, found.served, found.wait_median_s) == (1, 1, 60 * minutes)


def test_only_a_lead_takes_care_of_an_alert_at_a_desk(office: Office, clock: ManualClock) -> None:
    take(office, 8)
    clock.advance(timedelta(minutes=31))
    key = live_view(office).alerts[0].alert.key
    people = {one.role: one for one in staff_list(office)}
    with pytest.raises(CounterError, match=r"help\.not_lead"):
        alerts.see_alert_at_desk(office, key, people[StaffRole.CLERK].id)
    alerts.see_alert_at_desk(office, key, people[StaffRole.LEAD].id)
    assert live_view(office).alerts[0].seen_by == people[StaffRole.LEAD].name
