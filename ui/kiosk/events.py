"""Everything that can happen to a visit: touches, scans, answers of the branch, devices and time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from kiosk.domain.rating import Level, Reason
from kiosk.domain.scan import Scan
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import PrinterStatus, PrintJobState, ScannerStatus
from kiosk.domain.text import Message
from kiosk.domain.ticket import Ticket
from ui.kiosk.requests import Request
from ui.kiosk.state import BranchNow, SheetKind

if TYPE_CHECKING:
    from kiosk.branch.ratings import Rateable


@dataclass(frozen=True, slots=True)
class TakeNumber:
    """The one large key of the start screen."""


@dataclass(frozen=True, slots=True)
class OpenRating:
    """The rating tile."""


@dataclass(frozen=True, slots=True)
class ChooseField:
    """A field at the left."""

    code: str


@dataclass(frozen=True, slots=True)
class ChooseService:
    """A service at the right; takes the number unless the wait is long."""

    service_id: int


@dataclass(frozen=True, slots=True)
class TurnFields:
    """Another page of fields, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class TurnServices:
    """Another page of services, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class OpenPriority:
    """The citizen says they belong to a priority group."""


@dataclass(frozen=True, slots=True)
class ChooseGroup:
    """A priority group by its code; None is an ordinary number."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Confirm:
    """The main key of a screen that asks something: go on."""


@dataclass(frozen=True, slots=True)
class ShowHeld:
    """See the number one already holds."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class NotMe:
    """The card was somebody else's."""


@dataclass(frozen=True, slots=True)
class TypeCode:
    """A character of the on-screen keypad."""

    character: str


@dataclass(frozen=True, slots=True)
class DeleteCode:
    """Takes the last character back."""


@dataclass(frozen=True, slots=True)
class ChooseLevel:
    """One of the three faces."""

    level: Level


@dataclass(frozen=True, slots=True)
class ToggleReason:
    """What was not satisfying, on or off."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class TakeAnother:
    """Another number for the same person."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Done, or skipped: the visit ends."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again what did not work."""


@dataclass(frozen=True, slots=True)
class Back:
    """One screen back."""


@dataclass(frozen=True, slots=True)
class Home:
    """To the start; everything typed is wiped."""


@dataclass(frozen=True, slots=True)
class MoreTime:
    """The countdown starts again; as often as wanted."""


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """Display or language, from the control bar."""

    kind: SheetKind


@dataclass(frozen=True, slots=True)
class CloseSheet:
    """The sheet is done with."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """One of the languages that have a folder of texts."""

    language: str


@dataclass(frozen=True, slots=True)
class ChooseTextStep:
    """Text size 0 to 3."""

    step: int


@dataclass(frozen=True, slots=True)
class NextTextStep:
    """The next text size; after the largest, the first."""


@dataclass(frozen=True, slots=True)
class ToggleContrast:
    """Black and white, or colour again."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """The scanner read something."""

    scan: Scan


@dataclass(frozen=True, slots=True)
class BranchLoaded:
    """The branch as it stands."""

    flow: int
    now: BranchNow


@dataclass(frozen=True, slots=True)
class BranchChanged:
    """Somebody committed something: the queue may have moved."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A card's keyed hash, that person's open numbers, and the group their age opens."""

    flow: int
    key: str
    open_tickets: tuple[Ticket, ...]
    suggested_group: str | None


@dataclass(frozen=True, slots=True)
class TicketIssued:
    """A number was taken."""

    flow: int
    ticket: Ticket
    slip: TicketSlip
    print_job: int


@dataclass(frozen=True, slots=True)
class TicketHeld:
    """The person holds a number for this service already; here it is."""

    flow: int
    ticket: Ticket
    slip: TicketSlip


@dataclass(frozen=True, slots=True)
class PrintMoved:
    """The print job's state."""

    flow: int
    job: int
    state: PrintJobState


@dataclass(frozen=True, slots=True)
class RateableFound:
    """The visit a code stands for may be rated."""

    flow: int
    rateable: "Rateable"


@dataclass(frozen=True, slots=True)
class RatingSaved:
    """The rating counts."""

    flow: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The branch says no, with a sentence for the citizen."""

    request: Request
    message: Message

    @property
    def flow(self) -> int:
        """Whose question it was."""
        return self.request.flow


@dataclass(frozen=True, slots=True)
class Failed:
    """The branch could not answer: no database, no disk."""

    request: Request

    @property
    def flow(self) -> int:
        """Whose question it was."""
        return self.request.flow


@dataclass(frozen=True, slots=True)
class ScannerChanged:
    """The scanner's status."""

    status: ScannerStatus


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    """The printer's status."""

    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class Tick:
    """A second went by."""


Touch = (
    TakeNumber
    | OpenRating
    | ChooseField
    | ChooseService
    | TurnFields
    | TurnServices
    | OpenPriority
    | ChooseGroup
    | Confirm
    | ShowHeld
    | NotMe
    | TypeCode
    | DeleteCode
    | ChooseLevel
    | ToggleReason
    | TakeAnother
    | Finish
    | Retry
    | Back
    | Home
    | MoreTime
    | OpenSheet
    | CloseSheet
    | ChooseLanguage
    | ChooseTextStep
    | NextTextStep
    | ToggleContrast
)
Answer = Recognised | TicketIssued | TicketHeld | PrintMoved | RateableFound | RatingSaved | Refused | Failed
Event = Touch | Answer | Scanned | BranchLoaded | BranchChanged | ScannerChanged | PrinterChanged | Tick

TOUCHES: tuple[type, ...] = get_args(Touch)
ANSWERS: tuple[type, ...] = get_args(Answer)
EVENTS: tuple[type, ...] = get_args(Event)
