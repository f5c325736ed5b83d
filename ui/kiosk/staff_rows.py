"""The rows of the visit's table on which citizens do nothing: the staff's screens, and a kiosk out of service."""

from collections.abc import Mapping
from typing import Final

from ui.kiosk import events as e
from ui.kiosk import moves as m
from ui.kiosk import scan_moves as s
from ui.kiosk import staff_events as se
from ui.kiosk import staff_moves as st
from ui.kiosk.rows import EVERYWHERE, Row
from ui.kiosk.state import Screen

#: Whatever citizens do elsewhere is nothing here, also what is added to the table later.
_COMMON: Row = {
    **dict.fromkeys(e.EVENTS, m.stay),
    **EVERYWHERE,
    e.AppointmentFound: m.stay,
    e.Scanned: s.OnScan(s.NotNow("kiosk.scan.staff"), s.NotNow("kiosk.scan.staff")),
    e.Back: m.finish,
    e.Home: m.finish,
    e.Failed: st.failed,
    e.BranchLoaded: m.remember,
    e.Tick: m.tick,
}
ROWS: Final[Mapping[Screen, Row]] = {
    Screen.OUT_OF_SERVICE: {
        **_COMMON,
        e.Scanned: s.OnScan(s.NotNow("kiosk.scan.out_of_service"), s.NotNow("kiosk.scan.out_of_service")),
        e.Back: m.stay,
        e.Home: m.home,
        e.Failed: m.failed,
        e.BranchLoaded: st.loaded_out_of_service,
        e.BranchChanged: m.reload,
        e.Tick: m.tick_and_reload,
    },
    Screen.STAFF_SIGN_IN: {
        **_COMMON,
        se.StaffListed: st.listed,
        se.ChooseStaff: st.choose,
        se.TypePin: st.type_pin,
        se.DeletePin: st.delete_pin,
        e.Confirm: st.sign_in,
        se.StaffSignedIn: st.signed_in,
    },
    Screen.STAFF: {
        **_COMMON,
        se.ChooseAct: st.act,
        se.StaffActed: st.acted,
        se.TryPrinter: st.try_printer,
        se.TrialQueued: st.trial_queued,
        e.PrintMoved: st.trial_moved,
        e.Finish: m.finish,
    },
}
