"""Check text on screen: plain, with whole marks, without a single last word; and clocks that do not jump."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import resources
from kiosk.domain.language.text import Texts
from ui.theme import Role, Theme
from ui.widgets import Text, TimeLabel
from ui.widgets.drawing import paint
from ui.widgets.drawing.paint import Style, TextBlock, balanced, extent, fitted
from ui.widgets.moments import date_words, span


def style(theme: Theme, role: Role = Role.BODY) -> Style:
    return Style(theme.font(role), theme.line_height(role), theme.font(role, 700))


def first_inked_row(image: QImage) -> int:
    for y in range(image.height()):
        if any(image.pixelColor(x, y).lightness() < 128 for x in range(image.width())):
            return y
    return image.height()


@pytest.mark.parametrize("role", [Role.SMALL, Role.BODY, Role.LABEL, Role.TITLE, Role.DISPLAY])
def test_capitals_with_two_marks_are_not_cut(qtbot: QtBot, role: Role) -> None:
    label = Text(Theme(), role, "ẦẤỄỔ", wrap=False)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    room = QImage(label.width(), label.height() + 100, QImage.Format.Format_ARGB32)
    room.fill(QColor("white"))
    painter = QPainter(room)
    block = TextBlock("ẦẤỄỔ", style(Theme(), role))
    block.draw(painter, QRectF(0, 50, label.width(), block.height), QColor("black"))
    painter.end()
    above = 50 - first_inked_row(room)  # what rises above the block itself
    assert above <= label.sizeHint().height() - block.height + 0.5


def test_markup_is_shown_as_it_is(qtbot: QtBot) -> None:
    theme = Theme()
    raw = Text(theme, Role.BODY, "<b>An</b> & <img src=x>", wrap=False)
    qtbot.addWidget(raw)
    assert raw.accessibleName() == "<b>An</b> & <img src=x>"
    bare = Text(theme, Role.BODY, "An", wrap=False)
    qtbot.addWidget(bare)
    assert raw.sizeHint().width() > 4 * bare.sizeHint().width()


def test_a_paragraph_gets_the_height_of_its_lines(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    text = Text(Theme(), Role.BODY, "Trước Ông/Bà còn 18 người. Ông/Bà có muốn lấy số không? " * 2)
    column.addWidget(text)
    column.addStretch(1)
    page.resize(420, 800)
    page.show()
    assert text.height() >= text.heightForWidth(text.width())
    assert text.heightForWidth(420) > text.heightForWidth(1600)


def test_a_long_text_does_not_widen_the_window(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page).addWidget(Text(Theme(), Role.BODY, "một câu rất dài " * 40))
    assert page.minimumSizeHint().width() < 200


def test_no_single_last_word_on_a_line(qtbot: QtBot) -> None:
    theme = Theme()
    sentence = "Mời Ông/Bà nhận phiếu ở khe ngay bên dưới máy"
    whole = TextBlock(sentence, style(theme)).width
    block = TextBlock(sentence, style(theme), whole - 5)
    last = block._layout.lineAt(block.lines - 1)
    words = block._layout.text()[last.textStart() : last.textStart() + last.textLength()].replace("\u00a0", " ").split()
    assert block.lines == 2
    assert len(words) >= 2


def test_a_label_that_does_not_fit_breaks_and_then_shrinks(qtbot: QtBot) -> None:
    theme = Theme()
    one = fitted("Trợ cấp xã hội", style(theme), 1000, 100)
    two = fitted("Trợ cấp xã hội", style(theme), one.width * 0.7, 100)
    small = fitted("Trợ cấp xã hội cho người có công với cách mạng", style(theme), one.width * 0.7, 80)
    assert (one.lines, two.lines) == (1, 2)
    assert small._style.font.pixelSize() < two._style.font.pixelSize()


def test_bold_is_a_part_of_the_sentence_only(qtbot: QtBot) -> None:
    theme = Theme()
    plain = TextBlock("Còn 24 giây", style(theme))
    part = TextBlock("Còn 24 giây", style(theme), bold="24 giây")
    none = TextBlock("Còn 24 giây", style(theme), bold="99")
    assert part.width > plain.width == none.width


def test_a_steady_clock_keeps_its_width(qtbot: QtBot) -> None:
    clock = TimeLabel(Theme.desk(), Role.DISPLAY, steady=True)
    qtbot.addWidget(clock)
    widths = set()
    for text in ("11:11", "00:00", "18:24", "09:57"):
        clock.set_text(text)
        widths.add(clock.sizeHint().width())
    assert len(widths) == 1


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "00:00"), (42, "00:42"), (375, "06:15"), (3599, "59:59"), (3975, "1:06:15"), (-9, "00:00")],
)
def test_spans_read_as_minutes_and_seconds(seconds: int, shown: str) -> None:
    assert span(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Thứ Sáu, 20/11/2026"), ("en", "Friday, 20/11/2026"), ("km", "ថ្ងៃសុក្រ, 20/11/2026")]
)
def test_dates_read_in_the_language(language: str, words: str) -> None:
    texts = Texts(language, resources.texts(language), resources.texts("vi"))
    day = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
    assert date_words(texts, day) == words
    assert date_words(texts, day, year=False) == words.removesuffix("/2026")


def test_a_right_aligned_text_ends_at_the_right(qtbot: QtBot) -> None:
    label = Text(Theme(), Role.BODY, "IIII", align=Qt.AlignmentFlag.AlignRight, wrap=False)
    qtbot.addWidget(label)
    label.resize(400, 60)
    image = label.grab().toImage()
    inked = [x for x in range(400) if any(image.pixelColor(x, y).lightness() < 100 for y in range(60))]
    assert min(inked) > 300


def test_the_icon_of_a_centred_text_stands_before_its_first_line(qtbot: QtBot) -> None:
    centre, sentence = Qt.AlignmentFlag.AlignHCenter, "Cần giúp? Mời hỏi cán bộ ở bàn hướng dẫn."
    label = Text(Theme(), Role.BODY, sentence, align=centre, icon="hand-helping")
    qtbot.addWidget(label)
    label.resize(round(label.sizeHint().width() * 0.85), 400)
    label.resize(label.width(), label.heightForWidth(label.width()))
    image = label.grab().toImage()
    inked = [x for x in range(image.width()) for y in range(image.height() // 2) if image.pixelColor(x, y).black() > 99]
    columns = sorted(set(inked))
    assert label.line_edges()[1:]
    assert max(after - before for before, after in pairwise(columns)) < 40  # no hole between icon and words


@pytest.mark.parametrize("words", ["អត្តសញ្ញាណប័ណ្ណ", "ទីលំនៅ និងបញ្ចូលលេខ", "ỄẦM gypj"])
@pytest.mark.parametrize("width", [None, 150.0])
def test_how_far_its_marks_reach_is_what_is_drawn(qtbot: QtBot, words: str, width: float | None) -> None:
    """`farthest` is found at once, and no mark goes beyond it."""
    theme = Theme()
    block, image = TextBlock(words, style(theme), width), QImage(900, 500, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    block.draw(painter, QRectF(10, 100, 880, block.height), QColor("black"))
    painter.end()
    highest, lowest = first_inked_row(image) - 100, 500 - first_inked_row(image.flipped()) - 100
    assert block.reach() == pytest.approx((highest, lowest), abs=2)
    assert block.farthest()[0] <= highest + 1
    assert block.farthest()[1] >= lowest - 1


@pytest.mark.parametrize("width", [None, 90.0, 240.0])
def test_the_size_of_a_text_is_that_of_its_block(qtbot: QtBot, width: float | None) -> None:
    del qtbot
    theme = Theme(3.2)
    text = "Mời Ông/Bà quay lại đúng ngày. Cần ngay hôm nay thì mời lấy số."
    for _ in range(2):  # measured, then remembered
        found = extent(text, style(theme), width)
        block = TextBlock(text, style(theme)) if width is None else balanced(text, style(theme), width)
        assert (found.width, found.height, found.lines) == (block.width, block.height, block.lines)


def test_a_measured_text_is_not_kept() -> None:
    """Some texts are names of people: only numbers stay."""
    theme = Theme(3.2)
    extent("Nguyễn Thị Hoa", style(theme), 90.0)
    kept = [*paint._extents.items(), *paint._widest.items()]
    assert kept
    assert not any("Hoa" in str(one) for one in kept)
