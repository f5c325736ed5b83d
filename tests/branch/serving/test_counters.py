"""Check calls at a counter, who may open and take over a counter, and every refusal."""

from datetime import timedelta

import pytest

from kiosk.branch.office import Office
from kiosk.branch.serving import counters
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import PriorityCheck, Ticket, TicketState
from tests.players import Clerk, fresh, person_of, refusal, set_limits, take


def test_a_visit_from_call_to_finish(office: Office, clock: ManualClock) -> None:
    new = take(office)
    clerk = Clerk(office).open()
    clock.advance(timedelta(minutes=3))
    called = clerk.called()
    assert (called.id, called.state, called.counter_id, called.calls) == (new.id, TicketState.CALLED, 1, 1)
    assert called.called_at == clock.now()
    clock.advance(timedelta(minutes=1))
    assert (clerk.start().state, clerk.office.clock.now()) == (TicketState.SERVING, clock.now())
    clock.advance(timedelta(minutes=9))
    done = clerk.finish()
    assert done.state is TicketState.DONE
    assert done.started_at is not None
    assert done.finished_at is not None
    assert done.finished_at - done.started_at == timedelta(minutes=9)


def test_nobody_waiting_is_no_error_and_the_answer_is_kept(office: Office) -> None:
    clerk = Clerk(office).open()
    assert clerk.call("press") is None
    take(office)
    assert clerk.call("press") is None, "the same press of the key gets the same answer"
    assert clerk.called().label == "A001"


def test_a_repeated_call_calls_nobody_else(office: Office) -> None:
    take(office)
    take(office)
    clerk = Clerk(office).open()
    first = clerk.call("press")
    assert clerk.call("press") == first
    with pytest.raises(CounterError) as refused:
        clerk.call()
    assert refusal(refused) == ("counter.busy", {"number": "A001"})


def test_each_counter_calls_only_what_it_serves_and_in_order(office: Office, clock: ManualClock) -> None:
    made = []
    for service in (8, 1, 8, 1):
        made.append(take(office, service))
        clock.advance(timedelta(minutes=1))
    one, three = Clerk(office, 1, 1).open(), Clerk(office, 3, 3).open()
    assert (one.called(), three.called()) == (get(made[1], one), get(made[0], three))
    both = Clerk(office, 2, 2).open()
    assert both.called().id == made[2].id


def get(before: Ticket, clerk: Clerk) -> Ticket:
    from kiosk.store import tickets

    with clerk.office.store.read() as connection:
        return tickets.get(connection, before.id)


def test_priority_and_normal_alternate_as_the_branch_decided(office: Office, clock: ManualClock) -> None:
    for number in range(6):
        take(office, group="elderly" if number >= 2 else None)
        clock.advance(timedelta(seconds=5))
    clerk = Clerk(office).open()
    assert [clerk.serve_next().label for _ in range(6)] == ["A003", "A004", "A001", "A005", "A006", "A002"]


def test_who_waited_an_hour_goes_first(office: Office, clock: ManualClock) -> None:
    take(office)
    clock.advance(timedelta(minutes=61))
    take(office, group="elderly")
    assert Clerk(office).open().called().label == "A001"


def test_an_open_counter_is_taken_and_the_name_is_said(office: Office) -> None:
    Clerk(office, 1, 1).open().open()
    with pytest.raises(CounterError) as refused:
        Clerk(office, 1, 2).open()
    assert refusal(refused) == ("counter.taken", {"name": "Nguyễn Thị An", "counter": 1})
    with pytest.raises(CounterError) as refused:
        Clerk(office, 2, 1).open()
    assert refusal(refused) == ("counter.you_are_elsewhere", {"counter": 1})
    Clerk(office, 1, 1).close()
    Clerk(office, 2, 1).open()
    Clerk(office, 1, 2).open()


def test_an_unknown_counter_is_refused(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        Clerk(office, 99, 1).open()
    assert refusal(refused)[0] == "counter.unknown"


def test_nothing_is_done_at_a_counter_that_is_not_ones_own(office: Office) -> None:
    take(office)
    Clerk(office, 1, 1).open().called()
    stranger = Clerk(office, 1, 2)
    for act in (stranger.call, stranger.again, stranger.start, stranger.finish, stranger.no_show, stranger.close):
        with pytest.raises(CounterError) as refused:
            act()
        assert refusal(refused) == ("counter.not_open", {"counter": 1})


def test_a_counter_with_a_citizen_is_not_closed(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    with pytest.raises(CounterError) as refused:
        clerk.close()
    assert refusal(refused) == ("counter.busy", {"number": "A001"})
    clerk.start()
    with pytest.raises(CounterError) as refused:
        clerk.close()
    assert refusal(refused) == ("counter.busy", {"number": "A001"})
    clerk.finish()
    clerk.close()


def test_without_a_citizen_there_is_nothing_to_do(office: Office) -> None:
    clerk = Clerk(office).open()
    for act in (clerk.again, clerk.start, clerk.finish, clerk.no_show):
        with pytest.raises(CounterError) as refused:
            act()
        assert refusal(refused)[0] == "counter.nobody"


def test_moves_outside_the_table_are_refused(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    with pytest.raises(CounterError) as refused:
        clerk.finish()
    assert refusal(refused) == ("ticket.move_refused", {"state": "called", "move": "finish"})
    clerk.start()
    for act, move in ((clerk.start, "start"), (clerk.no_show, "mark_no_show"), (clerk.again, "recall")):
        with pytest.raises(CounterError) as refused:
            act()
        assert refusal(refused) == ("ticket.move_refused", {"state": "serving", "move": move})


def test_recalls_end_at_the_branchs_limit(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    assert [clerk.again().calls for _ in range(2)] == [2, 3]
    with pytest.raises(CounterError) as refused:
        clerk.again()
    assert refusal(refused) == ("counter.recall_limit", {"number": "A001", "count": 3})
    set_limits(office, recall_limit=4)
    assert clerk.again().calls == 4


def test_an_absent_citizen_keeps_the_old_place(office: Office, clock: ManualClock) -> None:
    absent = take(office)
    clerk = Clerk(office).open()
    clerk.called()
    assert clerk.no_show().state is TicketState.NO_SHOW
    clock.advance(timedelta(minutes=5))
    later = take(office)
    back = clerk.bring_back(absent)
    assert (back.state, back.calls, back.counter_id, back.queued_at) == (TicketState.WAITING, 0, None, absent.queued_at)
    assert clerk.serve_next().id == absent.id
    assert clerk.serve_next().id == later.id
    with pytest.raises(CounterError) as refused:
        clerk.bring_back(absent)
    assert refusal(refused) == ("ticket.changed_elsewhere", {"number": "A001"})


def test_an_absent_citizen_with_a_new_number_does_not_get_two(office: Office) -> None:
    person = person_of(office, "095190000017")
    absent = take(office, person=person)
    clerk = Clerk(office).open()
    clerk.called()
    clerk.no_show()
    take(office, person=person)
    with pytest.raises(CounterError) as refused:
        clerk.bring_back(absent)
    assert refusal(refused) == ("ticket.person_has_another", {"number": "A001"})


def test_an_unknown_ticket_is_not_brought_back(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        counters.bring_back(Clerk(office).open().office, fresh(), 1, 1)
    assert refusal(refused)[0] == "code.unknown"


@pytest.mark.parametrize(("confirmed", "check"), [(True, PriorityCheck.CONFIRMED), (False, PriorityCheck.REFUSED)])
def test_the_clerk_checks_a_declared_priority(office: Office, confirmed: bool, check: PriorityCheck) -> None:
    take(office, group="elderly")
    clerk = Clerk(office).open()
    clerk.called()
    checked = clerk.check(confirmed=confirmed)
    assert checked.priority is not None
    assert checked.priority.check is check
    clerk.no_show()
    take(office)
    assert clerk.bring_back(checked).priority == checked.priority


def test_no_priority_is_checked_where_none_was_declared(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    with pytest.raises(CounterError) as refused:
        clerk.check(confirmed=True)
    assert refusal(refused) == ("ticket.no_priority", {"number": "A001"})
