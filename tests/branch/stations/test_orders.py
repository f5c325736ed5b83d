"""Check a manager's orders to machines: lock with a text, notices of the day, restart; and who may give them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.branch.day import end_days
from kiosk.branch.kiosk_view import kiosk_view
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import staff_list
from kiosk.branch.stations import orders, staff_exit
from kiosk.branch.stations.presence import say_present
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct, StationState
from tests.branch.stations.test_staff_exit import journalled

CHIEF = Author("binh")
WHY = "Đang sửa máy in. Mời lấy số ở ki-ốt bên cạnh."


@pytest.fixture(autouse=True)
def running(office: Office) -> None:
    """Let one kiosk run."""
    say_present(office, "a")


def someone(office: Office, role: StaffRole) -> int:
    return next(one.id for one in staff_list(office) if one.role is role)


def test_a_locked_kiosk_shows_the_text_until_it_is_unlocked(office: Office) -> None:
    for _ in range(2):
        orders.lock(office, CHIEF, "kiosk-1", f"  {WHY} ")
    assert kiosk_view(office).station == StationState(is_out=True, out_text=WHY)
    assert not staff_exit.station_state(replace(office, station="kiosk-2")).is_out
    orders.lock(office, CHIEF, "kiosk-1", "Nghỉ.")
    assert staff_exit.station_state(office).out_text == "Nghỉ."
    for _ in range(2):
        orders.unlock(office, CHIEF, "kiosk-1")
    assert staff_exit.station_state(office) == StationState()
    subject = "station:kiosk-1"
    assert journalled(office, Event.STATION_TAKEN_OUT) == [
        (subject, {"by": "binh", "text": WHY}),
        (subject, {"by": "binh", "text": "Nghỉ."}),
    ]
    assert journalled(office, Event.STATION_BROUGHT_BACK) == [(subject, {"by": "binh"})]


def test_staff_at_the_kiosk_bring_back_what_a_manager_locked_and_the_other_way_round(office: Office) -> None:
    lead = someone(office, StaffRole.LEAD)
    orders.lock(office, CHIEF, "kiosk-1", WHY)
    staff_exit.act(office, lead, StaffAct.BRING_BACK)
    assert not staff_exit.station_state(office).is_out
    staff_exit.act(office, lead, StaffAct.TAKE_OUT)
    orders.unlock(office, CHIEF, "kiosk-1")
    assert not staff_exit.station_state(office).is_out


def test_a_wrong_name_or_a_text_without_end_is_refused(office: Office) -> None:
    for order in (orders.lock, orders.unlock, orders.restart):
        with pytest.raises(CounterError, match=r"station\.unknown"):
            order(office, CHIEF, "kiosk-9")
    with pytest.raises(CounterError, match=r"station\.text_too_long"):
        orders.lock(office, CHIEF, "kiosk-1", "a" * 161)
    with pytest.raises(CounterError, match=r"station\.no_text"):
        orders.put_notice(office, CHIEF, "   ")
    with pytest.raises(CounterError, match=r"station\.unknown"):
        orders.put_notice(office, CHIEF, WHY, "kiosk-9")


def test_a_notice_stands_where_it_is_meant_and_ends_with_the_day(office: Office, clock: ManualClock) -> None:
    here = orders.put_notice(office, CHIEF, WHY, "kiosk-1")
    assert orders.put_notice(office, CHIEF, WHY, "kiosk-1") == here
    clock.advance(timedelta(minutes=1))
    orders.put_notice(office, CHIEF, "Chiều nay nghỉ từ 15:30.")
    assert kiosk_view(office).station.notices == (WHY, "Chiều nay nghỉ từ 15:30.")
    assert staff_exit.station_state(replace(office, station="kiosk-2")).notices == ("Chiều nay nghỉ từ 15:30.",)
    assert office.setup().stations.notices_at("") == ("Chiều nay nghỉ từ 15:30.",)
    for _ in range(2):
        orders.take_notice_down(office, CHIEF, here.id)
    assert kiosk_view(office).station.notices == ("Chiều nay nghỉ từ 15:30.",)
    end_days(office)
    assert office.setup().stations.notices
    clock.advance(timedelta(days=1))
    end_days(office)
    assert office.setup().stations.notices == ()
    subjects = [subject for subject, _body in journalled(office, Event.NOTICE_PUT_UP)]
    assert subjects == ["station:kiosk-1", "station:*"]
    assert journalled(office, Event.NOTICE_TAKEN_DOWN) == [("station:kiosk-1", {"by": "binh", "text": WHY})]


def test_a_restart_is_counted_so_that_a_program_sees_it(office: Office) -> None:
    before = kiosk_view(office).station.restarts
    orders.restart(office, CHIEF, "kiosk-1")
    orders.restart(office, CHIEF, "kiosk-1")
    assert kiosk_view(office).station.restarts == before + 2
    assert journalled(office, Event.STATION_RESTARTED) == [("station:kiosk-1", {"by": "binh"})] * 2


def test_only_a_manager_or_an_administrator_gives_orders(office: Office) -> None:
    manager = someone(office, StaffRole.MANAGER)
    orders.as_manager(office, manager, orders.lock, "kiosk-1", text=WHY)
    login = next(one.login for one in staff_list(office) if one.id == manager)
    assert journalled(office, Event.STATION_TAKEN_OUT) == [("station:kiosk-1", {"by": login, "text": WHY})]
    with pytest.raises(CounterError, match=r"setup\.not_editor"):
        orders.as_manager(office, someone(office, StaffRole.CLERK), orders.unlock, "kiosk-1")
