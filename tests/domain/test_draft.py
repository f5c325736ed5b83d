"""Check typed text: keys in, letters out, never over its limit, nothing in a repr."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.language.composition import Method
from kiosk.domain.language.draft import Draft, methods

LIMIT = 40


def typed(keys: str, method: Method = Method.TELEX) -> Draft:
    draft = Draft(method=method)
    for key in keys:
        draft = draft.typed(key, LIMIT)
    return draft


def erased(keys: str, times: int = 1) -> str:
    draft = typed(keys)
    for _ in range(times):
        draft = draft.erased()
    return draft.text


def test_a_sentence_is_typed_word_by_word() -> None:
    assert typed("ddawng kys khai sinh, owr Bacj Lieeu").text == "đăng ký khai sinh, ở Bạc Liêu"
    assert typed("d9a8ng ky1 1.001193", Method.VNI).text == "đăng ký 1.001193"
    assert typed("A046 2611").text == "A046 2611"


def test_a_foreign_word_is_given_back_when_it_is_over() -> None:
    assert typed("user").text == "ủe"
    assert typed("user").settled.text == "user"
    assert typed("user ").text == "user "


@pytest.mark.parametrize(
    ("keys", "left"),
    [("tieengs", "tiến"), ("hoaf", "hò"), ("ass", "a"), ("windows", "window"), ("aa b", "â "), ("a ", "a"), ("", "")],
)
def test_erasing_takes_the_last_visible_letter(keys: str, left: str) -> None:
    assert erased(keys) == left


def test_a_word_goes_on_after_a_letter_was_erased() -> None:
    draft = typed("tieengs").erased()
    assert draft.typed("f", LIMIT).text == "tiền"
    assert typed("tieengs ").erased().typed("z", LIMIT).text == "tiêng"


def test_one_letter_too_many_gives_the_syllable_back_when_it_is_erased() -> None:
    assert typed("tieesngg").text == "tieesngg"
    assert erased("tieesngg") == "tiếng"


def test_another_method_keeps_the_text_and_types_on() -> None:
    draft = typed("tieeng").using(Method.VNI)
    assert (draft.text, draft.typed("1", LIMIT).text) == ("tiêng", "tiếng")
    assert draft.using(Method.LATIN).typed("s", LIMIT).text == "tiêngs"


def test_khmer_letters_come_as_they_are_and_a_subscript_goes_with_its_letter() -> None:
    draft = typed("ខ្មែរ", Method.KHMER)
    assert draft.text == "ខ្មែរ"
    assert draft.erased().erased().erased().text == "ខ"


def test_control_characters_are_refused() -> None:
    draft = typed("a")
    for key in ("\n", "\t", "\x1b", "\x00", "\u200b", "\u202e", ""):
        assert draft.typed(key, LIMIT) is draft


@given(st.text(st.sampled_from("aeosfwd bn1"), max_size=80))
def test_a_text_never_passes_its_limit(keys: str) -> None:
    assert len(typed(keys).text) <= LIMIT


@given(st.text(st.sampled_from("aeosfwdughint "), max_size=20))
def test_every_text_can_be_erased_to_nothing(keys: str) -> None:
    draft = typed(keys)
    for _ in range(len(keys) + 1):
        draft = draft.erased()
    assert draft.text == ""


def test_nothing_typed_stands_in_a_repr() -> None:
    assert "bi" not in repr(typed("bis maatj bis")).lower().replace("method", "")


def test_each_language_has_its_ways_of_typing() -> None:
    assert methods("vi") == (Method.TELEX, Method.VNI)
    assert methods("en") == (Method.LATIN,)
    assert methods("km") == (Method.KHMER, Method.LATIN)
