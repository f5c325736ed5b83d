"""Check lockdown: keys, clicks, drops and the window manager never leave the window; the staff exit does."""

import ast
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.domain.orders import StaffAct, StationState
from kiosk.domain.program_status import BranchCommit
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import locked_down, notice, page, seconds, words_on
from tests.ui.touching import _device, touch, until, until_screen
from ui.kiosk.five_keys import EVENT_KEYS
from ui.kiosk.lockdown import Lockdown
from ui.kiosk.screens.staff import StaffPage, StaffSignInPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen
from ui.visit.staff import ChooseStaff, StaffState
from ui.widgets.keys import Key

ROOT = Path(__file__).resolve().parents[3]
STAFF_SCREENS = {Screen.STAFF_SIGN_IN, Screen.STAFF, Screen.OUT_OF_SERVICE}
CTRL, ALT, META = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
)


@pytest.fixture
def window(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from locked_down(qtbot, branch)


def lockdown_of(window: KioskWindow) -> Lockdown:
    found = window.findChild(Lockdown)
    assert found is not None
    return found


def handle_of(window: KioskWindow) -> QWindow:
    handle = window.windowHandle()
    assert handle is not None
    return handle


def corners(window: KioskWindow) -> list[QPoint]:
    right, bottom = window.width() - 3, window.height() - 3
    return [QPoint(3, 3), QPoint(right, 3), QPoint(right, bottom), QPoint(3, bottom), QPoint(3, 3)]


def tap(window: KioskWindow, *places: QPoint) -> None:
    """Send a touch to the platform window, as the touch panel does."""
    handle = handle_of(window)
    for place in places:
        QTest.touchEvent(handle, _device()).press(0, place, handle).commit()
        QTest.touchEvent(handle, _device()).release(0, place, handle).commit()


def sign_in(qtbot: QtBot, window: KioskWindow, pin: str = world.PIN) -> None:
    tap(window, *corners(window))
    until_screen(qtbot, window, Screen.STAFF_SIGN_IN)
    until(qtbot, lambda: bool(window.visit.of(StaffState).known))
    touch(page(window, StaffSignInPage).names["hoa"])
    keys = {key.label: key for key in page(window, StaffSignInPage).pad.findChildren(Key)}
    for figure in pin:
        touch(keys[figure])
    touch(page(window, StaffSignInPage).enter)


def test_the_window_manager_cannot_close_it(window: KioskWindow) -> None:
    """Alt+F4, a cross, the task bar: all of them come as this event."""
    QApplication.sendEvent(handle_of(window), QCloseEvent())
    assert not window.close()
    assert window.isVisible()


def test_it_is_frameless_on_top_and_shows_no_arrow(window: KioskWindow) -> None:
    flags = window.windowFlags()
    assert flags & Qt.WindowType.FramelessWindowHint
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert window.cursor().shape() == Qt.CursorShape.BlankCursor
    assert window.isVisible()


@pytest.mark.parametrize("modifier", [CTRL, ALT, META, CTRL | ALT], ids=["ctrl", "alt", "meta", "ctrl+alt"])
def test_key_combinations_do_nothing(window: KioskWindow, modifier: Qt.KeyboardModifier) -> None:
    before = window.visit
    for key in (*range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1), Qt.Key.Key_Delete.value, Qt.Key.Key_Tab.value):
        QTest.keyClick(handle_of(window), Qt.Key(key), modifier)
    assert window.visit == before
    assert window.isVisible()


def test_function_keys_menu_and_print_do_nothing(window: KioskWindow) -> None:
    before = window.visit
    functions = [Qt.Key(key) for key in range(Qt.Key.Key_F2.value, Qt.Key.Key_F35.value)]
    for key in (*functions, Qt.Key.Key_Menu, Qt.Key.Key_Print, Qt.Key.Key_SysReq):
        if key not in EVENT_KEYS and key is not Qt.Key.Key_F10:
            QTest.keyClick(handle_of(window), key)
    assert window.visit == before


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton], ids=["right", "middle"])
def test_other_buttons_of_a_mouse_do_nothing(window: KioskWindow, button: Qt.MouseButton) -> None:
    hero = page(window, StartPage).hero
    QTest.mouseClick(
        handle_of(window), button, Qt.KeyboardModifier.NoModifier, hero.mapTo(window, hero.rect().center())
    )
    assert window.visit.screen is Screen.START
    assert QApplication.activePopupWidget() is None


def test_a_drop_and_a_wheel_are_refused(window: KioskWindow) -> None:
    data = QMimeData()
    data.setText("anything")
    drag = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    drag.ignore()
    QApplication.sendEvent(handle_of(window), drag)
    assert not drag.isAccepted()
    assert lockdown_of(window).eventFilter(handle_of(window), QEvent(QEvent.Type.Wheel))
    assert lockdown_of(window).eventFilter(handle_of(window), QEvent(QEvent.Type.ContextMenu))


def test_two_fingers_press_one_key_and_a_long_press_opens_no_menu(qtbot: QtBot, window: KioskWindow) -> None:
    handle, start = handle_of(window), page(window, StartPage)
    tile = start.tiles.tiles["rate"]
    first = tile.mapTo(window, tile.rect().center())
    second = start.hero.mapTo(window, start.hero.rect().center())
    QTest.touchEvent(handle, _device()).press(0, first, handle).press(1, second, handle).commit()
    QTest.qWait(900)
    assert QApplication.activePopupWidget() is None
    QTest.touchEvent(handle, _device()).release(0, first, handle).release(1, second, handle).commit()
    assert window.visit.screen in (Screen.RATE_CODE, Screen.CHOOSE)


def test_the_gesture_and_a_right_pin_open_the_staff_sheet(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    sign_in(qtbot, window)
    until_screen(qtbot, window, Screen.STAFF)
    assert "Chào Lê Thị Hoa" in words_on(window)
    assert window.visit.of(StaffState).pin == ""


def test_safety_10_the_pad_types_what_a_password_may_hold(
    qtbot: QtBot, window: KioskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven layers of ten keys: figures, letters, capitals, signs; a sent password shows the figures again."""
    monkeypatch.setattr(world, "PIN", "Lua-chin7")
    tap(window, *corners(window))
    until_screen(qtbot, window, Screen.STAFF_SIGN_IN)
    until(qtbot, lambda: bool(window.visit.of(StaffState).known))
    staff_page = page(window, StaffSignInPage)
    touch(staff_page.names["hoa"])
    for character in world.PIN:
        while character not in {key.label for key in staff_page.pad.findChildren(Key)}:
            touch(staff_page.pad.layers)
        touch(next(key for key in staff_page.pad.findChildren(Key) if key.label == character))
    assert window.visit.of(StaffState).pin == world.PIN
    touch(staff_page.enter)
    assert staff_page.pad.layers.label == "abc"
    until_screen(qtbot, window, Screen.STAFF)


def test_a_wrong_pin_is_told_and_opens_nothing(qtbot: QtBot, window: KioskWindow) -> None:
    sign_in(qtbot, window, "0000")
    until(qtbot, lambda: window.visit.notice is not None)
    assert "chưa đúng" in notice(window)
    assert (window.visit.screen, window.visit.of(StaffState).pin) == (Screen.STAFF_SIGN_IN, "")


def test_the_gesture_by_keyboard_and_the_pin_too(qtbot: QtBot, window: KioskWindow) -> None:
    for _ in range(5):
        QTest.keyClick(handle_of(window), Qt.Key.Key_F10)
    until_screen(qtbot, window, Screen.STAFF_SIGN_IN)
    until(qtbot, lambda: bool(window.visit.of(StaffState).known))
    window.happen(ChooseStaff("nam"))
    for figure in world.PIN:
        QTest.keyClick(page(window, StaffSignInPage), Qt.Key(ord(figure)))
    QTest.keyClick(page(window, StaffSignInPage), Qt.Key.Key_Return)
    until_screen(qtbot, window, Screen.STAFF)


def test_out_of_service_and_back(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    sign_in(qtbot, window)
    until_screen(qtbot, window, Screen.STAFF)
    assert StaffAct.BRING_BACK not in page(window, StaffPage).acts
    touch(page(window, StaffPage).acts[StaffAct.TAKE_OUT])
    until_screen(qtbot, window, Screen.OUT_OF_SERVICE)
    assert "Máy này tạm ngừng phục vụ" in words_on(window)
    window.scan(world.card())
    until(qtbot, lambda: window.visit.notice is not None)
    assert branch.issued == {}
    seconds(window, 70)
    assert window.visit.screen is Screen.OUT_OF_SERVICE
    sign_in(qtbot, window)
    until_screen(qtbot, window, Screen.STAFF)
    touch(page(window, StaffPage).acts[StaffAct.BRING_BACK])
    until_screen(qtbot, window, Screen.START)
    assert branch.acts == [(2, StaffAct.TAKE_OUT), (2, StaffAct.BRING_BACK)]


@pytest.mark.parametrize("act", [StaffAct.LEAVE, StaffAct.RESTART])
def test_leaving_is_on_record_before_the_window_may_close(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, act: StaffAct
) -> None:
    told: list[object] = []
    lockdown_of(window).parted.connect(told.append)
    sign_in(qtbot, window)
    until_screen(qtbot, window, Screen.STAFF)
    branch.gate.clear()
    touch(page(window, StaffPage).acts[act])
    assert not window.close()
    branch.gate.set()
    until(qtbot, lambda: bool(told))
    assert (told, branch.acts) == ([act], [(2, act)])
    assert window.close()


def test_nobody_at_the_staff_sheet_closes_it(qtbot: QtBot, window: KioskWindow) -> None:
    sign_in(qtbot, window)
    until_screen(qtbot, window, Screen.STAFF)
    seconds(window, 60)
    assert (window.visit.screen, window.visit.of(StaffState).person) == (Screen.START, None)


def test_without_its_database_the_kiosk_says_that_no_pin_can_be_checked(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.down = RuntimeError("the database is away")
    tap(window, *corners(window))
    until(qtbot, lambda: window.visit.notice is not None)
    assert "chưa trả lời" in notice(window)
    assert window.visit.screen is Screen.STAFF_SIGN_IN


def test_a_monkey_finds_no_way_out(qtbot: QtBot, window: KioskWindow) -> None:
    """Random touches, keys and mouse events, corners and staff gesture included, while the clock moves on."""
    chance, handle = random.Random(7), handle_of(window)
    keys = [key for key in Qt.Key if key is not Qt.Key.Key_F10]
    modifiers = [Qt.KeyboardModifier.NoModifier, CTRL, ALT, META]
    for _ in range(600):
        place = QPoint(chance.randrange(window.width()), chance.randrange(window.height()))
        match chance.randrange(5):
            case 0 | 1:
                tap(window, place)
            case 2:
                tap(window, chance.choice(corners(window)))
            case 3:
                QTest.keyClick(handle, chance.choice(keys), chance.choice(modifiers))
            case _:
                button = chance.choice([Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
                QTest.mouseClick(handle, button, Qt.KeyboardModifier.NoModifier, place)
        QApplication.sendEvent(handle, QCloseEvent())
        assert window.visit.screen not in STAFF_SCREENS
        assert window.isVisible()


def test_no_screen_opens_a_dialog_or_a_menu() -> None:
    """A window of the system would have its own close button. The file dialogue is no window: it stands in a sheet."""
    banned = {
        "QDialog",
        "QFileDialog",
        "QMessageBox",
        "QInputDialog",
        "QColorDialog",
        "QFontDialog",
        "QMenu",
        "QMenuBar",
    }
    files = [file for file in (ROOT / "ui").rglob("*.py") if file != ROOT / "ui" / "manager" / "file_sheet.py"]
    assert len(files) > 100
    for file in files:
        names = {one.id for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(one, ast.Name)}
        assert not names & banned, file


def test_a_manager_locks_the_kiosk_with_words_after_the_visit_in_progress(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    touch(page(window, StartPage).hero)
    until_screen(qtbot, window, Screen.CHOOSE)
    branch.station_state = StationState(is_out=True, out_text="Đang sửa máy in.")
    window.told(BranchCommit())
    until(qtbot, lambda: window.visit.now is not None and window.visit.now.station.is_out)
    assert window.visit.screen is Screen.CHOOSE
    seconds(window, 120)
    until_screen(qtbot, window, Screen.OUT_OF_SERVICE)
    assert "Đang sửa máy in." in words_on(window)
    branch.station_state = StationState()
    window.told(BranchCommit())
    until_screen(qtbot, window, Screen.START)


def test_a_restart_that_a_manager_ordered_waits_for_the_citizen_and_comes_once(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    told: list[object] = []
    lockdown_of(window).parted.connect(told.append)
    touch(page(window, StartPage).hero)
    until_screen(qtbot, window, Screen.CHOOSE)
    branch.station_state = StationState(restarts=1)
    window.told(BranchCommit())
    until(qtbot, lambda: window.visit.now is not None and window.visit.now.station.restarts == 1)
    assert told == []
    seconds(window, 120)
    until_screen(qtbot, window, Screen.START)
    assert told[:1] == [StaffAct.RESTART]
    assert window.close()


def test_a_sentence_of_today_stands_on_the_start(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.station_state = StationState(notices=("Chiều nay nghỉ từ 15:30.",))
    window.told(BranchCommit())
    until(qtbot, lambda: "Chiều nay nghỉ từ 15:30." in words_on(window))
    branch.station_state = StationState()
    window.told(BranchCommit())
    until(qtbot, lambda: "Chiều nay nghỉ từ 15:30." not in words_on(window))
