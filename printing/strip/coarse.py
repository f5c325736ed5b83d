"""Larger dots where nobody sees them: 1 × 2 or 2 × 2 of the head's, which are sent once and doubled by the printer.

At 203 to the inch a dot is an eighth of a millimetre. Big figures and letters look the same in dots of a quarter, and
take a fourth of the bytes. Small letters keep the fine dots where they need them: above the lower case, where ỗ, ổ and
ố differ by a stroke of two dots. From there down, rows in pairs change nothing that is read.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from printing.strip.typeset import TextLine, Weight

#: From this size on every stroke, marks too, is at least a large dot wide.
SQUARE_FROM = 44
#: From these sizes on marks are told apart when all rows come in pairs.
_PAIRS_FROM = {Weight.REGULAR: 33, Weight.BOLD: 30}
# Heights in em: Noto Sans' lower case and capitals; Noto Sans Khmer's stems, which have loops above and signs below.
_LOWER_CASE, _CAPITALS, _STEMS = 0.536, 0.714, 0.42
# Letters reach over their width by so many dots.
_OVERHANG = 4
_NOTE = re.compile(r"\bgrain:(\d+),(\d+),(\d+),(\d+),([12]),([12])\b")


@dataclass(frozen=True, slots=True)
class CoarseArea:
    """A part of the page whose dots are `across` × `down` (1 or 2) of the head's. All sides are even."""

    x: int
    y: int
    width: int
    height: int
    across: int
    down: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


def coarse_area(x: float, y: float, width: float, height: float, *, across: int = 2, down: int = 2) -> CoarseArea:
    """The box, grown to even dots on all sides; no part of it is left of or above the page."""
    left, top = max(0, math.floor(x / 2) * 2), max(0, math.floor(y / 2) * 2)
    right, bottom = math.ceil((x + width) / 2) * 2, math.ceil((y + height) / 2) * 2
    return CoarseArea(left, top, right - left, bottom - top, across, down)


def area_of_line(line: TextLine, x: float, baseline: float) -> CoarseArea:
    """What a line of text bears; its left end `x` and its `baseline` are even."""
    words = "".join(run.text for run in line.runs)
    khmer = any("Khmer" in run.font for run in line.runs)
    weight = Weight.BOLD if any(run.font.endswith(Weight.BOLD) for run in line.runs) else Weight.REGULAR
    above, below = line.above, line.below
    if line.size < _PAIRS_FROM[weight]:
        body = _STEMS if khmer else _CAPITALS if words == words.upper() else _LOWER_CASE
        above, below = round(body * line.size / 2) * 2, 0 if khmer else below
    across = 2 if line.size >= SQUARE_FROM else 1
    return coarse_area(x - _OVERHANG, baseline - above, line.width + 2 * _OVERHANG, above + below, across=across)


def write_areas(grains: Iterable[CoarseArea]) -> str:
    """As the PDF keeps them among its keywords."""
    return " ".join(f"grain:{g.x},{g.y},{g.width},{g.height},{g.across},{g.down}" for g in grains)


def read_areas(keywords: str) -> list[CoarseArea]:
    """What `write` wrote; whatever else is among the keywords is not ours."""
    return [CoarseArea(*map(int, found)) for found in _NOTE.findall(keywords)]
