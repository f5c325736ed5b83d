"""Decide how large the look is drawn on a panel: in real millimetres where the density is known, else to fill it."""

from typing import NamedTuple

from PySide6.QtCore import QSize, QSizeF

from ui.theme import Step
from ui.theme.metrics import Unit

#: The short side of the panel the look was drawn for, in millimetres; without a known density it fills the window.
NOMINAL_SHORT_SIDE = 337.5
#: On a smaller panel everything may shrink to this share, so that capitals stay at 4.8 mm and keys at 15 mm.
_SMALLEST_SHARE = 0.83
#: On a larger one it grows with the panel, to this share at most: people stand further from it, and it is not empty.
_LARGEST_SHARE = 1.4
#: A panel whose short side is less, in millimetres, has no room for that: the look fills it, in larger letters. The
#: largest have capitals of 9 mm there, too (`ui.theme.metrics.kiosk`), on pages that are rolled.
_LEAST_SHORT_SIDE, _MORE_STEPS = 250.0, 2
#: At this share the largest letters have capitals of 9 mm: a page that has no room for them is rolled.
_ROLLED_SHARE = 0.92
#: Drawn at less than this share of the panel's own millimetres.
_SMALL = 0.97
_STEPS = len(Step)
#: What a screen says of itself is believed between these diagonals in millimetres, if its pixels are square within
#: this share, and not at 96 dots an inch: that is what systems say that do not know.
_DIAGONALS, _SQUARE, _UNKNOWN_DPI, _MM_PER_INCH = (250.0, 1800.0), 0.1, 96.0, 25.4


class Fit(NamedTuple):
    """Hold the scale and the text size of a window.

    `unit`: pixels for one millimetre of the look. `step`: text size, 0 to 3. `is_small`: less than real millimetres.
    `panel`: pixels for one real millimetre. The unit knows it too; here it makes two fits differ.
    """

    unit: Unit
    step: int
    is_small: bool
    panel: float


def fit(size: QSize, px_per_mm: float | None, step: int) -> Fit:
    """Return the look of the text size `step` on a window of `size` pixels."""
    short = min(size.width(), size.height())
    filling = short / NOMINAL_SHORT_SIDE
    is_square = size.height() < size.width() < 1.5 * size.height()
    if px_per_mm is None:
        if is_square and step == _STEPS - 1:
            return Fit(Unit(filling, is_rolled=True), step, is_small=False, panel=filling)
        return Fit(Unit(filling), step, is_small=False, panel=filling)
    if short / px_per_mm < _LEAST_SHORT_SIDE:
        if step == _STEPS - 1:
            return Fit(Unit(filling, px_per_mm, is_rolled=True), step, is_small=True, panel=px_per_mm)
        larger = _at_most(step + _MORE_STEPS, is_tight=size.width() > size.height())
        return Fit(Unit(filling, px_per_mm), larger, is_small=True, panel=px_per_mm)
    unit = min(max(filling, px_per_mm * _SMALLEST_SHARE), px_per_mm * _LARGEST_SHARE)
    is_small = unit < px_per_mm * _SMALL
    if step == _STEPS - 1 and (is_square or is_small):
        return Fit(Unit(px_per_mm * _ROLLED_SHARE, px_per_mm, is_rolled=True), step, is_small=False, panel=px_per_mm)
    return Fit(Unit(unit, px_per_mm), step, is_small, px_per_mm)


def _at_most(step: int, *, is_tight: bool) -> int:
    """Return a step that has room: the largest has none on a square or a small landscape panel."""
    return min(step, _STEPS - (2 if is_tight else 1))


def density(pixels: QSize, millimetres: QSizeF) -> float | None:
    """Return pixels per millimetre by what a screen says of itself, or None where that cannot be true."""
    wide, high = millimetres.width(), millimetres.height()
    if wide <= 0 or high <= 0 or not _DIAGONALS[0] <= (wide**2 + high**2) ** 0.5 <= _DIAGONALS[1]:
        return None
    across, down = pixels.width() / wide, pixels.height() / high
    if abs(across / down - 1) > _SQUARE or abs(across * _MM_PER_INCH - _UNKNOWN_DPI) < 1:
        return None
    return (across + down) / 2
