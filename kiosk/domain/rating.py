"""The citizen's verdict on a visit: three levels, and what was not satisfying by the criteria of the decree.

Nghị định 61/2018/NĐ-CP, Điều 31 names nine criteria. A citizen is asked about those that a counter visit can show;
the dates tell the rest, and the agency fills in 5, 8 and 9 itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: Which text the criteria are taken from; it goes with every rating, so a later text can be told apart.
CRITERIA_SOURCE: Final = "61/2018/NĐ-CP"
#: Characters of a remark.
REMARK_LIMIT: Final = 200


class Level(StrEnum):
    """Three levels, always shown with a face and words, none of them preset."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"


class Reason(StrEnum):
    """What was not satisfying; asked only after `NOT_SATISFIED`."""

    WAITED_LONG = "waited_long"
    MANNER = "manner"
    UNCLEAR = "unclear"
    EXTRA_PAPERS = "extra_papers"
    MANY_PLACES = "many_places"


#: The criteria of Điều 31 that each reason is about, by their numbers there.
CRITERIA: Mapping[Reason, tuple[int, ...]] = MappingProxyType(
    {
        Reason.WAITED_LONG: (1, 2),
        Reason.EXTRA_PAPERS: (3,),
        Reason.MANY_PLACES: (4,),
        Reason.UNCLEAR: (6,),
        Reason.MANNER: (7,),
    }
)


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating of one ticket; anonymous, once, never changed.

    `remark`: what the citizen wrote, on one line; anybody may be named in it, so no repr shows it. ValueError where
    reasons or a remark come with another level, or a remark has control characters or is too long.
    """

    level: Level
    reasons: tuple[Reason, ...] = ()
    remark: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if (self.reasons or self.remark) and self.level is not Level.NOT_SATISFIED:
            raise ValueError("reasons and remarks belong to 'not satisfied' only")
        if len(self.remark) > REMARK_LIMIT or not self.remark.isprintable():
            raise ValueError("a remark is one line of printable characters")
