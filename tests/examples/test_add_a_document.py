"""Worked example: a document. The slip that says "this number was given back".

A document is a function of a module in `printing/documents/`: a value and sentences in, a PDF out. It measures text
before it draws it, so nothing is cut. Raster, bytes for the printer and the simulated paper are there already.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from kiosk.domain.text import Texts
from printing import escpos
from printing.raster import rasterise
from printing.sheet import WIDTH, Plate, Sheet
from printing.simulators.paper import Paper
from printing.typeset import Weight, fit, line

MARGIN = 24
LONG = "Xác nhận tình trạng hôn nhân cho công dân Việt Nam cư trú ở nước ngoài, đã nhiều lần thay đổi nơi thường trú"
# In earnest: resources/translations/*/ticket.json, Vietnamese first.
TEXTS = Texts("vi", {}, {"returned.title": "Đã trả số", "returned.at": "Lúc {time}"})


@dataclass(frozen=True)
class ReturnedSlip:
    """All that is printed; nothing in it says who took the number."""

    label: str
    service: str
    at: datetime


def returned_pdf(slip: ReturnedSlip, texts: Texts) -> bytes:
    """One strip of 80 mm, as long as its content; lengths are printer dots. The same slip gives the same bytes."""
    sheet, inner = Sheet(), WIDTH - 2 * MARGIN
    sheet.space(16)
    sheet.add(Plate((MARGIN, sheet.y, inner, 64), radius=10))
    sheet.centred(fit(texts.say("returned.title"), Weight.BOLD, (40, 34), inner), white=True)
    sheet.space(24)
    sheet.centred((line(slip.label, Weight.BOLD, 150),))
    sheet.centred(fit(slip.service, Weight.REGULAR, (34, 30, 26), inner, lines=2))
    sheet.centred(fit(texts.say("returned.at", time=f"{slip.at:%H:%M}"), Weight.REGULAR, (26,), inner))
    return sheet.pdf(slip.label, texts.say("returned.title"))


def test_the_paper_shows_the_page_dot_for_dot() -> None:
    slip = ReturnedSlip("A046", LONG, datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=7))))
    raster = rasterise(returned_pdf(slip, TEXTS))
    paper = Paper()
    paper.print(escpos.encode(raster))
    assert paper.unknown == []
    assert [picture.tobytes() for picture in paper.slips] == [raster.image().tobytes()]
    # Nothing of the long name was cut: the margins are white from top to bottom.
    assert not any(any(row[: MARGIN // 8]) or any(row[-(MARGIN // 8) :]) for row in raster.rows)
    assert returned_pdf(slip, TEXTS) == returned_pdf(slip, TEXTS)
