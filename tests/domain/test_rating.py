"""Check what a rating may hold."""

import pytest

from kiosk.domain.people.rating import CRITERIA, REMARK_LIMIT, Level, Rating, RatingReason


@pytest.mark.parametrize("level", [Level.VERY_SATISFIED, Level.SATISFIED])
def test_reasons_and_remarks_belong_to_the_third_level(level: Level) -> None:
    with pytest.raises(ValueError, match="not satisfied"):
        Rating(level, (RatingReason.MANNER,))
    with pytest.raises(ValueError, match="not satisfied"):
        Rating(level, remark="chậm")


@pytest.mark.parametrize("remark", ["a" * (REMARK_LIMIT + 1), "hai\ndòng", "chuông\x07", "ẩn\u202e"])
def test_a_remark_is_one_short_line_without_control_characters(remark: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        Rating(Level.NOT_SATISFIED, remark=remark)


def test_a_remark_stands_in_no_repr() -> None:
    assert "Lan" not in repr(Rating(Level.NOT_SATISFIED, (), "Cô Lan"))


def test_every_reason_is_one_of_the_decrees_criteria_that_a_citizen_fills_in() -> None:
    assert set(CRITERIA) == set(RatingReason)
    assert sorted(number for numbers in CRITERIA.values() for number in numbers) == [1, 2, 3, 4, 6, 7]
