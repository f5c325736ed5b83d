"""Check that a mistaken finish is reopened, also after the next call and after the visit went on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.serving import undo, visits
from kiosk.branch.serving.visits import Transfer
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import Placing
from kiosk.domain.queue.ticket import ReturnTarget, Ticket, TicketState, TransferTarget
from kiosk.store import tickets, visit_services
from kiosk.store.tables import counter_session
from tests.players import Clerk, person_of, refusal, take


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


def now(office: Office, ticket: Ticket) -> Ticket:
    """Return the ticket as it stands now."""
    with office.store.read() as connection:
        return tickets.get(connection, ticket.id)


def tally(office: Office) -> tuple[int, int]:
    """Return the row of counter 1."""
    with office.store.read() as connection:
        row = connection.execute(select(counter_session).where(counter_session.c.counter_id == 1)).one()
        return row.streak, row.appointments


def test_a_mistaken_finish_is_put_right_within_five_minutes(office: Office, clock: ManualClock) -> None:
    clerk, here = serving(office)
    clerk.finish()
    clock.advance(timedelta(minutes=5))
    back = undo.reopen(office, 1, 1)
    assert (back.id, back.state, back.finished_at, back.started_at) == (
        here.id,
        TicketState.SERVING,
        None,
        here.started_at,
    )
    assert done_of(office, here) == {}
    assert visits.finish(office, 1, 1, {1: 4}).state is TicketState.DONE
    assert done_of(office, here) == {1: 4}


def test_a_finish_stays_after_five_minutes_and_for_others(office: Office, clock: ManualClock) -> None:
    clerk, _ = serving(office)
    clerk.finish()
    clerk.close()
    other = Clerk(office, 1, 2).open()
    with pytest.raises(CounterError) as refused:
        undo.reopen(office, 1, 2)
    assert refusal(refused) == ("undo.nothing", {"minutes": 5})
    other.close()
    clerk.open()
    clock.advance(timedelta(minutes=5, seconds=1))
    with pytest.raises(CounterError) as refused:
        undo.reopen(office, 1, 1)
    assert refusal(refused)[0] == "undo.nothing"


def test_who_was_called_meanwhile_waits_again_with_the_old_place(office: Office, clock: ManualClock) -> None:
    """F2 finishes and calls in one touch: that must not make the finish final."""
    clerk, here = serving(office)
    following, later = take(office), take(office)
    clerk.finish()
    clock.advance(timedelta(seconds=20))
    clerk.called()
    clerk.again()
    assert undo.reopen(office, 1, 1).id == here.id
    back = now(office, following)
    assert (back.state, back.calls, back.counter_id, back.called_at) == (TicketState.WAITING, 0, None, None)
    assert back.queued_at == following.queued_at
    clerk.finish()
    assert [clerk.serve_next().id for _ in range(2)] == [following.id, later.id]


def test_a_call_that_is_taken_back_leaves_place_aim_and_tally_as_they_were(office: Office) -> None:
    clerk, _ = serving(office)
    Clerk(office, 2, 2).open()
    sent = take(office)
    clerk.finish()
    clerk.called()
    visits.transfer(office, Transfer(1, counter_id=1, placing=Placing.FIRST), 1, 1)
    before = tally(office)
    take(office, group="elderly")
    clerk.called()
    undo.reopen(office, 1, 1)
    back = now(office, sent)
    assert (back.aim, back.put_first_at) == (TransferTarget(1, None), office.clock.now())
    assert tally(office) == before
    clerk.finish()
    assert clerk.called().id == sent.id, "it is put first again"
    clerk.start()
    assert (now(office, sent).aim, now(office, sent).put_first_at) == (None, None), "the citizen came: that is met"
    clerk.finish()
    before = tally(office)
    assert clerk.called().priority is not None
    assert tally(office) != before
    undo.reopen(office, 1, 1)
    assert tally(office) == before


def test_while_the_next_citizen_is_served_the_one_before_is_next_of_all(office: Office, clock: ManualClock) -> None:
    clerk, here = serving(office)
    other = Clerk(office, 2, 2).open()
    following, _ = take(office), take(office)
    visits.finish(office, 1, 1, {1: 3})
    clerk.called()
    served = clerk.start()
    clock.advance(timedelta(minutes=2))
    back = undo.reopen(office, 1, 1)
    assert (back.id, back.state, back.calls, back.counter_id) == (here.id, TicketState.WAITING, 0, None)
    assert (back.started_at, back.finished_at, back.queued_at) == (None, None, here.queued_at)
    assert done_of(office, here) == {}, "what was written down is not done"
    assert now(office, following) == served, "who is served sees nothing of it"
    assert other.called().id != here.id, "no other counter calls it"
    assert desk_view(office, 1).next[0].reason.key == "why.put_first"
    clerk.finish()
    assert clerk.called().id == here.id
    assert clerk.start().aim is None
    assert visits.finish(office, 1, 1, {1: 4}).state is TicketState.DONE
    assert done_of(office, here) == {1: 4}


def test_a_visit_that_went_on_comes_back_as_next_while_another_is_served(office: Office) -> None:
    Clerk(office, 2, 2).open()
    _, here = serving(office, 8, 3)
    visits.transfer(office, Transfer(1, counter_id=2, back=True), 3, 3)
    second = Clerk(office, 2, 2)
    second.called()
    second.start()
    second.finish()
    take(office)
    second.called()
    second.start()
    back = undo.reopen(office, 2, 2)
    assert (back.id, back.service_id, back.aim, back.back) == (here.id, 1, TransferTarget(2, None), ReturnTarget(3, 8))
    with pytest.raises(CounterError) as refused:
        undo.reopen(office, 2, 2)
    assert refusal(refused)[0] == "undo.nothing", "it is put right once"


def test_a_finish_after_which_the_visit_went_on_is_put_right_while_it_waits(office: Office, clock: ManualClock) -> None:
    clerk, here = serving(office)
    Clerk(office, 3, 3).open()
    visits.add_service(office, 8, 1, 1)
    gone = clerk.finish()
    assert (gone.state, gone.service_id) == (TicketState.WAITING, 8)
    clock.advance(timedelta(minutes=5))
    take(office)
    clerk.called()
    assert desk_view(office, 1).undo == gone
    back = undo.reopen(office, 1, 1)
    assert back == here, "as it stood: service, times, calls and counter"
    assert done_of(office, here) == {8: None}
    assert visits.finish(office, 1, 1, {1: 2}).service_id == 8
    assert done_of(office, here) == {1: 2, 8: None}
    Clerk(office, 3, 3).called()
    with pytest.raises(CounterError) as refused:
        undo.reopen(office, 1, 1)
    assert refusal(refused)[0] == "undo.nothing", "it is called elsewhere"
    assert desk_view(office, 1).undo is None


def test_what_has_been_elsewhere_since_is_not_brought_back(office: Office) -> None:
    clerk, here = serving(office)
    elsewhere = Clerk(office, 3, 3).open()
    visits.add_service(office, 8, 1, 1)
    clerk.finish()
    elsewhere.called()
    visits.transfer(office, Transfer(8), 3, 3)
    assert now(office, here).state is TicketState.WAITING
    with pytest.raises(CounterError) as refused:
        undo.reopen(office, 1, 1)
    assert refusal(refused)[0] == "undo.nothing"
    elsewhere.called()
    elsewhere.no_show()
    elsewhere.bring_back(here)
    with pytest.raises(CounterError):
        undo.reopen(office, 1, 1)


def test_a_visit_that_went_back_to_a_colleague_is_brought_back_with_its_way(office: Office) -> None:
    Clerk(office, 2, 2).open()
    _, here = serving(office, 8, 3)
    visits.transfer(office, Transfer(1, counter_id=2, back=True), 3, 3)
    second = Clerk(office, 2, 2)
    second.called()
    served = second.start()
    gone = second.finish()
    assert (gone.id, gone.service_id, gone.back) == (here.id, 8, None)
    assert undo.reopen(office, 2, 2) == served
    assert served.back == ReturnTarget(3, 8)
    assert second.finish().aim == TransferTarget(None, 3), "and goes the same way again"


def test_the_last_stop_can_be_finished_again_after_a_mistake(office: Office) -> None:
    clerk, here = serving(office)
    last = Clerk(office, 3, 3).open()
    visits.add_service(office, 8, 1, 1)
    clerk.finish()
    last.serve_next()
    undo.reopen(office, 3, 3)
    assert last.finish().state is TicketState.DONE
    assert done_of(office, here) == {1: 1, 8: 1}


def test_nobody_gets_two_open_numbers_by_putting_a_finish_right(office: Office) -> None:
    person = person_of(office, "095190000017")
    take(office, person=person)
    clerk = Clerk(office).open()
    clerk.serve_next()
    take(office, person=person)
    with pytest.raises(CounterError) as refused:
        undo.reopen(office, 1, 1)
    assert refusal(refused) == ("ticket.person_has_another", {"number": "A001"})
