"""Check in for an appointment: its code, the answer of the branch, the number for it."""

from dataclasses import dataclass, replace

from kiosk.branch import appointments
from kiosk.branch.appointments import AppointmentNow, CheckIn
from kiosk.domain.queue.appointment import CodeFault, parse_appointment_code
from kiosk.domain.queue.ticket import OPEN_STATES, TicketState
from kiosk.domain.queue.ticket_code import TicketCode, parse_code
from ui.visit.common import BranchLoaded, Confirm, GoBack, Refused, Rows, Transition, home, merge, on_each
from ui.visit.event import BranchAnswer, Touch
from ui.visit.keypad import CodeState, DeleteCode, TypeCode, delete_character, type_character
from ui.visit.number import (
    CLOSING,
    NumberState,
    TakeNumber,
    TicketHeld,
    held,
    loaded_at_start,
    number_given,
    refused_number,
    take_number,
)
from ui.visit.question import Question
from ui.visit.screen import SCANS_LEAD_ON, Screen
from ui.visit.ticket import show_again
from ui.visit.visit import Busy, SubjectState, Visit

#: Characters of a code without spaces (appointment.make_appointment_code).
CODE_LENGTH = 11


@dataclass(frozen=True, slots=True)
class AppointmentAtHand(SubjectState):
    """Keep the appointment at hand, and whether the number of a card's holder is to be for it."""

    standing: AppointmentNow | None = None
    by_appointment: bool = True


class OpenCheckIn(Touch):
    """Open the check-in: the tile for those who come by appointment."""


@dataclass(frozen=True)
class ChooseAppointment(Touch):
    """Say on the card's screen whether the number is for the appointment or for something else."""

    wanted: bool


@dataclass(frozen=True)
class AppointmentFound(BranchAnswer):
    """Carry the appointment a code stands for."""

    standing: AppointmentNow


def open_check_in(visit: Visit, _event: OpenCheckIn) -> Transition:
    """Ask for the code of the appointment."""
    return Transition(replace(visit, screen=Screen.CHECK_IN, busy=None).put(CodeState()))


def type_code(visit: Visit, event: TypeCode) -> Transition:
    """Add one more character."""
    return type_character(visit, event.character, CODE_LENGTH)


def find_typed(visit: Visit, _event: Confirm) -> Transition:
    """Look for the typed code; a typing error, or the code of a ticket, is told at once, without asking the branch."""
    typed = visit.of(CodeState).code
    code = parse_appointment_code(typed)
    if not isinstance(code, CodeFault):
        return find_appointment(visit, code)
    fault = "is_ticket" if isinstance(parse_code(typed), TicketCode) else code.value
    return Transition(visit.with_notice(f"appointment.code.{fault}"))


def find_appointment(visit: Visit, code: str) -> Transition:
    """Ask for the appointment; the screen stays until the answer, so a refusal is told where it was asked."""
    question = Question.of(visit.flow, appointments.find, code, answer=AppointmentFound)
    return Transition(replace(visit, busy=Busy.CODE), (question,))


def found(visit: Visit, event: AppointmentFound) -> Transition:
    """Show the appointment and what can be done now."""
    origin = visit.origin if visit.screen is Screen.APPOINTMENT else visit.screen
    visit = visit.put(CodeState(), replace(visit.of(AppointmentAtHand), standing=event.standing))
    return Transition(replace(visit, screen=Screen.APPOINTMENT, origin=origin, busy=None, shown=None, idle=0))


def choose(visit: Visit, event: ChooseAppointment) -> Transition:
    """Choose on the card's screen: for the appointment, or for something else."""
    return Transition(visit.put(replace(visit.of(AppointmentAtHand), by_appointment=event.wanted)))


def go_on(visit: Visit, event: Confirm) -> Transition:
    """Take the appointment's number, or show the one there is already, or take an ordinary one."""
    standing = visit.of(AppointmentAtHand).standing
    if standing is None:
        return take_number(visit, event)
    if standing.arrival.is_welcome:
        return check_in(visit, standing)
    if standing.ticket is not None and has_number(standing):
        return Transition(visit, (show_again(visit, standing.ticket),))
    return take_number(visit, event)


def go_on_from_card(visit: Visit, event: Confirm) -> Transition:
    """Take the appointment's number where there is one and it was chosen, else open the services."""
    at_hand = visit.of(AppointmentAtHand)
    if at_hand.standing is not None and at_hand.standing.arrival.is_welcome and at_hand.by_appointment:
        return check_in(visit, at_hand.standing, by_card=True)
    return take_number(visit, event)


def has_number(standing: AppointmentNow) -> bool:
    """Return whether it was checked in and its number can still be called."""
    ticket = standing.ticket
    return ticket is not None and (ticket.state in OPEN_STATES or ticket.state is TicketState.NO_SHOW)


def back(visit: Visit, event: GoBack) -> Transition:
    """Show the code where it was typed, else the start."""
    if visit.origin is Screen.CHECK_IN:
        visit = visit.put(replace(visit.of(AppointmentAtHand), standing=None))
        return Transition(replace(visit, screen=Screen.CHECK_IN))
    return home(visit, event)


def check_in(visit: Visit, standing: AppointmentNow, *, by_card: bool = False) -> Transition:
    """Ask for the number of the appointment, which its code or a card alone has found."""
    visit = replace(visit, attempt=visit.attempt + 1, origin=visit.screen, screen=Screen.ISSUING)
    group = visit.of(NumberState).group
    asked = {"request_id": visit.request_id, "code": standing.code, "language": visit.look.language}
    wish = CheckIn(**asked, group=group, by_card=by_card)
    question = Question.of(visit.flow, appointments.check_in, wish, answer=number_given)
    return Transition(replace(visit, promised=question), (question,))


def refused_on_the_way(visit: Visit, event: Refused) -> Transition:
    """Show why there is no number: of an appointment over the appointment as it stands now, else over the services."""
    standing = visit.of(AppointmentAtHand).standing
    is_check_in = visit.promised is not None and visit.promised.use_case is appointments.check_in
    if not is_check_in or standing is None or event.message.key in CLOSING:
        return refused_number(visit, event)
    after = replace(visit, screen=Screen.APPOINTMENT, origin=Screen.START, promised=None)
    return find_appointment(after.told(event.message), standing.code)


ROWS: Rows = merge(
    on_each((*SCANS_LEAD_ON, Screen.RATE_CODE), {AppointmentFound: found}),
    {
        Screen.START: {OpenCheckIn: open_check_in},
        Screen.CHECK_IN: {
            TypeCode: type_code,
            DeleteCode: delete_character,
            Confirm: find_typed,
            GoBack: home,
        },
        Screen.APPOINTMENT: {
            Confirm: go_on,
            TakeNumber: take_number,
            GoBack: back,
            TicketHeld: held,
            BranchLoaded: loaded_at_start,
        },
        Screen.CARD: {ChooseAppointment: choose, Confirm: go_on_from_card},
    },
)
