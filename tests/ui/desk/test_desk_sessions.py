"""Check who is at which counter: screen lock, pause, a lead without a counter, a counter that was closed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from kiosk.branch.day import end_days
from kiosk.branch.serving import breaks
from kiosk.clock import ManualClock
from kiosk.domain.queue.ticket import TicketState
from kiosk.store.tables import staff
from tests.conftest import PIN
from tests.players import Clerk, take
from tests.ui.desk.branch_desk import LEFT, Desk, at_branch


@pytest.fixture
def desk(qtbot: QtBot, sqlite_branch: Path, clock: ManualClock) -> Iterator[Desk]:
    yield from at_branch(qtbot, sqlite_branch, clock)


def test_a_lead_without_a_counter_sees_a_call_for_help_and_switches_it_off(desk: Desk) -> None:
    with desk.office.store.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "binh").values(role="lead"))
    Clerk(desk.office, 1, 1).open()
    desk.sign_in()
    page = desk.window.counters
    desk.wait(page.isVisible)
    assert not page.help.isVisible()
    breaks.call_for_help(desk.office, 1, 1)
    desk.window.changed()
    desk.wait(page.help.isVisible)
    assert page.help.title == "Quầy số 1 cần hỗ trợ: Nguyễn Thị An"
    QTest.keyClick(desk.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: not page.help.isVisible())
    assert breaks.help_for(desk.office, 2) == ()
    assert page.isVisible(), "and no counter was opened for it"


def test_a_lead_picks_a_taken_counter_twice_to_take_it_over(desk: Desk) -> None:
    """Once names who sits there; the second time it is meant, unless the lead signed in anew meanwhile."""
    with desk.office.store.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "binh").values(role="lead"))
    absent = Clerk(desk.office, 3, 3).open()
    here = take(desk.office, 8)
    absent.called()
    for _ in range(2):
        desk.sign_in()
        desk.wait(desk.window.counters.isVisible)
        QTest.keyClick(desk.window.counters, Qt.Key.Key_3)
        desk.wait(desk.window.notice.isVisible)
        assert desk.window.notice.title.startswith("Quầy này đang do Lê Thị Chi ngồi. Chọn lại quầy này để nhận thay")
        desk.wait(desk.window.counters.keys[2].isEnabled)
        QTest.keyClick(desk.window.counters, Qt.Key.Key_Escape)
        desk.wait(desk.window.sign_in.isVisible)
    desk.sign_in()
    desk.wait(desk.window.counters.isVisible)
    for _ in range(2):
        desk.wait(desk.window.counters.keys[2].isEnabled)
        QTest.keyClick(desk.window.counters, Qt.Key.Key_3)
        desk.wait(lambda: desk.window.notice.isVisible() or desk.window.serving.isVisible())
    desk.wait(desk.window.serving.isVisible)
    desk.settle()
    assert desk.window.serving.current.number.text == here.label


def test_a_desk_locked_without_a_counter_opens_where_one_is_chosen(desk: Desk) -> None:
    desk.sign_in()
    desk.wait(desk.window.counters.isVisible)
    desk.clock.advance(timedelta(minutes=10))
    desk.window.tick()
    desk.wait(desk.window.sign_in.isVisible)
    desk.sign_in()
    desk.wait(desk.window.counters.isVisible)


def test_a_desk_that_nobody_touches_locks_itself_and_opens_to_its_clerk(desk: Desk) -> None:
    desk.sit_down()
    here = desk.serve()
    desk.clock.advance(timedelta(minutes=9))
    desk.window.tick()
    assert desk.window.strip._last == ("lock", "Tự khóa sau 1 phút")
    desk.clock.advance(timedelta(minutes=1))
    desk.window.tick()
    assert desk.window.pages.currentWidget() is desk.window.sign_in
    assert desk.state_of(here) is TicketState.SERVING, "the counter stays open"
    QTest.keyClicks(desk.window.sign_in, PIN)
    QTest.keyClick(desk.window.sign_in, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.serving)


@pytest.mark.parametrize("locked", [False, True])
def test_a_counter_that_the_days_end_closed_is_chosen_anew(desk: Desk, *, locked: bool) -> None:
    """After a night the desk shows nobody of yesterday, and the clerk opens the counter again."""
    desk.sit_down()
    here = desk.serve()
    desk.press(Qt.Key.Key_F5)
    if locked:
        desk.window.lock()
    desk.clock.advance(timedelta(hours=22))
    desk.window.idle.touch()
    assert end_days(desk.office) == 1
    desk.window.changed()
    desk.wait(lambda: not desk.window.follower.is_asking)
    if locked:
        assert desk.window.pages.currentWidget() is desk.window.sign_in
        QTest.keyClicks(desk.window.sign_in, PIN)
        QTest.keyClick(desk.window.sign_in, Qt.Key.Key_Return)
    else:
        assert desk.window.notice.title == "Quầy số 2 đã đóng"
        assert not desk.window.flow.is_open, "what was asked is over"
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    QTest.keyClick(desk.window.counters.keys[1], Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.serving)
    desk.settle()
    assert desk.window.state.view is not None
    assert desk.window.state.view.current is None
    assert not desk.window.notice.isVisible()
    assert desk.state_of(here) is TicketState.EXPIRED


def test_a_pause_is_shown_and_ended(desk: Desk) -> None:
    desk.sit_down()
    take(desk.office)
    desk.press(Qt.Key.Key_F12, Qt.Key.Key_1)
    desk.wait(desk.window.serving.pause.isVisible)
    desk.settle()
    assert desk.window.serving.pause.title == "Quầy số 2 đang tạm nghỉ: Nghỉ giải lao"
    assert not desk.window.serving.acts.keys[next(iter(desk.window.serving.acts.keys))].isEnabled()
    assert desk.window.serving.current._taken.text == "Mở lại quầy bằng phím F11, rồi gọi số tiếp theo."
    QTest.mouseClick(desk.window.serving.resume_key, LEFT)
    desk.wait(lambda: not desk.window.serving.pause.isVisible())
    desk.settle()
    desk.press(Qt.Key.Key_F12, Qt.Key.Key_1)
    desk.wait(desk.window.serving.pause.isVisible)
    desk.settle()
    desk.press(Qt.Key.Key_F11)
    desk.wait(lambda: not desk.window.serving.pause.isVisible())
