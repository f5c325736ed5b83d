"""Check that what the set-up lets through has the lines on a slip that it was measured for."""

import pytest

from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.setup import text_frames
from kiosk.domain.setup.text_frames import Frames, Surface
from kiosk.program.texts import texts
from printing.strip.documents.common import INNER, SMALLEST
from printing.strip.typeset import Weight, wrap
from tests.long_names import at_limit

#: The smallest letters of services and papers, and the width beside the box of a paper.
_LARGER, _BESIDE = 24, INNER - 40
#: Syllables that stay together may need one line more, which a slip has; no word is cut.
_SEEDS, _OTHERWISE = range(60), 1


@pytest.mark.parametrize(
    ("frames", "weight", "size", "width"),
    [
        (text_frames.NAME, Weight.BOLD, SMALLEST, INNER),
        (text_frames.PLACE, Weight.BOLD, SMALLEST, INNER),
        (text_frames.SLOGAN, Weight.REGULAR, SMALLEST, INNER),
        (text_frames.SERVICE, Weight.BOLD, _LARGER, INNER),
        (text_frames.NOTE, Weight.BOLD, SMALLEST, INNER),
        (text_frames.PAPER, Weight.REGULAR, _LARGER, _BESIDE),
    ],
    ids=["name", "place", "slogan", "service", "note", "paper"],
)
def test_the_longest_texts_have_their_lines(frames: Frames, weight: Weight, size: int, width: int) -> None:
    on_slip = tuple(one for one in frames if one.surface is Surface.SLIP)
    lines = on_slip[0].lines
    found = []
    for seed in _SEEDS:
        text = at_limit(on_slip, seed)
        found.append(len(wrap(text.upper() if on_slip[0].capitals else text, weight, size, width)))
    assert sum(one > lines for one in found) <= _OTHERWISE
    assert found.count(lines) > len(found) / 2, "the measure is not smaller than it has to be"


def test_an_address_has_one_line_more_for_what_it_is() -> None:
    for seed in _SEEDS:
        address = texts(VIETNAMESE).say("feedback.post", value=at_limit(text_frames.ADDRESS, seed))
        assert len(wrap(address, Weight.REGULAR, SMALLEST, INNER)) <= 4
