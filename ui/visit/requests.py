"""The closed set of things a visit asks the branch for. `flow` says whose question it was."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.orders import StaffAct
    from kiosk.domain.rating import Rating
    from kiosk.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class LoadServices:
    """What can be done here and who waits."""

    flow: int


@dataclass(frozen=True, slots=True)
class RecogniseCard:
    """Who is it, as a keyed hash; the number lives only in this question."""

    flow: int
    number: str = field(repr=False)
    birth_year: int | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class IssueTicket:
    """A number for a service; a repeated `request_id` is answered with the first number."""

    flow: int
    request_id: str
    service_id: int
    language: str
    person: str | None = field(repr=False)
    group: str | None


@dataclass(frozen=True, slots=True)
class ShowTicket:
    """The slip of a number the person already holds."""

    flow: int
    ticket: "Ticket"


@dataclass(frozen=True, slots=True)
class WatchPrint:
    """What became of the paper; asked again until it is settled."""

    flow: int
    job: int


@dataclass(frozen=True, slots=True)
class GiveUpSlip:
    """Who noted the number has left: the slip must not come out for the next citizen when the paper is back."""

    flow: int
    job: int


@dataclass(frozen=True, slots=True)
class FindRateable:
    """Which finished visit a ticket's code stands for."""

    flow: int
    code: str


@dataclass(frozen=True, slots=True)
class FindFinished:
    """The visit that ended last at the counter of this number, for the tablet that stands there."""

    flow: int
    counter: int


@dataclass(frozen=True, slots=True)
class FindAppointment:
    """Which appointment a code stands for, and what checking in now comes to."""

    flow: int
    code: str


@dataclass(frozen=True, slots=True)
class CheckInNow:
    """The number of an appointment; a repeated `request_id` is answered with the first number."""

    flow: int
    request_id: str
    code: str
    language: str
    group: str | None


@dataclass(frozen=True, slots=True)
class SendRating:
    """The verdict; a repeated `request_id` counts once."""

    flow: int
    request_id: str
    ticket_id: str
    rating: "Rating"


@dataclass(frozen=True, slots=True)
class LoadStaff:
    """Whose PIN opens this kiosk."""

    flow: int


@dataclass(frozen=True, slots=True)
class SignInStaff:
    """Who stands at the kiosk; the PIN lives only in this question."""

    flow: int
    login: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffActs:
    """Out of service, back, restart, leave."""

    flow: int
    staff_id: int
    act: "StaffAct"


@dataclass(frozen=True, slots=True)
class PrintTrial:
    """A slip to see whether the printer is well; a repeated `request_id` is one slip."""

    flow: int
    request_id: str
    staff_id: int
    language: str


@dataclass(frozen=True, slots=True)
class LoadCatalogue:
    """All procedures, as the branch has them now."""

    flow: int


@dataclass(frozen=True, slots=True)
class SearchFor:
    """What fits a text; it is the citizen's, so it stands in no repr."""

    flow: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintProcedure:
    """A procedure's slip; a repeated `request_id` is one slip."""

    flow: int
    request_id: str
    code: str
    language: str


Request = (
    LoadServices
    | RecogniseCard
    | IssueTicket
    | ShowTicket
    | WatchPrint
    | GiveUpSlip
    | FindRateable
    | FindFinished
    | SendRating
    | FindAppointment
    | CheckInNow
    | LoadStaff
    | SignInStaff
    | StaffActs
    | PrintTrial
    | LoadCatalogue
    | SearchFor
    | PrintProcedure
)
