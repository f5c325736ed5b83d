"""Taking a number: field, service, the long wait, the card, the priority group, the ticket. Handlers of the table."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.status import PrintJobState
from kiosk.domain.text import Message
from ui.kiosk import events as e
from ui.kiosk.branch_now import BranchNow
from ui.kiosk.moves import Step
from ui.kiosk.requests import FindRateable, IssueTicket, LoadServices, ShowTicket, WatchPrint
from ui.kiosk.state import LONG_WAIT_MINUTES, Busy, Screen, ShownTicket, Visit

if TYPE_CHECKING:
    from kiosk.branch.reception import ServiceView


#: Refusals that close the kiosk.
SHUT = ("reception.closed", "reception.locked")


def take_number(visit: Visit, _event: e.TakeNumber | e.Confirm | e.TakeAnother) -> Step:
    """To the services; before the branch has answered, the key turns busy and the answer opens them."""
    ask = (LoadServices(visit.flow),)
    if visit.now is None:
        return Step(replace(visit, busy=Busy.SERVICES), ask)
    return Step(_choosing(visit, visit.now), ask)


def take_another(visit: Visit, event: e.TakeAnother) -> Step:
    """Another number for the same person: the ticket goes, the card stays."""
    return take_number(replace(visit, shown=None), event)


def loaded_at_start(visit: Visit, event: e.BranchLoaded) -> Step:
    """The first answer opens what was touched meanwhile; a closed door shows when it opens."""
    visit = replace(visit, now=event.now)
    if visit.resting_screen is not visit.home:
        return Step(replace(visit.fresh(), look=visit.look, flow=visit.flow))
    if visit.busy is Busy.SERVICES:
        return Step(_choosing(visit, event.now))
    return Step(visit)


def loaded_while_closed(visit: Visit, event: e.BranchLoaded) -> Step:
    """The door may have opened."""
    visit = replace(visit, now=event.now)
    return Step(visit) if visit.resting_screen is Screen.CLOSED else Step(visit.fresh())


def loaded_while_choosing(visit: Visit, event: e.BranchLoaded) -> Step:
    """New counts in place; a field that is no longer offered gives way to the first."""
    codes = event.now.field_codes
    field = visit.field if visit.field in codes else next(iter(codes), None)
    return Step(replace(visit, now=event.now, field=field))


def loaded_in_trouble(visit: Visit, event: e.BranchLoaded) -> Step:
    """The branch is back. Who was promised a number gets it by one touch, under the same request id."""
    if visit.service is None:
        visit = replace(visit, now=event.now, busy=None)
        return Step(replace(visit.fresh(), look=visit.look))
    return back_again(visit, event)


def back_again(visit: Visit, event: e.BranchLoaded) -> Step:
    """The branch answers, and somebody still waits for what they asked for."""
    visit = replace(visit, now=event.now, busy=None)
    return Step(visit.told(Message("kiosk.trouble.back"), calm=True))


def retry(visit: Visit, _event: e.Retry) -> Step:
    """Asks again: for the number that was on its way, or for the branch."""
    if visit.service is not None:
        return Step(replace(visit, screen=Screen.ISSUING), (_issue(visit, visit.service),))
    return Step(replace(visit, busy=Busy.SERVICES), (LoadServices(visit.flow),))


def choose_field(visit: Visit, event: e.ChooseField) -> Step:
    """Its services at the right, from the first page."""
    return Step(replace(visit, field=event.code, service_page=0))


def turn_fields(visit: Visit, event: e.TurnFields) -> Step:
    """Another page of fields."""
    return Step(replace(visit, field_page=max(event.page, 0)))


def turn_services(visit: Visit, event: e.TurnServices) -> Step:
    """Another page of services."""
    return Step(replace(visit, service_page=max(event.page, 0)))


def choose_service(visit: Visit, event: e.ChooseService) -> Step:
    """The third touch: the number is taken, unless the wait is so long that the citizen is asked first."""
    view = visit.now.view(event.service_id) if visit.now else None
    if view is None:
        return Step(visit.with_notice("reception.service_closed"), (LoadServices(visit.flow),))
    visit = replace(visit, service=event.service_id, attempt=visit.attempt + 1)
    if visit.now is not None and must_ask(visit.now, view):
        return Step(replace(visit, screen=Screen.LONG_WAIT))
    return Step(replace(visit, screen=Screen.ISSUING), (_issue(visit, event.service_id),))


def must_ask(now: BranchNow, view: "ServiceView") -> bool:
    """Whether the citizen decides first: a long wait, or one that may go on after the doors close.

    A number is given until the last minute of the opening hours: who came in time is not turned away by a machine, and
    one taken before the lunch break is called after it. But nobody takes it without knowing.
    """
    if view.wait.minutes is None:
        return False
    longest = view.wait.minutes[1]
    left = now.hours.minutes_left
    return longest > LONG_WAIT_MINUTES or (left is not None and longest > left)


def accept_wait(visit: Visit, _event: e.Confirm) -> Step:
    """The citizen stays."""
    if visit.service is None:
        return back_to_services(visit, _event)
    return Step(replace(visit, screen=Screen.ISSUING), (_issue(visit, visit.service),))


def back_to_services(visit: Visit, _event: e.Event) -> Step:
    """Another service, or another day."""
    return Step(replace(visit, screen=Screen.CHOOSE, service=None), (LoadServices(visit.flow),))


def back_from_services(visit: Visit, _event: e.Back) -> Step:
    """To the card's screen when there is a card, else to the start."""
    if visit.person is None:
        return Step(replace(visit.fresh(), look=visit.look))
    return Step(replace(visit, screen=Screen.CARD))


def open_priority(visit: Visit, _event: e.OpenPriority) -> Step:
    """The list of groups; the choice leads back to where it was asked for."""
    return Step(replace(visit, screen=Screen.PRIORITY, origin=visit.screen))


def back_from_priority(visit: Visit, _event: e.Back) -> Step:
    """Nothing was chosen."""
    return Step(replace(visit, screen=visit.origin))


def declare_group(visit: Visit, event: e.ChooseGroup) -> Step:
    """Declared; the clerk checks it at the counter."""
    return Step(replace(visit, group=event.code, screen=visit.origin))


def choose_group(visit: Visit, event: e.ChooseGroup) -> Step:
    """On the card's screen the choice stays open until the main key."""
    return Step(replace(visit, group=event.code))


def recognised(visit: Visit, event: e.Recognised) -> Step:
    """The card is known: greet, show the open numbers, offer the group that the age opens."""
    if visit.person is None:
        return Step(replace(visit, busy=None))
    person = replace(
        visit.person, key=event.key, open_tickets=event.open_tickets, suggested_group=event.suggested_group
    )
    group = visit.group or event.suggested_group
    visit = replace(visit, standing=event.appointment, by_appointment=True)
    return Step(replace(visit, screen=Screen.CARD, busy=None, person=person, group=group))


def not_me(visit: Visit, _event: e.NotMe) -> Step:
    """The card's traces go at once."""
    return Step(replace(visit.fresh(), look=visit.look))


def show_held(visit: Visit, event: e.ShowHeld) -> Step:
    """The slip of a number the person already holds."""
    held = visit.person.open_tickets if visit.person else ()
    asks = tuple(ShowTicket(visit.flow, ticket) for ticket in held if ticket.id == event.ticket_id)
    return Step(visit, asks)


def issued(visit: Visit, event: e.TicketIssued) -> Step:
    """The number, and an eye on the paper."""
    shown = ShownTicket(event.ticket, event.slip, event.print_job)
    return Step(_at_ticket(visit, shown), (WatchPrint(visit.flow, event.print_job),))


def held(visit: Visit, event: e.TicketHeld) -> Step:
    """One person, one open number for a service: the first one, again."""
    return Step(_at_ticket(visit, ShownTicket(event.ticket, event.slip, None)))


def print_moved(visit: Visit, event: e.PrintMoved) -> Step:
    """Asked again until the job is settled; a settled one leaves the citizen the whole time to read."""
    shown = visit.shown
    if shown is None or shown.print_job != event.job:
        return Step(visit)
    moved = replace(shown, print_state=event.state)
    idle = 0 if moved.is_settled and not shown.is_settled else visit.idle
    asks = () if moved.is_settled else (WatchPrint(visit.flow, event.job),)
    return Step(replace(visit, shown=moved, idle=idle), asks)


def failed_at_ticket(visit: Visit, event: e.Failed) -> Step:
    """The number stays on the screen whatever happens behind it; the paper is asked about again."""
    if isinstance(event.request, WatchPrint):
        return Step(visit, (event.request,))
    if isinstance(event.request, FindRateable):
        return Step(replace(visit, busy=None).with_notice("kiosk.scan.trouble"))
    return Step(replace(visit, busy=None))


def refused_number(visit: Visit, event: e.Refused) -> Step:
    """The branch's sentence over the services; a door that closed meanwhile closes the kiosk too."""
    if event.message.key in SHUT:
        return Step(replace(visit.fresh(), screen=Screen.CLOSED, look=visit.look), (LoadServices(visit.flow + 1),))
    visit = replace(visit, screen=Screen.CHOOSE, service=None, busy=None)
    return Step(visit.told(event.message), (LoadServices(visit.flow),))


def _at_ticket(visit: Visit, shown: ShownTicket) -> Visit:
    settled = replace(shown, print_state=PrintJobState.QUEUED)
    visit = replace(visit, standing=None, checking=False)
    return replace(visit, screen=Screen.TICKET, shown=settled, service=None, busy=None, notice=None, idle=0)


def _choosing(visit: Visit, now: BranchNow) -> Visit:
    field = visit.field if visit.field in now.field_codes else next(iter(now.field_codes), None)
    return replace(visit, screen=Screen.CHOOSE, busy=None, service=None, field=field, field_page=0, service_page=0)


def _issue(visit: Visit, service_id: int) -> IssueTicket:
    person = visit.person.key if visit.person and visit.person.key else None
    return IssueTicket(visit.flow, visit.request_id, service_id, visit.look.language, person, visit.group)
