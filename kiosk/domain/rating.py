"""The citizen's verdict on a visit (NĐ 61/2018, Art 31 names the criteria; three levels as used at counters)."""

from dataclasses import dataclass
from enum import StrEnum


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
    FACILITIES = "facilities"


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating of one ticket; anonymous, once, never changed."""

    level: Level
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if self.reasons and self.level is not Level.NOT_SATISFIED:
            raise ValueError("reasons belong to 'not satisfied' only")
