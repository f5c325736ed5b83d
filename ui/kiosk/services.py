"""The door to the branch: the use cases a kiosk needs, without the office they belong to."""

import logging
from typing import TYPE_CHECKING, Protocol

from kiosk.branch.kiosk_view import KioskView
from kiosk.domain.text import CounterError
from ui.visit import requests as q
from ui.visit.appointment import AppointmentFound
from ui.visit.card import Recognised
from ui.visit.common import BranchLoaded, Failed, Refused
from ui.visit.event import VisitEvent
from ui.visit.number import TicketHeld, TicketIssued
from ui.visit.print_job import PrintMoved
from ui.visit.procedures import CatalogueLoaded, SlipQueued
from ui.visit.rating import RateableFound, RatingSaved
from ui.visit.search import SearchAnswered
from ui.visit.staff import StaffActed, StaffListed, StaffSignedIn, TrialQueued
from ui.visit.tablet import FinishedFound

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow, CheckIn
    from kiosk.branch.procedures import Standing
    from kiosk.branch.ratings import Rateable
    from kiosk.branch.reception import AlreadyHolds, Issued, ServiceView, TicketRequest
    from kiosk.domain.hours import Hours
    from kiosk.domain.office import Setup, Staff
    from kiosk.domain.orders import StaffAct, StationNow
    from kiosk.domain.procedure import Catalogue
    from kiosk.domain.rating import Rating
    from kiosk.domain.search import Hit
    from kiosk.domain.slip import TicketSlip
    from kiosk.domain.status import PrintJobState
    from kiosk.domain.ticket import Ticket

_log = logging.getLogger(__name__)


class KioskServices(Protocol):
    """What a kiosk asks the branch for. Every method may wait for a disk: call them through `ui.background` only.

    Refusals are CounterErrors with a sentence for the citizen; ``store.*`` ones and anything else mean that the
    branch cannot answer at the moment.
    """

    def setup(self) -> "Setup":
        """The branch's set-up."""
        ...

    def services_view(self) -> "tuple[ServiceView, ...]":
        """Every service with its queue."""
        ...

    def hours(self) -> "Hours":
        """The door."""
        ...

    def dossier_portal(self) -> str:
        """Where somebody can look up a dossier; empty while this branch does not offer it."""
        ...

    def station(self) -> "StationNow":
        """What stops this kiosk beside the hours."""
        ...

    def keepers(self) -> "tuple[Staff, ...]":
        """Whose PIN opens this kiosk for staff."""
        ...

    def open_for_staff(self, login: str, pin: str) -> "Staff":
        """Who stands here; refusals as at a desk, and by role."""
        ...

    def staff_act(self, staff_id: int, what: "StaffAct") -> None:
        """What they do at this kiosk, on record when this returns."""
        ...

    def print_trial(self, request_id: str, staff_id: int, language: str) -> int:
        """A trial slip's print job."""
        ...

    def recognise(self, number: str, birth_year: int | None) -> "tuple[str, tuple[Ticket, ...], str | None]":
        """The person's key, their open numbers of today, and the code of the group their age opens."""
        ...

    def issue_ticket(self, wish: "TicketRequest") -> "Issued | AlreadyHolds":
        """A number, or the one the person holds already."""
        ...

    def has_appointments(self) -> bool:
        """Whether anybody is expected by appointment, today or later."""
        ...

    def appointment_of(self, person: str) -> "AppointmentNow | None":
        """What a person, by their key, has booked for today."""
        ...

    def find_appointment(self, code: str) -> "AppointmentNow":
        """The appointment of a code, and what checking in now comes to."""
        ...

    def check_in(self, wish: "CheckIn") -> "Issued | AlreadyHolds":
        """The number of an appointment, or the one it has become already."""
        ...

    def slip_of(self, ticket: "Ticket") -> "TicketSlip":
        """What the ticket would say now."""
        ...

    def print_state(self, job: int) -> "PrintJobState":
        """What became of the paper."""
        ...

    def give_up_slip(self, job: int) -> "PrintJobState":
        """A slip that has not begun will not come out any more; where the job stands then."""
        ...

    def catalogue_standing(self) -> "Standing | None":
        """The catalogue's date; None where there is no catalogue."""
        ...

    def catalogue(self) -> "Catalogue":
        """All procedures."""
        ...

    def search(self, text: str) -> "tuple[Hit, ...]":
        """Services and procedures by what was typed, best first."""
        ...

    def print_procedure(self, request_id: str, code: str, language: str) -> int:
        """A procedure's slip, on its way to the printer; its job."""
        ...

    def rateable(self, code: str) -> "Rateable":
        """The finished visit of a ticket's code."""
        ...

    def just_finished(self, counter: int) -> "Rateable | None":
        """The visit that ended last at the counter of this number, while it may be rated there."""
        ...

    def rate(self, request_id: str, ticket_id: str, rating: "Rating") -> None:
        """The verdict, once."""
        ...


def answer(services: KioskServices, request: q.Request) -> VisitEvent:
    """Asks the branch and turns whatever happens into an event of the visit; for the worker thread.

    An error nobody expected is logged with its traceback and becomes `Failed`: the citizen gets a calm screen, the
    operator gets the log.
    """
    try:
        return _ask(services, request)
    except CounterError as refusal:
        if refusal.message.key.startswith("store."):
            return Failed(request)
        return Refused(request, refusal.message)
    except Exception:  # noqa: BLE001 - logged with its traceback; the citizen gets the calm screen
        _log.exception("the branch could not answer %s", type(request).__name__)
        return Failed(request)


def _ask(services: KioskServices, request: q.Request) -> VisitEvent:
    flow = request.flow
    match request:
        case q.LoadServices():
            return BranchLoaded(flow, _branch_now(services))
        case q.RecogniseCard():
            key, held, group = services.recognise(request.number, request.birth_year)
            return Recognised(flow, key, held, group, services.appointment_of(key))
        case q.IssueTicket():
            return _issue(services, request)
        case q.ShowTicket():
            return TicketHeld(flow, request.ticket, services.slip_of(request.ticket))
        case q.WatchPrint() | q.GiveUpSlip():
            ask = services.print_state if isinstance(request, q.WatchPrint) else services.give_up_slip
            return PrintMoved(flow, request.job, ask(request.job))
        case q.FindRateable():
            return RateableFound(flow, services.rateable(request.code))
        case q.FindFinished():
            return FinishedFound(flow, services.just_finished(request.counter))
        case q.FindAppointment():
            return AppointmentFound(flow, services.find_appointment(request.code))
        case q.CheckInNow():
            return _check_in(services, request)
        case q.SendRating():
            services.rate(request.request_id, request.ticket_id, request.rating)
            return RatingSaved(flow)
        case q.LoadStaff() | q.SignInStaff() | q.StaffActs() | q.PrintTrial():
            return _serve_staff(services, request)
        case q.LoadCatalogue() | q.SearchFor() | q.PrintProcedure():
            return _look_up(services, request)


def _look_up(services: KioskServices, request: q.LoadCatalogue | q.SearchFor | q.PrintProcedure) -> VisitEvent:
    match request:
        case q.LoadCatalogue():
            return CatalogueLoaded(request.flow, services.catalogue())
        case q.SearchFor():
            return SearchAnswered(request.flow, request.text, services.search(request.text))
        case q.PrintProcedure():
            job = services.print_procedure(request.request_id, request.code, request.language)
            return SlipQueued(request.flow, job)


def _branch_now(services: KioskServices) -> KioskView:
    return KioskView(
        services.setup(),
        services.services_view(),
        services.hours(),
        services.station(),
        has_appointments=services.has_appointments(),
        catalogue=services.catalogue_standing(),
        dossier_portal=services.dossier_portal(),
    )


def _serve_staff(
    services: KioskServices, request: q.LoadStaff | q.SignInStaff | q.StaffActs | q.PrintTrial
) -> VisitEvent:
    match request:
        case q.PrintTrial():
            job = services.print_trial(request.request_id, request.staff_id, request.language)
            return TrialQueued(request.flow, job)
        case q.LoadStaff():
            return StaffListed(request.flow, services.keepers())
        case q.SignInStaff():
            return StaffSignedIn(request.flow, services.open_for_staff(request.login, request.pin))
        case q.StaffActs():
            services.staff_act(request.staff_id, request.act)
            return StaffActed(request.flow, request.act)


def _issue(services: KioskServices, request: q.IssueTicket) -> VisitEvent:
    from kiosk.branch.reception import TicketRequest

    wish = TicketRequest(
        request_id=request.request_id,
        service_id=request.service_id,
        language=request.language,
        person=request.person,
        group=request.group,
    )
    return _got(request.flow, services.issue_ticket(wish))


def _check_in(services: KioskServices, request: q.CheckInNow) -> VisitEvent:
    from kiosk.branch.appointments import CheckIn

    wish = CheckIn(request_id=request.request_id, code=request.code, language=request.language, group=request.group)
    return _got(request.flow, services.check_in(wish))


def _got(flow: int, got: "Issued | AlreadyHolds") -> VisitEvent:
    from kiosk.branch.reception import Issued

    if isinstance(got, Issued):
        return TicketIssued(flow, got.ticket, got.slip, got.print_job)
    return TicketHeld(flow, got.ticket, got.slip)
