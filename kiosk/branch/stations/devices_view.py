"""Read what the manager's tab of devices shows: every machine, the delivery to the centre, and an ordered trial."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import JobOutcome, outcome
from kiosk.branch.quarantine import DeliveryState, delivery_state
from kiosk.branch.stations.overview import StationOverview, stations_overview
from kiosk.domain.branch_setup import Setup


@dataclass(frozen=True, slots=True)
class DevicesView:
    """Describe the machines and the delivery at one moment. `trial` is where the ordered trial slip stands."""

    setup: Setup
    now: datetime
    stations: tuple[StationOverview, ...]
    delivery: DeliveryState
    trial: JobOutcome | None = None


def devices_view(office: Office, job: int | None = None) -> DevicesView:
    """Return the machines and the delivery. `job` is a trial slip that was ordered at one of them."""
    return DevicesView(
        setup=office.setup(),
        now=office.clock.now(),
        stations=stations_overview(office),
        delivery=delivery_state(office),
        trial=None if job is None else outcome(office, job),
    )
