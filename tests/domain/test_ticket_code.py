"""Check ticket codes: only the branch makes them, and typing mistakes are found or accepted."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.domain.queue.ticket_code import ALPHABET, CodeProblem, TicketCode, make_code, parse_code, spaced

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
BRANCH = "H99.99"
CODE = make_code(KEY, BRANCH, "A", 46, date(2026, 11, 24))
CODES = st.builds(
    make_code,
    st.just(KEY),
    st.just(BRANCH),
    st.sampled_from("ABCDEFGHJKMNPQRSTVWXYZ"),
    st.integers(1, 99_999),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
#: The one pair of characters with the same value modulo 31.
ALIKE = {"0", "Z"}


@given(CODES)
def test_a_code_is_read_as_what_it_was_made_from(code: TicketCode) -> None:
    again = parse_code(code.compact)
    assert again == code
    assert code.matches(KEY, BRANCH)


@given(CODES)
def test_what_is_printed_in_groups_of_four_is_read_too(code: TicketCode) -> None:
    assert parse_code(spaced(code.compact)) == code
    assert all(len(group) <= 4 for group in spaced(code.compact).split())


@given(CODES)
def test_any_one_wrong_character_is_noticed(code: TicketCode) -> None:
    text = code.compact
    for place, right in enumerate(text):
        for wrong in ALPHABET:
            if wrong != right and {wrong, right} != ALIKE:
                assert isinstance(parse_code(text[:place] + wrong + text[place + 1 :]), CodeProblem), (place, wrong)


@given(CODES)
def test_any_two_neighbours_swapped_are_noticed(code: TicketCode) -> None:
    text = code.compact
    for place, (first, second) in enumerate(pairwise(text)):
        if first != second and {first, second} != ALIKE:
            swapped = text[:place] + second + first + text[place + 2 :]
            assert isinstance(parse_code(swapped), CodeProblem), (place, first, second)


@pytest.mark.parametrize("change", [str.lower, spaced, "-".join, lambda text: f"  {text}\n"])
def test_spaces_dashes_and_small_letters_are_forgiven(change: object) -> None:
    assert callable(change)
    assert parse_code(change(CODE.compact)) == CODE


@given(CODES)
def test_letters_that_look_like_digits_are_forgiven_after_the_first(code: TicketCode) -> None:
    text = code.compact
    typed = text[0] + text[1:].replace("0", "O").replace("1", "I").replace("V", "U")
    assert parse_code(typed) == code
    assert parse_code(text[0] + text[1:].replace("1", "l")) == code


@given(CODES)
def test_another_key_or_branch_did_not_make_it(code: TicketCode) -> None:
    # Twenty bits: one key in a million fits by chance, and none of these does (the examples are the same each run).
    assert not code.matches(OTHER_KEY, BRANCH)
    assert not code.matches(KEY, "H99.98")


def test_the_neighbours_code_cannot_be_worked_out() -> None:
    macs = {make_code(KEY, BRANCH, "A", number, date(2026, 11, 24)).mac for number in range(1, 200)}
    assert len(macs) > 195


@pytest.mark.parametrize(
    "text",
    ["", "A", "A046", "095190000017", "https://example.invalid/x", "A04626112", CODE.compact + CODE.compact, "Ạ" * 15],
)
def test_what_is_no_code_is_called_so(text: str) -> None:
    assert parse_code(text) is CodeProblem.NOT_A_CODE


def test_a_date_that_does_not_exist_is_mistyped() -> None:
    impossible = TicketCode("A", 46, date(2026, 2, 28), "7K2Q").compact.replace("260228", "260230")
    problems = {parse_code(impossible[:-1] + check) for check in ALPHABET}
    assert problems == {CodeProblem.MISTYPED}


@given(st.text(max_size=30))
@example("A" + "٤" * 14)
@example("ß" * 15)
@example("A046261124" + "²" * 5)
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(parse_code(text), TicketCode | CodeProblem)
