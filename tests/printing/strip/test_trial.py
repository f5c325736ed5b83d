"""Check the trial slip on paper: complete in every language, with a code that a phone reads."""

from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image

from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.slip import TicketSlip, TrialSlip
from printing.renderer import LocalRenderer
from printing.simulators.paper import SimulatedPaper
from printing.strip.documents import slip_pdf
from printing.strip.documents.common import MARGIN
from printing.strip.raster import rasterise
from tests.printing.jobs import job_of

TextsFor = Callable[[str], Texts]


@pytest.fixture
def slip(make_slip: Callable[..., TicketSlip]) -> TrialSlip:
    ticket = make_slip()
    return TrialSlip("kiosk-1", ticket.centre, ticket.place, ticket.slogan, ticket.taken_at, "vi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_and_its_code_is_read(slip: TrialSlip, texts: TextsFor, language: str) -> None:
    pdf = slip_pdf(slip, texts(language))
    assert pdf == slip_pdf(slip, texts(language))
    raster = rasterise(pdf)
    image = Image.new("L", (raster.width + 40, raster.height + 40), 255)
    image.paste(raster.image(), (20, 20))
    assert [found.text for found in zxingcpp.read_barcodes(image)] == ["kiosk-1"]
    below_ribbon = raster.rows[200:]
    assert not any(any(row[: MARGIN // 8]) or any(row[-(MARGIN // 8) :]) for row in below_ribbon)


def test_the_printer_prints_it_and_cuts(slip: TrialSlip, texts: TextsFor) -> None:
    paper = SimulatedPaper()
    paper.print(job_of(LocalRenderer(texts).render(slip)))
    assert len(paper.slips) == 1
