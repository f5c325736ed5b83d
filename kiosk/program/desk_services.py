"""What a desk and a board are given: the use cases of one branch, bound to its office. Called on worker threads."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.branch.appointments import AppointmentNow
    from kiosk.branch.board import BoardView, Call
    from kiosk.branch.breaks import HelpCall
    from kiosk.branch.desk import DeskView
    from kiosk.branch.finding import Found
    from kiosk.branch.office import Office
    from kiosk.branch.visits import Transfer
    from kiosk.domain.office import Staff
    from kiosk.domain.reasons import CancelReason, ParkReason, PauseReason
    from kiosk.domain.ticket import Ticket


class HasOffice(Protocol):
    """Opens the branch when it is first asked for."""

    def office(self) -> "Office":
        """CounterError ``store.*``, ``keys.*`` where it cannot be opened."""
        ...


class CounterServices:
    """Implements what `ui.desk.services` and `ui.hall.services` ask for; `kiosk.program.services` adds the rest."""

    _opening: HasOffice

    def staff_list(self) -> tuple["Staff", ...]:
        """Who may sign in."""
        from kiosk.branch import staff

        return staff.staff_list(self._opening.office())

    def sign_in(self, login: str, pin: str) -> "Staff":
        """Who this is."""
        from kiosk.branch import staff

        return staff.sign_in(self._opening.office(), login, pin)

    def open_counter(self, counter_id: int, staff_id: int, *, take_over: bool = False) -> None:
        """Opens a counter for a clerk."""
        from kiosk.branch import counters

        counters.open_counter(self._opening.office(), counter_id, staff_id, take_over=take_over)

    def close_counter(self, counter_id: int, staff_id: int) -> None:
        """Closes a clerk's counter."""
        from kiosk.branch import counters

        counters.close_counter(self._opening.office(), counter_id, staff_id)

    def call_next(self, counter_id: int, staff_id: int, request_id: str) -> "Ticket | None":
        """Calls whose turn it is."""
        from kiosk.branch import counters

        return counters.call_next(self._opening.office(), counter_id, staff_id, request_id)

    def call_again(self, counter_id: int, staff_id: int) -> "Ticket":
        """Calls the same citizen once more."""
        from kiosk.branch import counters

        return counters.call_again(self._opening.office(), counter_id, staff_id)

    def start(self, counter_id: int, staff_id: int) -> "Ticket":
        """Serving begins."""
        from kiosk.branch import visits

        return visits.start(self._opening.office(), counter_id, staff_id)

    def finish(self, counter_id: int, staff_id: int, done: "Mapping[int, int] | None" = None) -> "Ticket":
        """This counter is done with the visit."""
        from kiosk.branch import visits

        return visits.finish(self._opening.office(), counter_id, staff_id, done)

    def mark_no_show(self, counter_id: int, staff_id: int) -> "Ticket":
        """The called citizen did not come."""
        from kiosk.branch import counters

        return counters.mark_no_show(self._opening.office(), counter_id, staff_id)

    def bring_back(self, ticket_id: str, counter_id: int, staff_id: int) -> "Ticket":
        """An absent citizen has come after all."""
        from kiosk.branch import counters

        return counters.bring_back(self._opening.office(), ticket_id, counter_id, staff_id)

    def check_priority(self, counter_id: int, staff_id: int, *, confirmed: bool) -> "Ticket":
        """The proof of a priority was looked at."""
        from kiosk.branch import visits

        return visits.check_priority(self._opening.office(), counter_id, staff_id, confirmed=confirmed)

    def desk_view(self, counter_id: int) -> "DeskView":
        """Everything a desk shows."""
        from kiosk.branch import desk

        return desk.desk_view(self._opening.office(), counter_id)

    def board_view(self) -> "BoardView":
        """The hall now."""
        from kiosk.branch import board

        return board.board_view(self._opening.office())

    def calls_since(self, seq: int) -> "tuple[Call, ...]":
        """Every call after `seq`."""
        from kiosk.branch import board

        return board.calls_since(self._opening.office(), seq)

    def add_work(self, service_id: int, counter_id: int, staff_id: int) -> "Ticket":
        """One more service in the visit."""
        from kiosk.branch import visits

        return visits.add_work(self._opening.office(), service_id, counter_id, staff_id)

    def park(self, reason: "ParkReason", minutes: int, counter_id: int, staff_id: int) -> "Ticket":
        """Away for so many minutes."""
        from kiosk.branch import visits

        return visits.park(self._opening.office(), reason, minutes, counter_id, staff_id)

    def transfer(self, order: "Transfer", counter_id: int, staff_id: int) -> "Ticket":
        """The visit goes on elsewhere."""
        from kiosk.branch import visits

        return visits.transfer(self._opening.office(), order, counter_id, staff_id)

    def cancel(self, ticket_id: str, reason: "CancelReason", counter_id: int, staff_id: int) -> "Ticket":
        """A number is taken out of the day."""
        from kiosk.branch import visits

        return visits.cancel(self._opening.office(), ticket_id, reason, counter_id, staff_id)

    def reopen(self, counter_id: int, staff_id: int) -> "Ticket":
        """The last finish was a mistake."""
        from kiosk.branch import mistakes

        return mistakes.reopen(self._opening.office(), counter_id, staff_id)

    def call_chosen(self, ticket_id: str, counter_id: int, staff_id: int) -> "Ticket":
        """Calls this number."""
        from kiosk.branch import counters

        return counters.call_chosen(self._opening.office(), ticket_id, counter_id, staff_id)

    def numbers_today(self, counter_id: int, text: str) -> "tuple[Found, ...]":
        """The counter's queue, or what fits a text."""
        from kiosk.branch import finding

        return finding.numbers_today(self._opening.office(), counter_id, text)

    def find_appointment(self, code: str) -> "AppointmentNow":
        """The appointment of a code."""
        from kiosk.branch import appointments

        return appointments.find(self._opening.office(), code)

    def pause(self, reason: "PauseReason", counter_id: int, staff_id: int) -> None:
        """The counter calls nobody for a while."""
        from kiosk.branch import breaks

        breaks.pause(self._opening.office(), reason, counter_id, staff_id)

    def resume(self, counter_id: int, staff_id: int) -> None:
        """It calls again."""
        from kiosk.branch import breaks

        breaks.resume(self._opening.office(), counter_id, staff_id)

    def call_for_help(self, counter_id: int, staff_id: int) -> None:
        """The leads' desks show it."""
        from kiosk.branch import breaks

        breaks.call_for_help(self._opening.office(), counter_id, staff_id)

    def help_for(self, staff_id: int) -> "tuple[HelpCall, ...]":
        """The calls a lead sees who sits at no counter."""
        from kiosk.branch import breaks

        return breaks.help_for(self._opening.office(), staff_id)

    def end_help(self, of_counter: int, counter_id: int | None, staff_id: int) -> None:
        """Switches a call for help off."""
        from kiosk.branch import breaks

        breaks.end_help(self._opening.office(), of_counter, counter_id, staff_id)
