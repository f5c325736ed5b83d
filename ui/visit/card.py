"""The screen of a scanned card: greeting, open numbers, the priority group, on to a number."""

from dataclasses import dataclass, replace

from kiosk.branch.appointments import AppointmentNow
from kiosk.domain.scan import CitizenCard
from kiosk.domain.ticket import Ticket
from ui.visit.appointment import AppointmentAtHand
from ui.visit.common import BranchLoaded, GoBack, Rows, Transition, home, merge, on_each
from ui.visit.event import BranchAnswer, Touch
from ui.visit.number import (
    ChooseGroup,
    NumberState,
    OpenPriority,
    TicketHeld,
    choose_group,
    held,
    loaded_at_start,
    open_priority,
)
from ui.visit.requests import RecogniseCard
from ui.visit.screen import SCANS_LEAD_ON, Screen
from ui.visit.ticket import show_again
from ui.visit.visit import Busy, CardHolder, Visit


@dataclass(frozen=True)
class ShowHeld(Touch):
    """See the number one already holds."""

    ticket_id: str


class NotMe(Touch):
    """The card was somebody else's."""


@dataclass(frozen=True)
class Recognised(BranchAnswer):
    """A card's keyed hash, that person's open numbers, the group their age opens, and their appointment of today."""

    key: str
    open_tickets: tuple[Ticket, ...]
    suggested_group: str | None
    appointment: AppointmentNow | None = None


def recognise(visit: Visit, card: CitizenCard) -> Transition:
    """Ask who it is; the number goes into the question and is not kept.

    A card begins a flow of its own, so that the answer about one card never meets the name of another.
    """
    year = card.birth.year if card.birth else None
    question = RecogniseCard(visit.flow + 1, card.number, year)
    if visit.person is not None:
        visit = visit.put(replace(visit.of(NumberState), group=None))
    visit = replace(visit, flow=visit.flow + 1, person=CardHolder.of(card), busy=Busy.CARD)
    return Transition(visit, (question,))


def recognised(visit: Visit, event: Recognised) -> Transition:
    """Greet, show the open numbers, offer the group that the age opens."""
    if visit.person is None:
        return Transition(replace(visit, busy=None))
    person = replace(
        visit.person, key=event.key, open_tickets=event.open_tickets, suggested_group=event.suggested_group
    )
    state = visit.of(NumberState)
    group = state.group or event.suggested_group
    visit = visit.put(replace(state, group=group), AppointmentAtHand(event.appointment))
    return Transition(replace(visit, screen=Screen.CARD, busy=None, person=person))


def not_me(visit: Visit, _event: NotMe) -> Transition:
    """Wipe the card's traces at once."""
    return Transition(replace(visit.fresh(), look=visit.look))


def show_held(visit: Visit, event: ShowHeld) -> Transition:
    """Show the slip of a number the person already holds."""
    return Transition(visit, show_again(visit, event.ticket_id))


ROWS: Rows = merge(
    on_each(SCANS_LEAD_ON, {Recognised: recognised}),
    {
        Screen.CARD: {
            ChooseGroup: choose_group,
            OpenPriority: open_priority,
            ShowHeld: show_held,
            NotMe: not_me,
            GoBack: home,
            TicketHeld: held,
            BranchLoaded: loaded_at_start,
        }
    },
)
