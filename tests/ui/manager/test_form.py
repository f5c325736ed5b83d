"""Check the controls of a form: each shows a value, and tells the one that a person sets by mouse or keyboard."""

from datetime import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.domain.setup.document import Span
from ui.manager.form import (
    CheckField,
    ChecksField,
    ChipField,
    ChoiceField,
    Control,
    FormRow,
    NumberField,
    Pick,
    SpansField,
    TextArea,
    TextField,
    read_span,
)
from ui.theme import Theme

MORNING, AFTERNOON = Span(time(7), time(11, 30)), Span(time(13, 30), time(17))


class Sheet(QWidget):
    """Hold one control under test, and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.column = QVBoxLayout(self)

    def hold(self, control: Control, value: object) -> None:
        while self.column.count():
            item = self.column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        self.told.clear()
        control.show_value(value)
        control.changed.connect(self.told.append)
        self.column.addWidget(control)
        control.show()
        assert self.told == [], "what is shown is not told"


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    return Theme.desk()


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    held = Sheet()
    qtbot.addWidget(held)
    held.show()
    held.activateWindow()
    return held


def put(widget: QWidget, text: str) -> None:
    """Type a text as an input method does, which knows letters with marks."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def write(widget: QWidget, text: str) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    put(widget, text)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def test_a_text_is_told_when_it_is_finished_and_escape_gives_it_up(sheet: Sheet, theme: Theme) -> None:
    field = TextField(theme)
    sheet.hold(field, "Khai sinh")
    field.entry.selectAll()
    write(field.entry, "  Đăng ký   khai sinh ")
    assert sheet.told == ["Đăng ký khai sinh"]
    put(field.entry, "xx")
    QTest.keyClick(field.entry, Qt.Key.Key_Escape)
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    assert len(sheet.told) == 1


def test_a_number_is_stepped_typed_and_kept_in_its_limits(sheet: Sheet, theme: Theme) -> None:
    field = NumberField(theme, low=1, high=30, unit="{count} phút")
    sheet.hold(field, 29)
    assert field.entry.text() == "29 phút"
    field.more.click()
    assert (sheet.told, field.more.isEnabled()) == ([30], False)
    QTest.keyClick(field.entry, Qt.Key.Key_Down)
    field.entry.selectAll()
    write(field.entry, "400")
    field.entry.selectAll()
    write(field.entry, "abc")
    assert sheet.told == [30, 29, 30]
    assert field.entry.text() == "30 phút", "what is no number is not kept"


def test_a_number_may_be_none_where_there_are_words_for_it(sheet: Sheet, theme: Theme) -> None:
    field = NumberField(theme, low=1, high=99, none="Không giới hạn")
    sheet.hold(field, 1)
    field.less.click()
    field.more.click()
    field.entry.selectAll()
    QTest.keyClick(field.entry, Qt.Key.Key_Delete)
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    assert sheet.told == [None, 1, None]
    assert field.entry.text() == "Không giới hạn"


def test_one_of_a_few_stays_chosen(sheet: Sheet, theme: Theme) -> None:
    field = ChoiceField(theme, [Pick(1, "một"), Pick(2, "hai")])
    sheet.hold(field, 1)
    field.keys[0].click()
    QTest.keyClick(field.keys[1], Qt.Key.Key_Space)
    assert (sheet.told, field.words(2)) == ([2], "hai")
    assert [key.isChecked() for key in field.keys] == [False, True]


def test_several_of_many_keep_their_order_and_their_least_number(sheet: Sheet, theme: Theme) -> None:
    field = ChecksField(theme, [Pick("vi", "Việt"), Pick("en", "Anh"), Pick("km", "Khmer")], least=1)
    sheet.hold(field, ("km",))
    field.keys[0].click()
    field.keys[2].click()
    field.keys[0].click()
    assert sheet.told == [("vi", "km"), ("vi",)]
    assert field.keys[0].isChecked(), "the last one stays"


def test_a_check_box_tells_its_state(sheet: Sheet, theme: Theme) -> None:
    field = CheckField(theme, "Có nhận", "Không")
    sheet.hold(field, True)
    QTest.mouseClick(field.key, Qt.MouseButton.LeftButton)
    QTest.keyClick(field.key, Qt.Key.Key_Return)
    assert (sheet.told, field.words(False)) == ([False, True], "Không")


def test_chips_are_added_and_taken_away(sheet: Sheet, theme: Theme) -> None:
    field = ChipField(theme, "thêm…", "Bỏ {text}")
    sheet.hold(field, ("khai sinh",))
    write(field.input, "giấy sinh")
    write(field.input, "khai sinh")
    put(field.input, "làm khai sinh,")
    field.chips[0].click()
    QTest.keyClick(field.input, Qt.Key.Key_Backspace)
    assert sheet.told == [
        ("khai sinh", "giấy sinh"),
        ("khai sinh", "giấy sinh", "làm khai sinh"),
        ("giấy sinh", "làm khai sinh"),
        ("giấy sinh",),
    ]
    assert field.chips[0].accessibleName() == "Bỏ giấy sinh"


@pytest.mark.parametrize("text", ["07:00-11:30", "7:00–11:30", "7h - 11h30", "7 đến 11.30", " 7g–11g30 "])
def test_a_span_is_read_as_people_write_it(text: str) -> None:
    assert read_span(text) == MORNING


@pytest.mark.parametrize("text", ["", "sáng", "25:00-26:00", "7:00", "07:75-11:00"])
def test_what_is_no_span_is_not_read(text: str) -> None:
    assert read_span(text) is None


def test_spans_are_added_changed_and_taken_away(sheet: Sheet, theme: Theme) -> None:
    field = SpansField(theme, "Nghỉ", "Thêm giờ")
    sheet.hold(field, ())
    field.add.click()
    field.add.click()
    assert sheet.told == [(MORNING,), (MORNING, AFTERNOON)]
    field.entries[1].selectAll()
    write(field.entries[1], "13h30-16h")
    assert sheet.told[2:] == [(MORNING, Span(time(13, 30), time(16)))]
    field.entries[0].selectAll()
    QTest.keyClick(field.entries[0], Qt.Key.Key_Delete)
    QTest.keyClick(field.entries[0], Qt.Key.Key_Return)
    assert sheet.told[3:] == [(Span(time(13, 30), time(16)),)]
    assert field.words(()) == "Nghỉ"


def test_lines_are_told_when_the_focus_leaves(sheet: Sheet, theme: Theme) -> None:
    field = TextArea(theme, "Lý do")
    sheet.hold(field, "")
    typed: list[str] = []
    field.typing.connect(typed.append)
    field.lines.setFocus()
    put(field.lines, "Họp")
    field.lines.clearFocus()
    assert (typed[-1], sheet.told) == ("Họp", ["Họp"])


def test_a_text_that_is_being_typed_is_forgotten_by_clear(sheet: Sheet, theme: Theme) -> None:
    field = TextArea(theme, "Lý do")
    sheet.hold(field, "")
    field.lines.setFocus()
    put(field.lines, "Họp")
    field.clear()
    assert field.text == ""


def test_an_eager_field_tells_its_text_in_a_pause_of_typing(qtbot: QtBot, sheet: Sheet, theme: Theme) -> None:
    field = TextField(theme, eager=True)
    sheet.hold(field, "Khai")
    field.entry.setFocus()
    with qtbot.waitSignal(field.changed):
        field.entry.setText("Khai sinh")
        field.entry.textEdited.emit("Khai sinh")
    assert sheet.told == ["Khai sinh"]
    for unfinished in ("Khai sinh ", ""):
        field.entry.setText(unfinished)
        field._tell_pause()
    assert sheet.told == ["Khai sinh"]


def test_a_row_says_a_problem_before_the_value_in_force_and_help_last(qtbot: QtBot, theme: Theme) -> None:
    row = FormRow(theme, "Tên", TextField(theme), "Người dân đọc tên này.")
    qtbot.addWidget(row)
    assert row.note.text == "Người dân đọc tên này."
    row.show_state(used="Đang dùng: Khai sinh")
    assert row.note.text == "Đang dùng: Khai sinh"
    row.show_state(used="Đang dùng: Khai sinh", problem="Tên không được để trống.")
    assert row.note.text == "Tên không được để trống."
    row.show_state()
    assert row.note.text == "Người dân đọc tên này."
