"""Everything a clerk can do, by mouse and by keyboard, on a real branch; and how the desk looks while they do it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

import resources
from kiosk.branch import breaks, counters
from kiosk.branch.office import Office
from kiosk.branch.reception import open_tickets, person_key
from kiosk.clock import ManualClock
from kiosk.desk_services import CounterServices
from kiosk.domain.office import Setup
from kiosk.domain.scan import CitizenCard, OtherCode, TicketScan
from kiosk.domain.text import Texts
from kiosk.domain.ticket import Ticket, TicketState
from kiosk.sample import BRANCH_ID
from kiosk.store import tickets
from kiosk.store.engine import Store
from kiosk.store.schema import staff
from tests.books import check_books
from tests.conftest import KEYS, MORNING, PIN
from tests.players import Clerk, take
from ui.background import Background
from ui.desk.choice import ChoiceSheet
from ui.desk.numbers import NumbersSheet
from ui.desk.window import DeskWindow

LEFT = Qt.MouseButton.LeftButton


class Opened:
    """A database that is open already."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def office(self) -> Office:
        return self._office


class Branch(CounterServices):
    """The use cases a desk is given in the program, on the test's office."""

    def __init__(self, office: Office) -> None:
        self._opening = Opened(office)

    def setup(self) -> Setup:
        return self._opening.office().setup()

    def recognise(self, number: str, birth_year: int | None) -> tuple[str, tuple[Ticket, ...], str | None]:
        office = self._opening.office()
        person = person_key(office, number)
        return person, open_tickets(office, person), str(birth_year)


@dataclass
class Desk:
    """A window at counter 2 of a real branch, and what a clerk does there."""

    qtbot: QtBot
    window: DeskWindow
    office: Office
    clock: ManualClock

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=5000)

    def press(self, *keys: Qt.Key) -> None:
        """Function keys at the desk, figures and Escape at the question that lies over it."""
        for key in keys:
            QTest.keyClick(self.window.flow.sheet or self.window, key)

    def settle(self) -> None:
        self.wait(
            lambda: self.window._act is None and not self.window._asking and self.window.serving.next.list.isEnabled()
        )

    def sign_in(self) -> None:
        self.wait(lambda: bool(self.window.sign_in._staff))
        self.window.sign_in.choose("binh")
        QTest.keyClicks(self.window.sign_in, PIN)
        QTest.keyClick(self.window.sign_in, Qt.Key.Key_Return)

    def sit_down(self) -> None:
        self.sign_in()
        self.wait(lambda: self.window.pages.currentWidget() is self.window.counters)
        QTest.mouseClick(self.window.counters.keys[1], LEFT)
        self.wait(lambda: self.window.pages.currentWidget() is self.window.serving)
        self.settle()

    def look(self) -> None:
        """Something was committed elsewhere."""
        self.window.changed()
        self.settle()

    def serve(self, service: int = 1) -> Ticket:
        """Somebody comes and is being served."""
        new = take(self.office, service)
        self.look()
        self.press(Qt.Key.Key_F2)
        self.wait(lambda: self.state_of(new) is TicketState.CALLED)
        self.settle()
        self.press(Qt.Key.Key_F4)
        self.wait(lambda: self.state_of(new) is TicketState.SERVING)
        self.settle()
        return new

    def state_of(self, one: Ticket) -> TicketState:
        return self.now(one).state

    def now(self, one: Ticket) -> Ticket:
        with self.office.store.read() as connection:
            return tickets.get(connection, one.id)

    @property
    def options(self) -> list[str]:
        """The answers of the question that is asked."""
        sheet = self.window.flow.sheet
        assert isinstance(sheet, ChoiceSheet)
        return [key.label for key in sheet.keys if not key.isHidden()]

    @property
    def numbers(self) -> NumbersSheet:
        sheet = self.window.flow.sheet
        assert isinstance(sheet, NumbersSheet)
        return sheet

    @property
    def notice(self) -> str:
        serving = self.window.serving.notice
        return serving.title if serving.isVisible() else ""


@pytest.fixture
def desk(qtbot: QtBot, sqlite_branch: Path, clock: ManualClock) -> Iterator[Desk]:
    office = Office(Store(f"sqlite:///{sqlite_branch}"), clock, KEYS, BRANCH_ID)
    background = Background()
    window = DeskWindow(Branch(office), background, Texts("vi", resources.texts("vi"), resources.texts("vi")), clock)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield Desk(qtbot, window, office, clock)
    background.close()
    check_books(office.store)
    office.store.close()


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
    assert desk.options[0] == "Quầy số 3"
    desk.press(Qt.Key.Key_1)
    assert desk.options[3] == "Giữ chỗ, xong thì quay lại tôi"
    desk.press(Qt.Key.Key_4)
    desk.wait(lambda: desk.state_of(here) is TicketState.WAITING)
    three.called()
    three.start()
    three.finish()
    desk.look()
    line = desk.window.serving.next._lines[0]
    assert (line.ticket.id, line.reason.key) == (here.id, "why.sent_here")


def test_a_service_is_added_and_counted_at_the_finish(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    QTest.mouseClick(desk.window.serving.work.add, LEFT)
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: len(desk.window.serving.work._works) == 2)
    desk.settle()
    QTest.mouseClick(desk.window.serving.work.rows[1].more, LEFT)
    added = desk.window.serving.work._works[1].service.id
    assert desk.window.serving.work.done == {1: 1, added: 2}
    desk.look()
    assert desk.window.serving.work.done == {1: 1, added: 2}, "a look does not forget what was counted"
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


def test_ticket_already_called_elsewhere(desk: Desk) -> None:
    """Between the look and the touch another counter was faster: the sentence says where."""
    desk.sit_down()
    new = take(desk.office)
    desk.look()
    desk.press(Qt.Key.Key_F5)
    desk.wait(desk.numbers.keys[0].isVisible)
    desk.press(Qt.Key.Key_Return)
    Clerk(desk.office, 1, 1).open().called()
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == f"Số {new.label} đang được gọi ở Quầy số 1."


def test_counter_taken_by_another_machine(desk: Desk) -> None:
    desk.sit_down()
    counters.open_counter(replace(desk.office, station="desk-7"), 2, 2)
    take(desk.office)
    desk.look()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice.startswith("Quầy số 2 vừa được mở ở máy desk-7.")


def test_transfer_to_a_service_that_was_closed_meanwhile(desk: Desk) -> None:
    three = Clerk(desk.office, 3, 3).open()
    desk.sit_down()
    desk.serve()
    desk.press(Qt.Key.Key_F7, Qt.Key.Key_1)
    three.close()
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy số 3 chưa mở nên chưa chuyển đến được. Chọn quầy khác."


def test_a_pause_is_shown_and_ended(desk: Desk) -> None:
    desk.sit_down()
    take(desk.office)
    desk.press(Qt.Key.Key_F12, Qt.Key.Key_1)
    desk.wait(desk.window.serving.pause.isVisible)
    desk.settle()
    assert desk.window.serving.pause.title == "Quầy số 2 đang tạm nghỉ: Nghỉ giải lao"
    assert not desk.window.serving.acts.keys[next(iter(desk.window.serving.acts.keys))].isEnabled()
    QTest.mouseClick(desk.window.serving.resume_key, LEFT)
    desk.wait(lambda: not desk.window.serving.pause.isVisible())


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


def test_f1_calls_for_help_and_takes_it_back(desk: Desk) -> None:
    desk.sit_down()
    key = desk.window.serving.work.help
    desk.press(Qt.Key.Key_F1)
    desk.wait(lambda: key.label == "Tắt báo hỗ trợ")
    desk.settle()
    desk.press(Qt.Key.Key_F1)
    desk.wait(lambda: key.label == "Báo hỗ trợ")


def test_a_desk_that_nobody_touches_locks_itself_and_opens_to_its_clerk(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    desk.clock.advance(timedelta(minutes=9))
    desk.window._tick()
    assert desk.window.strip._last == ("lock", "Tự khóa sau 1 phút")
    desk.clock.advance(timedelta(minutes=1))
    desk.window._tick()
    assert desk.window.pages.currentWidget() is desk.window.sign_in
    assert desk.state_of(here) is TicketState.SERVING, "the counter stays open"
    QTest.keyClicks(desk.window.sign_in, PIN)
    QTest.keyClick(desk.window.sign_in, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.serving)


def test_the_scanner_finds_a_ticket_and_a_card(desk: Desk) -> None:
    desk.sit_down()
    number = "095190000017"
    new = take(desk.office, person=person_key(desk.office, number))
    desk.look()
    desk.window.scan(TicketScan(new.code))
    desk.wait(lambda: desk.numbers.keys[0].label.startswith(new.label))
    desk.press(Qt.Key.Key_Escape)
    desk.window.scan(CitizenCard(number, "Trần Văn Hòa", None, None, "", None))
    desk.wait(lambda: desk.window.flow.is_open and desk.numbers.keys[0].label.startswith(new.label))
    desk.press(Qt.Key.Key_Escape)
    desk.window.scan(OtherCode.WEB_LINK)
    assert desk.notice == "Mã vừa quét chưa phải phiếu số hay thẻ căn cước. Mời quét lại."
