"""The table's rows of looking up a procedure, and of the search."""

from collections.abc import Mapping
from typing import Final

from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk import moves as m
from ui.kiosk import number_moves as n
from ui.kiosk import procedure_moves as p
from ui.kiosk import rating_moves as r
from ui.kiosk import scan_moves as s
from ui.kiosk.rows import Row, row
from ui.kiosk.state import Screen

_SCANNED: Row = {
    e.Scanned: s.OnScan(s.read_card, s.read_ticket),
    e.Recognised: n.recognised,
    e.RateableFound: r.found,
    e.BranchLoaded: m.remember,
    e.Tick: m.tick,
}
_NEVER = (
    e.TakeNumber,
    e.OpenRating,
    e.OpenPriority,
    e.ChooseGroup,
    e.ShowHeld,
    e.NotMe,
    e.TakeAnother,
    e.TypeCode,
    e.DeleteCode,
    e.ChooseLevel,
    e.ToggleReason,
    e.Retry,
    e.TicketIssued,
    e.TicketHeld,
    e.RatingSaved,
)

_NO_LIST = (e.ChooseField, e.ChooseService, e.TurnFields, e.TurnServices)

ROWS: Final[Mapping[Screen, Row]] = {
    Screen.PROCEDURES: row(
        (*_NEVER, e.ChooseService, e.Confirm, e.Finish, e.PrintMoved, e.BranchChanged),
        own={
            **_SCANNED,
            e.ChooseField: p.choose_field,
            e.TurnFields: p.turn_fields,
            e.TurnServices: p.turn_list,
            u.OpenSearch: p.open_search,
            u.ShowProcedure: p.show_procedure,
            u.CatalogueLoaded: p.loaded,
            e.Back: m.home,
        },
    ),
    Screen.SEARCH: row(
        (*_NEVER, e.ChooseField, e.TurnFields, e.Finish, e.PrintMoved),
        own={
            **_SCANNED,
            e.TypeText: p.type_text,
            e.EraseLetter: p.erase_letter,
            e.ClearText: p.clear_text,
            e.ChooseMethod: p.choose_method,
            u.Found: p.found,
            e.Confirm: p.show_list,
            e.TurnServices: p.turn_finds,
            u.ShowProcedure: p.show_procedure,
            e.ChooseService: p.take_number,
            u.CatalogueLoaded: p.loaded,
            e.Back: p.back_from_search,
            e.BranchChanged: m.reload,
        },
    ),
    Screen.PROCEDURE: row(
        (*_NEVER, e.ChooseField, e.TurnFields, e.TurnServices, e.Confirm, e.Finish, e.BranchChanged),
        own={
            **_SCANNED,
            u.ChooseSection: p.choose_section,
            u.TurnPosting: p.turn_posting,
            u.PrintSlip: p.print_slip,
            u.SlipQueued: p.slip_queued,
            e.PrintMoved: p.slip_moved,
            u.TakeAlong: p.take_along,
            e.ChooseService: p.take_number,
            e.Back: p.back_from_procedure,
        },
    ),
    Screen.TAKE_ALONG: row(
        (*_NEVER, *_NO_LIST, e.Confirm, e.BranchChanged),
        own={
            **_SCANNED,
            u.SlipQueued: p.slip_queued,
            e.PrintMoved: p.slip_moved,
            e.Back: p.back_to_procedure,
            e.Finish: p.back_to_procedure,
        },
    ),
    Screen.DOSSIERS: row(
        (*_NEVER, *_NO_LIST, e.Confirm, e.PrintMoved, e.BranchChanged),
        own={**_SCANNED, e.Back: m.home, e.Finish: m.home},
    ),
}
