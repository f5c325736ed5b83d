"""Check the alert about late delivery: on the page of now and at leads' desks, written down once, seen once."""

from datetime import timedelta

import pytest

from kiosk.branch import alerts
from kiosk.branch.alerts import AlertNow, watch_delivery
from kiosk.branch.desk import desk_view
from kiosk.branch.live import live_view
from kiosk.branch.office import Office
from kiosk.branch.serving import counters
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import staff_list
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.late_delivery import LateDelivery
from kiosk.domain.status import LinkStatus
from kiosk.domain.verdict import RecordVerdict, Verdict
from kiosk.store import delivery
from kiosk.store.journal import to_us
from tests.branch.stations.test_staff_exit import journalled

SUBJECT = "alert:delivery"


@pytest.fixture(autouse=True)
def late(office: Office, clock: ManualClock) -> None:
    """Let the line to the centre be down for twenty minutes."""
    deliver(office)
    with office.store.write(journal=False) as connection:
        delivery.note_link(connection, LinkStatus.DOWN, "unreachable")
    alerts.see_alert(office, Author("binh"), "wait:1:busy")
    clock.advance(timedelta(minutes=20))


def deliver(office: Office) -> None:
    """Let the centre take every record."""
    with office.store.write(journal=False) as connection:
        batch = delivery.pending(connection, 1_000, 10**7)
        assert batch is not None
        verdicts = {one.seq: RecordVerdict(one.seq, Verdict.ACCEPTED) for one in batch.records}
        delivery.apply(connection, batch, verdicts, to_us(office.clock.now()))
        delivery.note_link(connection, LinkStatus.UP, "", to_us(office.clock.now()))


def seen_now(office: Office) -> AlertNow:
    (found,) = live_view(office).alerts
    return found


def test_it_is_shown_before_any_desk_wrote_it_down_and_written_down_once(office: Office) -> None:
    assert seen_now(office) == AlertNow(LateDelivery(20, 1))
    for _ in range(2):
        watch_delivery(office)
    assert journalled(office, Event.ALERT_BEGAN) == [(SUBJECT, {"minutes": 20, "backlog": 1})]
    assert seen_now(office).alert.key != LateDelivery(20, 1).key


def test_it_ends_when_delivery_has_caught_up_and_the_next_one_is_another(office: Office, clock: ManualClock) -> None:
    watch_delivery(office)
    alerts.see_alert(office, Author("binh"), seen_now(office).alert.key)
    assert seen_now(office).seen_by == "Trần Văn Bình"
    deliver(office)
    for _ in range(2):
        watch_delivery(office)
    assert journalled(office, Event.ALERT_ENDED) == [(SUBJECT, {"backlog": 0})]
    assert live_view(office).alerts == ()
    clock.advance(timedelta(minutes=16))
    watch_delivery(office)
    assert len(journalled(office, Event.ALERT_BEGAN)) == 2
    assert seen_now(office).seen_by == "", "what was seen was the first one"


def test_who_sees_it_first_writes_down_that_it_began(office: Office) -> None:
    key = seen_now(office).alert.key
    for who in ("binh", "lan"):
        alerts.see_alert(office, Author(who), key)
    watch_delivery(office)
    assert len(journalled(office, Event.ALERT_BEGAN)) == 1
    assert seen_now(office).seen_by == "Trần Văn Bình"


def test_a_lead_sees_it_at_the_desk_until_somebody_takes_care(office: Office, clock: ManualClock) -> None:
    people = {one.role: one for one in staff_list(office)}
    lead, clerk = people[StaffRole.LEAD], people[StaffRole.CLERK]
    counters.open_counter(office, 1, clerk.id)
    counters.open_counter(office, 2, lead.id)
    assert desk_view(office, 1).alerts == ()
    (found,) = desk_view(office, 2).alerts
    assert isinstance(found, LateDelivery)
    alerts.see_alert_at_desk(office, found.key, lead.id)
    clock.advance(timedelta(seconds=11))
    assert desk_view(office, 2).alerts == ()
