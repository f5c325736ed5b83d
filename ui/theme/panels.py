"""List the panels that kiosks are sold with, for the gallery, the layout tests and the demo. It needs no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

#: The least height in millimetres at which a portrait panel offers low reach. On a lower panel every key is in reach.
LEAST_LOW_MM = 300.0


@dataclass(frozen=True, slots=True)
class KioskPanel:
    """Hold a panel: its pixels and its real pixels per millimetre. The name tells direction and diagonal in inches."""

    name: str
    width: int
    height: int
    px_per_mm: float

    @property
    def short_side_mm(self) -> float:
        """Return the shorter side in real millimetres."""
        return min(self.width, self.height) / self.px_per_mm

    @property
    def is_portrait(self) -> bool:
        """Return whether the panel is higher than wide."""
        return self.height > self.width

    @property
    def can_be_low(self) -> bool:
        """Return whether low reach is offered. On such a panel some keys are out of reach for a wheelchair user."""
        return self.is_portrait and self.height / self.px_per_mm >= LEAST_LOW_MM


PORTRAIT_27 = KioskPanel("portrait-27", 1080, 1920, 3.2)
PORTRAIT_24 = KioskPanel("portrait-24", 1080, 1920, 3.61)
PORTRAIT_22 = KioskPanel("portrait-22", 1080, 1920, 4.03)
PORTRAIT_15 = KioskPanel("portrait-15", 1080, 1920, 5.78)
LANDSCAPE_27 = KioskPanel("landscape-27", 1920, 1080, 3.2)
SQUARE_19 = KioskPanel("square-19", 1280, 1024, 3.4)

#: Every panel that the gallery draws. Portrait panels of 21.5 and 24 inches are the commonest.
PANELS = (
    PORTRAIT_27,
    PORTRAIT_24,
    PORTRAIT_22,
    KioskPanel("portrait-43", 1080, 1920, 2.02),
    KioskPanel("landscape-22", 1920, 1080, 4.03),
    LANDSCAPE_27,
    KioskPanel("landscape-43", 1920, 1080, 2.02),
    SQUARE_19,
    KioskPanel("landscape-15", 1920, 1080, 5.78),
    PORTRAIT_15,
)
#: More sizes on the market. Each resembles a panel of the gallery and is only measured.
MORE_PANELS = (
    KioskPanel("landscape-24", 1920, 1080, 3.61),
    KioskPanel("portrait-32", 1080, 1920, 2.71),
    KioskPanel("landscape-32", 1920, 1080, 2.71),
)
#: One panel of each class, by the short name on the command line.
PANEL_CLASSES: Mapping[str, KioskPanel] = {
    "27": PORTRAIT_27,
    "24": PORTRAIT_24,
    "21.5": PORTRAIT_22,
    "15": PORTRAIT_15,
    "landscape": LANDSCAPE_27,
    "1280x1024": SQUARE_19,
}
