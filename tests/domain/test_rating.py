"""Check what a rating may hold."""

from datetime import date

import pytest

from kiosk.domain.people.rating import (
    CONTENTS,
    REMARK_LIMIT,
    USUAL_CONTENTS,
    Level,
    Rating,
    RatingReason,
    contents_on,
)


@pytest.mark.parametrize("level", [Level.VERY_SATISFIED, Level.SATISFIED, Level.NEUTRAL])
def test_reasons_and_remarks_belong_to_the_low_levels(level: Level) -> None:
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


def test_every_usual_reason_is_one_of_the_decrees_contents() -> None:
    assert set(USUAL_CONTENTS) == set(RatingReason)
    assert {letter for letters in USUAL_CONTENTS.values() for letter in letters} <= set(CONTENTS[-1].letters)


def test_the_rules_of_2018_are_off_and_those_of_a_day_are_found() -> None:
    assert contents_on(date(2026, 11, 20)).source == "118/2025/NĐ-CP"
    assert len(contents_on(date(2026, 11, 20)).letters) == 9
    assert "61/2018/NĐ-CP" not in {one.source for one in CONTENTS}
