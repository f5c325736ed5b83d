"""Check the visit at a counter: more services, parking, transfer, cancelling, reopening."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.branch.office import Office
from kiosk.branch.serving import counters, visits
from kiosk.branch.serving.visits import Transfer
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.queue.reasons import CancelReason, ParkReason, Placing
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.store import tickets, visit_services
from kiosk.store.tables import visit_service
from tests.players import Clerk, person_of, refusal, take


def again(office: Office, ticket: Ticket) -> Ticket:
    """Return the ticket as it stands now."""
    with office.store.read() as connection:
        return tickets.get(connection, ticket.id)


def serving(office: Office, service: int = 1, counter: int = 1) -> tuple[Clerk, Ticket]:
    """Return a clerk with a citizen at the counter."""
    take(office, service)
    clerk = Clerk(office, counter, counter).open()
    clerk.called()
    return clerk, clerk.start()


def done_of(office: Office, ticket: Ticket) -> dict[int, int | None]:
    """Return the quantity of each service of the visit; None: not done yet."""
    with office.store.read() as connection:
        return {one.service_id: one.quantity for one in visit_services.services_of(connection, ticket.id)}


def send(clerk: Clerk, service: int, **order: Any) -> Ticket:
    return visits.transfer(clerk.office, Transfer(service, **order), clerk.counter, clerk.staff)


# -- parking ----------------------------------------------------------------------------------------------------------


def test_a_parked_number_comes_back_by_itself_with_its_old_place(office: Office, clock: ManualClock) -> None:
    clerk, here = serving(office)
    away = visits.park(office, ParkReason.COPIES, 20, 1, 1)
    assert (away.state, away.park_reason) == (TicketState.PARKED, ParkReason.COPIES)
    assert away.parked_until == clock.now() + timedelta(minutes=20)
    clock.advance(timedelta(minutes=19))
    later = take(office)
    assert clerk.called().id == later.id, "the time is not over yet"
    clerk.no_show()
    take(office)
    clock.advance(timedelta(minutes=1))
    back = clerk.called()
    assert (back.id, back.queued_at, back.parked_until, back.park_reason) == (here.id, here.queued_at, None, None)
    assert back.started_at is None


def test_a_parked_citizen_who_is_back_early_waits_again_at_once(office: Office) -> None:
    clerk, here = serving(office)
    visits.park(office, ParkReason.FEE, 30, 1, 1)
    assert clerk.call() is None
    assert clerk.bring_back(here).state is TicketState.WAITING
    assert clerk.called().id == here.id


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_nobody_is_parked_for_no_time_or_for_ever(office: Office, minutes: int) -> None:
    serving(office)
    with pytest.raises(CounterError) as refused:
        visits.park(office, ParkReason.OTHER, minutes, 1, 1)
    assert refusal(refused) == ("park.minutes", {"most": 240})


def test_only_who_is_served_is_parked(office: Office) -> None:
    take(office)
    Clerk(office).open().called()
    with pytest.raises(CounterError) as refused:
        visits.park(office, ParkReason.OTHER, 5, 1, 1)
    assert refusal(refused)[0] == "ticket.move_refused"


# -- transfer ---------------------------------------------------------------------------------------------------------


def test_a_transfer_keeps_the_number_and_by_choice_the_place(office: Office, clock: ManualClock) -> None:
    clerk, here = serving(office)
    clock.advance(timedelta(minutes=3))
    waited = take(office, 8)
    three = Clerk(office, 3, 3).open()
    moved = send(clerk, 8)
    assert (moved.label, moved.state, moved.service_id, moved.queued_at) == (
        here.label,
        TicketState.WAITING,
        8,
        here.queued_at,
    )
    assert (moved.counter_id, moved.called_at, moved.started_at) == (None, None, None)
    assert [three.serve_next().id, three.serve_next().id] == [here.id, waited.id]


@pytest.mark.parametrize(("placing", "is_first"), [(Placing.FIRST, True), (Placing.LAST, False)])
def test_a_transferred_number_goes_first_or_last(
    office: Office, clock: ManualClock, placing: Placing, is_first: bool
) -> None:
    waited = take(office, 8)
    clock.advance(timedelta(minutes=1))
    clerk, here = serving(office)
    three = Clerk(office, 3, 3).open()
    send(clerk, 8, placing=placing)
    order = [three.serve_next().id, three.serve_next().id]
    assert order == ([here.id, waited.id] if is_first else [waited.id, here.id])


def test_a_number_that_was_sent_to_a_counter_is_called_there_only(office: Office) -> None:
    clerk, here = serving(office)
    two = Clerk(office, 2, 2).open()
    send(clerk, 1, counter_id=2)
    assert clerk.call() is None, "it is not for this counter"
    assert two.called().id == here.id


def test_a_counter_serves_whom_it_was_sent_though_it_does_not_serve_that(office: Office) -> None:
    clerk, here = serving(office)
    three = Clerk(office, 3, 3).open()
    send(clerk, 1, counter_id=3)
    assert three.called().id == here.id
    assert three.start().aim is None, "what was asked for is met"


def test_a_number_for_a_colleague_is_everybodys_once_they_have_left(office: Office) -> None:
    clerk, here = serving(office)
    two = Clerk(office, 2, 2).open()
    send(clerk, 1, staff_id=2)
    assert clerk.call() is None
    two.close()
    assert clerk.called().id == here.id


def test_back_to_me_brings_the_citizen_back(office: Office) -> None:
    clerk, here = serving(office)
    three = Clerk(office, 3, 3).open()
    two = Clerk(office, 2, 2).open()
    send(clerk, 8, counter_id=3, back=True)
    three.called()
    three.start()
    back = three.finish()
    assert (back.state, back.service_id, back.back) == (TicketState.WAITING, 1, None)
    assert two.call() is None, "the clerk who sent it wants it back"
    assert clerk.called().id == here.id
    clerk.start()
    assert clerk.finish().state is TicketState.DONE
    assert done_of(office, here) == {8: 1, 1: 1}


def test_transfer_to_a_closed_service(office: Office) -> None:
    clerk, here = serving(office)
    with pytest.raises(CounterError) as refused:
        send(clerk, 8)
    key, about = refusal(refused)
    assert key == "transfer.service_closed"
    assert isinstance(about["service"], LocalText)
    assert again(office, here).state is TicketState.SERVING, "nothing has changed"
    with pytest.raises(CounterError) as refused:
        send(clerk, 999)
    assert refusal(refused)[0] == "transfer.service_closed"


def test_transfer_to_a_closed_counter_or_an_absent_colleague(office: Office) -> None:
    clerk, _ = serving(office)
    with pytest.raises(CounterError) as refused:
        send(clerk, 8, counter_id=3)
    assert refusal(refused) == ("transfer.counter_closed", {"counter": 3})
    with pytest.raises(CounterError) as refused:
        send(clerk, 1, staff_id=2)
    assert refusal(refused) == ("transfer.colleague_away", {"name": "Trần Văn Bình"})


def test_nobody_gets_two_open_numbers_by_a_transfer(office: Office) -> None:
    person = person_of(office, "095190000017")
    take(office, 1, person=person)
    take(office, 8, person=person)
    clerk = Clerk(office).open()
    clerk.called()
    clerk.start()
    Clerk(office, 3, 3).open()
    with pytest.raises(CounterError) as refused:
        send(clerk, 8)
    assert refusal(refused) == ("ticket.person_has_another", {"number": "A001"})


# -- several services -------------------------------------------------------------------------------------------------


def test_services_that_this_counter_serves_are_done_in_one_go(office: Office) -> None:
    clerk, here = serving(office, counter=2)
    visits.add_service(office, 8, 2, 2)
    assert done_of(office, here) == {8: None}
    over = visits.finish(office, 2, 2, {1: 2, 8: 3})
    assert over.state is TicketState.DONE
    assert done_of(office, here) == {1: 2, 8: 3}
    assert clerk.call() is None


def test_a_service_of_another_counter_is_the_next_stop_of_the_visit(office: Office) -> None:
    clerk, here = serving(office)
    three = Clerk(office, 3, 3).open()
    visits.add_service(office, 8, 1, 1)
    moved = clerk.finish()
    assert (moved.state, moved.service_id, moved.queued_at) == (TicketState.WAITING, 8, here.queued_at)
    assert three.serve_next().state is TicketState.DONE
    assert done_of(office, here) == {1: 1, 8: 1}


def test_what_is_not_needed_after_all_ends_the_visit(office: Office) -> None:
    _, here = serving(office)
    Clerk(office, 3, 3).open()
    visits.add_service(office, 8, 1, 1)
    assert visits.finish(office, 1, 1, {1: 1, 8: 0}).state is TicketState.DONE
    assert done_of(office, here) == {1: 1, 8: 0}


def test_no_service_is_in_a_visit_twice(office: Office) -> None:
    serving(office, counter=2)
    visits.add_service(office, 8, 2, 2)
    for service in (1, 8):
        with pytest.raises(CounterError) as refused:
            visits.add_service(office, service, 2, 2)
        assert refusal(refused) == ("visit.known", {"number": "A001"})


def test_what_was_done_is_checked(office: Office) -> None:
    _, here = serving(office)
    for done, key in (({8: 1}, "visit.not_in_visit"), ({1: 100}, "visit.too_many"), ({1: -1}, "visit.too_many")):
        with pytest.raises(CounterError) as refused:
            visits.finish(office, 1, 1, done)
        assert refusal(refused)[0] == key
    assert again(office, here).state is TicketState.SERVING
    with office.store.read() as connection:
        assert connection.execute(select(visit_service)).all() == []


def test_what_was_done_before_a_transfer_is_kept(office: Office) -> None:
    clerk, here = serving(office)
    three = Clerk(office, 3, 3).open()
    send(clerk, 8, done={1: 2})
    three.serve_next()
    assert done_of(office, here) == {1: 2, 8: 1}


# -- cancelling -------------------------------------------------------------------------------------------------------


def test_a_number_is_cancelled_with_its_reason(office: Office) -> None:
    waiting = take(office)
    clerk, here = serving(office)
    assert here.id == waiting.id
    later = take(office)
    assert visits.cancel(office, later.id, CancelReason.LEFT, 1, 1).state is TicketState.CANCELLED
    assert visits.cancel(office, here.id, CancelReason.WRONG_SERVICE, 1, 1).state is TicketState.CANCELLED
    assert clerk.called() is not None
    with pytest.raises(CounterError) as refused:
        visits.cancel(office, here.id, CancelReason.LEFT, 1, 1)
    assert refusal(refused)[0] == "ticket.move_refused"


def test_nobody_cancels_who_is_at_another_counter(office: Office) -> None:
    _, here = serving(office)
    Clerk(office, 2, 2).open()
    with pytest.raises(CounterError) as refused:
        visits.cancel(office, here.id, CancelReason.LEFT, 2, 2)
    assert refusal(refused) == ("ticket.called_elsewhere", {"number": "A001", "counter": 1})


# -- a chosen number, and calling again -------------------------------------------------------------------------------


def test_a_chosen_number_is_called_out_of_its_turn(office: Office) -> None:
    first, chosen = take(office), take(office)
    clerk = Clerk(office).open()
    assert counters.call_chosen(office, chosen.id, 1, 1).id == chosen.id
    clerk.no_show()
    assert counters.call_chosen(office, chosen.id, 1, 1).calls == 1, "an absent one can be chosen too"
    clerk.start()
    visits.park(office, ParkReason.PAPERS, 60, 1, 1)
    assert counters.call_chosen(office, chosen.id, 1, 1).state is TicketState.CALLED, "and a parked one"
    with pytest.raises(CounterError) as refused:
        counters.call_chosen(office, first.id, 1, 1)
    assert refusal(refused) == ("counter.busy", {"number": "A002"})


def test_a_ticket_already_called_elsewhere(office: Office) -> None:
    _, here = serving(office)
    Clerk(office, 2, 2).open()
    with pytest.raises(CounterError) as refused:
        counters.call_chosen(office, here.id, 2, 2)
    assert refusal(refused) == ("ticket.called_elsewhere", {"number": "A001", "counter": 1})


def test_a_number_is_called_again_after_a_gap_only(office: Office, clock: ManualClock) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    clock.advance(timedelta(seconds=5))
    with pytest.raises(CounterError) as refused:
        counters.recall(office, 1, 1)
    assert refusal(refused) == ("counter.recall_too_soon", {"number": "A001", "seconds": 10})
    clock.advance(timedelta(seconds=10))
    assert counters.recall(office, 1, 1).last_call_at == clock.now()
    with pytest.raises(CounterError) as refused:
        counters.recall(office, 1, 1)
    assert refusal(refused) == ("counter.recall_too_soon", {"number": "A001", "seconds": 15})
