"""Check the digits of a personal number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.people.personal_number import PROVINCES, NumberProblem, PersonalNumber, parse_number
from kiosk.domain.people.scan import Sex


def parsed(text: str) -> PersonalNumber:
    number = parse_number(text)
    assert isinstance(number, PersonalNumber)
    return number


@pytest.mark.parametrize(
    ("text", "sex", "year"),
    [
        ("095090000017", Sex.MALE, 1990),
        ("095190000017", Sex.FEMALE, 1990),
        ("096224000025", Sex.MALE, 2024),
        ("001312000001", Sex.FEMALE, 2012),
        ("079000000001", Sex.MALE, 1900),
        ("079399000001", Sex.FEMALE, 2099),
    ],
)
def test_century_digit_says_sex_and_year(text: str, sex: Sex, year: int) -> None:
    number = parsed(text)
    assert (number.sex, number.birth_year) == (sex, year)


def test_all_63_provinces_of_before_the_mergers_are_known() -> None:
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 63
    assert list(PROVINCES) == sorted(PROVINCES)
    for code, name in PROVINCES.items():
        number = parsed(f"{code}190000017")
        assert (number.province, number.place_is_known, number.registered_abroad) == (name, True, False)
    assert PROVINCES["095"] == "Bạc Liêu"
    assert PROVINCES["096"] == "Cà Mau"


@pytest.mark.parametrize("code", ["101", "102", "337", "999"])
def test_a_birth_registered_abroad_is_accepted(code: str) -> None:
    number = parsed(f"{code}190000017")
    assert number.registered_abroad
    assert number.place_is_known
    assert number.province is None


@pytest.mark.parametrize("code", ["000", "003", "097", "100"])
def test_a_place_nobody_has_is_told(code: str) -> None:
    assert not parsed(f"{code}190000017").place_is_known


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NumberProblem.NOT_DIGITS),
        ("09519000001X", NumberProblem.NOT_DIGITS),
        ("٠٩٥١٩٠٠٠٠٠١٧", NumberProblem.NOT_DIGITS),
        ("-95190000017", NumberProblem.NOT_DIGITS),
        ("380123456", NumberProblem.WRONG_LENGTH),
        ("0951900000170", NumberProblem.WRONG_LENGTH),
        ("095490000017", NumberProblem.CENTURY_TO_COME),
        ("095990000017", NumberProblem.CENTURY_TO_COME),
    ],
)
def test_what_is_wrong_has_a_name(text: str, problem: NumberProblem) -> None:
    assert parse_number(text) is problem


def test_spaces_of_a_typed_number_are_forgiven() -> None:
    assert parsed(" 095 190 000 017 ").digits == "095190000017"


def test_nothing_personal_is_in_its_repr() -> None:
    assert repr(parsed("095190000017")) == "PersonalNumber()"


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(parse_number(text), PersonalNumber | NumberProblem)
