"""Ask the questions that come before an act: parking, transfer, cancelling, a pause, a chosen number.

Each method asks with a sheet, and the answer asks the next one. The last answer emits ``wanted`` with a use case that
is bound to its arguments. Nothing here waits for the branch.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kiosk.branch import alerts
from kiosk.branch.desk import DeskView
from kiosk.branch.serving import breaks, counters, undo, visits
from kiosk.branch.serving.finding import Found
from kiosk.branch.serving.visits import Transfer
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason, Placing
from kiosk.domain.queue.ticket import PriorityCheck, Ticket, TicketState
from ui.desk.numbers import NumbersSheet
from ui.desk.serving import ServingPage
from ui.desk.state import DeskState
from ui.desk.targets import service_options, transfer_targets
from ui.staff.choice import ChoiceSheet, DeskSheet, Option
from ui.theme import Theme

_PARK_MINUTES = (5, 10, 15, 20, 30, 45, 60, 90, 120)
_LOCK, _LEAVE, _RESUME = "lock", "leave", "resume"
_PARKED_ICONS = {
    ParkReason.PAPERS: "file-text",
    ParkReason.COPIES: "printer",
    ParkReason.FEE: "landmark",
    ParkReason.OPINION: "users",
    ParkReason.OTHER: "circle-pause",
}
_PAUSE_ICONS = {
    PauseReason.BREAK: "coffee",
    PauseReason.MEETING: "users",
    PauseReason.PAPERWORK: "file-text",
    PauseReason.MACHINE: "monitor",
    PauseReason.OTHER: "circle-pause",
}
_PLACES = (
    ("keep", Placing.KEEP, False),
    ("first", Placing.FIRST, False),
    ("last", Placing.LAST, False),
    ("keep_back", Placing.KEEP, True),
    ("first_back", Placing.FIRST, True),
    ("last_back", Placing.LAST, True),
)


class DeskFlow(QObject):
    """Show the sheets of one desk.

    Signals: ``wanted`` carries a use case bound to all but its office. ``searches`` carries a text to search for;
    `show_found` takes the answer. ``locks`` and ``leaves`` ask to lock the desk and to sign out.
    """

    wanted = Signal(object)
    searches = Signal(str)
    locks = Signal()
    leaves = Signal()

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        texts: Texts,
        state: DeskState,
    ) -> None:
        super().__init__(over)
        self._state = state
        self._over, self._theme, self._texts = over, theme, texts
        self._sheet: DeskSheet | None = None
        self._then: Callable[[Any], None] | None = None

    @property
    def is_open(self) -> bool:
        """Return whether a question is open."""
        return self._sheet is not None

    @property
    def sheet(self) -> DeskSheet | None:
        """Return the open question."""
        return self._sheet

    def dismiss(self) -> None:
        """Close the open question, for instance because the desk locks."""
        if self._sheet is not None:
            self._sheet.dismiss()
            self._sheet = None

    def listen_to(self, page: ServingPage) -> None:
        """Connect the keys of the page that are not in the row of acts."""
        page.absent.returned.connect(self.bring_back)
        page.checked.connect(self.check)
        page.helped.connect(self.end_help)
        page.alerted.connect(self.see_alert)
        page.undo_key.clicked.connect(self.reopen)
        page.resume_key.clicked.connect(self.resume)
        page.current.cancel.clicked.connect(self.cancel_here)
        page.next.list.clicked.connect(self.queue)
        page.services.adds.connect(self.add_service)
        page.services.helps.connect(self.help)

    # -- acts without a question --------------------------------------------------------------------------------

    def bring_back(self, ticket_id: str) -> None:
        """Return an absent or parked ticket to the queue."""
        if (context := self._state.context()) is not None:
            at, by = context.counter, context.staff
            self.wanted.emit(partial(counters.bring_back, ticket_id=ticket_id, counter_id=at, staff_id=by))

    def check(self, verdict: PriorityCheck) -> None:
        """Confirm or refuse a declared priority group."""
        if (context := self._state.context()) is not None:
            confirmed = verdict is PriorityCheck.CONFIRMED
            at, by = context.counter, context.staff
            self.wanted.emit(partial(visits.check_priority, counter_id=at, staff_id=by, confirmed=confirmed))

    def help(self) -> None:
        """Call for help, or end the own call."""
        if (context := self._state.context()) is None:
            return
        if any(call.counter_id == context.counter for call in context.view.help):
            self.end_help(context.counter)
        else:
            self.wanted.emit(partial(breaks.call_for_help, counter_id=context.counter, staff_id=context.staff))

    def end_help(self, of_counter: int) -> None:
        """End another counter's call for help, which was seen."""
        if (context := self._state.context()) is not None:
            at, by = context.counter, context.staff
            self.wanted.emit(partial(breaks.end_help, of_counter=of_counter, counter_id=at, staff_id=by))

    def see_alert(self, key: str) -> None:
        """Take care of a long wait."""
        if (context := self._state.context()) is not None:
            self.wanted.emit(partial(alerts.see_alert_at_desk, key=key, staff_id=context.staff))

    def reopen(self) -> None:
        """Undo the last finish."""
        if (context := self._state.context()) is not None:
            self.wanted.emit(partial(undo.reopen, counter_id=context.counter, staff_id=context.staff))

    def resume(self) -> None:
        """End the pause of the counter."""
        if (context := self._state.context()) is not None:
            self.wanted.emit(partial(breaks.resume, counter_id=context.counter, staff_id=context.staff))

    # -- acts with questions ------------------------------------------------------------------------------------

    def park(self) -> None:
        """Ask for the reason and the time, then park the ticket."""
        if (context := self._state.context()) is None:
            return
        view, _, counter, staff = context
        options = [
            Option(reason, self._texts.say(f"desk.park.{reason.value}"), icon=_PARKED_ICONS[reason])
            for reason in ParkReason
        ]
        self._ask(self._say("desk.park.why", view), options, partial(self._park_minutes, view, counter, staff))

    def _park_minutes(self, view: DeskView, counter: int, staff: int, reason: ParkReason) -> None:
        options = [
            Option(one, self._texts.say("desk.park.minutes", count=one), icon="hourglass") for one in _PARK_MINUTES
        ]
        self._ask(self._say("desk.park.how_long", view), options, partial(self._park_now, counter, staff, reason))

    def _park_now(self, counter: int, staff: int, reason: ParkReason, minutes: int) -> None:
        self.wanted.emit(partial(visits.park, reason=reason, minutes=minutes, counter_id=counter, staff_id=staff))

    def transfer(self) -> None:
        """Ask for the target and the place in its queue, then transfer the ticket."""
        if (context := self._state.context()) is None or context.view.current is None:
            return
        view, setup, counter, staff = context
        options = transfer_targets(view, setup, self._texts)
        self._ask(self._say("desk.transfer.where", view), options, partial(self._transfer_place, view, counter, staff))

    def _transfer_place(self, view: DeskView, counter: int, staff: int, target: Transfer) -> None:
        options = [
            Option((placing, back), self._texts.say(f"desk.transfer.{key}"), icon="undo-2" if back else "list-ordered")
            for key, placing, back in _PLACES
        ]
        then = partial(self._transfer_now, counter, staff, target)
        self._ask(self._say("desk.transfer.place", view), options, then)

    def _transfer_now(self, counter: int, staff: int, target: Transfer, place: tuple[Placing, bool]) -> None:
        order = replace(target, placing=place[0], back=place[1])
        self.wanted.emit(partial(visits.transfer, order=order, counter_id=counter, staff_id=staff))

    def add_service(self) -> None:
        """Ask for one more service, then add it to the visit."""
        if (context := self._state.context()) is None:
            return
        view, setup, counter, staff = context
        known = {line.service.id for line in view.services if line.quantity is None}
        options = [one for one in service_options(view, setup, self._texts) if one.value not in known]
        self._ask(self._say("desk.visit.which", view), options, partial(self._add_now, counter, staff))

    def _add_now(self, counter: int, staff: int, service: int) -> None:
        self.wanted.emit(partial(visits.add_service, service_id=service, counter_id=counter, staff_id=staff))

    def cancel_here(self) -> None:
        """Ask for the reason, then cancel the ticket at the counter."""
        if (context := self._state.context()) is not None and context.view.current is not None:
            self._cancel(context.view.current, context.counter, context.staff)

    def _cancel(self, ticket: Ticket, counter: int, staff: int) -> None:
        options = [Option(reason, self._texts.say(f"desk.cancel.{reason.value}"), icon="x") for reason in CancelReason]
        title = self._texts.say("desk.cancel.why", number=ticket.label)
        self._ask(title, options, partial(self._cancel_now, ticket.id, counter, staff))

    def _cancel_now(self, ticket_id: str, counter: int, staff: int, reason: CancelReason) -> None:
        self.wanted.emit(partial(visits.cancel, ticket_id=ticket_id, reason=reason, counter_id=counter, staff_id=staff))

    def rest(self) -> None:
        """Ask for a pause, the screen lock or the end of work; with a citizen at the counter only for the lock."""
        if (context := self._state.context()) is None:
            return
        view, _, counter, staff = context
        is_free = view.current is None
        options: list[Option] = []
        if view.pause is not None:
            options = [Option(_RESUME, self._texts.say("desk.pause.resume"), icon="monitor")]
        elif is_free:
            say = self._texts.say
            options = [Option(one, say(f"desk.pause.{one.value}"), icon=_PAUSE_ICONS[one]) for one in _PAUSE_ICONS]
        options.append(Option(_LOCK, self._texts.say("desk.pause.lock"), icon="lock"))
        if is_free:
            options.append(Option(_LEAVE, self._texts.say("desk.pause.leave"), icon="log-out"))
        self._ask(self._texts.say("desk.pause.why"), options, partial(self._rest_now, counter, staff))

    def _rest_now(self, counter: int, staff: int, what: PauseReason | str) -> None:
        if what == _RESUME:
            self.wanted.emit(partial(breaks.resume, counter_id=counter, staff_id=staff))
        elif what == _LOCK:
            self.locks.emit()
        elif what == _LEAVE:
            self.leaves.emit()
        elif isinstance(what, PauseReason):
            self.wanted.emit(partial(breaks.pause, reason=what, counter_id=counter, staff_id=staff))

    # -- tickets of today ---------------------------------------------------------------------------------------

    def queue(self) -> None:
        """Show the counter's whole queue, with a search."""
        if not self.is_open:
            self.numbers("")

    def numbers(self, text: str) -> None:
        """Show the tickets that fit a search or a scan; "" shows the queue."""
        if (context := self._state.context()) is None:
            return
        _, setup, counter, staff = context
        self.dismiss()
        sheet = NumbersSheet(self._over, self._theme, self._texts, setup)
        self._sheet = sheet
        sheet.field.set_text(text)
        sheet.closed.connect(self._closed)
        sheet.asked.connect(self.searches)
        self._then = partial(self._with_number, counter, staff)
        sheet.picked.connect(self._answered)
        self.searches.emit(text)

    def numbers_of(self, tickets: tuple[Ticket, ...]) -> None:
        """Ask which of the open tickets of one person is meant."""
        if (context := self._state.context()) is None:
            return
        services = context.setup.services
        options = [
            Option(one.label, one.label, self._texts.name(services[one.service_id].name), "ticket") for one in tickets
        ]
        self._ask(self._texts.say("desk.numbers.of_person", count=len(tickets)), options, self.numbers)

    def show_found(self, text: str, found: tuple[Found, ...]) -> None:
        """Show the tickets found for a text, unless another text was typed meanwhile."""
        if isinstance(self._sheet, NumbersSheet) and self._sheet.search == text:
            self._sheet.show_found(found)

    def _with_number(self, counter: int, staff: int, found: Found) -> None:
        ticket, say = found.ticket, self._texts.say
        options = [Option("call", say("desk.numbers.call", number=ticket.label), icon="megaphone")]
        if ticket.state in (TicketState.PARKED, TicketState.NO_SHOW):
            options.append(Option("return", say("desk.numbers.return"), icon="rotate-ccw"))
        if ticket.state in (TicketState.WAITING, TicketState.PARKED):
            options.append(Option("cancel", say("desk.act.cancel"), icon="x"))
        title = say("desk.numbers.one", number=ticket.label, service=self._texts.name(found.service.name))
        self._ask(title, options, partial(self._number_now, ticket, counter, staff))

    def _number_now(self, ticket: Ticket, counter: int, staff: int, what: str) -> None:
        if what == "cancel":
            self._cancel(ticket, counter, staff)
            return
        act = counters.call_chosen if what == "call" else counters.bring_back
        self.wanted.emit(partial(act, ticket_id=ticket.id, counter_id=counter, staff_id=staff))

    # -- the sheets ---------------------------------------------------------------------------------------------

    def _say(self, key: str, view: DeskView) -> str:
        return self._texts.say(key, number=view.current.label if view.current is not None else "")

    def _ask(self, title: str, options: list[Option], then: Callable[[Any], None]) -> None:
        self.dismiss()
        sheet = ChoiceSheet(self._over, self._theme, self._texts, title, options)
        self._sheet, self._then = sheet, then
        sheet.closed.connect(self._closed)
        sheet.chosen.connect(self._answered)

    def _closed(self) -> None:
        self._sheet = None

    def _answered(self, value: Any) -> None:
        then, self._sheet, self._then = self._then, None, None
        if then is not None:
            then(value)
