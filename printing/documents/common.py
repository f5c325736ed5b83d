"""What every slip of a branch begins with and is made of: the lock-up, the rule, the margins."""

import threading

from kiosk.domain.slip import Slip
from kiosk.domain.text import Texts
from printing.grain import grain
from printing.sheet import WIDTH, Dashes, Sheet, teeth
from printing.typeset import Weight, fit

MARGIN = 24
INNER = WIDTH - 2 * MARGIN
#: Nothing on the paper is smaller than this (look.md, "Paper").
SMALLEST = 22
# reportlab's fonts are shared by all documents of the process and are not meant for two threads.
ONE_AT_A_TIME = threading.Lock()


def lock_up(sheet: Sheet, slip: Slip, texts: Texts) -> None:
    """Centre and unit in bold, the motto below (Công văn 2319/VPCP-KSTT), then the ribbon of the kiosk's header."""
    sheet.space(12)
    for name in (slip.centre, slip.place):
        sheet.centred(fit(texts.name(name).upper(), Weight.BOLD, (28, 26, 24, SMALLEST), INNER, lines=2))
    sheet.centred(fit(texts.name(slip.slogan), Weight.REGULAR, (24, SMALLEST), INNER))
    sheet.space(10)
    sheet.add(teeth(sheet.even(), 18, 16))
    sheet.coarsen(grain(0, sheet.y, WIDTH, 18))
    sheet.space(18 + 12)


def dashed_rule(sheet: Sheet) -> None:
    """A dashed line between the margins."""
    y = sheet.even()
    sheet.add(Dashes(y, MARGIN, WIDTH - MARGIN))
    sheet.y = y + 2 + 8
