"""One look for one screen: palette, letters, icons and lengths, made once and handed to every widget."""

from PySide6.QtGui import QColor, QFont, QPixmap

import resources
from ui.theme import icons, letters, metrics, palette
from ui.theme.metrics import Metrics, Role, Step
from ui.theme.palette import Palette
from ui.theme.tokens import number, tokens

_KHMER = "km"


class Theme:
    """What a widget asks for its colours (`c`), lengths (`m`, `mm`), fonts and icons. It never changes: another text
    size, contrast or language is another Theme.

    ``px_per_mm`` is the real density of the screen. Sizes that `m` gives are pixels. `is_low`: keys stand close
    together in the lower part of the screen, so the largest of them are lower than usual.
    """

    def __init__(
        self,
        px_per_mm: float = 3.2,
        step: Step = Step.M,
        *,
        high_contrast: bool = False,
        language: str = "vi",
        reduced_motion: bool = False,
        is_low: bool = False,
    ) -> None:
        self.is_low = is_low
        self.step = step
        self.high_contrast = high_contrast
        self.language = language
        self.reduced_motion = reduced_motion
        self.c: Palette = palette.high_contrast() if high_contrast else palette.normal()
        self.m: Metrics = metrics.kiosk(px_per_mm, step, high_contrast=high_contrast, is_low=is_low)

    @classmethod
    def desk(cls, scale: float = 1.0, *, language: str = "vi") -> "Theme":
        """A clerk's monitor, in pixels; ``scale`` 1.0 is what the pictures show."""
        theme = cls(language=language)
        theme.m = metrics.desk(scale)
        return theme

    @classmethod
    def board(cls, scale: float = 1.0, *, language: str = "vi", reduced_motion: bool = False) -> "Theme":
        """The hall's board; ``scale`` 1.0 is 1920 × 1080 on 55 inches."""
        theme = cls(language=language, reduced_motion=reduced_motion)
        theme.m = metrics.board(scale)
        return theme

    def mm(self, value: float) -> int:
        """Millimetres of the pictures as whole pixels (at the desk and on the board: pixels of the picture)."""
        return round(value * self.m.unit)

    def space(self, step: int) -> int:
        """A step of the space scale (1, 2, 3, 4, 5, 6, 8) in pixels."""
        return self.mm(number("space", str(step)))

    @property
    def margin(self) -> int:
        """The kiosk's screen margin in pixels."""
        return self.mm(number("space", "screen_margin"))

    def size(self, role: Role) -> float:
        """The em of a role in pixels."""
        return self.m.sizes[role]

    def font(self, role: Role, weight: int | None = None, *, size: float | None = None) -> QFont:
        """The font of a role; `weight` 400 to 800 or `size` in pixels where a picture deviates from the role's own."""
        pixels = size if size is not None else self.size(role)
        return letters.font(max(1, round(pixels)), weight or metrics.WEIGHTS[role])

    def line_height(self, role: Role) -> float:
        """Distance of two base lines as a factor of the em; Khmer needs more."""
        kind = tokens()["type"]
        if self.language == _KHMER:
            return float(kind["line_height_km"])
        is_text = role in (Role.CAP, Role.KEY, Role.SMALL, Role.BODY, Role.LABEL)
        return float(kind["line_height"] if is_text else kind["line_height_heading"])

    def icon(self, name: str, size: float, colour: QColor, *, stroke: float = 2.0, turn: int = 0) -> QPixmap:
        """An icon of ``resources/icons`` as a square pixmap, cached; FileNotFoundError when there is none."""
        return icons.pixmap(name, max(1, round(size)), colour, stroke, turn)

    def ms(self, name: str) -> int:
        """How long a motion takes, in milliseconds; 0 when the person asked for less motion."""
        return 0 if self.reduced_motion else int(number("motion_ms", name))

    @staticmethod
    def has_icon(name: str) -> bool:
        """Whether ``resources/icons`` holds that icon; names also come from a branch's own set-up."""
        try:
            resources.path(f"icons/{name}.svg")
        except FileNotFoundError:
            return False
        return True
