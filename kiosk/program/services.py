"""What the windows are given: the use cases of one branch, bound to its office. Called on worker threads only."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.program.desk_services import CounterServices
from kiosk.program.own_ledger import Reserve
from kiosk.program.staff_exit import Door
from kiosk.program.texts import speech

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.branch.appointments import AppointmentNow, CheckIn
    from kiosk.branch.office import Office
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
    from kiosk.program.opening import Opening


class BranchServices(CounterServices):
    """Implements the windows' protocols (`ui.kiosk.services`, `ui.desk.services`, `ui.hall.services`).

    With a `reserve` what a citizen needs for a number is answered while the branch is away, too. `after_issue` is
    called as soon as a print job is durable: the printer need not wait for a screen.
    """

    def __init__(
        self,
        opening: "Opening",
        after_issue: "Callable[[], None]",
        *,
        door: Door | None = None,
        reserve: Reserve | None = None,
    ) -> None:
        self._opening = opening
        self._door = door or Door(opening)
        self._reserve = reserve or Reserve(opening)
        self._ask = self._reserve.ask
        self._site = opening.site
        self._after_issue = after_issue

    def setup(self) -> "Setup":
        """The branch's set-up."""
        return self._ask(_setup)

    def services_view(self) -> "tuple[ServiceView, ...]":
        """Every service with its queue."""
        from kiosk.branch import reception

        return self._ask(reception.services_view)

    def hours(self) -> "Hours":
        """The door."""
        from kiosk.branch import reception

        return self._ask(reception.hours)

    def dossier_portal(self) -> str:
        """Where somebody can look up a dossier; empty while this branch does not offer it."""
        dossiers = self._site.config.dossiers
        return dossiers.portal if dossiers.look_up else ""

    def station(self) -> "StationNow":
        """What stops this machine beside the hours."""
        from kiosk.branch import stations

        return self._ask(stations.station_now)

    def keepers(self) -> tuple["Staff", ...]:
        """Whose PIN opens this kiosk for staff."""
        return self._door.keepers()

    def open_for_staff(self, login: str, pin: str) -> "Staff":
        """Who stands at this kiosk."""
        return self._door.open_for_staff(login, pin)

    def staff_act(self, staff_id: int, what: "StaffAct") -> None:
        """What they do there."""
        self._door.staff_act(staff_id, what)

    def recognise(self, number: str, birth_year: int | None) -> tuple[str, tuple["Ticket", ...], str | None]:
        """The person's key, their open numbers of today, and the group their age opens."""
        from kiosk.branch import recognition

        found = self._ask(lambda office: recognition.recognise(office, number, birth_year))
        return found.person, found.held, found.group

    def issue_ticket(self, wish: "TicketRequest") -> "Issued | AlreadyHolds":
        """A number, or the one the person holds already."""
        from kiosk.branch import reception

        return self._printed(self._ask(lambda office: _numbered(office, reception.issue_ticket(office, wish))))

    def _printed(self, answer: "Issued | AlreadyHolds") -> "Issued | AlreadyHolds":
        from kiosk.branch.reception import Issued

        if isinstance(answer, Issued):  # who holds a number already gets no second slip
            self._after_issue()
        return answer

    def has_appointments(self) -> bool:
        """Whether anybody is expected by appointment."""
        from kiosk.branch import appointments

        return self._ask(appointments.is_offered)

    def appointment_of(self, person: str) -> "AppointmentNow | None":
        """What a person has booked for today."""
        from kiosk.branch import appointments

        return self._ask(lambda office: appointments.of_person(office, person))

    def check_in(self, wish: "CheckIn") -> "Issued | AlreadyHolds":
        """The number of an appointment."""
        from kiosk.branch import appointments

        return self._printed(appointments.check_in(self._opening.office(), wish))

    def slip_of(self, ticket: "Ticket") -> "TicketSlip":
        """What the ticket would say now."""
        from kiosk.branch import reception

        return self._ask(lambda office: reception.slip_of(office, ticket))

    def print_state(self, job: int) -> "PrintJobState":
        """What became of the paper."""
        from kiosk.branch import print_jobs

        return print_jobs.state(self._reserve.office_of(job), abs(job))

    def give_up_slip(self, job: int) -> "PrintJobState":
        """A slip that has not begun will not come out any more."""
        from kiosk.branch import print_jobs

        return print_jobs.give_up(self._reserve.office_of(job), abs(job))

    def catalogue_standing(self) -> "Standing | None":
        """The catalogue's date; None where there is no catalogue."""
        from kiosk.branch import procedures

        return self._ask(procedures.standing)

    def catalogue(self) -> "Catalogue":
        """All procedures."""
        from kiosk.branch import procedures

        return self._ask(procedures.catalogue)

    def search(self, text: str) -> "tuple[Hit, ...]":
        """Services and procedures by what was typed."""
        from kiosk.branch import procedures

        return self._ask(lambda office: procedures.search(office, text, speech()))

    def print_procedure(self, request_id: str, code: str, language: str) -> int:
        """A procedure's slip, on its way to the printer."""
        from kiosk.branch import procedures

        def printed(office: "Office") -> int:
            return _job_in(office, procedures.print_procedure(office, request_id, code, language))

        job = self._ask(printed)
        self._after_issue()
        return job

    def print_trial(self, request_id: str, staff_id: int, language: str) -> int:
        """A trial slip, on its way to the printer."""
        from kiosk.branch import trials

        def printed(office: "Office") -> int:
            return _job_in(office, trials.print_trial(office, request_id, staff_id, language))

        job = self._ask(printed)
        self._after_issue()
        return job

    def rateable(self, code: str) -> "Rateable":
        """The finished visit of a ticket's code."""
        from kiosk.branch import ratings

        return ratings.rateable(self._opening.office(), code)

    def just_finished(self, counter: int) -> "Rateable | None":
        """The visit that ended last at a counter, while it may be rated there."""
        from kiosk.branch import ratings

        return ratings.just_finished(self._opening.office(), counter)

    def rate(self, request_id: str, ticket_id: str, rating: "Rating") -> None:
        """The verdict, once."""
        from kiosk.branch import ratings

        ratings.rate(self._opening.office(), request_id, ticket_id, rating)


def _setup(office: "Office") -> "Setup":
    return office.setup()


def _job_in(office: "Office", job: int) -> int:
    """A print job by a number that also says in which ledger it is (`Reserve.office_of`)."""
    return -job if office.is_reserve else job


def _numbered(office: "Office", answer: "Issued | AlreadyHolds") -> "Issued | AlreadyHolds":
    from kiosk.branch.reception import Issued

    return replace(answer, print_job=_job_in(office, answer.print_job)) if isinstance(answer, Issued) else answer
