"""Check the desk's sentences for wrong PINs, ended roles, and tickets that another desk took first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.branch.serving import counters
from kiosk.branch.setup import people
from kiosk.clock import ManualClock
from kiosk.domain.queue.ticket import TicketState
from tests.players import Clerk, take
from tests.ui.desk.branch_desk import LEFT, Desk, at_branch


@pytest.fixture
def desk(qtbot: QtBot, sqlite_branch: Path, clock: ManualClock) -> Iterator[Desk]:
    yield from at_branch(qtbot, sqlite_branch, clock)


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
    desk.press(Qt.Key.Key_F7)
    desk.answer("Quầy số 3")
    three.close()
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy số 3 chưa mở nên chưa chuyển đến được. Chọn quầy khác."


def said(desk: Desk) -> str:
    """Return the sentence above the page."""
    desk.wait(desk.window.notice.isVisible)
    return desk.window.notice.title


def test_wrong_pin(desk: Desk) -> None:
    desk.wait(lambda: bool(desk.window.sign_in._staff))
    sentences = []
    for _ in range(5):
        desk.window.sign_in.choose("binh")
        QTest.keyClicks(desk.window.sign_in, "0000")
        QTest.keyClick(desk.window.sign_in, Qt.Key.Key_Return)
        desk.wait(lambda: not desk.window.sign_in.enter.is_busy)
        sentences.append(said(desk))
    assert sentences == [
        *["Mã PIN hoặc mật khẩu chưa đúng. Nhập lại."] * 4,
        "Đã nhập sai nhiều lần. Thử lại sau 30 giây.",
    ]
    desk.sign_in()
    desk.wait(lambda: not desk.window.sign_in.enter.is_busy)
    assert desk.window.pages.currentWidget() is desk.window.sign_in, "even the right PIN waits"


def test_expired_role(desk: Desk) -> None:
    people.set_last_day(desk.office, "binh", desk.office.today() - timedelta(days=1))
    desk.sign_in()
    assert said(desk) == "Quyền làm việc của tài khoản này đã hết từ ngày 23/11/2026. Báo người quản trị gia hạn."
    assert desk.window.pages.currentWidget() is desk.window.sign_in


def test_expired_role_while_somebody_works(desk: Desk) -> None:
    """Midnight, or the administrator: the act is refused, the desk locks, and both say why."""
    desk.sit_down()
    take(desk.office)
    desk.look()
    people.set_last_day(desk.office, "binh", desk.office.today() - timedelta(days=1))
    desk.press(Qt.Key.Key_F2)
    window = desk.window
    desk.wait(lambda: desk.notice != "" or window.pages.currentWidget() is window.sign_in)
    told = desk.notice or window.notice.title
    assert told.startswith(
        (
            "Quyền làm việc của tài khoản này đã hết từ ngày 23/11/2026.",
            "Mã PIN hoặc quyền của Trần Văn Bình vừa được đổi",
        )
    )
    window.changed()
    desk.wait(lambda: window.pages.currentWidget() is window.sign_in)


def test_counter_taken_by_somebody_else(desk: Desk) -> None:
    Clerk(desk.office, 2, 1).open()
    desk.sign_in()
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    QTest.mouseClick(desk.window.counters.keys[1], LEFT)
    assert said(desk) == "Quầy này đang do Nguyễn Thị An ngồi. Mời chọn quầy khác."


def test_one_counter_a_person(desk: Desk) -> None:
    Clerk(desk.office, 4, 2).open()
    desk.sign_in()
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    QTest.mouseClick(desk.window.counters.keys[1], LEFT)
    assert said(desk) == "Đang mở Quầy số 4. Đóng quầy đó trước."


def test_transfer_to_a_closed_service(desk: Desk) -> None:
    """The only counter of a service closes between the question and the answer."""
    five = Clerk(desk.office, 5, 5).open()
    desk.sit_down()
    here = desk.serve()
    target = next(iter(desk.office.setup().counters[5].services))
    name = desk.office.setup().services[target].name.vi
    desk.press(Qt.Key.Key_F7)
    desk.answer(name)
    five.close()
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == (f"Chưa có quầy nào đang mở nhận việc {name}. Chọn việc khác, hoặc chuyển khi quầy đã mở.")
    assert desk.state_of(here) is TicketState.SERVING
