"""The rating tablet: the kiosk's rating screens, and nothing else.

It comes home to the code of the slip, or, at a counter, to sleep until a visit ends there.
"""

from kiosk.clock import Clock
from ui.kiosk.services import KioskServices
from ui.kiosk.window import VisitWindow
from ui.visit.screen import Screen


class RatingWindow(VisitWindow):
    """Slip or code, three faces, reasons, thanks; 30 seconds to choose, then home and wiped.

    `counter`: the number of the counter it stands at.
    """

    def __init__(
        self,
        services: KioskServices,
        clock: Clock,
        *,
        counter: int | None = None,
        px_per_mm: float | None = None,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__(
            services,
            clock,
            home=Screen.RATE_CODE if counter is None else Screen.ASLEEP,
            counter=counter,
            px_per_mm=px_per_mm,
            reduced_motion=reduced_motion,
        )
