"""The kiosk window's use cases as methods, until that window asks by `ui.ask`. Called on worker threads only."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.branch import appointments, print_jobs, procedures, ratings, reception, recognition, stations, trials
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
from kiosk.domain.search import Hit, Speech
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import PrintJobState
from kiosk.domain.ticket import Ticket
from ui.ask import RunsUseCases


@dataclass
class BranchServices:
    """Implements `ui.kiosk.services`."""

    branch: RunsUseCases
    portal: str
    speech: Callable[[], Speech]

    def setup(self) -> Setup:
        """Pass on `Office.setup`."""
        return self.branch.run(Office.setup)

    def services_view(self) -> tuple[ServiceView, ...]:
        """Pass on `reception.services_view`."""
        return self.branch.run(reception.services_view)

    def hours(self) -> Hours:
        """Pass on `reception.hours`."""
        return self.branch.run(reception.hours)

    def dossier_portal(self) -> str:
        """Return where a dossier can be looked up; empty where that is not offered."""
        return self.portal

    def station(self) -> StationNow:
        """Pass on `stations.station_now`."""
        return self.branch.run(stations.station_now)

    def keepers(self) -> tuple[Staff, ...]:
        """Pass on `stations.keepers`."""
        return self.branch.run(stations.keepers)

    def open_for_staff(self, login: str, pin: str) -> Staff:
        """Pass on `stations.open_for_staff`."""
        return self.branch.run(stations.open_for_staff, login, pin)

    def staff_act(self, staff_id: int, what: StaffAct) -> None:
        """Pass on `stations.act`."""
        self.branch.run(stations.act, staff_id, what)

    def recognise(self, number: str, birth_year: int | None) -> tuple[str, tuple[Ticket, ...], str | None]:
        """Pass on `recognition.recognise`."""
        found = self.branch.run(recognition.recognise, number, birth_year)
        return found.person, found.held, found.group

    def issue_ticket(self, wish: TicketRequest) -> Issued | AlreadyHolds:
        """Pass on `reception.issue_ticket`."""
        return self.branch.run(reception.issue_ticket, wish)

    def has_appointments(self) -> bool:
        """Pass on `appointments.is_offered`."""
        return self.branch.run(appointments.is_offered)

    def appointment_of(self, person: str) -> AppointmentNow | None:
        """Pass on `appointments.of_person`."""
        return self.branch.run(appointments.of_person, person)

    def find_appointment(self, code: str) -> AppointmentNow:
        """Pass on `appointments.find`."""
        return self.branch.run(appointments.find, code)

    def check_in(self, wish: CheckIn) -> Issued | AlreadyHolds:
        """Pass on `appointments.check_in`."""
        return self.branch.run(appointments.check_in, wish)

    def slip_of(self, ticket: Ticket) -> TicketSlip:
        """Pass on `reception.slip_of`."""
        return self.branch.run(reception.slip_of, ticket)

    def print_state(self, job: int) -> PrintJobState:
        """Pass on `print_jobs.state`."""
        return self.branch.run(print_jobs.state, job)

    def give_up_slip(self, job: int) -> PrintJobState:
        """Pass on `print_jobs.give_up`."""
        return self.branch.run(print_jobs.give_up, job)

    def catalogue_standing(self) -> Standing | None:
        """Pass on `procedures.standing`."""
        return self.branch.run(procedures.standing)

    def catalogue(self) -> Catalogue:
        """Pass on `procedures.catalogue`."""
        return self.branch.run(procedures.catalogue)

    def search(self, text: str) -> tuple[Hit, ...]:
        """Pass on `procedures.search`."""
        return self.branch.run(procedures.search, text, self.speech())

    def print_procedure(self, request_id: str, code: str, language: str) -> int:
        """Pass on `procedures.print_procedure`."""
        return self.branch.run(procedures.print_procedure, request_id, code, language)

    def print_trial(self, request_id: str, staff_id: int, language: str) -> int:
        """Pass on `trials.print_trial`."""
        return self.branch.run(trials.print_trial, request_id, staff_id, language)

    def rateable(self, code: str) -> Rateable:
        """Pass on `ratings.rateable`."""
        return self.branch.run(ratings.rateable, code)

    def just_finished(self, counter: int) -> Rateable | None:
        """Pass on `ratings.just_finished`."""
        return self.branch.run(ratings.just_finished, counter)

    def rate(self, request_id: str, ticket_id: str, rating: Rating) -> None:
        """Pass on `ratings.rate`."""
        self.branch.run(ratings.rate, request_id, ticket_id, rating)
