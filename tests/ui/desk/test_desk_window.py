"""Check the desk by touch, mouse and function keys, on a branch in memory."""

import gc
import threading
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.history.own_day import OwnDay
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.language.text import CounterError, Texts
from kiosk.domain.program_status import BranchCommit
from kiosk.domain.queue.ticket import Priority, PriorityCheck, TicketState
from tests.ui.desk.desk_fakes import NOW, STAFF, FakeDesk, ticket
from tests.ui.desk.desk_hands import LEFT, Desk
from tests.ui.touching import until
from ui.ask import Ask
from ui.desk.acts import Act
from ui.desk.window import DeskWindow
from ui.staff.choice import ChoiceSheet
from ui.widgets import Kind


def test_a_clerk_signs_in_and_opens_a_counter(desk: Desk) -> None:
    desk.sit_down(2)
    assert desk.branch.clerks == {2: 1}
    assert desk.window.serving.next.labels == ("A042", "A043", "A044")
    assert desk.key(Act.NEXT).label == "Gọi A042"


def test_a_keyboard_signs_in_as_well(desk: Desk) -> None:
    page = desk.window.sign_in
    desk.wait(page.keys[1].isVisible)
    QTest.mouseClick(page.keys[1], LEFT)
    QTest.keyClicks(page, "25800")
    QTest.keyClick(page, Qt.Key.Key_Backspace)
    QTest.keyClick(page, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    assert page.pin.text == ""


def test_a_wrong_pin_is_said_and_forgotten(desk: Desk) -> None:
    desk.sign_in("1111")
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Mã PIN hoặc mật khẩu chưa đúng. Nhập lại."
    assert desk.window.sign_in.pin.text == ""
    assert not desk.window.sign_in.enter.is_busy
    assert desk.window.pages.currentWidget() is desk.window.sign_in


def test_nobody_signs_in_without_a_name_and_a_pin(desk: Desk) -> None:
    page = desk.window.sign_in
    desk.wait(page.keys[0].isVisible)
    assert not page.enter.isEnabled()
    page.type_digit("1")
    assert not page.enter.isEnabled()
    QTest.mouseClick(page.keys[0], LEFT)
    assert page.enter.isEnabled()


def test_a_counter_that_is_taken_says_by_whom(desk: Desk) -> None:
    desk.branch.clerks[3] = 2
    desk.sign_in()
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    QTest.mouseClick(desk.window.counters.keys[2], LEFT)
    desk.wait(lambda: desk.notice != "")
    assert "Phạm Văn Bình" in desk.notice
    assert desk.window.counters.keys[0].isEnabled()


def test_a_whole_visit_by_function_keys(desk: Desk) -> None:
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.branch.current is not None and desk.branch.current.state is TicketState.SERVING)
    desk.settle()
    assert desk.key(Act.NEXT).label == "Xong, gọi A043"
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A043")
    desk.settle()
    desk.press(Qt.Key.Key_F4)
    desk.settle()
    desk.press(Qt.Key.Key_F8)
    desk.wait(lambda: desk.number == "")
    assert [ask for ask in desk.branch.asked if ask in {"call_next", "start", "finish"}] == [
        "call_next", "start", "finish", "call_next", "start", "finish",
    ]  # fmt: skip


def test_only_what_the_state_allows_can_be_pressed(desk: Desk) -> None:
    desk.sit_down()
    able = {act for act in Act if desk.key(act).isEnabled()}
    assert able == {Act.NEXT, Act.REST}
    QTest.mouseClick(desk.key(Act.NEXT), LEFT)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    assert {act for act in Act if desk.key(act).isEnabled()} == {
        Act.START,
        Act.RECALL,
        Act.NO_SHOW,
        Act.TRANSFER,
        Act.REST,
    }
    assert [act for act in Act if desk.key(act).kind is Kind.MAIN] == [Act.START]
    QTest.mouseClick(desk.key(Act.START), LEFT)
    desk.settle()
    assert {act for act in Act if desk.key(act).isEnabled()} == {
        Act.NEXT,
        Act.FINISH,
        Act.PARK,
        Act.TRANSFER,
        Act.REST,
    }
    assert [act for act in Act if desk.key(act).kind is Kind.MAIN] == [Act.NEXT]


def test_a_second_touch_while_calling_calls_nobody_else(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.gate = threading.Event()
    QTest.mouseClick(desk.key(Act.NEXT), LEFT)
    assert desk.key(Act.NEXT).is_busy
    assert desk.key(Act.NEXT).label == "Đang gọi"
    QTest.mouseClick(desk.key(Act.NEXT), LEFT)
    desk.press(Qt.Key.Key_F2)
    desk.branch.gate.set()
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    assert desk.branch.asked.count("call_next") == 1


def test_an_absent_citizen_is_noted_and_comes_back(desk: Desk) -> None:
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    desk.press(Qt.Key.Key_F3)
    desk.settle()
    assert desk.key(Act.RECALL).isEnabled()
    assert desk.notice == ""
    desk.press(Qt.Key.Key_F3)
    desk.settle()
    assert not desk.key(Act.RECALL).isEnabled(), "three calls in all"
    assert desk.key(Act.RECALL).toolTip().startswith("Số A042 đã gọi đủ 3 lần.")
    assert desk.notice == "Số A042 đã gọi đủ 3 lần"
    assert "bấm F9" in desk.window.serving.notice.accessibleName()
    assert [act for act in Act if desk.key(act).kind is Kind.MAIN] == [Act.NO_SHOW]
    desk.press(Qt.Key.Key_F9)
    row = desk.window.serving.absent.rows[0]
    desk.wait(row.isVisible)
    assert row.number.text == "A042"
    desk.settle()
    QTest.mouseClick(row.key, LEFT)
    desk.wait(lambda: not row.isVisible())
    assert desk.window.serving.next.labels[0] == "A042"


@pytest.mark.parametrize("proved", [True, False])
def test_a_declared_priority_is_checked_once(desk: Desk, proved: bool) -> None:
    desk.sit_down()
    assert not desk.window.serving.priority.isVisible()
    desk.press(Qt.Key.Key_F2)
    desk.wait(desk.window.serving.priority.isVisible)
    desk.settle()
    assert desk.window.serving.priority.title == "Khai thuộc diện ưu tiên: có con dưới 36 tháng."
    QTest.mouseClick(desk.window.serving.right if proved else desk.window.serving.wrong, LEFT)
    desk.wait(lambda: not desk.window.serving.priority.isVisible())
    assert desk.branch.current is not None
    assert desk.branch.current.priority is not None
    assert desk.branch.current.priority.check is (PriorityCheck.CONFIRMED if proved else PriorityCheck.REFUSED)


def test_a_priority_whose_group_a_backup_left_out_is_checked_all_the_same(desk: Desk) -> None:
    first = desk.branch.waiting[0]
    desk.branch.waiting[0] = replace(first, priority=Priority(""))
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(desk.window.serving.priority.isVisible)
    assert desk.window.serving.priority.title == "Khai thuộc diện ưu tiên."


def test_a_change_elsewhere_is_shown(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.waiting.insert(0, ticket(41, minutes_ago=40))
    desk.window.changed()
    desk.wait(lambda: desk.window.serving.next.labels[0] == "A041")


def test_many_changes_become_one_question(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.gate = threading.Event()
    before = desk.branch.asked.count("desk_view")
    for _ in range(100):
        desk.window.changed()
    desk.branch.gate.set()
    desk.settle()
    assert desk.branch.asked.count("desk_view") - before == 2  # the one under way, and one for all that came meanwhile


def test_an_act_and_its_own_commit_are_one_look(desk: Desk) -> None:
    desk.sit_down()
    before = desk.branch.asked.count("desk_view")
    desk.branch.seq = 7
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    desk.window.told(BranchCommit(7))
    desk.settle()
    assert desk.branch.asked.count("desk_view") - before == 1
    desk.branch.seq = 8
    desk.window.told(BranchCommit(8))
    desk.settle()
    assert desk.branch.asked.count("desk_view") - before == 2


def test_a_commit_that_is_told_before_the_answer_is_no_second_look(desk: Desk) -> None:
    desk.sit_down()
    before = desk.branch.asked.count("desk_view")
    desk.branch.gate, desk.branch.seq = threading.Event(), 7
    desk.press(Qt.Key.Key_F2)
    desk.window.told(BranchCommit(7))
    desk.branch.gate.set()
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    assert desk.branch.asked.count("desk_view") - before == 1
    desk.window.told(BranchCommit(9))
    desk.settle()
    assert desk.branch.asked.count("desk_view") - before == 2


def test_a_commit_of_somebody_else_during_an_act_is_looked_at(desk: Desk) -> None:
    desk.sit_down()
    before = desk.branch.asked.count("desk_view")
    desk.branch.gate, desk.branch.seq = threading.Event(), 7
    desk.press(Qt.Key.Key_F2)
    desk.window.told(BranchCommit(8))
    desk.branch.gate.set()
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    assert desk.branch.asked.count("desk_view") - before == 2


def test_nobody_waiting_is_said(desk: Desk) -> None:
    desk.branch.waiting = [ticket(42)]
    desk.sit_down()
    desk.branch.waiting.clear()  # another counter was quicker
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Chưa có ai chờ việc của quầy này."
    desk.settle()
    assert not desk.key(Act.NEXT).isEnabled()


def test_signing_out_closes_the_counter(desk: Desk) -> None:
    desk.sit_down()
    desk.press(Qt.Key.Key_F12)
    sheet = desk.window.flow.sheet
    assert isinstance(sheet, ChoiceSheet)
    QTest.mouseClick(next(key for key in sheet.keys if key.label == "Đóng quầy, đăng xuất"), LEFT)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.sign_in)
    assert desk.branch.clerks == {}
    asked = len(desk.branch.asked)
    desk.window.changed()  # nobody sits here: no counter is looked at, nothing breaks
    desk.settle()
    assert desk.branch.asked[asked:] == ["sign_in_view"]


def test_the_gui_thread_does_no_io(desk: Desk) -> None:
    desk.sit_down()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F8):
        desk.press(key)
        desk.settle()
    desk.window.changed()
    desk.settle()
    desk.press(Qt.Key.Key_F12)
    QTest.keyClick(desk.window.flow.sheet or desk.window, Qt.Key.Key_7)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.sign_in)
    assert threading.get_ident() not in desk.branch.threads
    assert len(desk.branch.threads) == 1


def test_a_refusal_at_the_start_of_a_shift_keeps_the_window_alive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(login: str, pin: str) -> None:
        raise CounterError("staff.wait", seconds=30)

    monkeypatch.setattr(desk.branch, "sign_in", refuse)
    desk.sign_in()
    desk.wait(lambda: desk.notice != "")
    assert "30 giây" in desk.notice


def test_a_closed_desk_asks_nobody(desk: Desk) -> None:
    desk.sit_down()
    desk.window.close()
    asked = len(desk.branch.asked)
    desk.window.changed()
    assert not desk.window._timer.isActive()
    assert len(desk.branch.asked) == asked


def test_a_deleted_desk_leaves_nothing_behind(qtbot: QtBot) -> None:
    branch = FakeDesk(waiting=[ticket(42)])
    texts = Texts("vi", resources.texts("vi"), resources.texts("vi"))
    window = DeskWindow(Ask(branch), texts, ManualClock(NOW))
    window.show()
    until(qtbot, window.sign_in.keys[0].isVisible)
    window.changed()
    seen = weakref.ref(window)
    window.close()
    window.deleteLater()
    del window
    until(qtbot, lambda: (gc.collect(), seen() is None)[1])


def test_who_is_taken_in_meanwhile_can_sign_in_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = desk.window.sign_in
    desk.wait(page.keys[1].isVisible)
    page.choose("binh")
    page.type_digit("2")
    desk.window.changed()
    desk.settle()
    assert page.keys[1].isChecked(), "a look at the branch disturbs nobody"
    assert page.pin.text == "2"
    new = Staff(3, "chi", "Lê Thị Chi", StaffRole.CLERK)
    monkeypatch.setattr(desk.branch, "staff_list", lambda: (*STAFF, new))
    desk.window.changed()
    desk.wait(page.keys[2].isVisible)
    assert page.keys[2].label == "Lê Thị Chi"
    assert page.keys[1].isChecked()


def test_a_clerk_sees_the_own_figures_of_today_after_an_act_and_after_a_rating(desk: Desk) -> None:
    desk.sit_down()
    assert desk.window.can.own == "", "nothing before the first visit of the day"
    desk.branch.own = OwnDay(1, 14 * 60, 0)
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.window.can.own == "Hôm nay: 1 lượt, trung bình 14 phút, 0 đánh giá")
    asked = desk.branch.asked.count("own_day")
    desk.branch.own = OwnDay(1, 14 * 60, 1)
    desk.window.told(BranchCommit(9))
    for _ in range(40):
        desk.window.tick()
    desk.wait(lambda: desk.window.can.own.endswith("1 đánh giá"))
    assert desk.branch.asked.count("own_day") == asked + 1, "the commit is looked at once, and not at once"
    desk.window.lock()
    assert desk.window.can.own == "", "a locked screen shows nobody's figures"
