"""What can happen while somebody looks up a procedure or searches; a part of `ui.kiosk.events`."""

from typing import TYPE_CHECKING, NamedTuple, get_args

if TYPE_CHECKING:
    from kiosk.domain.posting import SectionKind
    from kiosk.domain.procedure import Catalogue
    from kiosk.domain.search import Hit


class OpenProcedures(NamedTuple):
    """The tile of the start screen: look up a procedure."""


class OpenDossiers(NamedTuple):
    """The tile of the start screen: look up a dossier."""


class OpenSearch(NamedTuple):
    """Search by typing, for a service or for a procedure, as the screen before was about."""


class ShowProcedure(NamedTuple):
    """A procedure by its code."""

    code: str


class ChooseSection(NamedTuple):
    """A part of a procedure: its papers, its fee …"""

    kind: "SectionKind"


class TurnPosting(NamedTuple):
    """Another page of that part, from 0."""

    page: int


class PrintSlip(NamedTuple):
    """The procedure on paper."""


class TakeAlong(NamedTuple):
    """The procedure as a QR for the phone."""


class CatalogueLoaded(NamedTuple):
    """All procedures."""

    flow: int
    catalogue: "Catalogue"


class Found(NamedTuple):
    """What fits what was typed."""

    flow: int
    text: str
    hits: "tuple[Hit, ...]"


class SlipQueued(NamedTuple):
    """A procedure's slip has its place in the print queue."""

    flow: int
    job: int


LookUpTouch = (
    OpenProcedures | OpenDossiers | OpenSearch | ShowProcedure | ChooseSection | TurnPosting | PrintSlip | TakeAlong
)
LookUpAnswer = CatalogueLoaded | Found | SlipQueued

EVENTS: tuple[type, ...] = (*get_args(LookUpTouch), *get_args(LookUpAnswer))
