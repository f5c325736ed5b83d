"""Describe a citizen's rating of a visit: three levels, and reasons by the criteria of the decree.

Nghị định 61/2018/NĐ-CP, Điều 31 names nine criteria. A citizen is asked about those that a counter visit can show. The
dates answer the others; the agency itself answers 5, 8 and 9.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: The decree of the criteria. It is stored with every rating, to tell a later decree apart.
CRITERIA_SOURCE: Final = "61/2018/NĐ-CP"
#: The most characters of a remark.
REMARK_LIMIT: Final = 200


class Level(StrEnum):
    """List three levels, always shown with a face and words; none is preset."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"


class RatingReason(StrEnum):
    """List what was not satisfying; asked only after `NOT_SATISFIED`."""

    WAITED_LONG = "waited_long"
    MANNER = "manner"
    UNCLEAR = "unclear"
    EXTRA_PAPERS = "extra_papers"
    MANY_PLACES = "many_places"


#: Maps each reason to the numbers of its criteria in Điều 31.
CRITERIA: Mapping[RatingReason, tuple[int, ...]] = MappingProxyType(
    {
        RatingReason.WAITED_LONG: (1, 2),
        RatingReason.EXTRA_PAPERS: (3,),
        RatingReason.MANY_PLACES: (4,),
        RatingReason.UNCLEAR: (6,),
        RatingReason.MANNER: (7,),
    }
)


@dataclass(frozen=True, slots=True)
class Rating:
    """Hold one rating of one ticket: anonymous, given once, never changed.

    `remark` is the citizen's words on one line. It may name people, so no repr shows it.

    Raises:
        ValueError: reasons or a remark come with another level, or the remark has control characters or is too long.
    """

    level: Level
    reasons: tuple[RatingReason, ...] = ()
    remark: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if (self.reasons or self.remark) and self.level is not Level.NOT_SATISFIED:
            raise ValueError("reasons and remarks belong to 'not satisfied' only")
        if len(self.remark) > REMARK_LIMIT or not self.remark.isprintable():
            raise ValueError("a remark is one line of printable characters")
