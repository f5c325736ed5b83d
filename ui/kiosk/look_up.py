"""What the visit knows while somebody looks up a procedure or searches: one frozen value, wiped with the visit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.status import PrintJobState

if TYPE_CHECKING:
    from kiosk.domain.posting import SectionKind

#: Letters of a search; longer is no name of anything.
LONGEST_TEXT = 60
#: One letter begins half of all names.
SHORTEST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Finds:
    """What a search found: procedures by code and services by id, best first. `text`: what it was asked.

    `is_near`: a word was missing in all of them; `has_more`: these are the best of many. `former`: the code that was
    typed and is no longer in force.
    """

    text: str
    codes: tuple[str, ...] = ()
    services: tuple[int, ...] = ()
    is_near: bool = False
    has_more: bool = False
    former: str = ""


@dataclass(frozen=True, slots=True)
class SlipJob:
    """A procedure's slip on its way to the paper."""

    job: int
    state: PrintJobState = PrintJobState.QUEUED

    @property
    def is_settled(self) -> bool:
        """Whether it will not change any more."""
        return self.state in (PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class LookUp:
    """`field`, `field_page` and `page`: the list. `wants_service`: the search came from taking a number.

    `finds` None before the first answer; `is_listing`: the keyboard made room for the list. `code`, `section` and
    `posting_page`: the procedure that is open, and the part of it.
    """

    field: str | None = None
    field_page: int = 0
    page: int = 0
    wants_service: bool = False
    finds: Finds | None = None
    finds_page: int = 0
    is_listing: bool = False
    code: str | None = None
    section: "SectionKind | None" = None
    posting_page: int = 0
    from_search: bool = False
    slip: SlipJob | None = None


#: Nothing is being looked up.
NOTHING = LookUp()
