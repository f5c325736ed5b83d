"""Draw the slip that shows whether the printer is well: letters with marks, a black field, a QR, and its station."""

from kiosk.domain.language.text import Texts
from kiosk.domain.slip import TrialSlip
from printing.strip import barcodes
from printing.strip.documents import draw
from printing.strip.documents.common import INNER, MARGIN, dashed_rule, heading
from printing.strip.drawing import WIDTH, RoundedBox, StripDrawing
from printing.strip.typeset import Weight, fit_lines

#: Vowels with two marks, letters that look alike, and digits.
_LETTERS = ("ấ ầ ẩ ẫ ậ ắ ằ ẳ ẵ ặ ế ề ể ễ ệ", "ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự", "Ấ Ễ Ổ Ữ Đ  0 1 2 3 4 5 6 7 8 9")
_QR_MODULE, _FIELD = 8, 48


@draw.register
def draw_trial(slip: TrialSlip, texts: Texts) -> StripDrawing:
    """Draw the trial slip."""
    drawing = StripDrawing(slip.station, texts.name(slip.centre))
    heading(drawing, slip, texts)
    drawing.centred(fit_lines(texts.say("ticket.trial.title"), Weight.BOLD, (40, 36), INNER))
    moment = f"{slip.taken_at:%H:%M:%S  %d/%m/%Y}"
    for words in (texts.say("ticket.trial.station", station=slip.station), moment):
        drawing.centred(fit_lines(words, Weight.REGULAR, (26, 24), INNER))
    drawing.space(8)
    dashed_rule(drawing)
    for letters in _LETTERS:
        drawing.centred(fit_lines(letters, Weight.REGULAR, (28, 26, 24), INNER))
    drawing.space(12)
    drawing.add(RoundedBox((MARGIN, drawing.even(), INNER, _FIELD), 0))
    drawing.y = drawing.even() + _FIELD + 12
    side = barcodes.qr_size(slip.station, _QR_MODULE)
    top = drawing.even() + 2 * _QR_MODULE
    drawing.add(barcodes.qr(slip.station, (WIDTH - side) // 4 * 2, top, _QR_MODULE))
    drawing.y = top + side + 2 * _QR_MODULE
    drawing.centred(fit_lines(texts.say("ticket.trial.look"), Weight.REGULAR, (24, 22), INNER))
    drawing.space(10)
    return drawing
