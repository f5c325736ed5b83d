"""Draw the strip that cancels the rest of an old slip, on the same piece of paper."""

from kiosk.domain.language.text import Texts
from kiosk.domain.slip import VoidStrip
from printing.strip.coarse import coarse_area
from printing.strip.documents import draw
from printing.strip.documents.common import INNER
from printing.strip.drawing import WIDTH, RoundedBox, StripDrawing
from printing.strip.typeset import Weight, fit_lines

_BAR = 24


@draw.register
def draw_void(slip: VoidStrip, texts: Texts) -> StripDrawing:
    """Draw the words between two black bars, as wide as the paper."""
    drawing = StripDrawing(slip.language)
    _bar(drawing)
    drawing.centred(fit_lines(texts.say("ticket.void"), Weight.BOLD, (72, 64, 56, 48), INNER))
    drawing.space(8)
    _bar(drawing)
    drawing.space(16)
    return drawing


def _bar(drawing: StripDrawing) -> None:
    drawing.space(16)
    drawing.add(RoundedBox((0, drawing.even(), WIDTH, _BAR), 0))
    drawing.coarsen(coarse_area(0, drawing.y, WIDTH, _BAR))
    drawing.space(_BAR + 8)
