"""Look up for a screen and an event the next visit and the questions to the branch: the table of the visit.

Touches, scans, answers, devices and the clock all go through `step`. A screen's row lists what that screen decides.
`EVERYWHERE` lists what every screen shares. Any other event changes nothing.

Every module beside this one is a subject. Its `ROWS` and its `EVERYWHERE`, where it has them, are its part of the
table; a new module needs no entry here.
"""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import ui.visit as subjects
from ui.visit.common import Failed, Handler, Refused, Row, Rows, Transition, join, merge, stay
from ui.visit.event import BranchAnswer, Touch, VisitEvent
from ui.visit.scans import Scanned
from ui.visit.ticket import leave_no_slip
from ui.visit.visit import Visit

_THIS = __name__.rpartition(".")[2]
_SUBJECTS = [
    import_module(f"{subjects.__name__}.{found.name}")
    for found in iter_modules(subjects.__path__)
    if found.name != _THIS
]
TABLE: Final[Rows] = merge(*(getattr(subject, "ROWS", {}) for subject in _SUBJECTS))
EVERYWHERE: Final[Row] = join(*(getattr(subject, "EVERYWHERE", {}) for subject in _SUBJECTS))


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
    after = leave_no_slip(visit, handler(visit, type(event))(visit, event))
    if after.visit.screen is not visit.screen:
        return Transition(replace(after.visit, sheet=None), after.questions)
    return after
