"""Check that a slip fits each printer's head: nothing is lost at its edges, and its codes are read."""

from collections.abc import Callable
from typing import get_args, get_type_hints

import pytest
import zxingcpp
from PIL import Image

from kiosk.config import PrinterSection
from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.slip import TicketSlip
from printing.printers.profiles import PROFILES, PrinterProfile
from printing.renderer import LocalRenderer, ProcessRenderer
from printing.simulators.paper import SimulatedPaper
from printing.strip.documents import slip_pdf
from printing.strip.raster import rasterise
from tests.printing.direct import habits_of
from tests.printing.jobs import job_of

Make = Callable[..., TicketSlip]
TextsFor = Callable[[str], Texts]
KINDS = sorted({profile.name: profile for profile in PROFILES.values()}.items())


def test_the_configuration_and_the_table_have_the_same_names() -> None:
    assert set(get_args(get_type_hints(PrinterSection)["profile"])) == set(PROFILES)
    assert PROFILES["unknown"] is PROFILES["clone"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", [profile for _, profile in KINDS], ids=[name for name, _ in KINDS])
def test_a_ticket_fits_the_head_and_its_codes_are_read(
    make_slip: Make, texts: TextsFor, profile: PrinterProfile, language: str
) -> None:
    slip = make_slip(language=language)
    paper = SimulatedPaper(profile.width, profile.dpi, retracting=habits_of(profile).retracting)
    paper.print(job_of(LocalRenderer(texts, profile).render(slip), profile))
    assert paper.unknown == [], "distances count in dots of this head"
    (printed,) = paper.slips
    drawn = rasterise(slip_pdf(slip, texts(language)), profile.dpi, profile.width)
    assert printed.tobytes() == drawn.image().tobytes()
    ribbon = max(drawn.rows, key=lambda row: row.count(0xFF))
    assert ribbon[-2], "the ribbon reaches the right edge of the paper"
    image = Image.new("L", (printed.width + 40, printed.height + 40), 255)
    image.paste(printed, (20, 20))
    codes = zxingcpp.read_barcodes(image)
    assert [code.text for code in codes] == [slip.code, slip.code], "as QR and as bars"


def test_the_child_process_knows_the_profile(make_slip: Make, texts: TextsFor) -> None:
    profile = PROFILES["epson180"]
    renderer = ProcessRenderer(texts, profile)
    renderer.warm_up()
    assert renderer.render(make_slip()) == LocalRenderer(texts, profile).render(make_slip())
    renderer.close()
