"""The visit as a table: for every screen and every kind of event, what comes next and what to ask the branch for.

Touches, scans, the branch's answers, the devices and the clock all go through `step`. The table is complete by type:
a cell that is missing is a mistake in the program, and a test finds it. No Qt, no input or output, no randomness.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ui.kiosk import appointment_moves as a
from ui.kiosk import events as e
from ui.kiosk import moves as m
from ui.kiosk import number_moves as n
from ui.kiosk import rating_moves as r
from ui.kiosk import scan_moves as s
from ui.kiosk import tablet_moves as t
from ui.kiosk.appointment_rows import ROWS as APPOINTMENT_ROWS
from ui.kiosk.moves import Move, Step
from ui.kiosk.state import Screen, Visit

Row = Mapping[type, Move]

#: The same on every screen: devices, the look, more time, the way home, an appointment that was looked up. A text to
#: type and a tablet's own counter matter only where a row says.
_EVERYWHERE: Row = {
    e.ScannerChanged: m.scanner_changed,
    e.PrinterChanged: m.printer_changed,
    e.HeadphonesChanged: m.headphones_changed,
    e.SpeechChanged: m.speech_changed,
    e.ChooseLanguage: m.choose_language,
    e.ChooseTextStep: m.choose_text_step,
    e.NextTextStep: m.next_text_step,
    e.ToggleContrast: m.toggle_contrast,
    e.ToggleLongTime: m.toggle_long_time,
    e.ToggleGuidance: m.toggle_guidance,
    e.ChangeVolume: m.change_volume,
    e.OpenSheet: m.open_sheet,
    e.CloseSheet: m.close_sheet,
    e.MoreTime: m.more_time,
    e.Home: m.home,
    e.Failed: m.failed,
    e.Refused: m.refused,
    **dict.fromkeys((e.OpenCheckIn, e.ChooseAppointment), m.stay),
    e.AppointmentFound: a.found,
    **dict.fromkeys((e.TypeText, e.EraseLetter, e.ClearText, e.ChooseMethod), m.stay),
    **dict.fromkeys((e.OpenRemark, e.RateLast, e.FinishedFound), m.stay),
}
#: Keys of the number flow, keys of the rating, and answers: ignored where a row says so, never by accident.
_NUMBER_KEYS = (e.ChooseField, e.ChooseService, e.TurnFields, e.TurnServices, e.OpenPriority)
_CARD_KEYS = (e.ChooseGroup, e.ShowHeld, e.NotMe)
_TICKET_KEYS = (e.TakeAnother,)
_START_KEYS = (e.TakeNumber, e.OpenRating)
_CODE_KEYS = (e.TypeCode, e.DeleteCode)
_FACE_KEYS = (e.ChooseLevel, e.ToggleReason)
_NUMBER_ANSWERS = (e.TicketIssued, e.TicketHeld, e.PrintMoved)


def _row(*ignored: tuple[type, ...], own: Row) -> Row:
    """A screen's row: its own cells, what it ignores by name, and what is the same everywhere."""
    return {**_EVERYWHERE, **{kind: m.stay for group in ignored for kind in group}, **own}


TABLE: Final[Mapping[Screen, Row]] = {
    Screen.START: _row(
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.Back, e.RatingSaved),
        own={
            e.TakeNumber: n.take_number,
            e.OpenRating: r.open_rating,
            e.OpenCheckIn: a.open_check_in,
            e.Scanned: s.OnScan(s.read_card, s.read_ticket),
            e.Recognised: n.recognised,
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_at_start,
            e.BranchChanged: m.reload,
            e.Tick: m.tick_and_reload,
        },
    ),
    Screen.CHOOSE: _row(
        _START_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.RatingSaved),
        own={
            e.ChooseField: n.choose_field,
            e.ChooseService: n.choose_service,
            e.TurnFields: n.turn_fields,
            e.TurnServices: n.turn_services,
            e.OpenPriority: n.open_priority,
            e.Back: n.back_from_services,
            e.Scanned: s.OnScan(s.read_card, s.read_ticket),
            e.Recognised: n.recognised,
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_while_choosing,
            e.BranchChanged: m.reload,
            e.Tick: m.tick,
        },
    ),
    Screen.CARD: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
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
    Screen.PRIORITY: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
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
    Screen.LONG_WAIT: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
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
    Screen.ISSUING: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        (e.Confirm, e.Finish, e.Retry, e.Back, e.Home, e.OpenSheet),
        (e.Recognised, e.RateableFound, e.RatingSaved, e.PrintMoved, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.TicketIssued: n.issued,
            e.TicketHeld: n.held,
            e.Refused: a.refused_number,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.issuing"), s.NotNow("kiosk.scan.issuing")),
            e.BranchLoaded: m.remember,
            e.Tick: m.tick_while_issuing,
        },
    ),
    Screen.TICKET: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
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
    Screen.RATE_CODE: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.Finish, e.Retry, e.Recognised, e.RatingSaved, e.BranchChanged),
        own={
            e.TypeCode: r.type_code,
            e.DeleteCode: r.delete_code,
            e.Confirm: r.find_typed,
            e.Back: m.home,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.slip_not_card"), s.read_ticket),
            e.RateableFound: r.found,
            e.BranchLoaded: m.remember,
            e.Tick: m.tick,
        },
    ),
    Screen.RATING: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _NUMBER_ANSWERS,
        (e.Confirm, e.ToggleReason, e.Retry, e.Recognised),
        (e.AppointmentFound,),
        own={
            e.BranchChanged: t.look,
            e.FinishedFound: t.take_over,
            e.ChooseLevel: r.choose_level,
            e.Finish: m.finish,
            e.Back: m.home,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.rate_first"), s.read_ticket, s.NotNow("kiosk.scan.rate_first")),
            e.RateableFound: r.found,
            e.RatingSaved: r.saved,
            e.Refused: r.refused_rating,
            e.Failed: r.failed_rating,
            e.BranchLoaded: m.remember,
            e.Tick: m.tick,
        },
    ),
    Screen.REASONS: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _NUMBER_ANSWERS,
        (e.ChooseLevel, e.Retry, e.Recognised, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.ToggleReason: r.toggle_reason,
            e.OpenRemark: r.open_remark,
            e.Confirm: r.send,
            e.Finish: r.send,
            e.Back: r.back_to_faces,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.rate_first"), s.NotNow("kiosk.scan.rate_first")),
            e.RateableFound: m.stay,
            e.RatingSaved: r.saved,
            e.Refused: r.refused_rating,
            e.Failed: r.failed_reasons,
            e.BranchLoaded: m.remember,
            e.Tick: r.end_of_time,
        },
    ),
    Screen.REMARK: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.Retry, e.Recognised, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.TypeText: r.type_remark,
            e.EraseLetter: r.erase_remark,
            e.ClearText: r.clear_remark,
            e.ChooseMethod: r.choose_typing,
            e.Confirm: r.send,
            e.Finish: r.send,
            e.Back: r.back_to_reasons,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.rate_first"), s.NotNow("kiosk.scan.rate_first")),
            e.RateableFound: m.stay,
            e.RatingSaved: r.saved,
            e.Refused: r.refused_rating,
            e.Failed: r.failed_reasons,
            e.BranchLoaded: m.remember,
            e.Tick: r.end_of_typing,
        },
    ),
    Screen.THANKS: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.Confirm, e.Retry, e.Back, e.Recognised, e.RateableFound, e.RatingSaved, e.BranchChanged),
        (e.AppointmentFound,),
        own={
            e.Finish: m.finish,
            e.Scanned: s.OnScan(s.read_next_card, s.read_next_ticket, s.read_next_appointment),
            e.BranchLoaded: m.remember,
            e.Tick: m.tick,
        },
    ),
    Screen.ASLEEP: _row(
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.TakeNumber, e.Confirm, e.Finish, e.Retry, e.Back, e.Recognised, e.RatingSaved),
        (e.AppointmentFound,),
        own={
            e.OpenRating: r.open_rating,
            e.RateLast: t.rate_last,
            e.FinishedFound: t.wake,
            e.Refused: t.refused_asleep,
            e.Scanned: s.OnScan(s.NotNow("kiosk.scan.slip_not_card"), s.read_ticket),
            e.RateableFound: r.found,
            e.BranchLoaded: m.remember,
            e.BranchChanged: t.look,
            e.Tick: t.tick_asleep,
        },
    ),
    Screen.CLOSED: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
        _NUMBER_ANSWERS,
        (e.Confirm, e.Finish, e.Retry, e.Back, e.Recognised, e.RatingSaved),
        (e.AppointmentFound,),
        own={
            e.OpenRating: r.open_rating,
            e.Scanned: s.OnScan(s.card_while_closed, s.read_ticket, s.card_while_closed),
            e.RateableFound: r.found,
            e.BranchLoaded: n.loaded_while_closed,
            e.BranchChanged: m.reload,
            e.Tick: m.tick_and_reload,
        },
    ),
    Screen.TROUBLE: _row(
        _START_KEYS,
        _NUMBER_KEYS,
        _CARD_KEYS,
        _TICKET_KEYS,
        _CODE_KEYS,
        _FACE_KEYS,
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
    **{screen: _row(ignored, own=own) for screen, (ignored, own) in APPOINTMENT_ROWS.items()},
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


def begin(boot: str, *, home: Screen = Screen.START, counter: int | None = None) -> Visit:
    """The first visit of a program run; `boot` is random and goes into every request id."""
    return Visit(boot=boot, home=home, screen=home, counter=counter)
