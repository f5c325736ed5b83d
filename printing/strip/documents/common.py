"""Draw what every slip of a branch has: its heading, its rules, its margins."""

from kiosk.domain.language.text import Texts
from kiosk.domain.slip import Slip
from printing.strip.coarse import coarse_area
from printing.strip.drawing import WIDTH, DashedRule, StripDrawing, ribbon
from printing.strip.typeset import Weight, fit_lines

MARGIN = 24
INNER = WIDTH - 2 * MARGIN
#: The smallest type size on paper, in dots (look.md, "Paper").
SMALLEST = 22


def heading(drawing: StripDrawing, slip: Slip, texts: Texts) -> None:
    """Draw centre and unit in bold, the motto (Công văn 2319/VPCP-KSTT), and the ribbon of the kiosk's header."""
    drawing.space(12)
    for name in (slip.centre, slip.place):
        drawing.centred(fit_lines(texts.name(name).upper(), Weight.BOLD, (28, 26, 24, SMALLEST), INNER, lines=2))
    drawing.centred(fit_lines(texts.name(slip.slogan), Weight.REGULAR, (24, SMALLEST), INNER))
    drawing.space(10)
    drawing.add(ribbon(drawing.even(), 18, 16))
    drawing.coarsen(coarse_area(0, drawing.y, WIDTH, 18))
    drawing.space(18 + 12)


def dashed_rule(drawing: StripDrawing) -> None:
    """Draw a dashed line from margin to margin."""
    y = drawing.even()
    drawing.add(DashedRule(y, MARGIN, WIDTH - MARGIN))
    drawing.y = y + 2 + 8
