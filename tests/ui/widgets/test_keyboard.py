"""Check the on-screen keyboard by touch: what its keys type, their sizes, and the field that shows it."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from kiosk.domain.language.composition import Method
from tests.ui.touching import touch
from ui.theme import Step, Theme
from ui.widgets import InputField, Key, Keyboard, KeyWords
from ui.widgets.input.key_plans import PLANS

NAMES = {Method.TELEX: "Telex", Method.VNI: "VNI", Method.LATIN: "ABC", Method.KHMER: "ខ្មែរ"}
WORDS = KeyWords("dấu cách", "Chữ hoa", "Chữ số", NAMES, "Chạm để gõ kiểu {name}")
VIETNAMESE = (Method.TELEX, Method.VNI)
KHMER = (Method.KHMER, Method.LATIN)


class Heard(list[str]):
    """Record the values of a signal."""

    def take(self, value: str) -> None:
        self.append(value)

    def note(self) -> None:
        self.append("once")


def keyboard(qtbot: QtBot, offered: tuple[Method, ...] = VIETNAMESE, theme: Theme | None = None) -> Keyboard:
    board = Keyboard(theme or Theme(), "Xóa một chữ", words=WORDS, act="Tìm")
    qtbot.addWidget(board)
    board.set_methods(offered[0], offered)
    board.resize(984, board.sizeHint().height())
    board.show()
    return board


def keys_of(board: Keyboard) -> dict[str, Key]:
    return {key.accessibleName(): key for key in board.findChildren(Key) if key.isVisible()}


def test_it_types_letters_figures_marks_and_one_capital(qtbot: QtBot) -> None:
    board, heard = keyboard(qtbot), Heard()
    board.typed.connect(heard.take)
    for name in ("q", "7", "Chữ hoa"):
        touch(keys_of(board)[name])
    touch(keys_of(board)["A"])
    for name in ("a", "dấu cách", ",", ".", "Chữ hoa"):
        touch(keys_of(board)[name])
    touch(keys_of(board)["?"])
    assert heard == ["q", "7", "A", "a", " ", ",", ".", "?"]


def test_the_layout_key_shows_how_one_types_and_asks_for_the_other(qtbot: QtBot) -> None:
    board, asked = keyboard(qtbot), Heard()
    board.switched.connect(asked.take)
    assert board.method.label == "Telex"
    touch(board.method)
    assert asked == [Method.VNI]
    board.set_methods(Method.VNI, VIETNAMESE)
    assert (board.method.label, board.method.accessibleDescription()) == ("VNI", "Chạm để gõ kiểu Telex")
    assert not keyboard(qtbot, (Method.LATIN,)).method.isVisible()


def test_khmer_has_every_letter_and_goes_back_to_latin(qtbot: QtBot) -> None:
    board, heard = keyboard(qtbot, KHMER), Heard()
    board.typed.connect(heard.take)
    shown = set(board.letters)
    touch(board.shift)
    shown |= set(board.letters)
    consonants = {chr(code) for code in range(0x1780, 0x17A3)} - {"\u179d", "\u179e"}  # two are of Sanskrit only
    signs = {chr(code) for code in range(0x17B6, 0x17CA)} | {"\u17cd", "\u17d0", "\u17d2"}
    assert consonants | signs <= shown
    board.release_shift()
    for letter in "ខ្មែរ":
        if letter not in board.letters:
            touch(board.shift)
        touch(board.letters[letter])
    assert "".join(heard) == "ខ្មែរ"
    board.set_methods(Method.LATIN, KHMER)
    assert "q" in board.letters
    assert board.method.label == "ABC"


@pytest.mark.parametrize("offered", [VIETNAMESE, KHMER])
def test_in_layers_it_has_a_row_less_and_the_same_keys(qtbot: QtBot, offered: tuple[Method, ...]) -> None:
    whole, heard = keyboard(qtbot, offered), Heard()
    everything = set(whole.letters) | {",", "។" if offered is KHMER else "."}
    touch(whole.shift)
    everything |= set(whole.letters)
    board = Keyboard(Theme(), "Xóa một chữ", words=WORDS, act="Tìm", is_layered=True)
    qtbot.addWidget(board)
    board.set_methods(offered[0], offered)
    board.resize(984, board.sizeHint().height())
    board.show()
    assert board.minimumSizeHint().height() < whole.minimumSizeHint().height()
    board.typed.connect(heard.take)
    shown = set(board.letters)
    touch(board.shift)
    shown |= set(board.letters)
    assert board.figures is not None
    touch(board.figures)
    shown |= set(board.letters)
    assert shown == everything
    touch(board.letters[","])
    touch(board.letters[","])
    assert heard == [",", ","]
    board.release_shift()
    assert "," not in board.letters


def test_codes_are_figures_and_capitals_and_nothing_else(qtbot: QtBot) -> None:
    board, heard, entered = Keyboard(Theme(), "Xóa một chữ"), Heard(), Heard()
    qtbot.addWidget(board)
    board.resize(984, board.sizeHint().height())
    board.show()
    board.typed.connect(heard.take)
    board.accepted.connect(entered.note)
    assert len(keys_of(board)) == 10 + 26 + 1
    touch(board.letters["A"])
    QTest.keyClicks(board, "b7")
    QTest.keyClick(board, Qt.Key.Key_Return)
    assert (heard, entered) == (["A", "B", "7"], ["once"])
    with pytest.raises(ValueError, match="one way"):
        board.set_methods(Method.TELEX, VIETNAMESE)


def test_a_real_keyboard_types_too_whatever_key_has_the_focus(qtbot: QtBot) -> None:
    board, heard, erased = keyboard(qtbot), Heard(), Heard()
    board.typed.connect(heard.take)
    board.erase.clicked.connect(erased.note)
    QTest.keyClicks(board.letters["x"], "aQ b")
    QTest.keyClick(board.letters["x"], Qt.Key.Key_Backspace)
    QTest.keyClick(board.letters["x"], Qt.Key.Key_Escape)
    assert (heard, erased) == (["a", "Q", " ", "b"], ["once"])


@pytest.mark.parametrize("step", [Step.M, Step.XXL])
@pytest.mark.parametrize("offered", [VIETNAMESE, KHMER, (Method.LATIN,)], ids=["vi", "km", "en"])
@pytest.mark.parametrize(("unit", "share"), [(3.2, 1.0), (3.03, 0.89)], ids=["wide", "square"])
def test_at_its_least_width_every_key_can_still_be_met(
    qtbot: QtBot, unit: float, share: float, offered: tuple[Method, ...], step: Step
) -> None:
    """15 mm and 3 mm apart as a ruler measures them; a square panel shrinks the look to `share`."""
    board = keyboard(qtbot, offered, Theme(unit, step))
    board.resize(board.minimumSizeHint())
    ruler = unit / share
    edge = board.act.edge_depth()
    places = {name: QRect(key.mapTo(board, QPoint()), key.size()) for name, key in keys_of(board).items()}
    for name, at in places.items():
        assert min(at.width(), at.height() - edge) / ruler >= (20 if name == "Tìm" else 15), name
        assert board.rect().contains(at), name
    for (one, first), (other, second) in combinations(places.items(), 2):
        across = max(first.left(), second.left()) - min(first.right(), second.right()) - 1
        down = max(first.top(), second.top()) - min(first.bottom(), second.bottom()) - 1
        assert max(across, down) / ruler >= 2.9, (one, other)


def test_every_key_has_a_name_a_role_and_its_place_in_the_order(qtbot: QtBot) -> None:
    board = keyboard(qtbot)
    keys = [key for key in board.findChildren(Key) if key.isVisible()]
    for key in keys:
        found = QAccessible.queryAccessibleInterface(key)
        assert found.role() == QAccessible.Role.Button
        assert found.text(QAccessible.Text.Name)
    order = [board.letters["1"]]
    while len(order) < len(keys):
        following = order[-1].nextInFocusChain()
        if isinstance(following, Key) and following.isVisible():
            order.append(following)
    read = sorted(keys, key=lambda key: (round(key.y() / 20), key.x()))
    assert [key.accessibleName() for key in order] == [key.accessibleName() for key in read]


def test_no_field_of_qt_takes_part(qtbot: QtBot) -> None:
    """So there is no input method, no clipboard and no context menu to leave by."""
    board, field = keyboard(qtbot), InputField(Theme(), "Tìm việc", caret=True)
    qtbot.addWidget(field)
    for widget in (board, field, *board.findChildren(Key)):
        assert not widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        assert not isinstance(widget, QLineEdit)


def test_the_caret_stands_behind_the_last_letter(qtbot: QtBot) -> None:
    theme = Theme()

    def caret(text: str, lines: int = 1) -> QPoint:
        plain, marked = (InputField(theme, "Tìm", caret=shown, lines=lines) for shown in (False, True))
        pictures = []
        for field in (plain, marked):
            qtbot.addWidget(field)
            field.resize(QSize(600, 200 if lines > 1 else field.height()))
            field.set_text(text)
            pictures.append(field.grab().toImage())
        first, second = pictures
        spots = [
            QPoint(x, y)
            for x in range(first.width())
            for y in range(0, first.height(), 3)
            if first.pixelColor(x, y) != second.pixelColor(x, y)
        ]
        return spots[0]

    assert caret("").x() < caret("a").x() < caret("ab").x() < caret("ab ").x()
    long = "một hai ba bốn năm sáu bảy tám chín mười mười một"
    assert caret(long, 3).y() > caret("một", 3).y() + theme.mm(8)


def test_of_a_text_that_is_too_long_the_last_lines_are_shown(qtbot: QtBot) -> None:
    field, other = InputField(Theme(), "", lines=2), InputField(Theme(), "", lines=2)
    for one, text in ((field, "chữ " * 60 + "cuối"), (other, "chữ " * 60 + "hết")):
        qtbot.addWidget(one)
        one.resize(QSize(400, 110))
        one.set_text(text)
    assert field.grab().toImage() != other.grab().toImage()
    assert field.accessibleDescription().endswith("cuối")


def test_a_plan_that_is_wider_than_its_panel_has_shorter_rows_with_every_key_in_its_order(qtbot: QtBot) -> None:
    plan = PLANS[Method.KHMER]
    narrow = plan.narrowed(10)
    assert max(len(row) for row in narrow.rows) == narrow.columns == 10
    assert [key for row in narrow.rows for key in row] == [key for row in plan.rows for key in row]
    assert [key for row in narrow.shifted for key in row] == [key for row in plan.shifted for key in row]
    assert len(narrow.rows[-1]) <= narrow.columns - 2  # shift and the key that erases stand beside them
