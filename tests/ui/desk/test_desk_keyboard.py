"""Use a desk by the keyboard alone, from sign-in to the screen lock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.serving import breaks
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Counter
from kiosk.domain.journal import Event
from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.queue.ticket import PriorityCheck, TicketState
from kiosk.store.journal import walk
from tests.conftest import PIN
from tests.players import Clerk, take
from tests.ui.desk.branch_desk import Desk, at_branch
from ui.desk.acts import Act
from ui.desk.counter_choice import CounterPage
from ui.theme import Theme


@pytest.fixture
def desk(qtbot: QtBot, sqlite_branch: Path, clock: ManualClock) -> Iterator[Desk]:
    yield from at_branch(qtbot, sqlite_branch, clock)


def key(desk: Desk, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key on the widget with the keyboard focus, as at a real desk."""
    for one in keys:
        QTest.keyClick(QApplication.focusWidget() or desk.window, one, held)


def take_keyboard(desk: Desk, page: QWidget) -> None:
    """Focus a page. The window of a test before may take the keyboard once more while it is deleted."""

    def has_focus() -> bool:
        desk.window.activateWindow()
        page.setFocus()
        return page.hasFocus()

    desk.wait(has_focus)


def sit_down(desk: Desk, login: str, counter: str) -> None:
    page = desk.window.sign_in
    desk.wait(lambda: bool(page._staff))
    take_keyboard(desk, page)
    for _ in page._staff:
        if page._login != login:
            key(desk, Qt.Key.Key_Down)
    assert page._login == login
    QTest.keyClicks(page, PIN)
    key(desk, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    QTest.keyClicks(desk.window.counters, counter)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.serving)
    desk.settle()


def test_a_whole_visit_without_a_mouse(desk: Desk) -> None:
    sit_down(desk, "binh", "2")
    here = take(desk.office, group="elderly")
    desk.look()
    key(desk, Qt.Key.Key_F2)
    desk.wait(desk.window.serving.priority.isVisible)
    desk.settle()
    key(desk, Qt.Key.Key_D, held=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: not desk.window.serving.priority.isVisible())
    desk.settle()
    priority = desk.now(here).priority
    assert priority is not None
    assert priority.check is PriorityCheck.CONFIRMED
    key(desk, Qt.Key.Key_F4)
    desk.wait(lambda: desk.state_of(here) is TicketState.SERVING)
    desk.settle()
    key(desk, Qt.Key.Key_N, held=Qt.KeyboardModifier.ControlModifier)
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: len(desk.window.serving.services._lines) == 2)
    desk.settle()
    key(desk, Qt.Key.Key_F8)
    desk.wait(lambda: desk.state_of(here) is TicketState.DONE)
    desk.settle()
    key(desk, Qt.Key.Key_F12)
    desk.press(Qt.Key.Key_1)
    desk.wait(desk.window.serving.pause.isVisible)
    desk.settle()
    key(desk, Qt.Key.Key_F12)
    assert desk.options[0] == "Mở lại quầy"
    desk.press(Qt.Key.Key_1)
    desk.wait(lambda: not desk.window.serving.pause.isVisible())
    desk.settle()
    key(desk, Qt.Key.Key_F12)
    desk.press(Qt.Key(int(Qt.Key.Key_1) + desk.options.index("Đóng quầy, đăng xuất")))
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.sign_in)


def test_a_call_for_help_is_seen_by_a_key(desk: Desk) -> None:
    sit_down(desk, "giang", "2")
    Clerk(desk.office, 1, 1).open()
    breaks.call_for_help(desk.office, 1, 1)
    desk.look()
    desk.wait(desk.window.serving.help.isVisible)
    key(desk, Qt.Key.Key_B, held=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: not desk.window.serving.help.isVisible())


def test_a_lead_sees_a_long_wait_with_what_helps_and_takes_care_of_it_by_a_key(desk: Desk, clock: ManualClock) -> None:
    for _ in range(3):
        take(desk.office, 8)
    clock.advance(timedelta(minutes=31))
    sit_down(desk, "giang", "1")
    desk.wait(desk.window.serving.alert.isVisible)
    assert "31" in desk.window.serving.alert.title
    key(desk, Qt.Key.Key_L, held=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: not desk.window.serving.alert.isVisible())
    with desk.office.store.read() as connection:
        assert [record.kind for record in walk(connection)].count(Event.ALERT_SEEN) == 1


def test_a_clerk_is_not_troubled_with_the_waits_of_others(desk: Desk, clock: ManualClock) -> None:
    for _ in range(3):
        take(desk.office, 8)
    clock.advance(timedelta(minutes=31))
    sit_down(desk, "binh", "1")
    desk.settle()
    assert not desk.window.serving.alert.isVisible()


def test_the_usual_counter_is_one_key_away(desk: Desk) -> None:
    sit_down(desk, "binh", "2")
    key(desk, Qt.Key.Key_F12)
    desk.press(Qt.Key(int(Qt.Key.Key_1) + desk.options.index("Đóng quầy, đăng xuất")))
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.sign_in)
    desk.window.sign_in.choose("binh")
    QTest.keyClicks(desk.window.sign_in, PIN)
    key(desk, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.counters)
    key(desk, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.pages.currentWidget() is desk.window.serving)
    desk.settle()


@pytest.fixture
def forty(qtbot: QtBot) -> CounterPage:
    """Open a desk of a branch with forty counters."""
    page = CounterPage(Theme.desk(), Texts("vi", resources.texts("vi"), resources.texts("vi")))
    one = Counter(1, 1, LocalText("Quầy"), {1: 0})
    qtbot.addWidget(page)
    page.show()
    page.show_counters("An", [replace(one, id=100 + number, number=number) for number in range(1, 41)])
    return page


def test_any_of_forty_counters_is_on_a_page(forty: CounterPage) -> None:
    seen = []
    for page in range(5):
        forty._turn(page)
        seen += [key.counter_id for key in forty.keys if key.isVisible()]
    assert seen == list(range(101, 141))


@pytest.mark.parametrize(("typed", "picks"), [("5", [105]), ("12", [112]), ("40", [140]), ("99", [109]), ("0", [])])
def test_any_of_forty_counters_is_picked_by_its_number(forty: CounterPage, typed: str, picks: list[int]) -> None:
    """99 is no counter: the last figure begins anew."""
    picked: list[int] = []
    forty.picked.connect(picked.append)
    QTest.keyClicks(forty, typed)
    assert picked[-1:] == picks


def test_a_number_that_could_go_on_waits_for_enter(forty: CounterPage) -> None:
    picked: list[int] = []
    forty.picked.connect(picked.append)
    QTest.keyClicks(forty, "1")
    assert picked == []
    QTest.keyClick(forty.keys[0], Qt.Key.Key_Return)
    assert picked == [101]


def test_the_keyboard_goes_to_no_key_that_nobody_meant(desk: Desk) -> None:
    """While an act is under way all keys but one are disabled: Enter afterwards must not press that one."""
    sit_down(desk, "binh", "2")
    take(desk.office)
    desk.look()
    desk.window.serving.acts.keys[Act.NEXT].setFocus(Qt.FocusReason.TabFocusReason)
    key(desk, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.serving.current.number.text == "A001")
    desk.settle()
    key(desk, Qt.Key.Key_Return, Qt.Key.Key_Space)
    assert not desk.window.flow.is_open
