"""Everything that can happen to a visit: touches, scans, answers of the branch, devices and time.

Named tuples, not dataclasses: forty of these are made before the first paint, in a seventh of the time. An event is
told by its type; two of them are never compared.
"""

from typing import TYPE_CHECKING, NamedTuple, get_args

from ui.kiosk.look_up_events import LookUpAnswer, LookUpTouch
from ui.kiosk.staff_events import StaffAnswer, StaffTouch

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow
    from kiosk.branch.ratings import Rateable
    from kiosk.domain.composition import Method
    from kiosk.domain.rating import Level, Reason
    from kiosk.domain.scan import Scan
    from kiosk.domain.slip import TicketSlip
    from kiosk.domain.status import HeadphoneStatus, PrinterStatus, PrintJobState, ScannerStatus
    from kiosk.domain.text import Message
    from kiosk.domain.ticket import Ticket
    from ui.kiosk.branch_now import BranchNow
    from ui.kiosk.requests import Request
    from ui.kiosk.state import SheetKind


class TakeNumber(NamedTuple):
    """The one large key of the start screen."""


class OpenRating(NamedTuple):
    """The rating tile."""


class OpenCheckIn(NamedTuple):
    """The tile for those who come by appointment."""


class ChooseAppointment(NamedTuple):
    """On the card's screen: the number is for the appointment, or for something else."""

    wanted: bool


class ChooseField(NamedTuple):
    """A field at the left."""

    code: str


class ChooseService(NamedTuple):
    """A service at the right; takes the number unless the wait is long."""

    service_id: int


class TurnFields(NamedTuple):
    """Another page of fields, from 0."""

    page: int


class TurnServices(NamedTuple):
    """Another page of services, from 0."""

    page: int


class OpenPriority(NamedTuple):
    """The citizen says they belong to a priority group."""


class ChooseGroup(NamedTuple):
    """A priority group by its code; None is an ordinary number."""

    code: str | None


class Confirm(NamedTuple):
    """The main key of a screen that asks something: go on."""


class ShowHeld(NamedTuple):
    """See the number one already holds."""

    ticket_id: str


class NotMe(NamedTuple):
    """The card was somebody else's."""


class TypeCode(NamedTuple):
    """A character of the on-screen keypad."""

    character: str


class DeleteCode(NamedTuple):
    """Takes the last character back."""


class TypeText(NamedTuple):
    """What a key of the on-screen keyboard types."""

    key: str


class EraseLetter(NamedTuple):
    """The last letter of a text goes."""


class ClearText(NamedTuple):
    """All of a text goes."""


class ChooseMethod(NamedTuple):
    """Telex, VNI, or another way of typing."""

    method: "Method"


class ChooseLevel(NamedTuple):
    """One of the three faces."""

    level: "Level"


class ToggleReason(NamedTuple):
    """What was not satisfying, on or off."""

    reason: "Reason"


class OpenRemark(NamedTuple):
    """The citizen wants to write what was not satisfying."""


class RateLast(NamedTuple):
    """Rate the visit that ended last at this tablet's counter."""


class TakeAnother(NamedTuple):
    """Another number for the same person."""


class Finish(NamedTuple):
    """Done, or skipped: the visit ends."""


class Retry(NamedTuple):
    """Try again what did not work."""


class Back(NamedTuple):
    """One screen back."""


class Home(NamedTuple):
    """To the start; everything typed is wiped."""


class MoreTime(NamedTuple):
    """The countdown starts again; as often as wanted."""


class OpenSheet(NamedTuple):
    """Display or language, from the control bar."""

    kind: "SheetKind"


class CloseSheet(NamedTuple):
    """The sheet is done with."""


class ChooseLanguage(NamedTuple):
    """One of the languages that have a folder of texts."""

    language: str


class ChooseTextStep(NamedTuple):
    """Text size 0 to 3."""

    step: int


class NextTextStep(NamedTuple):
    """The next text size; after the largest, the first."""


class ToggleContrast(NamedTuple):
    """Black and white, or colour again."""


class ToggleLowReach(NamedTuple):
    """Every key in the lower part of the panel, or where it usually stands."""


class ToggleLongTime(NamedTuple):
    """Longer times for this visit, or the usual ones."""


class ToggleGuidance(NamedTuple):
    """Spoken guidance, or silence again."""


class ChangeVolume(NamedTuple):
    """Louder by so many steps, or softer."""

    steps: int


class Scanned(NamedTuple):
    """The scanner read something."""

    scan: "Scan"


class BranchLoaded(NamedTuple):
    """The branch as it stands."""

    flow: int
    now: "BranchNow"


class BranchChanged(NamedTuple):
    """Somebody committed something: the queue may have moved."""


class Recognised(NamedTuple):
    """A card's keyed hash, that person's open numbers, the group their age opens, and their appointment of today."""

    flow: int
    key: str
    open_tickets: "tuple[Ticket, ...]"
    suggested_group: str | None
    appointment: "AppointmentNow | None" = None


class AppointmentFound(NamedTuple):
    """The appointment a code stands for."""

    flow: int
    standing: "AppointmentNow"


class TicketIssued(NamedTuple):
    """A number was taken."""

    flow: int
    ticket: "Ticket"
    slip: "TicketSlip"
    print_job: int


class TicketHeld(NamedTuple):
    """The person holds a number for this service already; here it is."""

    flow: int
    ticket: "Ticket"
    slip: "TicketSlip"


class PrintMoved(NamedTuple):
    """The print job's state."""

    flow: int
    job: int
    state: "PrintJobState"


class RateableFound(NamedTuple):
    """The visit a code stands for may be rated."""

    flow: int
    rateable: "Rateable"


class FinishedFound(NamedTuple):
    """The visit that ended last at this tablet's counter; None when there is none to rate there."""

    flow: int
    rateable: "Rateable | None"


class RatingSaved(NamedTuple):
    """The rating counts."""

    flow: int


class Refused(NamedTuple):
    """The branch says no, with a sentence for the citizen."""

    request: "Request"
    message: "Message"

    @property
    def flow(self) -> int:
        """Whose question it was."""
        return self.request.flow


class Failed(NamedTuple):
    """The branch could not answer: no database, no disk."""

    request: "Request"

    @property
    def flow(self) -> int:
        """Whose question it was."""
        return self.request.flow


class ScannerChanged(NamedTuple):
    """The scanner's status."""

    status: "ScannerStatus"


class PrinterChanged(NamedTuple):
    """The printer's status."""

    status: "PrinterStatus"


class HeadphonesChanged(NamedTuple):
    """Something was plugged in, or pulled out."""

    status: "HeadphoneStatus"


class SpeechChanged(NamedTuple):
    """The languages that can be spoken now; none without a voice."""

    languages: frozenset[str]


class Tick(NamedTuple):
    """A second went by."""


Touch = (
    TakeNumber
    | OpenRating
    | OpenCheckIn
    | ChooseAppointment
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
    | TypeText
    | EraseLetter
    | ClearText
    | ChooseMethod
    | LookUpTouch
    | ChooseLevel
    | ToggleReason
    | OpenRemark
    | RateLast
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
    | ToggleLowReach
    | ToggleLongTime
    | ToggleGuidance
    | ChangeVolume
    | StaffTouch
)
_NumberAnswer = Recognised | TicketIssued | TicketHeld | PrintMoved | AppointmentFound
_RatingAnswer = RateableFound | FinishedFound | RatingSaved
Answer = _NumberAnswer | _RatingAnswer | LookUpAnswer | StaffAnswer | Refused | Failed
DeviceEvent = ScannerChanged | PrinterChanged | HeadphonesChanged | SpeechChanged
Event = Touch | Answer | Scanned | BranchLoaded | BranchChanged | DeviceEvent | Tick

TOUCHES: tuple[type, ...] = get_args(Touch)
ANSWERS: tuple[type, ...] = get_args(Answer)
EVENTS: tuple[type, ...] = get_args(Event)
