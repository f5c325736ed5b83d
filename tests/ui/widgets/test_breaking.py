"""Check line ends. Every letter here is one wide, so a width is a number of letters."""

import pytest

from ui.widgets.drawing.breaking import ends


def broken(text: str, width: int, lines: int) -> list[str]:
    starts = ends(text, range(len(text) + 1), width, lines)
    assert starts is not None
    return [text[start:end].strip(" \u200b") for start, end in zip((0, *starts), (*starts, len(text)), strict=True)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Lấy số cho việc này", 12, ["Lấy số cho", "việc này"]),
        # between sentences and clauses
        ("Mời Ông/Bà quay lại đúng ngày. Cần ngay hôm nay thì mời lấy số.", 44,
         ["Mời Ông/Bà quay lại đúng ngày.", "Cần ngay hôm nay thì mời lấy số."]),
        ("Sau 20 giây, màn hình về trang đầu.", 24, ["Sau 20 giây,", "màn hình về trang đầu."]),
        ("No slip was printed. Your number is valid.", 30, ["No slip was printed.", "Your number is valid."]),
        # not within a word of two syllables
        ("Ưu tiên: Phụ nữ mang thai", 17, ["Ưu tiên:", "Phụ nữ mang thai"]),
        ("Xác nhận tình trạng hôn nhân", 20, ["Xác nhận", "tình trạng hôn nhân"]),
        ("Dân số, Bà mẹ - Trẻ em", 16, ["Dân số,", "Bà mẹ - Trẻ em"]),
        # no word left alone at either end of a sentence, none that hangs on the next
        ("Không thuộc diện nào, lấy số thường", 24, ["Không thuộc diện nào,", "lấy số thường"]),
        ("Chọn việc, nhận phiếu có số và quầy", 22, ["Chọn việc, nhận phiếu", "có số và quầy"]),
        # three lines
        ("Máy đang nối lại. Số đã lấy vẫn còn. Mời Ông/Bà chờ.", 24,
         ["Máy đang nối lại.", "Số đã lấy vẫn còn.", "Mời Ông/Bà chờ."]),
        # not within an address, unless it has no room on a line
        ("Xem tại gov.\u200bvn/\u200bpakn\u00a0· a@\u200bgov.\u200bvn", 25,
         ["Xem tại gov.\u200bvn/\u200bpakn\u00a0·", "a@\u200bgov.\u200bvn"]),
        ("Xem aaaa.\u200bbbbb.\u200bcccc", 12, ["Xem aaaa.", "bbbb.\u200bcccc"]),
        # Khmer: rather between phrases than between words
        ("កកក\u200bខខខ គគគគ\u200bឃឃ\u200bងងងងង", 14, ["កកក\u200bខខខ", "គគគគ\u200bឃឃ\u200bងងងងង"]),
    ],
)  # fmt: skip
def test_lines_end_where_it_reads_best(text: str, width: int, lines: list[str]) -> None:
    assert broken(text, width, len(lines)) == lines


def test_lines_are_about_equally_long_where_nothing_else_matters() -> None:
    assert broken("aa bb cc dd ee ff", 14, 2) == ["aa bb cc", "dd ee ff"]


def test_no_line_is_wider_than_there_is_room() -> None:
    assert broken("aa. bbbb bbbb bbbb bbbb", 14, 2) == ["aa. bbbb bbbb", "bbbb bbbb"]
    assert ends("aaaaaaaaaa bb", range(14), 8, 2) is None
