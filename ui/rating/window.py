"""Show only the rating pages of the kiosk, on a rating tablet.

The home page asks for the code of the slip. At a counter the tablet sleeps until a visit ends there.
"""

from kiosk.clock import Clock
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.status import ProgramKind
from ui.ask import RunsUseCases
from ui.kiosk.window import VisitWindow, connect, panel_options
from ui.visit.screen import Screen
from ui.visit.visit import UNHEARD, DeviceStatuses
from ui.window_spec import Device, ProgramParts, WindowContext, WindowSpec


class RatingWindow(VisitWindow):
    """Ask for slip or code, level and reasons, and say thanks. After 30 s without a touch go home and wipe.

    `counter` is the number of the counter at which the tablet stands.
    """

    def __init__(
        self,
        branch: RunsUseCases,
        clock: Clock,
        *,
        counter: int | None = None,
        px_per_mm: float | None = None,
        reduced_motion: bool = False,
        devices: DeviceStatuses = UNHEARD,
        look: LookPart = USUAL_LOOK,
    ) -> None:
        super().__init__(
            branch,
            clock,
            home=Screen.RATE_CODE if counter is None else Screen.ASLEEP,
            counter=counter,
            px_per_mm=px_per_mm,
            reduced_motion=reduced_motion,
            devices=devices,
            look=look,
        )


def make_rating(context: WindowContext) -> VisitWindow:
    """Return the rating window; at a counter it wakes when a visit ends there."""
    window = RatingWindow(context.branch, context.clock, counter=context.counter, **panel_options(context))
    return connect(window, context)


_PARTS = ProgramParts(devices=frozenset({Device.SCANNER, Device.SPEECH}), staff_exit=True, kind=ProgramKind.RATING)
RATING = WindowSpec("rating", make=make_rating, parts=_PARTS, parts_at_counter=_PARTS, locked_down=True)
