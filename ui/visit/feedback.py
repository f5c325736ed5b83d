"""Show where feedback is sent."""

from dataclasses import replace

from ui.visit.common import Finish, GoBack, Rows, Transition, finish, home
from ui.visit.event import Touch
from ui.visit.screen import Screen
from ui.visit.visit import Visit


class OpenFeedback(Touch):
    """Show where feedback is sent: a tile of the start screen."""


def open_feedback(visit: Visit, _event: OpenFeedback) -> Transition:
    """Show the block that the branch has filled in."""
    return Transition(replace(visit, screen=Screen.FEEDBACK, busy=None))


ROWS: Rows = {
    Screen.START: {OpenFeedback: open_feedback},
    Screen.FEEDBACK: {GoBack: home, Finish: finish},
}
