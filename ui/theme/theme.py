"""One look for one screen: palette, letters, icons and lengths, made once and handed to every widget."""

from math import ceil

from PySide6.QtGui import QColor, QFont, QPixmap

import resources
from ui.theme import artwork, icons, letters, metrics, palette
from ui.theme.metrics import Metrics, Role, Step, Unit
from ui.theme.palette import Palette
from ui.theme.tokens import number, tokens

_KHMER = "km"
#: Letters are whole pixels: so much of a millimetre may be missing.
_ROUNDING_MM = 0.2
#: Words of a key shrink by so many steps from their full size to nothing.
_SHRINKING = 20


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
        unit = px_per_mm if isinstance(px_per_mm, Unit) else Unit(px_per_mm)
        self.is_low, self.is_rolled = is_low, unit.is_rolled
        self._panel = unit.panel
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
        theme._panel = 0.0  # a clerk has a mouse: its keys are as the pictures have them
        return theme

    @classmethod
    def board(
        cls, scale: float = 1.0, *, language: str = "vi", reduced_motion: bool = False, upright: bool = False
    ) -> "Theme":
        """The hall's board, lying or `upright`; ``scale`` 1.0 is 1920 × 1080 on 55 inches."""
        theme = cls(language=language, reduced_motion=reduced_motion)
        theme.m = metrics.board(scale, upright=upright)
        theme._panel = 0.0
        return theme

    def mm(self, value: float) -> int:
        """Millimetres of the pictures as whole pixels (at the desk and on the board: pixels of the picture)."""
        return round(value * self.m.unit)

    def gap(self, mm: float) -> int:
        """Pixels between two keys: as the look has it, but never so near that a finger meets both."""
        return max(self.mm(mm), ceil(number("touch", "gap_min") * self._panel))

    def target(self, mm: float) -> int:
        """Pixels of a key's height with its edge: as the look has it, but as large as a finger at least."""
        return max(self.mm(mm), ceil(number("touch", "any_min") * self._panel + self.m.edge))

    def primary(self, mm: float) -> int:
        """The same for the main key of a screen."""
        return max(self.mm(mm), ceil(number("touch", "primary_min") * self._panel + self.m.edge))

    def two_lines(self, role: Role) -> int:
        """Pixels of a key's height with two lines of words in their own size."""
        return max(self.target(0), ceil(2.6 * self.size(role) + self.m.edge))

    def part(self, factor: float) -> Unit:
        """The unit of a widget that is drawn at `factor` of its size on the same panel."""
        return Unit(self.m.unit * factor, self._panel)

    def real_mm(self, pixels: int) -> float:
        """Millimetres of the panel."""
        return pixels / self._panel

    def readable_step(self, step: Step, factor: float) -> Step:
        """`step`, or the first larger one in which the smallest words are to be read at `factor` of their size."""
        needed = self._least_letters()
        small = tokens()["type"]["kiosk"]["small"]["mm"] * self.m.unit * factor
        steps = tuple(Step)[tuple(Step).index(step) :]
        return next((one for one in steps if small * tokens()["type"]["steps"][one.value] >= needed), Step.XXL)

    def smaller(self, factor: float) -> "Theme":
        """Return the look of a widget that is drawn at a part of its size.

        Its text is one step larger, or what its letters need on a small panel.
        """
        wanted = self.step if self.step is Step.M else Step.L
        return Theme(
            self.part(factor),
            self.readable_step(wanted, factor),
            high_contrast=self.high_contrast,
            language=self.language,
            is_low=self.is_low,
        )

    def shrinks_to(self, least: float, role: Role = Role.SMALL) -> float:
        """The share to which words may shrink for want of room: `least`, or more where they are small already."""
        share = ceil(self._least_letters() / self.size(role) * _SHRINKING) / _SHRINKING
        return min(1.0, max(least, share))

    def _least_letters(self) -> float:
        """Pixels of the em of the smallest words there may be at this size of text."""
        least = number("type", "capital_largest" if self.step is Step.XXL else "capital_min")
        return self._em_of(least - _ROUNDING_MM)

    def _em_of(self, capital_mm: float) -> float:
        return capital_mm / number("type", "cap_height_em") * self._panel

    def least_em(self) -> float:
        """Pixels of the em whose capitals are to be read by who stands at the panel."""
        return self._em_of(number("type", "capital_min"))

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

    def share(self, role: Role, factor: float) -> float:
        """A part of a role's size in pixels; the largest letters are none smaller."""
        size = self.size(role)
        return max(size * factor, min(size, self.size(Role.SMALL))) if self.is_rolled else size * factor

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

    @staticmethod
    def roundel(size: float) -> QPixmap | None:
        """The centre's own sign in a square of `size` pixels; None where it has named none."""
        return artwork.roundel(max(1, round(size)))

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
