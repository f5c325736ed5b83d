"""What staff do in front of a kiosk, after the hidden gesture, and what the branch answers them."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kiosk.domain.office import Staff
    from kiosk.domain.orders import StaffAct


class StaffAsked(NamedTuple):
    """The gesture of `ui.kiosk.staff_gesture`: four corners, or its keys."""


class ChooseStaff(NamedTuple):
    """One of the names."""

    login: str


class TypePin(NamedTuple):
    """A figure of the pad."""

    figure: str


class DeletePin(NamedTuple):
    """Takes the last figure back."""


class ChooseAct(NamedTuple):
    """Out of service, back, restart, leave."""

    act: "StaffAct"


class TryPrinter(NamedTuple):
    """A trial slip."""


class StaffListed(NamedTuple):
    """Whose PIN opens this kiosk."""

    flow: int
    staff: "tuple[Staff, ...]"


class StaffSignedIn(NamedTuple):
    """The PIN was right."""

    flow: int
    staff: "Staff"


class StaffActed(NamedTuple):
    """It is done, and in the journal."""

    flow: int
    act: "StaffAct"


class TrialQueued(NamedTuple):
    """The trial slip's print job."""

    flow: int
    job: int


StaffTouch = StaffAsked | ChooseStaff | TypePin | DeletePin | ChooseAct | TryPrinter
StaffAnswer = StaffListed | StaffSignedIn | StaffActed | TrialQueued
