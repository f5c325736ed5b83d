"""Compare the table of letter widths with the shipped fonts: letter by letter, and as a screen joins them."""

import re

import pytest

import resources
from kiosk.domain.language.letter_widths import WIDTHS
from kiosk.domain.language.letters import Typeface, lines_of, width_of
from tests.domain.font_widths import FONTS, measured, shaped

PLAIN = re.compile("[\\w .,?]+")
KHMER_WORD = re.compile("[\u1780-\u17ff\u200c\u200d]+")


@pytest.mark.parametrize("name", FONTS)
def test_the_widths_are_those_of_the_font(name: str) -> None:
    assert [int(one) for one in WIDTHS[name].split()] == measured(name)


@pytest.mark.parametrize("face", Typeface)
def test_a_sentence_is_as_wide_as_its_letters_stand_within_three_percent(face: Typeface) -> None:
    """A screen moves pairs of letters such as *AV* together, and a few apart."""
    for sentence in resources.texts("vi").values():
        wide = shaped(sentence, face.value[0]) / 1000
        if wide > 6 and PLAIN.fullmatch(sentence):
            assert width_of(sentence, face) == pytest.approx(wide, rel=0.03), sentence


@pytest.mark.parametrize("face", [Typeface.SCREEN, Typeface.SCREEN_BOLD])
def test_khmer_words_are_as_wide_as_they_are_joined(face: Typeface) -> None:
    words = {word for sentence in resources.texts("km").values() for word in KHMER_WORD.findall(sentence)}
    assert len(words) > 500
    for word in words:
        assert width_of(word, face) == pytest.approx(shaped(word, face.value[1]) / 1000, rel=0.01, abs=0.05), word


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Hộ tịch", 100, 1),
        ("Hộ tịch", 2, 2),
        ("một hai ba bốn", 4, 2),
        ("chứng\u200bthực", 4, 2),
        ("Ông/Bà", 1, 1),
        ("", 1, 1),
    ],
    ids=["one line", "two words", "four words", "a place to break", "a wide word", "nothing"],
)
def test_lines_end_at_spaces_and_places_to_break(text: str, width: float, lines: int) -> None:
    assert lines_of(text, Typeface.SCREEN, width)[0] == lines


def test_the_same_letters_in_another_form_are_as_wide() -> None:
    assert width_of("Ho\u0323\u0302", Typeface.PAPER) == width_of("Hộ", Typeface.PAPER)


def test_the_last_two_of_many_words_count_as_one() -> None:
    assert lines_of("một hai ba", Typeface.SCREEN, 9)[1] == width_of("một", Typeface.SCREEN)
    assert lines_of("một hai ba bốn", Typeface.SCREEN, 9)[1] == width_of("ba bốn", Typeface.SCREEN)
