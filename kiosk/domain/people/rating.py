"""Describe a citizen's rating of a visit: its levels, reasons of the branch's choice, and the contents of the decree.

Nghị định 118/2025/NĐ-CP, Điều 33.1, names nine contents that citizens assess, without points or a scale. The nine
criteria of 61/2018/NĐ-CP with their points are not in force any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.domain.language.text import LocalText

#: The most characters of a remark.
REMARK_LIMIT: Final = 200


class Level(StrEnum):
    """List the levels, always shown with a face and words; none is preset."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    NOT_SATISFIED = "not_satisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def is_low(self) -> bool:
        """Return whether the citizen is asked what was not satisfying."""
        return self in (Level.NOT_SATISFIED, Level.VERY_DISSATISFIED)


#: The scales that a branch can choose, by the number of their levels. Both are in use; no rule prescribes one.
SCALES: Mapping[int, tuple[Level, ...]] = MappingProxyType(
    {3: (Level.VERY_SATISFIED, Level.SATISFIED, Level.NOT_SATISFIED), 5: tuple(Level)}
)


class RatingReason(StrEnum):
    """List the usual reasons: what was not satisfying, for a branch that names none of its own."""

    WAITED_LONG = "waited_long"
    MANNER = "manner"
    UNCLEAR = "unclear"
    EXTRA_PAPERS = "extra_papers"
    MANY_PLACES = "many_places"


@dataclass(frozen=True, slots=True)
class OwnReason:
    """Hold a reason in the branch's own words. `contents` are the letters of the contents to which it belongs."""

    code: str
    name: LocalText
    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingRules:
    """Hold how a branch asks for ratings.

    `levels` is the number of faces, 3 or 5. With `contents` the citizen is asked about the contents of the decree after
    the first answer, instead of the reasons.
    """

    levels: int = 3
    contents: bool = False

    @property
    def scale(self) -> tuple[Level, ...]:
        """Return the levels, the best first."""
        return SCALES[self.levels]


USUAL_RATING = RatingRules()


@dataclass(frozen=True, slots=True)
class RatedContents:
    """Hold the contents that citizens assess under one rule, in force from `since` on, by their letters."""

    source: str
    since: date
    letters: tuple[str, ...]


#: Every rule that was in force while this program is in use, the oldest first.
CONTENTS: tuple[RatedContents, ...] = (
    RatedContents("118/2025/NĐ-CP", date(2025, 7, 1), ("a", "b", "c", "d", "đ", "e", "g", "h", "i")),
)
#: The contents of Điều 33.1 to which each usual reason belongs.
USUAL_CONTENTS: Mapping[RatingReason, tuple[str, ...]] = MappingProxyType(
    {
        RatingReason.WAITED_LONG: ("a",),
        RatingReason.MANY_PLACES: ("b",),
        RatingReason.EXTRA_PAPERS: ("c",),
        RatingReason.UNCLEAR: ("d",),
        RatingReason.MANNER: ("đ",),
    }
)


def contents_on(day: date) -> RatedContents:
    """Return the contents in force on a day; before the first rule, those of the first."""
    return next((one for one in reversed(CONTENTS) if one.since <= day), CONTENTS[0])


def contents_of(reasons: Iterable[str], own: Iterable[OwnReason]) -> tuple[str, ...]:
    """Return the letters of the contents to which reasons belong: the branch's own and the usual ones."""
    known = {**{str(code): letters for code, letters in USUAL_CONTENTS.items()}, **{o.code: o.contents for o in own}}
    return tuple(sorted({letter for code in reasons for letter in known.get(code, ())}))


@dataclass(frozen=True, slots=True)
class Rating:
    """Hold one rating of one ticket: anonymous, given once, never changed.

    `reasons` are codes. `contents` are letters that the citizen marked: what was good, or what was not, by the level.
    `remark` is the citizen's words on one line. It may name people, so no repr shows it.

    Raises:
        ValueError: reasons or a remark come with another level, or the remark has control characters or is too long.
    """

    level: Level
    reasons: tuple[str, ...] = ()
    remark: str = field(default="", repr=False)
    contents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.reasons or self.remark) and not self.level.is_low:
            raise ValueError("reasons and remarks belong to levels that are not satisfied")
        if len(self.remark) > REMARK_LIMIT or not self.remark.isprintable():
            raise ValueError("a remark is one line of printable characters")
