"""Check pauses of a counter, calls for help, and a clerk who signs in at another machine."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from kiosk.branch.office import Office
from kiosk.branch.reception import services_view
from kiosk.branch.serving import breaks, counters
from kiosk.branch.serving.breaks import HelpCall
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import PauseReason
from kiosk.store.tables import staff
from tests.branch.stations.test_staff_exit import journalled
from tests.players import Clerk, refusal, take


def helped(office: Office) -> tuple[HelpCall, ...]:
    with office.store.read() as connection:
        return breaks.help_calls(connection, office.setup_in(connection))


def test_a_paused_counter_calls_nobody_and_stays_its_clerks(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    breaks.pause(office, PauseReason.BREAK, 1, 1)
    with pytest.raises(CounterError) as refused:
        clerk.call()
    assert refusal(refused) == ("counter.paused", {"counter": 1})
    with pytest.raises(CounterError) as refused:
        Clerk(office, 1, 2).open()
    assert refusal(refused)[0] == "counter.taken"
    breaks.resume(office, 1, 1)
    breaks.resume(office, 1, 1)
    assert clerk.called().label == "A001"


def test_a_counter_with_a_citizen_does_not_pause(office: Office) -> None:
    take(office)
    Clerk(office).open().called()
    with pytest.raises(CounterError) as refused:
        breaks.pause(office, PauseReason.MEETING, 1, 1)
    assert refusal(refused) == ("counter.busy", {"number": "A001"})


def test_a_pause_is_one_record_however_often_it_is_asked_for(office: Office) -> None:
    Clerk(office).open()
    for reason in (PauseReason.BREAK, PauseReason.MEETING):
        breaks.pause(office, reason, 1, 1)
    ((_subject, body),) = journalled(office, Event.COUNTER_PAUSED)
    assert body == {"counter": 1, "staff": 1, "reason": "break"}


def test_nobody_is_told_a_wait_for_a_paused_counter(office: Office) -> None:
    Clerk(office).open()
    assert services_view(office)[0].wait.minutes is not None
    breaks.pause(office, PauseReason.MACHINE, 1, 1)
    assert services_view(office)[0].wait.minutes is None


def test_a_paused_counter_can_be_closed(office: Office) -> None:
    clerk = Clerk(office).open()
    breaks.pause(office, PauseReason.BREAK, 1, 1)
    clerk.close()
    clerk.open()
    take(office)
    assert clerk.called().label == "A001", "the pause has ended with it"


def test_a_silent_call_for_help_is_seen_and_switched_off_by_a_lead(office: Office, clock: ManualClock) -> None:
    Clerk(office).open()
    breaks.call_for_help(office, 1, 1)
    since = clock.now()
    clock.advance(timedelta(minutes=1))
    breaks.call_for_help(office, 1, 1)
    assert helped(office) == (HelpCall(1, 1, "Nguyễn Thị An", since),)
    Clerk(office, 2, 2).open()
    with pytest.raises(CounterError) as refused:
        breaks.end_help(office, 1, 2, 2)
    assert refusal(refused)[0] == "help.not_lead"
    with office.store.write() as connection:
        connection.execute(update(staff).where(staff.c.id == 2).values(role="lead"))
    breaks.end_help(office, 1, 2, 2)
    breaks.end_help(office, 1, 2, 2)
    assert helped(office) == ()


def test_a_lead_who_sits_at_no_counter_sees_a_call_and_switches_it_off(office: Office, clock: ManualClock) -> None:
    Clerk(office).open()
    breaks.call_for_help(office, 1, 1)
    assert breaks.help_for(office, 3) == ()
    with pytest.raises(CounterError) as refused:
        breaks.end_help(office, 1, None, 3)
    assert refusal(refused)[0] == "help.not_lead"
    with office.store.write() as connection:
        lead = update(staff).where(staff.c.id == 3).values(role="manager", until="2026-11-24")
        connection.execute(lead)
    assert breaks.help_for(office, 3) == (HelpCall(1, 1, "Nguyễn Thị An", clock.now()),)
    clock.advance(timedelta(days=1))
    with pytest.raises(CounterError) as refused:
        breaks.end_help(office, 1, None, 3)
    assert refusal(refused)[0] == "staff.role_expired"
    clock.advance(timedelta(days=-1))
    breaks.end_help(office, 1, None, 3)
    assert breaks.help_for(office, 3) == ()


def test_who_called_for_help_can_take_it_back_and_leaving_does(office: Office) -> None:
    clerk = Clerk(office).open()
    breaks.call_for_help(office, 1, 1)
    breaks.end_help(office, 1, 1, 1)
    assert helped(office) == ()
    breaks.call_for_help(office, 1, 1)
    clerk.close()
    assert helped(office) == ()


def test_a_counter_taken_by_another_machine(office: Office) -> None:
    """A clerk's counter moves with them to another machine, and the machine before says so."""
    take(office)
    clerk = Clerk(office).open()
    other = replace(office, station="desk-7")
    counters.open_counter(other, 1, 1)
    for act in (clerk.call, clerk.close):
        with pytest.raises(CounterError) as refused:
            act()
        assert refusal(refused) == ("counter.taken_along", {"counter": 1, "station": "desk-7"})
    assert Clerk(other).called().label == "A001"
    with pytest.raises(CounterError) as refused:
        counters.open_counter(replace(office, station="desk-8"), 1, 2)
    assert refusal(refused) == ("counter.taken", {"name": "Nguyễn Thị An", "counter": 1})


def test_a_lead_takes_over_the_counter_of_somebody_who_went_away(office: Office) -> None:
    """A clerk went home with the counter open and a citizen there: nobody has to wait until midnight."""
    here = take(office)
    clerk = Clerk(office).open()
    clerk.called()
    clerk.start()
    breaks.call_for_help(office, 1, 1)
    lead = Clerk(office, 1, 5)
    with pytest.raises(CounterError) as refused:
        lead.open()
    assert refusal(refused) == ("counter.take_over", {"name": "Nguyễn Thị An", "counter": 1}), "never unasked"
    with pytest.raises(CounterError) as refused:
        counters.open_counter(office, 1, 2, take_over=True)
    assert refusal(refused)[0] == "counter.taken", "a clerk puts nobody out"
    counters.open_counter(office, 1, 5, take_over=True)
    assert helped(office) == ()
    with pytest.raises(CounterError) as refused:
        clerk.finish()
    assert refusal(refused)[0] == "counter.not_open"
    assert lead.finish().id == here.id
    lead.close()
    assert clerk.open().call() is None


def test_a_lead_takes_one_counter_over_and_not_two(office: Office) -> None:
    Clerk(office).open()
    Clerk(office, 2, 5).open()
    with pytest.raises(CounterError) as refused:
        counters.open_counter(office, 1, 5, take_over=True)
    assert refusal(refused) == ("counter.you_are_elsewhere", {"counter": 2})
    assert Clerk(office).call() is None, "it is still the clerk's"


def test_expired_role(office: Office, clock: ManualClock) -> None:
    """A role counts to the end of its last day. Then it neither opens a counter nor calls at an open one."""
    with office.store.write() as connection:
        connection.execute(update(staff).where(staff.c.id == 1).values(until="2026-11-24"))
    clerk = Clerk(office).open()
    clock.advance(timedelta(days=1))
    take(office)
    for act in (clerk.call, clerk.open):
        with pytest.raises(CounterError) as refused:
            act()
        assert refusal(refused) == ("staff.role_expired", {"day": "24/11/2026"})
