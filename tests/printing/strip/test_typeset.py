"""Check that text is measured before it is drawn."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.strip.typeset import Weight, fill, fit_lines, text_line, wrap

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyẫễộựÁẦĐ ,.-/0123456789", max_size=160)


@settings(max_examples=60, deadline=None)
@given(VIETNAMESE, st.integers(120, 560))
def test_no_line_is_wider_than_the_paper_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = wrap(text, Weight.BOLD, 28, width)
    assert all(each.width <= width + 0.01 for each in lines)
    printed = "".join(run.text for each in lines for run in each.runs)
    assert "".join(printed.split()) == "".join(text.split())


def test_a_last_word_does_not_stand_alone() -> None:
    text = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con"
    lines = wrap(text, Weight.BOLD, 32, 528)
    assert len(lines) == 2
    assert min(each.width for each in lines) > 0.6 * max(each.width for each in lines)


def test_a_paragraph_fills_its_lines_and_leaves_no_short_last_one() -> None:
    text = "Căn cước hoặc hộ chiếu còn hạn sử dụng của người yêu cầu"
    first, last = fill(text, Weight.REGULAR, 24, 488)
    assert first.width > 0.8 * 488 > last.width > 0.25 * 488
    short = "Cơ quan thực hiện: danh mục không nêu tên cơ quan"
    first, last = fill(short, Weight.REGULAR, 24, 528)
    assert last.width > 0.4 * 528, "two words would stand alone"


def test_a_bound_pair_stays_together() -> None:
    bound = wrap("Xác nhận tình trạng hôn\u00a0nhân", Weight.BOLD, 40, 300)
    assert any("hôn\u00a0nhân" in run.text for each in bound for run in each.runs)


@pytest.mark.parametrize("width", range(300, 560, 20))
def test_no_line_ends_within_a_vietnamese_word(width: int) -> None:
    text = "Theo danh mục ngày 10/06/2026. Danh mục không nêu mức thu, mời hỏi cán bộ tại quầy (giấy tờ)."
    lines = ["".join(run.text for run in each.runs) for each in wrap(text, Weight.REGULAR, 24, width)]
    pairs = [f"{one.split()[-1]} {other.split()[0]}".lower() for one, other in pairwise(lines)]
    assert not {"danh mục", "mức thu,", "cán bộ", "(giấy tờ)."} & set(pairs)


def test_text_gets_smaller_before_it_gets_more_lines() -> None:
    text = "Trung tâm Phục vụ hành chính công"
    assert [each.size for each in fit_lines(text, Weight.REGULAR, (40, 30, 22), 400)] == [22]
    assert len(fit_lines(text, Weight.REGULAR, (40, 30, 22), 120)) > 1


def test_a_decomposed_name_is_composed() -> None:
    assert text_line("e\u0302\u0301", Weight.REGULAR, 20).runs == text_line("ế", Weight.REGULAR, 20).runs


def test_khmer_breaks_at_its_zero_width_spaces_and_prints_none() -> None:
    lines = wrap("សូម\u200bរង់ចាំ\u200bជិត\u200bក្តារ\u200bហៅ\u200bលេខ", Weight.REGULAR, 30, 160)
    assert len(lines) > 1
    assert all(each.width <= 160 for each in lines)
    assert all("\u200b" not in run.text for each in lines for run in each.runs)


def test_a_khmer_word_without_breaks_is_cut_between_clusters() -> None:
    lines = wrap("ស្កេនកូដដើម្បីតាមដាន", Weight.REGULAR, 30, 90)
    assert len(lines) > 1
    assert all(each.width <= 90 for each in lines)


@pytest.mark.parametrize("weight", Weight)
def test_scripts_are_set_in_their_own_fonts(weight: Weight) -> None:
    fonts = [run.font for run in text_line("Quầy 1 ឬ 2", weight, 30).runs]
    assert fonts == [f"NotoSans-{weight.value}", f"NotoSansKhmer-{weight.value}", f"NotoSans-{weight.value}"]
