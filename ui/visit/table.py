"""The table of the visit: for a screen and an event, the next visit and the questions to the branch.

Touches, scans, answers, devices and the clock all go through `step`. A screen's row lists what that screen decides.
`EVERYWHERE` lists what every screen shares. Any other event changes nothing.
"""

from dataclasses import replace
from typing import Final

from ui.visit import (
    appointment,
    card,
    closed,
    common,
    device,
    look,
    number,
    procedures,
    rating,
    scans,
    search,
    staff,
    tablet,
    ticket,
    trouble,
)
from ui.visit.common import Failed, Handler, Refused, Row, Rows, Transition, merge, stay
from ui.visit.event import BranchAnswer, Touch, VisitEvent
from ui.visit.scans import Scanned
from ui.visit.visit import Visit

TABLE: Final[Rows] = merge(
    number.ROWS,
    ticket.ROWS,
    card.ROWS,
    appointment.ROWS,
    rating.ROWS,
    tablet.ROWS,
    procedures.ROWS,
    search.ROWS,
    staff.ROWS,
    scans.ROWS,
    closed.ROWS,
    trouble.ROWS,
)
EVERYWHERE: Final[Row] = {**common.EVERYWHERE, **look.EVERYWHERE, **device.EVERYWHERE, **staff.EVERYWHERE}


def handler(visit: Visit, kind: type[VisitEvent]) -> Handler:
    """Return what the visit's screen does with an event of this kind."""
    return TABLE[visit.screen].get(kind) or EVERYWHERE.get(kind) or stay


def step(visit: Visit, event: VisitEvent) -> Transition:
    """Return the next visit and the questions to the branch. Pure: equal arguments give equal results."""
    if isinstance(event, BranchAnswer | Refused | Failed) and event.flow != visit.flow:
        return Transition(visit)
    if isinstance(event, Scanned):
        visit = replace(visit, idle=0, notice=None, sheet=None)
    elif isinstance(event, Touch):
        visit = replace(visit, idle=0, notice=None)
    after = ticket.leave_no_slip(visit, handler(visit, type(event))(visit, event))
    if after.visit.screen is not visit.screen:
        return Transition(replace(after.visit, sheet=None), after.questions)
    return after
