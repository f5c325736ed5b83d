"""A slip that shows whether the printer is well: letters with marks, a black field, a QR, and where it came from."""

from kiosk.domain.slip import TrialSlip
from kiosk.domain.text import Texts
from printing import codes
from printing.documents.common import INNER, MARGIN, ONE_AT_A_TIME, dashed_rule, lock_up
from printing.sheet import WIDTH, Plate, Sheet
from printing.typeset import Weight, fit

#: Every vowel with two marks, the letters that look alike, and the figures.
_LETTERS = ("ấ ầ ẩ ẫ ậ ắ ằ ẳ ẵ ặ ế ề ể ễ ệ", "ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự", "Ấ Ễ Ổ Ữ Đ  0 1 2 3 4 5 6 7 8 9")
_QR_MODULE, _FIELD = 8, 48


def trial_pdf(slip: TrialSlip, texts: Texts) -> bytes:
    """The slip as a PDF one page long; the same slip always gives the same bytes."""
    with ONE_AT_A_TIME:
        sheet = Sheet()
        lock_up(sheet, slip, texts)
        sheet.centred(fit(texts.say("ticket.trial.title"), Weight.BOLD, (40, 36), INNER))
        moment = f"{slip.taken_at:%H:%M:%S  %d/%m/%Y}"
        for words in (texts.say("ticket.trial.station", station=slip.station), moment):
            sheet.centred(fit(words, Weight.REGULAR, (26, 24), INNER))
        sheet.space(8)
        dashed_rule(sheet)
        for letters in _LETTERS:
            sheet.centred(fit(letters, Weight.REGULAR, (28, 26, 24), INNER))
        sheet.space(12)
        sheet.add(Plate((MARGIN, sheet.even(), INNER, _FIELD), 0))
        sheet.y = sheet.even() + _FIELD + 12
        side = codes.qr_size(slip.station, _QR_MODULE)
        top = sheet.even() + 2 * _QR_MODULE
        sheet.add(codes.qr(slip.station, (WIDTH - side) // 4 * 2, top, _QR_MODULE))
        sheet.y = top + side + 2 * _QR_MODULE
        sheet.centred(fit(texts.say("ticket.trial.look"), Weight.REGULAR, (24, 22), INNER))
        return sheet.pdf(slip.station, texts.name(slip.centre))
