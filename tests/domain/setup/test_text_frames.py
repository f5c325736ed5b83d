"""Check which names are too long for the place where they are shown, by how much, and in which words."""

import pytest

from kiosk.domain.setup import text_frames
from kiosk.domain.setup.text_frames import Frames, too_long
from kiosk.program.texts import texts
from tests.long_names import at_limit

FRAMES: dict[str, Frames] = {
    name: frames for name, frames in vars(text_frames).items() if name.isupper() and not name.startswith("_")
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_over_is_counted_in_letters(name: str, language: str) -> None:
    for seed in range(20):
        fitting = at_limit(FRAMES[name], seed, language)
        assert too_long(fitting, FRAMES[name]) is None
        frame, longer = FRAMES[name][0], f"{fitting} {fitting}"
        over = frame.letters_over(longer)
        assert frame.holds(longer[:-over])
        assert not frame.holds(longer[: len(longer) - over + 1])


@pytest.mark.parametrize("surface", text_frames.Surface)
def test_the_sentence_says_where_and_how_much_and_what_cures_it(surface: text_frames.Surface) -> None:
    frames = next((one,) for frames in FRAMES.values() for one in frames if one.surface is surface)
    message = too_long(at_limit(frames, 1) + " thêm", frames)
    assert message is not None
    assert message.key == f"setup.problem.long_on_{surface}"
    for language in ("vi", "en"):
        words = texts(language).message(message)
        assert str(message.args["lines"]) in words
        assert ("ngắn hơn" if language == "vi" else "shorter") in words
    assert str(message.args["count"]) in texts("vi").message(message)


def test_narrow_letters_count_less_than_wide_ones() -> None:
    assert too_long("i" * 30 + " " + "i" * 30, text_frames.FIELD) is None
    assert too_long("m" * 15 + " " + "m" * 15, text_frames.FIELD) is not None


def test_the_tightest_place_is_named() -> None:
    message = too_long("Đăng ký " * 40, text_frames.SERVICE)
    assert message is not None
    assert message.key == "setup.problem.long_on_kiosk"


def test_khmer_without_a_place_to_break_is_measured_as_one_word() -> None:
    word = "អត្រានុកូលដ្ឋាន"
    assert too_long(word, text_frames.FIELD) is None
    assert too_long(word * 3, text_frames.FIELD) is not None
    assert too_long("\u200b".join([word] * 2), text_frames.FIELD) is None
