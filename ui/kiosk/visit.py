"""The visit as a table: for every screen and every kind of event, what comes next and what to ask the branch for.

Touches, scans, the branch's answers, the devices and the clock all go through `step`. The table is complete by type:
a cell that is missing is a mistake in the program, and a test finds it. No Qt, no input or output, no randomness.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ui.kiosk import appointment_moves as a
from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk import moves as m
from ui.kiosk import number_moves as n
from ui.kiosk import procedure_moves as p
from ui.kiosk import rating_moves as r
from ui.kiosk import scan_moves as s
from ui.kiosk import staff_events as se
from ui.kiosk.appointment_rows import ROWS as APPOINTMENT_ROWS
from ui.kiosk.look_up_rows import ROWS as LOOK_UP_ROWS
from ui.kiosk.moves import Step
from ui.kiosk.rating_rows import ROWS as RATING_ROWS
from ui.kiosk.rows import (
    CARD_KEYS,
    CODE_KEYS,
    FACE_KEYS,
    NUMBER_ANSWERS,
    NUMBER_KEYS,
    START_KEYS,
    TICKET_KEYS,
    Row,
    row,
)
from ui.kiosk.staff_rows import ROWS as STAFF_ROWS
from ui.kiosk.state import Screen, Visit

TABLE: Final[Mapping[Screen, Row]] = {
    Screen.START: row(
        NUMBER_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.Back, e.RatingSaved),
        own={
            e.TakeNumber: n.take_number,
            e.OpenRating: r.open_rating,
            e.OpenCheckIn: a.open_check_in,
            u.OpenProcedures: p.open_procedures,
            u.OpenDossiers: p.open_dossiers,
            u.CatalogueLoaded: p.loaded_at_start,
            e.Scanned: s.OnScan(s.read_card, s.read_ticket),
            e.Recognised: n.recognised,
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_at_start,
            e.BranchChanged: m.reload,
            e.Tick: m.tick_and_reload,
        },
    ),
    Screen.CHOOSE: row(
        START_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.RatingSaved),
        own={
            e.ChooseField: n.choose_field,
            e.ChooseService: n.choose_service,
            e.TurnFields: n.turn_fields,
            e.TurnServices: n.turn_services,
            e.OpenPriority: n.open_priority,
            u.OpenSearch: p.open_search,
            e.Back: n.back_from_services,
            e.Scanned: s.OnScan(s.read_card, s.read_ticket),
            e.Recognised: n.recognised,
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_while_choosing,
            e.BranchChanged: m.reload,
            e.Tick: m.tick,
        },
    ),
    Screen.CARD: row(
        START_KEYS,
        NUMBER_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        (e.Finish, e.Retry, e.RatingSaved, e.BranchChanged, e.TicketIssued, e.PrintMoved),
        own={
            e.Confirm: a.go_on_from_card,
            e.ChooseAppointment: a.choose,
            e.ChooseGroup: n.choose_group,
            e.OpenPriority: n.open_priority,
            e.ShowHeld: n.show_held,
            e.NotMe: n.not_me,
            e.Back: m.home,
            e.TicketHeld: n.held,
            e.Scanned: s.OnScan(s.read_card, s.read_ticket),
            e.Recognised: n.recognised,
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_at_start,
            e.Tick: m.tick,
        },
    ),
    Screen.PRIORITY: row(
        START_KEYS,
        NUMBER_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.RatingSaved, e.BranchChanged),
        own={
            e.ChooseGroup: n.declare_group,
            e.Back: n.back_from_priority,
            e.Scanned: s.OnScan(s.read_card, s.read_ticket),
            e.Recognised: n.recognised,
            e.RateableFound: r.found,
            e.BranchLoaded: m.remember,
            e.Tick: m.tick,
        },
    ),
    Screen.LONG_WAIT: row(
        START_KEYS,
        NUMBER_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        NUMBER_ANSWERS,
        (e.Finish, e.Retry, e.Recognised, e.RateableFound, e.RatingSaved, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.Confirm: n.accept_wait,
            e.Back: n.back_to_services,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.answer_first"), s.NotNow("kiosk.scan.answer_first")),
            e.BranchLoaded: m.remember,
            e.Tick: m.tick,
        },
    ),
    Screen.ISSUING: row(
        START_KEYS,
        NUMBER_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        (e.Confirm, e.Finish, e.Retry, e.Back, e.Home, e.OpenSheet),
        (e.Recognised, e.RateableFound, e.RatingSaved, e.PrintMoved, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            se.StaffAsked: m.stay,
            e.TicketIssued: n.issued,
            e.TicketHeld: n.held,
            e.Refused: a.refused_number,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.issuing"), s.NotNow("kiosk.scan.issuing")),
            e.BranchLoaded: m.remember,
            e.Tick: m.tick_while_issuing,
        },
    ),
    Screen.TICKET: row(
        START_KEYS,
        NUMBER_KEYS,
        CARD_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        (e.Confirm, e.Retry, e.Back, e.TicketIssued, e.TicketHeld, e.Recognised, e.RatingSaved, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.TakeAnother: n.take_another,
            e.Finish: m.finish,
            e.PrintMoved: n.print_moved,
            e.Failed: n.failed_at_ticket,
            e.Scanned: s.OnScan(s.read_card_at_ticket, s.read_ticket_at_ticket, s.read_appointment_at_ticket),
            e.RateableFound: r.found,
            e.BranchLoaded: m.remember,
            e.Tick: m.tick,
        },
    ),
    Screen.CLOSED: row(
        START_KEYS,
        NUMBER_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.Back, e.Recognised, e.RatingSaved),
        (e.AppointmentFound,),
        own={
            e.OpenRating: r.open_rating,
            u.OpenProcedures: p.open_procedures,
            u.CatalogueLoaded: p.loaded_at_start,
            e.Scanned: s.OnScan(s.card_while_closed, s.read_ticket, s.card_while_closed),
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_while_closed,
            e.BranchChanged: m.reload,
            e.Tick: m.tick_and_reload,
        },
    ),
    Screen.TROUBLE: row(
        START_KEYS,
        NUMBER_KEYS,
        CARD_KEYS,
        TICKET_KEYS,
        CODE_KEYS,
        FACE_KEYS,
        (e.Confirm, e.Finish, e.Back, e.Recognised, e.RateableFound, e.RatingSaved, e.PrintMoved, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.Retry: a.retry,
            e.TicketIssued: n.issued,
            e.TicketHeld: n.held,
            e.Refused: a.refused_number,
            e.Failed: m.trouble,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.trouble"), s.NotNow("kiosk.scan.trouble")),
            e.BranchLoaded: a.loaded_in_trouble,
            e.Tick: m.tick_in_trouble,
        },
    ),
    **RATING_ROWS,
    **APPOINTMENT_ROWS,
    **STAFF_ROWS,
    **LOOK_UP_ROWS,
}


def step(visit: Visit, event: e.Event) -> Step:
    """The next visit and the questions to the branch. Pure: the same visit and event always give the same step."""
    if isinstance(event, e.ANSWERS) and getattr(event, "flow", visit.flow) != visit.flow:
        return Step(visit)
    if isinstance(event, e.Scanned):
        visit = replace(visit, idle=0, notice=None, sheet=None)
    elif isinstance(event, e.TOUCHES):
        visit = replace(visit, idle=0, notice=None)
    after = m.leave_no_slip(visit, TABLE[visit.screen][type(event)](visit, event))
    if after.visit.screen is not visit.screen:
        return Step(replace(after.visit, sheet=None), after.requests)
    return after
