"""Show the opening hours of the week: a tile of the start screen, and a screen."""

from dataclasses import dataclass, replace

from kiosk.branch.week import Week, opening_week
from ui.visit.common import Finish, GoBack, Rows, Transition, home
from ui.visit.event import BranchAnswer, Touch
from ui.visit.question import Question
from ui.visit.scans import NotNow, OnScan, Scanned
from ui.visit.screen import Screen
from ui.visit.visit import SubjectState, Visit


@dataclass(frozen=True, slots=True)
class WeekState(SubjectState):
    """Hold the shown days."""

    week: Week = ()


class OpenWeek(Touch):
    """Open the week: the tile of the start screen."""


@dataclass(frozen=True)
class WeekLoaded(BranchAnswer):
    """Answer with the opening hours of seven days."""

    week: Week


def open_week(visit: Visit, _event: OpenWeek) -> Transition:
    """Show the screen, and ask for the days."""
    return Transition(replace(visit, screen=Screen.WEEK), (Question.of(visit.flow, opening_week, answer=WeekLoaded),))


def loaded(visit: Visit, event: WeekLoaded) -> Transition:
    """Show the days."""
    return Transition(visit.put(WeekState(event.week)))


_NOT_NOW = NotNow("kiosk.scan.answer_first")
ROWS: Rows = {
    Screen.START: {OpenWeek: open_week},
    Screen.WEEK: {WeekLoaded: loaded, Finish: home, GoBack: home, Scanned: OnScan(_NOT_NOW, _NOT_NOW)},
}
