"""Checking in for an appointment: its code, what the branch answers, the number. Handlers of the table."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.kiosk import events as e
from ui.kiosk import number_moves as n
from ui.kiosk.moves import Step, home
from ui.kiosk.requests import CheckInNow, FindAppointment, ShowTicket
from ui.kiosk.state import Busy, Screen, Visit

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow

#: Characters of a code without spaces (appointment.make_appointment_code).
CODE_LENGTH = 11


def open_check_in(visit: Visit, _event: e.OpenCheckIn) -> Step:
    """Which appointment? Its code says it."""
    return Step(replace(visit, screen=Screen.CHECK_IN, code="", busy=None))


def type_code(visit: Visit, event: e.TypeCode) -> Step:
    """One more character; what a real keyboard types between the groups is left out."""
    if not event.character.isalnum():
        return Step(visit)
    return Step(replace(visit, code=(visit.code + event.character.upper())[:CODE_LENGTH]))


def find_typed(visit: Visit, _event: e.Confirm) -> Step:
    """The typed code; a slip of the finger, or the code of a ticket, is told at once, without asking the branch."""
    from kiosk.domain.appointment import CodeFault, parse_appointment_code
    from kiosk.domain.numbering import TicketCode, parse_code

    code = parse_appointment_code(visit.code)
    if not isinstance(code, CodeFault):
        return find(visit, code)
    fault = "is_ticket" if isinstance(parse_code(visit.code), TicketCode) else code.value
    return Step(visit.with_notice(f"appointment.code.{fault}"))


def find(visit: Visit, code: str) -> Step:
    """Asks for the appointment; the screen stays until the answer, so a refusal is told where it was asked."""
    return Step(replace(visit, busy=Busy.CODE), (FindAppointment(visit.flow, code),))


def found(visit: Visit, event: e.AppointmentFound) -> Step:
    """What it is, and what can be done now."""
    origin = visit.origin if visit.screen is Screen.APPOINTMENT else visit.screen
    after = replace(visit, screen=Screen.APPOINTMENT, origin=origin, standing=event.standing, code="", busy=None)
    return Step(replace(after, shown=None, idle=0))


def choose(visit: Visit, event: e.ChooseAppointment) -> Step:
    """On the card's screen: for the appointment, or for something else."""
    return Step(replace(visit, by_appointment=event.wanted))


def go_on(visit: Visit, event: e.Confirm) -> Step:
    """The main key below an appointment: its number, or the one there is already, or an ordinary one."""
    standing = visit.standing
    if standing is None:
        return n.take_number(visit, event)
    if standing.arrival.is_welcome:
        return _check_in(visit, standing)
    if standing.ticket is not None and has_number(standing):
        return Step(visit, (ShowTicket(visit.flow, standing.ticket),))
    return n.take_number(visit, event)


def go_on_from_card(visit: Visit, event: e.Confirm) -> Step:
    """The main key below a card: the appointment's number where there is one and it was chosen, else the services."""
    standing = visit.standing
    if standing is not None and standing.arrival.is_welcome and visit.by_appointment:
        return _check_in(visit, standing)
    return n.take_number(visit, event)


def has_number(standing: "AppointmentNow") -> bool:
    """Whether it was checked in and its number is still good for something."""
    from kiosk.domain.ticket import OPEN_STATES, TicketState

    held = standing.ticket
    return held is not None and (held.state in OPEN_STATES or held.state is TicketState.NO_SHOW)


def back(visit: Visit, event: e.Back) -> Step:
    """To the code where it was typed, else to the start."""
    if visit.origin is Screen.CHECK_IN:
        return Step(replace(visit, screen=Screen.CHECK_IN, standing=None))
    return home(visit, event)


def retry(visit: Visit, event: e.Retry) -> Step:
    """Asks for the number again, under the same request id."""
    if visit.checking and visit.standing is not None:
        return Step(replace(visit, screen=Screen.ISSUING), (_request(visit, visit.standing),))
    return n.retry(visit, event)


def loaded_in_trouble(visit: Visit, event: e.BranchLoaded) -> Step:
    """The branch is back; who was checking in gets the number by one touch."""
    return n.back_again(visit, event) if visit.checking else n.loaded_in_trouble(visit, event)


def refused_number(visit: Visit, event: e.Refused) -> Step:
    """Something changed meanwhile: the sentence, over the appointment as it stands now."""
    standing = visit.standing
    if not visit.checking or standing is None or event.message.key in n.SHUT:
        return n.refused_number(visit, event)
    after = replace(visit, screen=Screen.APPOINTMENT, origin=Screen.START, checking=False, busy=Busy.CODE)
    return Step(after.told(event.message), (FindAppointment(visit.flow, standing.code),))


def _check_in(visit: Visit, standing: "AppointmentNow") -> Step:
    after = replace(visit, attempt=visit.attempt + 1, origin=visit.screen, screen=Screen.ISSUING, checking=True)
    return Step(after, (_request(after, standing),))


def _request(visit: Visit, standing: "AppointmentNow") -> CheckInNow:
    return CheckInNow(visit.flow, visit.request_id, standing.code, visit.look.language, visit.group)
