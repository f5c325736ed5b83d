"""The door to the branch: the use cases a desk needs, without the office they belong to."""

from typing import TYPE_CHECKING, Protocol

from kiosk.domain.office import Setup, Staff
from kiosk.domain.ticket import Ticket

if TYPE_CHECKING:
    from kiosk.branch.desk import DeskView


class DeskServices(Protocol):
    """What a desk asks the branch for. Every method may wait for a disk: `ui.background` calls them, no screen does.

    Refusals are CounterErrors with a sentence for the clerk; ``store.*`` ones and anything else mean that the branch
    cannot answer at the moment.
    """

    def setup(self) -> Setup:
        """The branch's set-up."""
        ...

    def staff_list(self) -> tuple[Staff, ...]:
        """Who may sign in."""
        ...

    def sign_in(self, login: str, pin: str) -> Staff:
        """Who this is."""
        ...

    def open_counter(self, counter_id: int, staff_id: int) -> None:
        """Sit down at a counter."""
        ...

    def close_counter(self, counter_id: int, staff_id: int) -> None:
        """Leave it."""
        ...

    def desk_view(self, counter_id: int) -> "DeskView":
        """What the counter shows now."""
        ...

    def call_next(self, counter_id: int, staff_id: int, request_id: str) -> Ticket | None:
        """Call whoever is next; None when nobody waits."""
        ...

    def call_again(self, counter_id: int, staff_id: int) -> Ticket:
        """Call the same number again."""
        ...

    def start(self, counter_id: int, staff_id: int) -> Ticket:
        """The citizen has come."""
        ...

    def finish(self, counter_id: int, staff_id: int) -> Ticket:
        """The citizen is done."""
        ...

    def mark_no_show(self, counter_id: int, staff_id: int) -> Ticket:
        """The citizen did not come."""
        ...

    def bring_back(self, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
        """An absent citizen is back: into the queue again."""
        ...

    def check_priority(self, counter_id: int, staff_id: int, *, confirmed: bool) -> Ticket:
        """What the papers say about a declared priority group."""
        ...
