"""Check that text stands on its baseline after Khmer signs that are raised or lowered."""

import re

import resources
from printing.strip.drawing import StripDrawing
from printing.strip.typeset import Weight, text_line

WORDS = "ស្ថាប័ន\u200bរក\u200bមើល\u200bដោយ\u200bខ្លួនឯង"


def rises(*words: str) -> list[str]:
    """Return each rise that a drawing of these lines sets, in order."""
    drawing = StripDrawing("", "")
    for each in words:
        drawing.text(text_line(each, Weight.REGULAR, 24), 0)
    return [found.decode() for found in re.findall(rb"(\S+) Ts", drawing.pdf())]


def test_the_letters_after_a_raised_sign_stand_on_the_line_again() -> None:
    assert rises(WORDS)[-1] == "0"
    assert rises(WORDS, "Giấy tờ")[-1] == "0"


def test_every_khmer_sentence_ends_on_its_line() -> None:
    sentences = [text for text in resources.texts("km").values() if "\n" not in text]
    assert [text for text in sentences if rises(text)[-1:] not in ([], ["0"])] == []
