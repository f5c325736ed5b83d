"""Check every action of a clerk, by mouse and by keyboard, on a real branch."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from kiosk.branch.appointments import CheckIn, check_in
from kiosk.branch.reception import Issued
from kiosk.branch.serving import breaks, visits
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.clock import ManualClock
from kiosk.domain.people.scan import AppointmentScan, CitizenCard, OtherCode, TicketScan
from kiosk.domain.queue.appointment import make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.domain.queue.ticket import TicketState
from kiosk.store.tables import staff
from tests.conftest import MORNING
from tests.players import Clerk, person_of, take
from tests.ui.desk.branch_desk import LEFT, Desk, at_branch
from ui.desk.acts import Act
from ui.desk.targets import transfer_targets


@pytest.fixture
def desk(qtbot: QtBot, sqlite_branch: Path, clock: ManualClock) -> Iterator[Desk]:
    yield from at_branch(qtbot, sqlite_branch, clock)


def test_a_number_is_parked_by_three_keys_and_comes_back_by_one_touch(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F6)
    assert desk.options[1] == "Đi sao giấy"
    desk.press(Qt.Key.Key_2)
    assert desk.options[2] == "15 phút"
    desk.press(Qt.Key.Key_3)
    desk.wait(lambda: desk.state_of(here) is TicketState.PARKED)
    desk.settle()
    assert desk.now(here).parked_until == MORNING + timedelta(minutes=15)
    row = desk.window.serving.absent.rows[0]
    assert row.number.text == here.label
    QTest.mouseClick(row.key, LEFT)
    desk.wait(lambda: desk.state_of(here) is TicketState.WAITING)


def test_a_parked_number_can_be_called_at_the_moment_its_time_has_come(desk: Desk) -> None:
    """Nothing is committed then, and nobody waits: the desk asks by itself, once, at that moment."""
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F6, Qt.Key.Key_1, Qt.Key.Key_1)
    desk.wait(lambda: desk.state_of(here) is TicketState.PARKED)
    desk.settle()
    call, returns = desk.window.serving.acts.keys[Act.NEXT], desk.window.follower.returns
    assert not call.isEnabled()
    assert 290_000 < returns.remainingTime() <= 300_000
    desk.clock.advance(timedelta(minutes=4, seconds=59, milliseconds=950))
    desk.look()
    assert not call.isEnabled()
    desk.clock.advance(timedelta(milliseconds=50))
    desk.wait(call.isEnabled)
    assert call.label == f"Gọi {here.label}"
    assert not returns.isActive(), "there is nothing more to wait for"


def test_a_question_is_left_by_escape_and_nothing_happens(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F7)
    assert desk.options
    desk.press(Qt.Key.Key_Escape)
    assert not desk.window.flow.is_open
    assert desk.state_of(here) is TicketState.SERVING


def test_a_number_is_transferred_to_a_counter_and_comes_back_to_me(desk: Desk) -> None:
    three = Clerk(desk.office, 3, 3).open()
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F7)
    desk.answer("Quầy số 3")
    assert desk.options[3] == "Giữ chỗ, xong thì quay lại tôi"
    desk.press(Qt.Key.Key_4)
    desk.wait(lambda: desk.state_of(here) is TicketState.WAITING)
    three.called()
    three.start()
    three.finish()
    desk.look()
    line = desk.window.serving.next._lines[0]
    assert (line.ticket.id, line.reason.key) == (here.id, "why.sent_here")


def test_where_to_begins_with_who_does_the_same_and_ends_with_ones_own(desk: Desk) -> None:
    """In a large branch the first page holds the likeliest targets. The own services come last."""
    Clerk(desk.office, 3, 3).open()
    desk.sit_down()
    desk.serve()
    scene = desk.window.state.context()
    assert scene is not None
    targets = [one.value for one in transfer_targets(scene.view, scene.setup, desk.window._texts)]
    kinds = ["counter" if one.counter_id else "colleague" if one.staff_id else "service" for one in targets]
    assert [kind for kind, _ in itertools.groupby(kinds)] == ["service", "counter", "colleague", "service"]
    own, third = (desk.office.setup().counters[number].services.keys() for number in (2, 3))
    assert [one.service_id for one in targets if not one.counter_id and not one.staff_id] == [
        *sorted(own & third),
        *sorted(own - third - {1}),
    ]
    Clerk(desk.office, 1, 1).open()
    desk.look()
    desk.press(Qt.Key.Key_F7)
    assert desk.options[0] == "Quầy số 1", "it serves the same"


def test_a_number_goes_last_elsewhere_and_comes_back_to_me(desk: Desk) -> None:
    three = Clerk(desk.office, 3, 3).open()
    desk.sit_down()
    here = desk.serve()
    before = take(desk.office, 8)
    desk.clock.advance(timedelta(minutes=1))
    desk.press(Qt.Key.Key_F7)
    desk.answer(desk.office.setup().services[8].name.vi)
    assert desk.options[5] == "Xuống cuối, xong thì quay lại tôi"
    desk.press(Qt.Key.Key_6)
    desk.wait(lambda: desk.state_of(here) is TicketState.WAITING)
    assert [three.serve_next().id for _ in range(2)] == [before.id, here.id]
    assert (desk.now(here).state, desk.now(here).service_id) == (TicketState.WAITING, 1)


def test_a_service_is_added_and_counted_at_the_finish(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    QTest.mouseClick(desk.window.serving.services.add, LEFT)
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: len(desk.window.serving.services._lines) == 2)
    desk.settle()
    QTest.mouseClick(desk.window.serving.services.rows[1].more, LEFT)
    added = desk.window.serving.services._lines[1].service.id
    assert desk.window.serving.services.done == {1: 1, added: 2}
    desk.look()
    assert desk.window.serving.services.done == {1: 1, added: 2}, "a look does not forget what was counted"
    desk.press(Qt.Key.Key_F8)
    desk.wait(lambda: desk.state_of(here) is TicketState.DONE)


def test_a_mistaken_finish_is_put_right_by_f11(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F8)
    desk.wait(lambda: desk.state_of(here) is TicketState.DONE)
    desk.settle()
    desk.press(Qt.Key.Key_F11)
    desk.wait(lambda: desk.state_of(here) is TicketState.SERVING)


def test_a_finish_by_f2_is_put_right_and_who_was_called_waits_again(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    following = take(desk.office)
    desk.look()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.state_of(following) is TicketState.CALLED)
    desk.settle()
    undo = desk.window.serving.undo
    assert undo.isVisible()
    assert undo.title == "Đã ghi xong số A001"
    assert "Mở lại thì số A002 về hàng chờ, giữ chỗ cũ." in undo.accessibleName()
    desk.press(Qt.Key.Key_F11)
    desk.wait(lambda: desk.state_of(here) is TicketState.SERVING)
    assert desk.state_of(following) is TicketState.WAITING


@pytest.mark.parametrize("crowded", [False, True])
def test_a_finish_noticed_while_the_next_is_served_makes_that_number_next(desk: Desk, *, crowded: bool) -> None:
    desk.sit_down()
    here = desk.serve()
    following, later = take(desk.office), take(desk.office)
    desk.look()
    desk.call_and_begin(following)
    undo = desk.window.serving.undo
    if crowded:
        desk.window.resize(1180, 760)
        visits.add_service(desk.office, 2, 2, 2)
        desk.look()
    assert undo.isVisible() is not crowded, "the services of the visit need the room; the key works all the same"
    assert "Mở lại thì số này đứng đầu hàng của quầy, gọi ngay sau số A002." in undo.accessibleName()
    desk.press(Qt.Key.Key_F11)
    desk.wait(lambda: desk.state_of(here) is TicketState.WAITING)
    desk.settle()
    assert desk.window.serving.next.labels == (here.label, later.label)
    assert desk.window.serving.acts.keys[Act.NEXT].label == f"Xong, gọi {here.label}"
    assert not undo.isVisible()
    assert desk.state_of(following) is TicketState.SERVING, "whoever is served sees nothing of it"


def test_the_number_here_is_cancelled_with_a_reason(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F10, Qt.Key.Key_2)
    desk.wait(lambda: desk.state_of(here) is TicketState.CANCELLED)


def test_a_waiting_number_is_found_and_called(desk: Desk) -> None:
    desk.sit_down()
    first, second = take(desk.office), take(desk.office)
    desk.look()
    desk.press(Qt.Key.Key_F5)
    desk.wait(desk.numbers.keys[1].isVisible)
    assert desk.numbers.keys[1].second.startswith("Thứ 2 trong hàng chờ")
    QTest.keyClicks(desk.numbers, "2")
    desk.wait(lambda: not desk.numbers.keys[1].isVisible() and desk.numbers.keys[0].label.startswith(second.label))
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_1)
    desk.wait(lambda: desk.state_of(second) is TicketState.CALLED)
    assert desk.state_of(first) is TicketState.WAITING


def test_a_silent_call_reaches_the_leads_desk_and_is_switched_off_there(desk: Desk) -> None:
    with desk.office.store.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "binh").values(role="lead"))
    desk.sit_down()
    Clerk(desk.office, 1, 1).open()
    breaks.call_for_help(desk.office, 1, 1)
    desk.look()
    assert desk.window.serving.help.title == "Quầy số 1 cần hỗ trợ: Nguyễn Thị An"
    QTest.mouseClick(desk.window.serving.help_key, LEFT)
    desk.wait(lambda: not desk.window.serving.help.isVisible())


def test_an_appointments_paper_says_what_it_is_or_finds_its_number(desk: Desk) -> None:
    desk.sit_down()
    codes = {}
    for body, day in (("7K2Q94M", "2026-11-24"), ("8K2Q94M", "2026-12-01")):
        codes[day] = make_appointment_code(body)
        cells = {"code": codes[day], "service": desk.office.setup().services[1].code, "date": day}
        assert import_appointments(desk.office, [FileLine(1, {**cells, "from": "09:15", "until": "09:30"})]).bad == ()
    today = codes["2026-11-24"]
    desk.window.scan(AppointmentScan(codes["2026-12-01"]))
    desk.wait(lambda: desk.notice.startswith("Phiếu hẹn ngày 01/12/2026, lúc 09:15: "))
    desk.window.scan(AppointmentScan(today))
    desk.wait(lambda: desk.notice.startswith("Phiếu hẹn lúc 09:15 hôm nay: "))
    assert desk.notice.endswith("Mời công dân nhận số ở ki-ốt bằng chính phiếu hẹn này.")
    answer = check_in(desk.office, CheckIn(request_id="touch", code=today))
    assert isinstance(answer, Issued)
    desk.window.scan(AppointmentScan(today))
    desk.wait(lambda: desk.window.flow.is_open and desk.numbers.keys[0].label.startswith(answer.ticket.label))
    desk.press(Qt.Key.Key_Escape)
    desk.window.scan(AppointmentScan("HEN0000000X"))
    desk.wait(lambda: desk.notice != "")


def test_f1_calls_for_help_and_takes_it_back(desk: Desk) -> None:
    desk.sit_down()
    key = desk.window.serving.services.help
    desk.press(Qt.Key.Key_F1)
    desk.wait(lambda: key.label == "Tắt báo hỗ trợ")
    desk.settle()
    desk.press(Qt.Key.Key_F1)
    desk.wait(lambda: key.label == "Báo hỗ trợ")


def test_a_number_that_is_over_is_read_and_leads_to_no_empty_question(desk: Desk) -> None:
    desk.sit_down()
    over = desk.serve()
    desk.press(Qt.Key.Key_F8)
    desk.wait(lambda: desk.state_of(over) is TicketState.DONE)
    desk.settle()
    desk.window.scan(TicketScan(over.code))
    desk.wait(lambda: desk.window.flow.is_open and desk.numbers.keys[0].label.startswith(over.label))
    assert desk.numbers.keys[0].second == "Xong lúc 09:00 ở Quầy số 2"
    sheet = desk.numbers
    desk.press(Qt.Key.Key_Return)
    QTest.mouseClick(sheet.keys[0], LEFT)
    assert desk.window.flow.sheet is sheet


def test_the_scanner_finds_a_ticket_and_a_card(desk: Desk) -> None:
    desk.sit_down()
    number = "095190000017"
    new = take(desk.office, person=person_of(desk.office, number))
    desk.look()
    desk.window.scan(TicketScan(new.code))
    desk.wait(lambda: desk.numbers.keys[0].label.startswith(new.label))
    desk.press(Qt.Key.Key_Escape)
    desk.window.scan(CitizenCard(number, "Trần Văn Hòa", None, None, "", None))
    desk.wait(lambda: desk.window.flow.is_open and desk.numbers.keys[0].label.startswith(new.label))
    desk.press(Qt.Key.Key_Escape)
    desk.clock.advance(timedelta(minutes=1))
    other = take(desk.office, 8, person=person_of(desk.office, number))
    desk.window.scan(CitizenCard(number, "Trần Văn Hòa", None, None, "", None))
    desk.wait(lambda: desk.window.flow.is_open)
    assert desk.options == [new.label, other.label], "all open numbers of the person"
    desk.press(Qt.Key.Key_2)
    desk.wait(lambda: not desk.numbers.keys[0].isHidden() and desk.numbers.keys[0].label.startswith(other.label))
    desk.press(Qt.Key.Key_Escape)
    desk.window.scan(OtherCode.WEB_LINK)
    assert desk.notice == "Mã vừa quét chưa phải phiếu số hay thẻ căn cước. Mời quét lại."
