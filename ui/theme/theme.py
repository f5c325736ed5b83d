"""Combine palette, fonts, icons and lengths into one theme for one screen."""

from math import ceil

from PySide6.QtGui import QColor, QFont, QPixmap
from PySide6.QtWidgets import QWidget

import resources
from kiosk.domain.look import USUAL_LOOK, LookPart
from ui import artwork
from ui.theme import icons, letters, metrics, palette
from ui.theme.metrics import Metrics, Role, Step, Unit
from ui.theme.palette import Palette
from ui.theme.tokens import number, tokens

_KHMER = "km"
#: The tolerance of letter heights in millimetres, because fonts have whole pixels.
_ROUNDING_MM = 0.2
#: The number of steps in which the words of a key shrink from their full size to nothing.
_SHRINKING = 20


class Theme:
    """Provide a widget's colours (`c`), lengths (`m`, `mm`), fonts and icons.

    A theme never changes, except by `wear`: another text size, contrast or language is another theme. ``px_per_mm`` is
    the real density of the screen. The lengths of `m` are pixels. `is_low`: keys are close together in the lower part
    of the screen, and the largest of them are lower than usual. `look`: the colours and the roundel of the branch.
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
        look: LookPart = USUAL_LOOK,
    ) -> None:
        unit = px_per_mm if isinstance(px_per_mm, Unit) else Unit(px_per_mm)
        self.is_low, self.is_rolled = is_low, unit.is_rolled
        self._panel = unit.panel
        self.step = step
        self.high_contrast = high_contrast
        self.language = language
        self.reduced_motion = reduced_motion
        self.look = look
        self.c: Palette = palette.high_contrast() if high_contrast else palette.standard_contrast(look)
        self.m: Metrics = metrics.kiosk(px_per_mm, step, high_contrast=high_contrast, is_low=is_low)

    @classmethod
    def desk(
        cls,
        scale: float = 1.0,
        *,
        language: str = "vi",
        reduced_motion: bool = False,
        look: LookPart = USUAL_LOOK,
    ) -> "Theme":
        """Return the theme of a clerk's monitor, in pixels. ``scale`` 1.0 is the size of the design."""
        theme = cls(language=language, reduced_motion=reduced_motion, look=look)
        theme.m = metrics.desk(scale)
        theme._panel = 0.0  # 0: a clerk has a mouse, so no key needs a finger's size
        return theme

    @classmethod
    def board(
        cls,
        scale: float = 1.0,
        *,
        language: str = "vi",
        reduced_motion: bool = False,
        upright: bool = False,
        look: LookPart = USUAL_LOOK,
    ) -> "Theme":
        """Return the theme of the board, landscape or `upright`. ``scale`` 1.0 is 1920 × 1080 on 55 inches."""
        theme = cls(language=language, reduced_motion=reduced_motion, look=look)
        theme.m = metrics.board(scale, upright=upright)
        theme._panel = 0.0
        return theme

    def wear(self, look: LookPart, window: QWidget) -> None:
        """Take another look of the branch in place, and repaint the window. Its widgets keep the colour objects.

        For a window that stays as it is: a desk, a board. A window that builds its page anew takes another theme.
        """
        if look == self.look:
            return
        self.look = look
        if not self.high_contrast:
            palette.recolour(self.c, palette.standard_contrast(look))
        for widget in (window, *window.findChildren(QWidget)):
            widget.update()

    def mm(self, value: float) -> int:
        """Return whole pixels for millimetres of the design. At the desk and on the board the input is pixels."""
        return round(value * self.m.unit)

    def gap(self, mm: float) -> int:
        """Return the pixels between two keys: as designed, but at least the least distance for a finger."""
        return max(self.mm(mm), ceil(number("touch", "gap_min") * self._panel))

    def target(self, mm: float) -> int:
        """Return the pixels of a key's height with its edge: as designed, but at least a finger's size."""
        return max(self.mm(mm), ceil(number("touch", "any_min") * self._panel + self.m.edge))

    def primary(self, mm: float) -> int:
        """Return the pixels of the main key's height with its edge: as designed, but at least its least size."""
        return max(self.mm(mm), ceil(number("touch", "primary_min") * self._panel + self.m.edge))

    def two_lines(self, role: Role) -> int:
        """Return the pixels of a key's height with two lines of text in their full size."""
        return max(self.target(0), ceil(2.6 * self.size(role) + self.m.edge))

    def part(self, factor: float) -> Unit:
        """Return the unit of a widget that is drawn at `factor` of its size on the same panel."""
        return Unit(self.m.unit * factor, self._panel)

    def real_mm(self, pixels: int) -> float:
        """Return the real millimetres on the panel for pixels."""
        return pixels / self._panel

    def real_pixels(self, mm: float) -> int:
        """Return the pixels for real millimetres on the panel."""
        return round(mm * self._panel)

    def readable_step(self, step: Step, factor: float) -> Step:
        """Return `step`, or the first larger one whose smallest text is readable at `factor` of its size."""
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
            look=self.look,
        )

    def shrinks_to(self, least: float, role: Role = Role.SMALL) -> float:
        """Return the share to which text may shrink: `least`, or more if the text is small already."""
        share = ceil(self._least_letters() / self.size(role) * _SHRINKING) / _SHRINKING
        return min(1.0, max(least, share))

    def _least_letters(self) -> float:
        """Return the pixels of the least em that text may have in this text size."""
        least = number("type", "capital_largest" if self.step is Step.XXL else "capital_min")
        return self._em_of(least - _ROUNDING_MM)

    def _em_of(self, capital_mm: float) -> float:
        return capital_mm / number("type", "cap_height_em") * self._panel

    def least_em(self) -> float:
        """Return the pixels of the em whose capitals are readable from in front of the panel."""
        return self._em_of(number("type", "capital_min"))

    def space(self, step: int) -> int:
        """Return the pixels of a step (1, 2, 3, 4, 5, 6, 8) of the space scale."""
        return self.mm(number("space", str(step)))

    @property
    def margin(self) -> int:
        """Return the kiosk's screen margin in pixels."""
        return self.mm(number("space", "screen_margin"))

    def size(self, role: Role) -> float:
        """Return the em of a role in pixels."""
        return self.m.sizes[role]

    def share(self, role: Role, factor: float) -> float:
        """Return a part of a role's size in pixels. In a scrolled page it is not smaller than SMALL."""
        size = self.size(role)
        return max(size * factor, min(size, self.size(Role.SMALL))) if self.is_rolled else size * factor

    def font(self, role: Role, weight: int | None = None, *, size: float | None = None) -> QFont:
        """Return the font of a role. `weight` (400 to 800) and `size` (pixels) replace the role's own."""
        pixels = size if size is not None else self.size(role)
        return letters.font(max(1, round(pixels)), weight or metrics.WEIGHTS[role])

    def line_height(self, role: Role) -> float:
        """Return the distance of two base lines as a factor of the em. Khmer needs more."""
        kind = tokens()["type"]
        if self.language == _KHMER:
            return float(kind["line_height_km"])
        is_text = role in (Role.CAP, Role.KEY, Role.SMALL, Role.BODY, Role.LABEL)
        return float(kind["line_height"] if is_text else kind["line_height_heading"])

    def icon(self, name: str, size: float, colour: QColor, *, stroke: float = 2.0, turn: int = 0) -> QPixmap:
        """Return an icon of ``resources/icons`` as a cached square pixmap.

        Raises:
            FileNotFoundError: there is no such icon.
        """
        return icons.pixmap(name, max(1, round(size)), colour, stroke, turn)

    def roundel(self, size: float) -> QPixmap | None:
        """Return the centre's own roundel in a square of `size` pixels, or None without a picture that can be drawn."""
        pixels = max(1, round(size))
        own = self.look.roundel.artwork
        return None if own is None else artwork.roundel(own, pixels)

    def ms(self, name: str) -> int:
        """Return the length of a motion in milliseconds, or 0 if the citizen asked for less motion."""
        return 0 if self.reduced_motion else int(number("motion_ms", name))

    @staticmethod
    def has_icon(name: str) -> bool:
        """Return whether ``resources/icons`` holds an icon. Names also come from a branch's own set-up."""
        try:
            resources.path(f"icons/{name}.svg")
        except FileNotFoundError:
            return False
        return True
