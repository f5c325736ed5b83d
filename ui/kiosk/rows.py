"""What the rows of the visit's table have in common: cells that are the same everywhere, events to ignore by name."""

from collections.abc import Mapping
from typing import get_args

from ui.kiosk import appointment_moves as a
from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk import moves as m
from ui.kiosk import staff_events as se
from ui.kiosk import staff_moves as st
from ui.kiosk.moves import Move

Row = Mapping[type, Move]

#: The same on every screen: devices, the look, more time, the way home, an appointment that was looked up. A text to
#: type, a procedure to look up and a tablet's own counter matter only where a row says.
EVERYWHERE: Row = {
    e.ScannerChanged: m.scanner_changed,
    e.PrinterChanged: m.printer_changed,
    e.HeadphonesChanged: m.headphones_changed,
    e.SpeechChanged: m.speech_changed,
    e.ChooseLanguage: m.choose_language,
    e.ChooseTextStep: m.choose_text_step,
    e.NextTextStep: m.next_text_step,
    e.ToggleContrast: m.toggle_contrast,
    e.ToggleLowReach: m.toggle_low_reach,
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
    **dict.fromkeys((*get_args(se.StaffTouch), *get_args(se.StaffAnswer)), m.stay),
    se.StaffAsked: st.ask,
    **dict.fromkeys(u.EVENTS, m.stay),
}
#: Keys of the number flow, keys of the rating, and answers: ignored where a row says so, never by accident.
NUMBER_KEYS = (e.ChooseField, e.ChooseService, e.TurnFields, e.TurnServices, e.OpenPriority)
CARD_KEYS = (e.ChooseGroup, e.ShowHeld, e.NotMe)
TICKET_KEYS = (e.TakeAnother,)
START_KEYS = (e.TakeNumber, e.OpenRating)
CODE_KEYS = (e.TypeCode, e.DeleteCode)
FACE_KEYS = (e.ChooseLevel, e.ToggleReason)
NUMBER_ANSWERS = (e.TicketIssued, e.TicketHeld, e.PrintMoved)


def row(*ignored: tuple[type, ...], own: Row) -> Row:
    """A screen's row: its own cells, what it ignores by name, and what is the same everywhere."""
    return {**EVERYWHERE, **{kind: m.stay for group in ignored for kind in group}, **own}
