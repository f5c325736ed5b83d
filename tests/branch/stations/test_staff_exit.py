"""Check the central lock and out of service: no tickets, desks work on, the journal names the person."""

import json
from dataclasses import replace

import pytest

from kiosk.branch import reception
from kiosk.branch.office import Office
from kiosk.branch.serving import counters, visits
from kiosk.branch.stations import staff_exit
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.orders import CentralLock, Orders, StaffAct, StationState
from kiosk.store.journal import walk
from kiosk.store.orders import keep_orders
from tests.conftest import PIN

WHY = LocalText("Đang nâng cấp đường truyền")


def order(office: Office, version: int, *locks: CentralLock) -> None:
    with office.store.write() as connection:
        keep_orders(connection, office.clock, Orders(version, locks))


def take(office: Office, request_id: str) -> reception.Issued | reception.AlreadyHolds:
    return reception.issue_ticket(office, reception.TicketRequest(request_id=request_id, service_id=1))


def journalled(office: Office, kind: Event) -> list[tuple[str, object]]:
    with office.store.read() as connection:
        return [(one.subject, json.loads(one.body)) for one in walk(connection) if one.kind == kind]


def staff_of(office: Office, role: str) -> str:
    from kiosk.branch.staff import staff_list

    return next(one.login for one in staff_list(office) if one.role == role)


def test_a_locked_branch_gives_no_number_and_says_why(office: Office) -> None:
    lock = CentralLock("", WHY, 1)
    order(office, 1, lock)
    with pytest.raises(CounterError) as refused:
        take(office, "1")
    assert (refused.value.message.key, refused.value.message.args) == ("reception.locked", {"reason": WHY})
    assert staff_exit.station_state(office) == StationState(lock)
    order(office, 2)
    assert isinstance(take(office, "1"), reception.Issued)


def test_only_the_kiosk_that_is_locked_stops(office: Office) -> None:
    order(office, 1, CentralLock("kiosk-2", WHY, 1))
    assert isinstance(take(office, "1"), reception.Issued)
    with pytest.raises(CounterError, match=r"reception\.locked"):
        take(replace(office, station="kiosk-2"), "2")


def test_desks_go_on_while_the_branch_is_locked(office: Office) -> None:
    take(office, "1")
    order(office, 1, CentralLock("", WHY, 1))
    counters.open_counter(office, 1, 1)
    called = counters.call_next(office, 1, 1, "call")
    assert called is not None
    visits.start(office, 1, 1)
    visits.finish(office, 1, 1)
    counters.close_counter(office, 1, 1)


def test_who_had_the_number_before_the_lock_gets_the_same_answer_again(office: Office) -> None:
    first = take(office, "1")
    order(office, 1, CentralLock("", WHY, 1))
    again = take(office, "1")
    assert isinstance(again, reception.Issued)
    assert (again.repeated, again.ticket.id) == (True, first.ticket.id)


def test_out_of_service_and_back_is_kept_and_journalled_once(office: Office) -> None:
    lead = staff_exit.open_for_staff(office, staff_of(office, "lead"), PIN)
    for _ in range(2):
        staff_exit.act(office, lead.id, StaffAct.TAKE_OUT)
    assert staff_exit.station_state(office).is_out
    assert not staff_exit.station_state(replace(office, station="kiosk-2")).is_out
    for _ in range(2):
        staff_exit.act(office, lead.id, StaffAct.BRING_BACK)
    assert staff_exit.station_state(office) == StationState()
    subject = (f"station:{office.station}", {"staff": lead.id})
    assert journalled(office, Event.STATION_TAKEN_OUT) == [subject]
    assert journalled(office, Event.STATION_BROUGHT_BACK) == [subject]


def test_leaving_and_restarting_are_journalled_with_who_did_it(office: Office) -> None:
    staff_exit.act(office, 2, StaffAct.LEAVE)
    staff_exit.act(office, 3, StaffAct.RESTART)
    assert journalled(office, Event.STATION_LEFT) == [("station:kiosk-1", {"staff": 2})]
    assert journalled(office, Event.STATION_RESTARTED) == [("station:kiosk-1", {"staff": 3})]


def test_a_clerks_pin_does_not_open_a_kiosk_and_is_not_even_tried(office: Office) -> None:
    with pytest.raises(CounterError, match=r"staff\.not_at_kiosk"):
        staff_exit.open_for_staff(office, staff_of(office, "clerk"), PIN)
    assert journalled(office, Event.STAFF_SIGNED_IN) == []
    with pytest.raises(CounterError, match=r"staff\.not_at_kiosk"):
        staff_exit.open_for_staff(office, "nobody", PIN)


def test_wrong_pins_at_a_kiosk_are_slowed_like_those_at_a_desk(office: Office) -> None:
    lead = staff_of(office, "lead")
    for _ in range(5):
        with pytest.raises(CounterError):
            staff_exit.open_for_staff(office, lead, "0000")
    with pytest.raises(CounterError, match=r"staff\.desk_wait"):
        staff_exit.open_for_staff(office, lead, PIN)
