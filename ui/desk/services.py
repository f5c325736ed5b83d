"""The door to the branch: the use cases a desk needs, without the office they belong to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.office import Setup, Staff
from kiosk.domain.reasons import CancelReason, ParkReason, PauseReason
from kiosk.domain.ticket import Ticket

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow
    from kiosk.branch.breaks import HelpCall
    from kiosk.branch.desk import DeskView
    from kiosk.branch.finding import Found
    from kiosk.branch.visits import Transfer


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

    def open_counter(self, counter_id: int, staff_id: int, *, take_over: bool = False) -> None:
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

    def finish(self, counter_id: int, staff_id: int, done: Mapping[int, int] | None = None) -> Ticket:
        """The citizen is done here; how many of each service."""
        ...

    def add_work(self, service_id: int, counter_id: int, staff_id: int) -> Ticket:
        """One more service in this visit."""
        ...

    def park(self, reason: ParkReason, minutes: int, counter_id: int, staff_id: int) -> Ticket:
        """The citizen comes back in so many minutes."""
        ...

    def transfer(self, order: "Transfer", counter_id: int, staff_id: int) -> Ticket:
        """The visit goes on elsewhere."""
        ...

    def cancel(self, ticket_id: str, reason: CancelReason, counter_id: int, staff_id: int) -> Ticket:
        """A number is taken out of the day."""
        ...

    def reopen(self, counter_id: int, staff_id: int) -> Ticket:
        """The last finish was a mistake."""
        ...

    def call_chosen(self, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
        """Call this number, whoever is next."""
        ...

    def numbers_today(self, counter_id: int, text: str) -> "tuple[Found, ...]":
        """The counter's queue, or the numbers of today that fit what was typed or scanned."""
        ...

    def recognise(self, number: str, birth_year: int | None) -> tuple[str, tuple[Ticket, ...], str | None]:
        """The open numbers of the person of a card, beside their key and the group their age opens."""
        ...

    def find_appointment(self, code: str) -> "AppointmentNow":
        """The appointment of a scanned paper; CounterError ``appointment.*``."""
        ...

    def pause(self, reason: PauseReason, counter_id: int, staff_id: int) -> None:
        """The counter calls nobody for a while."""
        ...

    def resume(self, counter_id: int, staff_id: int) -> None:
        """It calls again."""
        ...

    def call_for_help(self, counter_id: int, staff_id: int) -> None:
        """The leads' desks show it."""
        ...

    def help_for(self, staff_id: int) -> "tuple[HelpCall, ...]":
        """The calls for help that a lead sees who sits at no counter; nothing for others."""
        ...

    def end_help(self, of_counter: int, counter_id: int | None, staff_id: int) -> None:
        """Switch a call for help off."""
        ...

    def mark_no_show(self, counter_id: int, staff_id: int) -> Ticket:
        """The citizen did not come."""
        ...

    def bring_back(self, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
        """An absent or parked citizen is back: into the queue again."""
        ...

    def check_priority(self, counter_id: int, staff_id: int, *, confirmed: bool) -> Ticket:
        """What the papers say about a declared priority group."""
        ...
