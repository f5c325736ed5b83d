"""The table's rows of checking in: the code, and the appointment it stands for."""

from collections.abc import Mapping
from typing import Final

from ui.kiosk import appointment_moves as a
from ui.kiosk import events as e
from ui.kiosk import moves as m
from ui.kiosk import number_moves as n
from ui.kiosk import rating_moves as r
from ui.kiosk import scan_moves as s
from ui.kiosk.rows import Row, row
from ui.kiosk.state import Screen

_NEVER = (
    e.ChooseField,
    e.ChooseService,
    e.TurnFields,
    e.TurnServices,
    e.OpenPriority,
    e.ChooseGroup,
    e.ShowHeld,
    e.NotMe,
    e.TakeAnother,
    e.OpenRating,
    e.ChooseLevel,
    e.ToggleReason,
    e.TicketIssued,
    e.PrintMoved,
    e.Finish,
    e.Retry,
    e.RatingSaved,
    e.BranchChanged,
)
_SCANNED: Row = {
    e.Scanned: s.OnScan(s.read_card, s.read_ticket),
    e.Recognised: n.recognised,
    e.RateableFound: r.found,
    e.Tick: m.tick,
}

ROWS: Final[Mapping[Screen, Row]] = {
    Screen.CHECK_IN: row(
        (*_NEVER, e.TakeNumber, e.TicketHeld),
        own={
            **_SCANNED,
            e.TypeCode: a.type_code,
            e.DeleteCode: r.delete_code,
            e.Confirm: a.find_typed,
            e.Back: m.home,
            e.BranchLoaded: m.remember,
        },
    ),
    Screen.APPOINTMENT: row(
        (*_NEVER, e.TypeCode, e.DeleteCode),
        own={
            **_SCANNED,
            e.Confirm: a.go_on,
            e.TakeNumber: n.take_number,
            e.Back: a.back,
            e.TicketHeld: n.held,
            e.BranchLoaded: n.loaded_at_start,
        },
    ),
}
