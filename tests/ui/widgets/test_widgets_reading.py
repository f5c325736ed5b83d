"""Check long texts in pages: every word is on one page, no page overflows, no heading ends a page."""

from collections.abc import Iterable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.touching import touch
from ui.theme import Step, Theme
from ui.widgets.reading import Paragraph, Reading

LONG = " ".join(f"chữ{number}" for number in range(400))
MIXED = (
    Paragraph("Trường hợp thứ nhất", is_head=True),
    *(
        Paragraph(f"{number}. Giấy tờ phải nộp khi làm việc này", detail="1 bản chính", is_item=True)
        for number in range(9)
    ),
    Paragraph("Trường hợp thứ hai", is_head=True),
    Paragraph(LONG, label="Nộp trực tuyến"),
    Paragraph("Mời hỏi tại quầy", icon="info"),
)


def reading(qtbot: QtBot, width: int, height: int, step: Step = Step.M) -> Reading:
    made = Reading(Theme(2.0, step), ("Trước", "Tiếp"))
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    return made


def read_through(made: Reading, paragraphs: tuple[Paragraph, ...]) -> list[list[Paragraph]]:
    pages = []
    for page in range(made.pages):
        made.show_paragraphs(paragraphs, page)
        pages.append(list(made.shown))
    return pages


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize(("width", "height"), [(460, 700), (460, 260), (900, 300), (200, 180)])
def test_every_word_is_on_a_page_once_and_in_order(qtbot: QtBot, width: int, height: int, step: Step) -> None:
    made = reading(qtbot, width, height, step)
    made.show_paragraphs(MIXED, 0)
    parts = [part for page in read_through(made, MIXED) for part in page]
    assert words_of(parts) == words_of(MIXED)
    assert len([part for part in parts if part.detail]) == 9
    assert len([part for part in parts if part.is_item and not part.is_rest]) == 9


def words_of(parts: Iterable[Paragraph]) -> list[str]:
    return " ".join(f"{part.label} {part.text}" for part in parts).split()


def test_a_label_whose_words_have_no_room_below_it_has_a_page_to_itself(qtbot: QtBot) -> None:
    """As "Nộp tại quầy" above "20 ngày" on the smallest panel in the largest letters."""
    made = reading(qtbot, 460, 400, Step.XXL)
    one_line = made._height(Paragraph("20 ngày"))
    made.resize(460, round(one_line * 1.6) + made._pager_room() + 2 * made._theme.mm(5))
    paragraphs = Paragraph("20 ngày", label="Nộp tại quầy"), Paragraph("30 ngày", label="Nộp qua bưu điện")
    made.show_paragraphs(paragraphs, 0)
    pages = read_through(made, paragraphs)
    assert [[one.text for one in page] for page in pages] == [
        ["Nộp tại quầy"],
        ["20 ngày"],
        ["Nộp qua bưu điện"],
        ["30 ngày"],
    ]
    assert all(made._height(one) <= made._room(made.height() - made._pager_room()) for page in pages for one in page)


def test_a_page_is_no_higher_than_its_paper(qtbot: QtBot) -> None:
    made = reading(qtbot, 460, 400)
    made.show_paragraphs(MIXED, 0)
    room = made.height() - made._pager_room()
    for page in read_through(made, MIXED):
        tall = sum(made._height(one) for one in page) + made._theme.mm(5) * (len(page) - 1)
        assert tall <= room


def test_a_heading_is_never_the_last_on_its_page(qtbot: QtBot) -> None:
    for height in range(300, 700, 25):
        made = reading(qtbot, 460, height)
        made.show_paragraphs(MIXED, 0)
        assert [page[-1].text for page in read_through(made, MIXED) if page[-1].is_head] == []


def test_a_remark_is_not_alone_on_its_page(qtbot: QtBot) -> None:
    made = reading(qtbot, 460, 400)
    long = Paragraph("một đoạn rất dài " * 90)
    made.show_paragraphs([Paragraph("Mời hỏi lại tại quầy.", icon="info"), long], 0)
    assert [part.text[:3] for part in made.shown] == ["Mời", "một"]


def test_what_fits_has_no_keys_to_turn_pages(qtbot: QtBot) -> None:
    made = reading(qtbot, 460, 700)
    made.show_paragraphs(MIXED[:3], 0)
    assert made.pages == 1
    assert not made.pager.isVisible()


def test_keys_turn_the_pages_and_what_is_read_aloud_is_the_open_one(qtbot: QtBot) -> None:
    made = reading(qtbot, 460, 400)
    made.show_paragraphs(MIXED, 0)
    asked: list[int] = []
    made.turned.connect(asked.append)
    first = made._leaf.accessibleName()
    assert "0. Giấy tờ" in first
    touch(made.pager._on)
    assert asked == [1]
    made.show_paragraphs(MIXED, 1)
    assert made._leaf.accessibleName() != first
    made.show_paragraphs(MIXED, 999)
    assert made.shown[-1].text == "Mời hỏi tại quầy", "a page that is not there is the last"


def test_another_size_breaks_other_pages(qtbot: QtBot) -> None:
    made = reading(qtbot, 460, 400)
    made.show_paragraphs(MIXED, 0)
    before = made.pages
    made.resize(460, 800)
    assert made.pages < before


def test_a_text_of_one_endless_word_ends(qtbot: QtBot) -> None:
    made = reading(qtbot, 300, 200)
    made.show_paragraphs([Paragraph("Ẫ" * 3000), Paragraph("", detail="1 bản chính")], 0)
    assert made.pages >= 1
