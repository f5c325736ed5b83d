"""Check that a desk asks for an own PIN at the first sign-in, and again when PIN or role are others."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.branch.setup import people
from kiosk.branch.staff import choose_secret, sign_in, staff_list
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from tests.conftest import PIN
from tests.players import take
from tests.ui.desk.branch_desk import LEFT, Desk, at_branch

FIRST, OWN = "803172", "402819"


@pytest.fixture
def desk(qtbot: QtBot, sqlite_branch: Path, clock: ManualClock) -> Iterator[Desk]:
    yield from at_branch(qtbot, sqlite_branch, clock)


def enter(desk: Desk, pin: str) -> None:
    desk.wait(lambda: bool(desk.window.sign_in._staff))
    desk.window.sign_in.choose("binh")
    QTest.keyClicks(desk.window.sign_in, pin)
    QTest.keyClick(desk.window.sign_in, Qt.Key.Key_Return)


def own(desk: Desk, *pins: str) -> None:
    for pin in pins:
        QTest.keyClicks(desk.window.own_pin, pin)
        QTest.keyClick(desk.window.own_pin, Qt.Key.Key_Return)


def test_safety_10_a_first_pin_is_replaced_at_the_desk_before_anything_else(desk: Desk) -> None:
    people.set_secret(desk.office, "binh", FIRST)
    enter(desk, FIRST)
    window = desk.window
    desk.wait(lambda: window.pages.currentWidget() is window.own_pin)
    own(desk, "112233")
    assert window.notice.title.startswith("Mã này dễ đoán")
    own(desk, OWN)
    assert not window.notice.isVisible(), "a good one was typed after it"
    own(desk, "402818")
    assert window.notice.title == "Hai lần nhập không giống nhau. Nhập lại từ đầu."
    own(desk, FIRST, FIRST)
    desk.wait(lambda: window.notice.title == "Mã mới phải khác mã cũ.")
    desk.wait(lambda: not window.own_pin.enter.is_busy)
    own(desk, OWN, OWN)
    desk.wait(lambda: window.pages.currentWidget() is window.counters)
    assert not window.notice.isVisible()
    assert not sign_in(desk.office, "binh", OWN).is_first_secret
    assert (window.own_pin._old, window.own_pin.field.text) == ("", "")


def test_a_person_may_go_away_instead_of_choosing_a_pin(desk: Desk) -> None:
    people.set_secret(desk.office, "binh", FIRST)
    enter(desk, FIRST)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.own_pin)
    QTest.mouseClick(desk.window.own_pin.leave, LEFT)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.sign_in)
    assert desk.window.state.session is None


def test_safety_10_a_changed_pin_locks_the_open_desk_and_the_counter_stays(desk: Desk, clock: ManualClock) -> None:
    desk.sit_down()
    waits = take(desk.office)
    clock.advance(timedelta(seconds=1))
    choose_secret(desk.office, "binh", PIN, OWN)
    window = desk.window
    window.changed()
    desk.wait(lambda: window.pages.currentWidget() is window.sign_in)
    assert window.notice.title == "Mã PIN hoặc quyền của Trần Văn Bình vừa được đổi"
    enter(desk, OWN)
    desk.wait(lambda: window.pages.currentWidget() is window.serving)
    desk.settle()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.now(waits).counter_id == 2)
    desk.settle()


@pytest.mark.parametrize("at_counter", [True, False])
def test_a_changed_role_locks_the_open_desk(desk: Desk, *, at_counter: bool) -> None:
    if at_counter:
        desk.sit_down()
    else:
        desk.sign_in()
        desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    role = next(one.role for one in staff_list(desk.office) if one.login == "binh")
    people.change_role(desk.office, "binh", StaffRole.LEAD if role is not StaffRole.LEAD else StaffRole.CLERK)
    desk.window.changed()
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.sign_in)
