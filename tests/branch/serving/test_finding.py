"""Check how a desk finds a ticket of today: the queue with everybody's place, and a search."""

from datetime import timedelta

import pytest

from kiosk.branch import desk
from kiosk.branch.office import Office
from kiosk.branch.serving import counters, visits
from kiosk.branch.serving.finding import numbers_today
from kiosk.clock import ManualClock
from kiosk.domain.queue.reasons import ParkReason
from kiosk.domain.queue.ticket import TicketState
from tests.players import Clerk, take


def test_the_queue_is_in_calling_order_with_everybodys_place(office: Office, clock: ManualClock) -> None:
    made = []
    for group in (None, None, "elderly"):
        made.append(take(office, group=group))
        clock.advance(timedelta(minutes=1))
    take(office, 8)
    found = numbers_today(office, 1, "")
    assert [(one.ticket.id, one.position) for one in found] == [
        (made[2].id, 1),
        (made[0].id, 2),
        (made[1].id, 3),
    ]
    assert [line.ticket.id for line in desk.desk_view(office, 1).next] == [one.ticket.id for one in found]


@pytest.mark.parametrize("text", ["A002", "a0 02", "2", "002"])
def test_a_number_of_today_is_found_however_it_is_typed(office: Office, text: str) -> None:
    take(office)
    wanted = take(office)
    assert [one.ticket.id for one in numbers_today(office, 3, text)] == [wanted.id]


def test_a_slips_code_finds_it_in_every_state(office: Office) -> None:
    wanted = take(office)
    clerk = Clerk(office).open()
    clerk.called()
    (found,) = numbers_today(office, 3, wanted.code)
    assert (found.ticket.state, found.counter, found.position) == (TicketState.CALLED, 1, None)
    clerk.start()
    clerk.finish()
    (found,) = numbers_today(office, 3, wanted.code.lower())
    assert found.ticket.state is TicketState.DONE


def test_yesterdays_numbers_are_not_found(office: Office, clock: ManualClock) -> None:
    yesterday = take(office)
    clock.advance(timedelta(days=1))
    assert numbers_today(office, 1, yesterday.code) == ()
    assert numbers_today(office, 1, "") == ()


def test_after_the_queue_come_those_who_are_away(office: Office) -> None:
    absent, parked, waiting = take(office), take(office), take(office)
    clerk = Clerk(office).open()
    clerk.called()
    counters.mark_no_show(office, 1, 1)
    clerk.called()
    clerk.start()
    visits.park(office, ParkReason.COPIES, 15, 1, 1)
    found = numbers_today(office, 1, "")
    assert [(one.ticket.id, one.position) for one in found] == [(waiting.id, 1), (absent.id, None), (parked.id, None)]
    assert [one.ticket.id for one in numbers_today(office, 3, "")] == [], "another counter does not serve them"
