"""Take a number: the field, the service, the question about a long wait, the priority group, the number itself."""

from dataclasses import dataclass, replace

from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.reception import AlreadyHolds, Issued, ServiceView, TicketRequest, issue_ticket
from kiosk.domain.branch_setup import PriorityGroup
from kiosk.domain.queue.ticket import Ticket
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import PrintJobState
from ui.visit.common import (
    BranchChanged,
    BranchLoaded,
    Confirm,
    GoBack,
    Refused,
    Rows,
    Tick,
    Transition,
    load,
    reload,
    tick_and_reload,
)
from ui.visit.event import BranchAnswer, Touch, VisitEvent
from ui.visit.print_job import watch
from ui.visit.question import Question
from ui.visit.screen import Screen
from ui.visit.visit import Busy, ShownTicket, SubjectState, Visit

#: A wait whose upper bound is longer is asked about before the number is taken, in minutes.
LONG_WAIT_MINUTES = 60
#: Refusals that close the kiosk.
CLOSING = ("reception.closed", "reception.locked")


@dataclass(frozen=True, slots=True)
class NumberState(SubjectState):
    """Keep the chosen field with its pages, the chosen service, and the declared priority group.

    `field` is None until one is chosen.
    """

    field: str | None = None
    field_page: int = 0
    service_page: int = 0
    service: int | None = None
    group: str | None = None


class TakeNumber(Touch):
    """Take a number: the one large key of the start screen."""


@dataclass(frozen=True)
class ChooseField(Touch):
    """Choose a field of services."""

    code: str


class CloseField(Touch):
    """Go back from what a field holds to the fields."""


@dataclass(frozen=True)
class ChooseService(Touch):
    """Choose a service; that takes the number unless the wait is long."""

    service_id: int


@dataclass(frozen=True)
class TurnFields(Touch):
    """Turn to another page of fields, from 0."""

    page: int


@dataclass(frozen=True)
class TurnServices(Touch):
    """Turn to another page of services, from 0."""

    page: int


class OpenPriority(Touch):
    """Say that the citizen belongs to a priority group."""


@dataclass(frozen=True)
class ChooseGroup(Touch):
    """Choose a priority group by its code; None is an ordinary number."""

    code: str | None


@dataclass(frozen=True)
class TicketIssued(BranchAnswer):
    """Carry a number that was taken."""

    ticket: Ticket
    slip: TicketSlip
    print_job: int


@dataclass(frozen=True)
class TicketHeld(BranchAnswer):
    """Carry the number that the person holds for this service already."""

    ticket: Ticket
    slip: TicketSlip


def offered_groups(visit: Visit) -> dict[str, PriorityGroup]:
    """Return the priority groups by their codes; of those a card excludes, none."""
    every = visit.now.setup.groups if visit.now else {}
    known = visit.person.groups if visit.person else None
    return {code: one for code, one in every.items() if known is None or code in known}


def number_given(flow: int, given: Issued | AlreadyHolds) -> VisitEvent:
    """Return the event for a number: a new one, or the one that the person holds already."""
    if isinstance(given, Issued):
        return TicketIssued(flow, given.ticket, given.slip, given.print_job)
    return TicketHeld(flow, given.ticket, given.slip)


def take_number(visit: Visit, _event: VisitEvent) -> Transition:
    """Open the services; before the branch has answered, the key turns busy and the answer opens them."""
    ask = (load(visit),)
    if visit.now is None:
        return Transition(replace(visit, busy=Busy.SERVICES), ask)
    return Transition(_choosing(visit), ask)


def loaded_at_start(visit: Visit, event: BranchLoaded) -> Transition:
    """Open what was touched before the first answer; outside the hours show when the centre opens."""
    visit = visit.seen(event.now)
    if visit.resting_screen is not visit.home:
        return Transition(replace(visit.fresh(), look=visit.look, flow=visit.flow))
    if visit.busy is Busy.SERVICES:
        return Transition(_choosing(visit))
    return Transition(visit)


def loaded_while_choosing(visit: Visit, event: BranchLoaded) -> Transition:
    """Show the new counts; a field that is no longer offered is closed."""
    state, visit = visit.of(NumberState), visit.seen(event.now)
    if state.field in (None, *event.now.field_codes):
        return Transition(visit)
    return Transition(visit.put(replace(state, field=None, service_page=0)))


def choose_field(visit: Visit, event: ChooseField) -> Transition:
    """Show the field's services, from the first page."""
    return Transition(visit.put(replace(visit.of(NumberState), field=event.code, service_page=0)))


def close_field(visit: Visit, _event: CloseField) -> Transition:
    """Show the fields again."""
    return Transition(visit.put(replace(visit.of(NumberState), field=None, service_page=0)))


def turn_fields(visit: Visit, event: TurnFields) -> Transition:
    """Turn to another page of fields."""
    return Transition(visit.put(replace(visit.of(NumberState), field_page=max(event.page, 0))))


def turn_services(visit: Visit, event: TurnServices) -> Transition:
    """Turn to another page of services."""
    return Transition(visit.put(replace(visit.of(NumberState), service_page=max(event.page, 0))))


def to_first_pages(visit: Visit) -> Visit:
    """Return the visit with the first pages: another text size has other pages."""
    return visit.put(replace(visit.of(NumberState), field_page=0, service_page=0))


def choose_service(visit: Visit, event: ChooseService) -> Transition:
    """Take the number, unless the wait is so long that the citizen is asked first. It is the third touch."""
    view = visit.now.view(event.service_id) if visit.now else None
    if view is None:
        return Transition(visit.with_notice("reception.service_closed"), (load(visit),))
    state = replace(visit.of(NumberState), service=event.service_id, field=view.service.field_code)
    visit = replace(visit, attempt=visit.attempt + 1).put(state)
    if visit.now is not None and must_ask(visit.now, view):
        return Transition(replace(visit, screen=Screen.LONG_WAIT, origin=Screen.CHOOSE))
    return _issue(visit, event.service_id)


def must_ask(now: KioskView, view: ServiceView) -> bool:
    """Return whether the citizen decides first: a long wait, or one that may go on after the opening hours.

    A number is given until the last minute of the opening hours: nobody who came in time is turned away. A number taken
    before the lunch break is called after it. But nobody takes it without knowing.
    """
    if view.wait.minutes is None:
        return False
    longest = view.wait.minutes[1]
    left = now.hours.minutes_left
    return longest > LONG_WAIT_MINUTES or (left is not None and longest > left)


def accept_wait(visit: Visit, event: Confirm) -> Transition:
    """Take the number: the citizen stays."""
    service = visit.of(NumberState).service
    return back_to_services(visit, event) if service is None else _issue(visit, service)


def back_to_services(visit: Visit, _event: VisitEvent) -> Transition:
    """Show the services again: another one, or another day."""
    state = replace(visit.of(NumberState), service=None)
    return Transition(replace(visit, screen=Screen.CHOOSE).put(state), (load(visit),))


def back_from_services(visit: Visit, _event: GoBack) -> Transition:
    """Show the card's screen when there is a card, else the start."""
    if visit.person is None:
        return Transition(replace(visit.fresh(), look=visit.look))
    return Transition(replace(visit, screen=Screen.CARD))


def open_priority(visit: Visit, _event: OpenPriority) -> Transition:
    """Show the groups; the choice leads back to where it was asked for."""
    return Transition(replace(visit, screen=Screen.PRIORITY, origin=visit.screen))


def back_from_priority(visit: Visit, _event: GoBack) -> Transition:
    """Go back without a choice."""
    return Transition(replace(visit, screen=visit.origin))


def declare_group(visit: Visit, event: ChooseGroup) -> Transition:
    """Declare the group and go back; the clerk checks it at the counter."""
    return choose_group(replace(visit, screen=visit.origin), event)


def choose_group(visit: Visit, event: ChooseGroup) -> Transition:
    """Declare the group and stay: on the card's screen the choice is open until the main key."""
    return Transition(visit.put(replace(visit.of(NumberState), group=event.code)))


def issued(visit: Visit, event: TicketIssued) -> Transition:
    """Show the number, and look at its print job."""
    shown = ShownTicket(event.ticket, event.slip, event.print_job)
    return Transition(_at_ticket(visit, shown), (watch(visit, event.print_job),))


def held(visit: Visit, event: TicketHeld) -> Transition:
    """Show the number that the person holds already: one person has one open number for a service."""
    return Transition(_at_ticket(visit, ShownTicket(event.ticket, event.slip, None)))


def refused_number(visit: Visit, event: Refused) -> Transition:
    """Show the branch's sentence over the services; a branch that closed meanwhile closes the kiosk too."""
    if event.message.key in CLOSING:
        closed = replace(visit.fresh(), screen=Screen.CLOSED, look=visit.look)
        return Transition(closed, (load(closed),))
    state = replace(visit.of(NumberState), service=None)
    visit = replace(visit, screen=Screen.CHOOSE, busy=None, promised=None).put(state)
    return Transition(visit.told(event.message), (load(visit),))


def _at_ticket(visit: Visit, shown: ShownTicket) -> Visit:
    """Show the number. What led to it is over; field and group stay for another number of the same person."""
    unprinted = replace(shown, print_state=PrintJobState.QUEUED)
    kept = replace(visit.of(NumberState), service=None)
    visit = replace(visit, screen=Screen.TICKET, shown=unprinted, promised=None, busy=None, notice=None, idle=0)
    return replace(visit, states=()).put(kept)


def _choosing(visit: Visit) -> Visit:
    state = NumberState(group=visit.of(NumberState).group)
    return replace(visit, screen=Screen.CHOOSE, busy=None).put(state)


def _issue(visit: Visit, service_id: int) -> Transition:
    key = visit.person.key if visit.person and visit.person.key else None
    group = visit.of(NumberState).group
    wish = TicketRequest(
        request_id=visit.request_id,
        service_id=service_id,
        language=visit.look.language,
        person=key,
        group=group,
    )
    question = Question.of(visit.flow, issue_ticket, wish, answer=number_given)
    return Transition(replace(visit, screen=Screen.ISSUING, origin=Screen.CHOOSE, promised=question), (question,))


ROWS: Rows = {
    Screen.START: {
        TakeNumber: take_number,
        BranchLoaded: loaded_at_start,
        BranchChanged: reload,
        Tick: tick_and_reload,
    },
    Screen.CHOOSE: {
        ChooseField: choose_field,
        CloseField: close_field,
        ChooseService: choose_service,
        TurnFields: turn_fields,
        TurnServices: turn_services,
        OpenPriority: open_priority,
        GoBack: back_from_services,
        BranchLoaded: loaded_while_choosing,
        BranchChanged: reload,
    },
    Screen.LONG_WAIT: {Confirm: accept_wait, GoBack: back_to_services},
    Screen.PRIORITY: {ChooseGroup: declare_group, GoBack: back_from_priority},
}
