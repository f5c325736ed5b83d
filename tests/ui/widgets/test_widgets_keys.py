"""Check the states of keys: what they do and how they look, by finger, mouse and keyboard."""

import gc
import weakref

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPainter, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.domain.people.rating import Level
from tests.patience import PATIENCE_MS
from tests.ui.touching import until
from ui.theme import Step, Theme
from ui.widgets import FaceKey, FieldKey, HeroKey, Key, Kind, MarkKey, RowKey, Tile
from ui.widgets.focus import FocusRing


class Presses:
    """Count clicks."""

    def __init__(self) -> None:
        self.count = 0

    def add(self) -> None:
        self.count += 1


def shown(qtbot: QtBot, key: Key, width: int = 320, height: int = 98) -> Presses:
    qtbot.addWidget(key)
    key.resize(width, height)
    presses = Presses()
    key.clicked.connect(presses.add)
    key.show()
    return presses


def colours(key: QWidget) -> set[str]:
    image = key.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(image.height())}


def test_a_touch_presses_a_key(qtbot: QtBot) -> None:
    key = Key(Theme(), Kind.MAIN, "Lấy số")
    presses = shown(qtbot, key)
    device = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    assert isinstance(device, QPointingDevice)
    spot = QPoint(40, 40)
    QTest.touchEvent(key, device).press(0, spot, key).commit()
    assert key.isDown()
    QTest.touchEvent(key, device).release(0, spot, key).commit()
    assert presses.count == 1


@pytest.mark.parametrize("button", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_keyboard_presses_a_key(qtbot: QtBot, button: Qt.Key) -> None:
    key = Key(Theme(), text="Quay lại")
    presses = shown(qtbot, key)
    QTest.keyClick(key, button)
    assert presses.count == 1


def test_a_busy_key_takes_no_second_touch(qtbot: QtBot) -> None:
    key = Key(Theme(reduced_motion=True), Kind.MAIN, "Lấy số")
    presses = shown(qtbot, key)
    key.set_busy(True, "Đang lấy số")
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    QTest.keyClick(key, Qt.Key.Key_Return)
    assert presses.count == 0
    assert Theme().c.main.name() in colours(key)
    key.set_busy(False, "Lấy số")
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert presses.count == 1


def test_a_busy_key_stops_turning_when_nobody_sees_it(qtbot: QtBot) -> None:
    key = Key(Theme(), Kind.MAIN, "Lấy số")
    shown(qtbot, key)
    key.set_busy(True)
    assert key._timer != 0
    key.hide()
    assert key._timer == 0


def test_a_disabled_key_is_flat_and_still_readable(qtbot: QtBot) -> None:
    theme = Theme()
    key = Key(theme, Kind.MAIN, "Lấy số")
    presses = shown(qtbot, key)
    key.setEnabled(False)
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert presses.count == 0
    seen = colours(key)
    assert theme.c.sand.name() in seen
    assert theme.c.ink_soft.name() in seen
    assert theme.c.main_edge.name() not in seen


def test_a_pressed_key_sits_on_its_edge(qtbot: QtBot) -> None:
    theme = Theme(reduced_motion=True)
    key = Key(theme, Kind.MAIN, "Lấy số")
    shown(qtbot, key)
    assert theme.c.main_edge.name() in colours(key)
    key.setDown(True)
    seen = colours(key)
    assert theme.c.main_pressed.name() in seen
    assert theme.c.main_edge.name() not in seen


@pytest.mark.parametrize("high", [False, True])
def test_a_choice_is_marked_by_more_than_its_colour(qtbot: QtBot, high: bool) -> None:
    theme = Theme(high_contrast=high)
    key = Key(theme, Kind.CHOICE, "")
    shown(qtbot, key)
    mark = theme.c.chosen_mark
    middle = key.rect().adjusted(60, 20, -60, -20)

    def marks() -> int:
        image = key.grab(middle).toImage()
        return sum(image.pixelColor(x, y) == mark for x in range(image.width()) for y in range(image.height()))

    assert marks() == 0
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert key.isChecked()
    assert marks() > 30


def test_rings_appear_for_the_keyboard_and_not_for_a_finger(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(40, 40, 40, 40)
    key, other = Key(Theme(), text="Quay lại"), Key(Theme(), text="Trang đầu")
    column.addWidget(key)
    column.addWidget(other)
    window.show()
    window.activateWindow()
    until(qtbot, window.isActiveWindow)
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert window.findChild(FocusRing) is None
    other.setFocus(Qt.FocusReason.TabFocusReason)
    ring = window.findChild(FocusRing)
    assert ring is not None
    assert ring.isVisible()
    assert ring.geometry().contains(other.geometry())
    image = window.grab().toImage()
    edge = image.pixelColor(other.geometry().center().x(), other.geometry().top() - 7)
    assert edge == Theme().c.ink
    other.clearFocus()
    assert not ring.isVisible()


def test_what_a_key_says_is_plain_text(qtbot: QtBot) -> None:
    plain, rich = Key(Theme(), text="<b>A & B</b>"), Key(Theme(), text="A & B")
    for key in (plain, rich):
        shown(qtbot, key, 500)
    assert plain.accessibleName() == "<b>A & B</b>"
    assert plain.grab().toImage() != rich.grab().toImage()
    assert plain.sizeHint().width() > rich.sizeHint().width()


def test_a_long_label_stays_inside_its_key(qtbot: QtBot) -> None:
    theme = Theme(step=Step.XXL)
    key = Key(theme, text="Xác nhận tình trạng hôn nhân để kết hôn ở nước ngoài")
    shown(qtbot, key, 300, 140)
    image = key.grab().toImage()
    inner = {image.pixelColor(x, y).name() for y in (30, 60, 90) for x in (8, 291)}
    assert inner == {"#ffffff"}


def test_a_shortcut_presses_the_key_and_is_shown(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    key = Key(Theme.desk(), text="Xong", shortcut="F8", parent=window)
    presses = Presses()
    key.clicked.connect(presses.add)
    window.show()
    window.activateWindow()
    until(qtbot, window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert presses.count == 1
    key.set_busy(True)
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert presses.count == 1


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("high", [False, True])
def test_every_large_key_paints_in_every_setting(qtbot: QtBot, step: Step, high: bool) -> None:
    theme = Theme(step=step, high_contrast=high)
    keys: list[Key] = [
        Tile(theme, "Tra cứu hồ sơ", second="Đã giải quyết đến đâu", icon="id-card"),
        HeroKey(theme, "Lấy số thứ tự", second="Chọn việc, nhận phiếu", third="31 người đang chờ", icon="ticket"),
        RowKey(theme, "Đăng ký khai sinh", facts=(("users", "3 người chờ"), ("clock", "10–20 phút"))),
        MarkKey(theme, "Ưu tiên người cao tuổi", second="Cán bộ sẽ kiểm tra", icon="heart-handshake"),
        FieldKey(theme, "Hộ tịch", icon="users-round"),
        FaceKey(theme, Level.SATISFIED, "Hài lòng"),
    ]
    for key in keys:
        qtbot.addWidget(key)
        key.resize(key.sizeHint())
        key.setChecked(key.isCheckable())
        image = key.grab().toImage()
        ink = theme.c.on_main if key.kind is Kind.MAIN else theme.c.ink
        assert any(
            image.pixelColor(x, y) == QColor(ink) for x in range(0, image.width(), 2) for y in range(image.height())
        ), type(key).__name__
        assert key.accessibleName()


def test_every_key_is_large_enough_to_touch() -> None:
    theme = Theme()
    least = theme.mm(20)
    for key in (Key(theme, text="A"), Tile(theme, "A", icon="check"), RowKey(theme, "A"), MarkKey(theme, "A")):
        assert key.sizeHint().height() >= least
        assert key.minimumSizeHint().height() >= least


def test_a_dropped_page_of_keys_is_collected(qtbot: QtBot) -> None:
    page = QWidget()
    seen = weakref.ref(page)
    key = Key(Theme(), text="Xong", parent=page)
    page.show()
    key.setFocus(Qt.FocusReason.TabFocusReason)
    page.deleteLater()
    del page, key
    until(qtbot, lambda: (gc.collect(), seen() is None)[1])


def test_a_touch_that_slides_off_presses_nothing(qtbot: QtBot) -> None:
    key = Key(Theme(), text="Quay lại")
    presses = shown(qtbot, key)
    QTest.mousePress(key, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseRelease(key, Qt.MouseButton.LeftButton, pos=QPointF(20, 400).toPoint())
    assert presses.count == 0


def test_a_press_from_outside_is_let_go_again(qtbot: QtBot) -> None:
    """Assistive programs press for a moment, by a timer of Qt's own."""
    key = Key(Theme(), text="Lấy số")
    qtbot.addWidget(key)
    with qtbot.waitSignal(key.clicked, timeout=PATIENCE_MS):
        key.animateClick()
    assert not key.isDown()


def test_a_choice_that_others_make_does_not_make_itself(qtbot: QtBot) -> None:
    key = Key(Theme(), Kind.CHOICE, "Hộ tịch")
    qtbot.addWidget(key)
    key.click()
    assert key.isChecked()
    key.toggles = False
    key.click()
    assert key.isChecked()


def test_arrows_are_left_to_the_window(qtbot: QtBot) -> None:
    """Qt's own would jump about in the button group."""
    over = QWidget()
    qtbot.addWidget(over)
    first, second = (Key(Theme(), text=name, parent=over) for name in ("một", "hai"))
    group = QButtonGroup(over)
    for place, key in enumerate((first, second)):
        key.setGeometry(0, 100 * place, 200, 90)
        group.addButton(key)
    over.resize(200, 200)
    over.show()
    over.activateWindow()
    first.setFocus()
    until(qtbot, first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert first.hasFocus()


class CountedKey(Key):
    """Count how often it was drawn."""

    drawn = 0

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        self.drawn += 1
        super().paint_content(painter, face)


def test_a_key_is_drawn_once_until_something_on_it_is_new(qtbot: QtBot) -> None:
    key = CountedKey(Theme(reduced_motion=True), text="Hộ tịch", icon="users")
    shown(qtbot, key)
    before = [key.grab().toImage() for _ in range(3)]
    assert key.drawn == 1
    assert before[0] == before[2]
    key.set_text("Đất đai")
    after = key.grab().toImage()
    assert key.drawn == 2
    assert after != before[0]
    key.setDown(True)
    pressed = key.grab().toImage()
    key.setDown(False)
    assert pressed != after == key.grab().toImage()
    assert key.drawn == 3


@pytest.mark.parametrize("change", ["enabled", "busy", "size", "icon"])
def test_a_key_shows_each_state_as_if_it_were_new(qtbot: QtBot, change: str) -> None:
    def changed(key: Key) -> Key:
        match change:
            case "enabled":
                key.setEnabled(False)
            case "busy":
                key.set_busy(True)
            case "size":
                key.resize(key.width() + 40, key.height())
            case _:
                key.set_icon("printer")
        return key

    drawn_before, fresh = (Key(Theme(reduced_motion=True), text="Lấy số", icon="users") for _ in range(2))
    for key in (drawn_before, fresh):
        shown(qtbot, key)
    plain = drawn_before.grab().toImage()
    found = changed(drawn_before).grab().toImage()
    assert plain != found == changed(fresh).grab().toImage()


def test_an_icon_above_words_of_two_lines_keeps_off_the_outline(qtbot: QtBot) -> None:
    theme = Theme(step=Step.XXL, high_contrast=True)
    key = Key(theme, Kind.CHOICE, "Tương phản", icon="contrast", stacked=True)
    key.setChecked(True)
    shown(qtbot, key, 234, 177)
    image, outline = key.grab().toImage(), round(theme.m.outline) + 1
    below = {image.pixelColor(x, y).name() for x in range(40, 194) for y in (outline, outline + 1)}
    foot = round(key.height() - key.edge_depth()) - outline - 1
    above = {image.pixelColor(x, foot).name() for x in range(40, 194)}
    assert len(below) == len(above) == 1


@pytest.mark.parametrize("height", [60, 70, 98])
@pytest.mark.parametrize("words", ["ទីលំនៅ អត្តសញ្ញាណប័ណ្ណ", "Đất đai, môi trường gỗ", "gypj"])
def test_no_mark_of_a_letter_lies_on_the_outline_of_its_key(qtbot: QtBot, words: str, height: int) -> None:
    """In high contrast, ink and outline have one colour: between them is a row that has neither."""
    theme = Theme(step=Step.XXL, high_contrast=True, language="km")
    for key in (Key(theme, text=words), FieldKey(theme, words, icon="users"), MarkKey(theme, words)):
        shown(qtbot, key, 420, height)
        image, line = key.grab().toImage(), round(theme.m.outline)
        bottom = height - round(key.edge_depth()) - line - 1
        words_only = range(theme.mm(10 + 16.4 + 2), 420 - round(theme.m.radius_key) - 2)  # beside the mark
        for y in (line, bottom):
            assert all(image.pixelColor(x, y).lightness() < 128 for x in words_only)
