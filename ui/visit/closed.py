"""Rest while the kiosk gives no numbers: outside the opening hours, locked by the centre, or taken out of service."""

from ui.visit.common import BranchChanged, BranchLoaded, Rows, Tick, Transition, merge, on_each, reload, tick_and_reload
from ui.visit.screen import Screen
from ui.visit.visit import Visit


def loaded_while_closed(visit: Visit, event: BranchLoaded) -> Transition:
    """Go to the start when the centre has opened."""
    visit = visit.seen(event.now)
    return Transition(visit) if visit.resting_screen is Screen.CLOSED else Transition(visit.fresh())


def loaded_out_of_service(visit: Visit, event: BranchLoaded) -> Transition:
    """Go to the start when somebody has brought the kiosk back."""
    visit = visit.seen(event.now)
    return Transition(visit) if event.now.station.is_out else Transition(visit.fresh())


ROWS: Rows = merge(
    on_each((Screen.CLOSED, Screen.OUT_OF_SERVICE), {BranchChanged: reload, Tick: tick_and_reload}),
    {
        Screen.CLOSED: {BranchLoaded: loaded_while_closed},
        Screen.OUT_OF_SERVICE: {BranchLoaded: loaded_out_of_service},
    },
)
