"""What a window knows of the branch: the branch's, not the citizen's, so it outlives every visit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.orders import NOTHING_STOPS, StationNow

if TYPE_CHECKING:  # the first paint does not wait for what only names a type
    from kiosk.branch.procedures import Standing
    from kiosk.branch.reception import ServiceView
    from kiosk.domain.hours import Hours
    from kiosk.domain.office import Setup


@dataclass(frozen=True, slots=True)
class BranchNow:
    """The branch as it stands: its set-up, what can be done, who waits, the door, and what stops this kiosk.

    `has_appointments`: somebody is expected by appointment, today or later.
    `catalogue`: how the catalogue of procedures stands, None where there is none.
    `dossier_portal`: the address at which a dossier can be looked up, empty where the branch does not offer it.
    """

    setup: "Setup"
    services: "tuple[ServiceView, ...]"
    hours: "Hours"
    station: StationNow = NOTHING_STOPS
    has_appointments: bool = False
    catalogue: "Standing | None" = None
    dossier_portal: str = ""

    @property
    def gives_numbers(self) -> bool:
        """Whether a number can be taken now: it is open, and the centre has not locked this kiosk."""
        return self.hours.is_open and self.station.lock is None

    def view(self, service_id: int) -> "ServiceView | None":
        """The service with its queue, or None when it is no longer offered."""
        return next((view for view in self.services if view.service.id == service_id), None)

    def of_field(self, code: str) -> "tuple[ServiceView, ...]":
        """What belongs to a field, in the branch's order."""
        return tuple(view for view in self.services if view.service.field_code == code)

    @property
    def field_codes(self) -> tuple[str, ...]:
        """The fields that have something to offer, in the branch's order."""
        return tuple(one.code for one in self.setup.fields if self.of_field(one.code))

    @property
    def waiting(self) -> int:
        """How many people wait in the hall."""
        return sum(view.waiting for view in self.services)
