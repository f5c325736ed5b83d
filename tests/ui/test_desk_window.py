"""The desk, by touch, by mouse and by function keys, on a branch in memory."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from kiosk.clock import ManualClock
from kiosk.domain.status import LinkStatus, Part, PartReport, PrinterStatus, ScannerStatus, SyncStatus
from kiosk.domain.text import CounterError, Texts
from kiosk.domain.ticket import PriorityCheck, TicketState
from tests.ui.desk_fakes import NOW, PIN, FakeDesk, ticket
from ui.background import Background
from ui.desk.acts import Act
from ui.desk.choice import ChoiceSheet
from ui.desk.services import DeskServices
from ui.desk.statuses import DeskStatuses
from ui.desk.window import DeskWindow
from ui.widgets import Key, Tone

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Desk:
    """A window on a fake branch, and the moves of a clerk."""

    qtbot: QtBot
    window: DeskWindow
    branch: FakeDesk
    clock: ManualClock

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=5000)

    def key(self, act: Act) -> Key:
        return self.window.serving.acts.keys[act]

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    def settle(self) -> None:
        """Wait until nothing is being asked any more."""
        self.wait(lambda: self.window._act is None and not self.window._asking)

    def sign_in(self, pin: str = PIN) -> None:
        page = self.window.sign_in
        self.wait(page.keys[0].isVisible)
        QTest.mouseClick(page.keys[0], LEFT)
        for figure in pin:
            keys = {one.label: one for one in page.pad.findChildren(Key)}
            QTest.mouseClick(keys[figure], LEFT)
        QTest.mouseClick(page.enter, LEFT)

    def sit_down(self, counter: int = 2) -> None:
        self.sign_in()
        self.wait(lambda: self.window.pages.currentWidget() is self.window.counters)
        QTest.mouseClick(self.window.counters.keys[counter - 1], LEFT)
        self.wait(lambda: self.window.pages.currentWidget() is self.window.serving)
        self.settle()

    @property
    def number(self) -> str:
        shown = self.window.serving.current.number
        return shown.text if shown.isVisible() else ""

    def database(self) -> Tone:
        return self.window.strip.items[0].tone

    @property
    def notice(self) -> str:
        serving = self.window.serving.notice
        if serving.isVisible():
            return serving.title
        return self.window.notice.title if self.window.notice.isVisible() else ""


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    branch = FakeDesk(
        waiting=[ticket(42, minutes_ago=25, priority=True), ticket(43, 1, minutes_ago=12), ticket(44, minutes_ago=10)]
    )
    background, clock = Background(), ManualClock(NOW)
    texts = Texts("vi", resources.texts("vi"), resources.texts("vi"))
    window = DeskWindow(cast(DeskServices, branch), background, texts, clock)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield Desk(qtbot, window, branch, clock)
    if branch.gate is not None:
        branch.gate.set()
    background.close()


def test_a_clerk_signs_in_and_opens_a_counter(desk: Desk) -> None:
    desk.sit_down(2)
    assert desk.branch.seats == {2: 1}
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
    desk.branch.seats[3] = 2
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
        Act.CALL_AGAIN,
        Act.NO_SHOW,
        Act.TRANSFER,
        Act.REST,
    }
    QTest.mouseClick(desk.key(Act.START), LEFT)
    desk.settle()
    assert {act for act in Act if desk.key(act).isEnabled()} == {
        Act.NEXT,
        Act.FINISH,
        Act.PARK,
        Act.TRANSFER,
        Act.REST,
    }


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
    for _ in range(2):
        desk.press(Qt.Key.Key_F3)
        desk.settle()
    desk.press(Qt.Key.Key_F3)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Số A042 đã gọi đủ 3 lần. Có thể ghi vắng mặt."
    desk.settle()
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
    assert desk.window.serving.priority.title == "Khai thuộc nhóm ưu tiên: có con dưới 36 tháng."
    QTest.mouseClick(desk.window.serving.right if proved else desk.window.serving.wrong, LEFT)
    desk.wait(lambda: not desk.window.serving.priority.isVisible())
    assert desk.branch.current is not None
    assert desk.branch.current.priority is not None
    assert desk.branch.current.priority.check is (PriorityCheck.CONFIRMED if proved else PriorityCheck.REFUSED)


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


def test_without_the_database_the_desk_says_so_and_comes_back_by_itself(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.away = True
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy này tạm chưa gọi được số"
    assert not desk.key(Act.NEXT).isEnabled()
    assert desk.database() is Tone.CAUTION
    desk.branch.away = False
    desk.branch.waiting.pop(0)
    for _ in range(5):
        desk.window._tick()  # five seconds
    desk.wait(lambda: desk.notice == "")
    assert desk.key(Act.NEXT).label == "Gọi A043"
    assert desk.key(Act.NEXT).isEnabled()
    assert desk.database() is Tone.GOOD


def test_a_desk_that_starts_without_the_database_waits_for_it(qtbot: QtBot) -> None:
    branch, background = FakeDesk(away=True), Background()
    texts = Texts("vi", resources.texts("vi"), resources.texts("vi"))
    window = DeskWindow(cast(DeskServices, branch), background, texts, ManualClock(NOW))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.notice.isVisible)
    branch.away = False
    for _ in range(5):
        window._tick()
    qtbot.waitUntil(window.sign_in.keys[0].isVisible)
    assert not window.notice.isVisible()
    background.close()


def test_a_lost_answer_does_not_call_two_people(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.lose_answers = 1
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.notice != "")
    desk.settle()
    assert len(desk.branch.answers) == 1  # it was called, the desk does not know it yet
    desk.window._do(Act.NEXT)  # the same wish again
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    assert len(desk.branch.answers) == 1
    assert desk.branch.current is not None
    assert desk.branch.current.label == "A042"
    assert desk.window.serving.next.labels == ("A043", "A044")


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
    assert desk.branch.seats == {}
    desk.window.changed()  # nobody sits here: nothing is asked, nothing breaks
    assert desk.branch.asked[-1] == "close_counter"


def test_the_times_run_without_asking_anybody(desk: Desk) -> None:
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    desk.branch.now = NOW + timedelta(seconds=45)
    desk.clock.advance(timedelta(seconds=45))
    desk.press(Qt.Key.Key_F4)
    desk.settle()
    asked = len(desk.branch.asked)
    desk.clock.advance(timedelta(minutes=6, seconds=15))
    desk.window._tick()
    current = desk.window.serving.current
    assert [part.clock.text for part in (current.waited, current.walking, current.served)] == [
        "25:00",
        "00:45",
        "06:15",
    ]
    assert len(desk.branch.asked) == asked


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


def test_an_unexpected_error_is_no_traceback_at_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sit_down()

    def broken(counter_id: int, staff_id: int, request_id: str) -> None:
        raise OSError("disk I/O error")

    monkeypatch.setattr(desk.branch, "call_next", broken)
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy này tạm chưa gọi được số"
    assert desk.window.serving.next.labels[0] == "A042"


def test_slips_that_did_not_print_are_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sit_down()
    view = desk.branch.desk_view

    monkeypatch.setattr(desk.branch, "desk_view", lambda counter_id: replace(view(counter_id), print_trouble=2))
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "2 phiếu chưa in được, số vẫn có giá trị"


def test_a_clock_that_was_set_back_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sit_down()
    view = desk.branch.desk_view

    monkeypatch.setattr(desk.branch, "desk_view", lambda counter_id: replace(view(counter_id), clock_is_behind=True))
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Đồng hồ máy bị lùi, kiosk tạm không cấp số"


@pytest.mark.parametrize("trouble", [{"print_trouble": 2}, {"clock_is_behind": True}], ids=["print", "clock"])
def test_a_notice_goes_when_its_cause_is_cured(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: dict[str, Any]
) -> None:
    desk.sit_down()
    view = desk.branch.desk_view
    monkeypatch.setattr(desk.branch, "desk_view", lambda counter_id: replace(view(counter_id), **trouble))
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    monkeypatch.undo()
    desk.window.changed()
    desk.wait(lambda: desk.notice == "")


def test_rich_text_in_a_name_is_shown_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.domain.office import Role, Staff

    nasty = Staff(1, "an", "<img src=x>An</b>'; DROP TABLE", Role.CLERK)
    monkeypatch.setattr(desk.branch, "staff_list", lambda: (nasty,))
    desk.window._load()
    desk.wait(lambda: desk.window.sign_in.keys[0].label == nasty.name)
    desk.window._signed_in(nasty)
    assert desk.window.counters._title.text == f"Chào {nasty.name}"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 1024)])
def test_everything_fits_the_clerks_screens(desk: Desk, width: int, height: int) -> None:
    desk.window.resize(width, height)
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(desk.window.serving.priority.isVisible)
    desk.window.serving.say(Tone.CAUTION, "Một câu dài cho cán bộ ở quầy", "Và bước tiếp theo.")
    QTest.qWait(0)
    assert (desk.window.width(), desk.window.height()) == (width, height)
    frame = desk.window.rect()
    for part in desk.window.serving.findChildren(Key):
        if part.isVisible():
            corner = part.mapTo(desk.window, part.rect().topLeft())
            assert frame.contains(part.rect().translated(corner)), part.accessibleName()
            assert part.height() >= 48


def test_statuses_are_pushed_in(desk: Desk) -> None:
    sync = SyncStatus(LinkStatus.UP, 12, 30, 0, None)
    printer = PartReport("kiosk-1", Part.PRINTER, PrinterStatus.PAPER_LOW, is_heard=True)
    desk.window.show_statuses(DeskStatuses(True, (printer,), ScannerStatus.UNPLUGGED, sync))
    assert [(item.tone, item.word) for item in desk.window.strip.items] == [
        (Tone.GOOD, "Tốt"),
        (Tone.CAUTION, "Sắp hết giấy"),
        (Tone.CAUTION, "Rút dây"),
        (Tone.INFO, "Chờ gửi 12"),
    ]


def test_a_refusal_at_the_start_of_a_shift_keeps_the_window_alive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(login: str, pin: str) -> None:
        raise CounterError("staff.wait", seconds=30)

    monkeypatch.setattr(desk.branch, "sign_in", refuse)
    desk.sign_in()
    desk.wait(lambda: desk.notice != "")
    assert "30 giây" in desk.notice


def test_a_new_number_stands_at_once_in_its_place(desk: Desk) -> None:
    """No frame shows it before it is laid out: a picture taken in the same turn of the event loop is right."""
    desk.sit_down()
    panel = desk.window.serving.current
    view = desk.branch.desk_view(2)
    called = replace(ticket(42), state=TicketState.CALLED, calls=1, called_at=NOW)
    service = view.next[0].service
    desk.window._show(replace(view, current=called, service=service))
    assert panel.number.width() == panel.number.sizeHint().width()
    assert panel.number.height() > 50
    assert panel.calls.width() == panel.calls.sizeHint().width()


def test_a_closed_desk_asks_nobody(desk: Desk) -> None:
    desk.sit_down()
    desk.window.close()
    asked = len(desk.branch.asked)
    desk.window.changed()
    assert not desk.window._timer.isActive()
    assert len(desk.branch.asked) == asked


def test_a_deleted_desk_leaves_nothing_behind(qtbot: QtBot) -> None:
    background, branch = Background(), FakeDesk(waiting=[ticket(42)])
    texts = Texts("vi", resources.texts("vi"), resources.texts("vi"))
    window = DeskWindow(cast(DeskServices, branch), background, texts, ManualClock(NOW))
    window.show()
    qtbot.waitUntil(window.sign_in.keys[0].isVisible)
    window.changed()
    seen = weakref.ref(window)
    window.close()
    window.deleteLater()
    del window
    qtbot.waitUntil(lambda: (gc.collect(), seen() is None)[1])
    background.close()
