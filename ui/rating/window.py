"""The rating tablet: the kiosk's rating screens, and nothing else; it comes home to the code of the slip."""

from kiosk.clock import Clock
from ui.kiosk.services import KioskServices
from ui.kiosk.state import Screen
from ui.kiosk.window import VisitWindow


class RatingWindow(VisitWindow):
    """Slip or code, three faces, reasons, thanks; 30 seconds to choose, then home and wiped."""

    def __init__(
        self,
        services: KioskServices,
        clock: Clock,
        *,
        px_per_mm: float | None = None,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__(services, clock, home=Screen.RATE_CODE, px_per_mm=px_per_mm, reduced_motion=reduced_motion)
