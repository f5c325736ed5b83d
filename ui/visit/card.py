"""Show what a scanned card leads to: greeting, open numbers, the priority group, on to a number."""

from dataclasses import dataclass, replace

from kiosk.branch import recognition
from kiosk.branch.recognition import Recognised
from kiosk.domain.people.scan import CitizenCard
from ui.visit.appointment import AppointmentAtHand
from ui.visit.common import BranchLoaded, GoBack, Rows, Transition, home, merge, on_each
from ui.visit.event import BranchAnswer, Touch
from ui.visit.number import (
    ChooseGroup,
    NumberState,
    TicketHeld,
    choose_group,
    held,
    loaded_at_start,
)
from ui.visit.question import Question
from ui.visit.screen import SCANS_LEAD_ON, Screen
from ui.visit.ticket import show_again
from ui.visit.visit import Busy, CardHolder, Visit


@dataclass(frozen=True)
class ShowHeld(Touch):
    """See the number one already holds."""

    ticket_id: str


class NotMe(Touch):
    """Say that the card was somebody else's."""


@dataclass(frozen=True)
class CardRecognised(BranchAnswer):
    """Carry the holder of the card: the keyed hash, open numbers, their groups, today's appointment."""

    holder: Recognised


def recognise(visit: Visit, card: CitizenCard) -> Transition:
    """Ask who it is; the number goes into the question and is not kept.

    A card begins a flow of its own, so that the answer about one card never meets the name of another.
    """
    year = card.birth.year if card.birth else None
    question = Question.of(visit.flow + 1, recognition.recognise, card.number, year, card.sex, answer=CardRecognised)
    if visit.person is not None:
        visit = visit.put(replace(visit.of(NumberState), group=None))
    visit = replace(visit, flow=visit.flow + 1, person=CardHolder.of(card), busy=Busy.CARD)
    return Transition(visit, (question,))


def recognised(visit: Visit, event: CardRecognised) -> Transition:
    """Greet, show the open numbers, offer the group that the age opens."""
    if visit.person is None:
        return Transition(replace(visit, busy=None))
    holder, state = event.holder, visit.of(NumberState)
    person = replace(
        visit.person,
        key=holder.person or "",
        open_tickets=holder.held,
        groups=frozenset(holder.groups),
        suggested_group=holder.group,
    )
    group = state.group or holder.group
    visit = visit.put(replace(state, group=group), AppointmentAtHand(holder.appointment))
    return Transition(replace(visit, screen=Screen.CARD, busy=None, person=person))


def not_me(visit: Visit, _event: NotMe) -> Transition:
    """Wipe the card's traces at once."""
    return Transition(replace(visit.fresh(), look=visit.look))


def show_held(visit: Visit, event: ShowHeld) -> Transition:
    """Show the slip of a number the person already holds."""
    held = visit.person.open_tickets if visit.person else ()
    return Transition(visit, tuple(show_again(visit, ticket) for ticket in held if ticket.id == event.ticket_id))


ROWS: Rows = merge(
    on_each(SCANS_LEAD_ON, {CardRecognised: recognised}),
    {
        Screen.CARD: {
            ChooseGroup: choose_group,
            ShowHeld: show_held,
            NotMe: not_me,
            GoBack: home,
            TicketHeld: held,
            BranchLoaded: loaded_at_start,
        }
    },
)
