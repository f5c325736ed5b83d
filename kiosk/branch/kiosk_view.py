"""Read what the start and choose screens of a kiosk show, as one picture of the branch."""

from dataclasses import dataclass, replace

from kiosk.branch.office import Office
from kiosk.branch.procedures import Standing, standing_in
from kiosk.branch.reception import ServiceView, services_in
from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.hours import Hours, hours_at
from kiosk.domain.orders import NOTHING_STOPS, StationState
from kiosk.store import appointments


@dataclass(frozen=True, slots=True)
class KioskView:
    """Describe the branch as a kiosk shows it. It is not about one citizen, so it outlives every visit.

    Attributes:
        hours: whether the branch is open, and when it opens next.
        station: what stops this kiosk from issuing numbers, beside the hours.
        has_appointments: somebody is expected by appointment, today or later.
        catalogue: how old the catalogue of procedures is; None without a catalogue.
        dossier_portal: the address where a dossier can be looked up; empty where the branch does not offer it.
    """

    setup: Setup
    services: tuple[ServiceView, ...]
    hours: Hours
    station: StationState = NOTHING_STOPS
    has_appointments: bool = False
    catalogue: Standing | None = None
    dossier_portal: str = ""

    def under(self, before: "KioskView") -> "KioskView":
        """Return this moment's counts under the set-up of a moment before, with its services and their names."""
        counts = {view.service.id: view for view in self.services}
        services = (replace(counts.get(view.service.id, view), service=view.service) for view in before.services)
        return replace(self, setup=before.setup, services=tuple(services))

    @property
    def gives_numbers(self) -> bool:
        """Return whether a number can be taken now: the branch is open and the centre has not locked this kiosk."""
        return self.hours.is_open and self.station.lock is None

    def view(self, service_id: int) -> ServiceView | None:
        """Return the service with its queue, or None when it is no longer offered."""
        return next((view for view in self.services if view.service.id == service_id), None)

    def of_field(self, code: str) -> tuple[ServiceView, ...]:
        """Return the services of a field, in the branch's order."""
        return tuple(view for view in self.services if view.service.field_code == code)

    @property
    def field_codes(self) -> tuple[str, ...]:
        """Return the fields that have a service, in the branch's order."""
        return tuple(one.code for one in self.setup.fields if self.of_field(one.code))

    @property
    def waiting(self) -> int:
        """Return how many people wait in the hall."""
        return sum(view.waiting for view in self.services)


def kiosk_view(office: Office) -> KioskView:
    """Read everything that the start and choose screens show, at one moment."""
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        now = office.clock.now()
        today = setup.branch.business_date(now)
        return KioskView(
            setup,
            services_in(office, connection, setup),
            hours_at(setup, now),
            replace(setup.station_state(office.station), is_cut_off=office.is_cut_off),
            has_appointments=appointments.any_left(connection, office.branch_id, today),
            catalogue=standing_in(office, connection, today),
            dossier_portal=office.dossier_portal,
        )
