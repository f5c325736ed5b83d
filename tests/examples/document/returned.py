"""File 1 of the worked example: draw the slip that says "this number was given back"."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.language.text import Texts
from printing.strip.documents import draw
from printing.strip.documents.common import INNER, MARGIN
from printing.strip.drawing import RoundedBox, StripDrawing
from printing.strip.typeset import Weight, fit_lines, text_line


@dataclass(frozen=True)
class ReturnedSlip:
    """Hold what is printed. Nothing in it tells who took the number."""

    label: str
    service: str
    at: datetime
    language: str


@draw.register
def draw_returned(slip: ReturnedSlip, texts: Texts) -> StripDrawing:
    """Draw the slip. Lengths are printer dots; a text is measured before it is drawn, so nothing is cut."""
    drawing = StripDrawing(slip.label)
    drawing.space(16)
    drawing.add(RoundedBox((MARGIN, drawing.y, INNER, 64), radius=10))
    drawing.centred(fit_lines(texts.say("returned.title"), Weight.BOLD, (40, 34), INNER), white=True)
    drawing.space(24)
    drawing.centred((text_line(slip.label, Weight.BOLD, 150),))
    drawing.centred(fit_lines(slip.service, Weight.REGULAR, (34, 30, 26), INNER, lines=2))
    drawing.centred(fit_lines(texts.say("returned.at", time=f"{slip.at:%H:%M}"), Weight.REGULAR, (26,), INNER))
    return drawing
