"""Mark areas of coarse dots. A coarse dot is 1 × 2 or 2 × 2 dots of the head; it is sent once and doubled.

At 203 dots an inch, a dot is an eighth of a millimetre. Large figures and letters look the same in dots of a quarter,
and take a fourth of the bytes. Small letters keep fine dots above the lower case, where ỗ, ổ and ố differ by two dots.
From there down, paired rows change nothing that a person reads.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from printing.strip.typeset import TextLine, Weight

#: From this type size on, every stroke and mark is at least a coarse dot wide.
SQUARE_FROM = 44
#: From these type sizes on, marks stay legible when all rows come in pairs.
_PAIRS_FROM = {Weight.REGULAR: 33, Weight.BOLD: 30}
# Heights in em: Noto Sans' lower case and capitals; Noto Sans Khmer's stems, which have loops above and signs below.
_LOWER_CASE, _CAPITALS, _STEMS = 0.536, 0.714, 0.42
#: Flat strokes that are less than two dots thick in small type. In paired rows a web address loses its hyphens.
_THIN = frozenset("-–—=")
# Dots by which letters reach over their width.
_OVERHANG = 4
_NOTE = re.compile(r"\bcoarse:(\d+),(\d+),(\d+),(\d+),([12]),([12])\b")


@dataclass(frozen=True, slots=True)
class CoarseArea:
    """Hold an area whose dots are `across` × `down` (1 or 2) of the head's. All sides are even."""

    x: int
    y: int
    width: int
    height: int
    across: int
    down: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


def coarse_area(x: float, y: float, width: float, height: float, *, across: int = 2, down: int = 2) -> CoarseArea:
    """Return the area of a box, grown to even dots on all sides and cut at the page's left and top."""
    left, top = max(0, math.floor(x / 2) * 2), max(0, math.floor(y / 2) * 2)
    right, bottom = math.ceil((x + width) / 2) * 2, math.ceil((y + height) / 2) * 2
    return CoarseArea(left, top, right - left, bottom - top, across, down)


def area_of_line(line: TextLine, x: float, baseline: float) -> CoarseArea | None:
    """Return the coarse area of a line of text, None for fine dots. Its left end `x` and its `baseline` are even."""
    words = "".join(run.text for run in line.runs)
    khmer = any("Khmer" in run.font for run in line.runs)
    weight = Weight.BOLD if any(run.font.endswith(Weight.BOLD) for run in line.runs) else Weight.REGULAR
    above, below = line.above, line.below
    if line.size < _PAIRS_FROM[weight]:
        if not _THIN.isdisjoint(words):
            return None
        body = _STEMS if khmer else _CAPITALS if words == words.upper() else _LOWER_CASE
        above, below = round(body * line.size / 2) * 2, 0 if khmer else below
    across = 2 if line.size >= SQUARE_FROM else 1
    return coarse_area(x - _OVERHANG, baseline - above, line.width + 2 * _OVERHANG, above + below, across=across)


def write_areas(areas: Iterable[CoarseArea]) -> str:
    """Return the areas as text for the keywords of a PDF."""
    return " ".join(f"coarse:{g.x},{g.y},{g.width},{g.height},{g.across},{g.down}" for g in areas)


def read_areas(keywords: str) -> list[CoarseArea]:
    """Return the areas that `write_areas` wrote into the keywords of a PDF. Ignore other keywords."""
    return [CoarseArea(*map(int, found)) for found in _NOTE.findall(keywords)]
