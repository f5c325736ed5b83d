"""Check a procedure on paper: word for word, nothing clipped, a readable code, a limited length."""

from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.posting import take_along
from kiosk.domain.procedures.procedure import Paper, PaperKind, Passage, Procedure
from kiosk.domain.slip import ProcedureSlip, TicketSlip
from kiosk.program.sample import sample_catalogue
from printing.renderer import LocalRenderer
from printing.simulators.paper import SimulatedPaper
from printing.strip.documents import slip_pdf
from printing.strip.documents.common import MARGIN
from printing.strip.documents.procedure import LONGEST
from printing.strip.drawing import DPI
from printing.strip.raster import Raster, rasterise
from tests.printing.jobs import job_of

TextsFor = Callable[[str], Texts]
Make = Callable[..., ProcedureSlip]
CATALOGUE = read_catalogue(sample_catalogue())
#: Few papers, many, cases, long names, notes, a cut fee, no papers at all.
SOME = ("1.001193", "1.013225", "2.000815", "1.012753", "2.001263", "1.002759", "2.000575")
LONG = "Giấy tờ " * 30


def of(code: str) -> Procedure:
    found = CATALOGUE.find(code)
    assert found is not None
    return found


@pytest.fixture
def make(make_slip: Callable[..., TicketSlip]) -> Make:
    ticket = make_slip()

    def build(procedure: Procedure, language: str = "vi", *, is_old: bool = False) -> ProcedureSlip:
        return ProcedureSlip(
            procedure=procedure,
            as_of=CATALOGUE.as_of,
            is_old=is_old,
            centre=ticket.centre,
            place=ticket.place,
            slogan=ticket.slogan,
            taken_at=ticket.taken_at,
            language=language,
        )

    return build


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = document[0].get_textpage().get_text_range()
    document.close()
    return "".join(str(found).split())


def paths(pdf: bytes) -> int:
    """Return how many lines and boxes are drawn."""
    document = pypdfium2.PdfDocument(pdf)
    found = sum(1 for _ in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]))
    document.close()
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())


def code_on(raster: Raster) -> list[str]:
    image = Image.new("L", (raster.width + 40, raster.height + 40), 255)
    image.paste(raster.image(), (20, 20))
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SOME)
def test_the_code_is_read_from_the_dots_and_the_margins_are_white(
    make: Make, texts: TextsFor, code: str, language: str
) -> None:
    raster = rasterise(slip_pdf(make(of(code), language), texts(language)))
    assert code_on(raster) == [take_along(of(code), CATALOGUE.as_of, texts(language))]
    text_rows = raster.rows[200:]  # below the ribbon, which goes from edge to edge
    assert not any(any(row[: MARGIN // 8]) or any(row[-(MARGIN // 8) :]) for row in text_rows)


@pytest.mark.parametrize("code", SOME)
def test_what_is_short_enough_stands_on_the_paper_whole(make: Make, texts: TextsFor, code: str) -> None:
    one = of(code)
    pdf = slip_pdf(make(one), texts("vi"))
    said = words(pdf)
    assert squeezed(one.name) in said
    assert one.code in said
    assert "10/06/2026" in said
    if one.fee.note:
        assert squeezed(one.fee.note.text) in said
    missing = [paper for paper in one.check_list if squeezed(paper.title.text) not in said]
    if rasterise(pdf).height < LONGEST:
        assert missing == []


def test_a_list_that_is_too_long_says_how_much_of_it_is_missing(make: Make, texts: TextsFor) -> None:
    papers = tuple(Paper(Passage(f"{number}. {LONG}"), PaperKind.SUBMIT) for number in range(1, 101))
    raster = rasterise(slip_pdf(make(replace(of("1.001193"), papers=papers)), texts("vi")))
    said = words(slip_pdf(make(replace(of("1.001193"), papers=papers)), texts("vi")))
    printed = sum(f"{number}.Giấytờ" in said for number in range(1, 101))
    assert 0 < printed < 100
    assert squeezed(f"Còn {100 - printed} giấy tờ chưa in trên phiếu này.") in said
    assert LONGEST < raster.height < LONGEST + 1200
    assert len(code_on(raster)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_that_the_agency_looks_up_stands_without_a_box(make: Make, texts: TextsFor, language: str) -> None:
    plain = of("1.010039")
    paper = replace(plain.papers[1], is_looked_up=True)
    one = replace(plain, papers=(plain.papers[0], paper))
    pdf = slip_pdf(make(one, language), texts(language))
    assert squeezed(paper.title.text) in words(pdf)
    assert code_on(rasterise(pdf)) == [take_along(one, CATALOGUE.as_of, texts(language))]
    if language == "vi":
        assert squeezed("cơ quan tự tra cứu") in words(pdf)
    assert paths(pdf) == paths(slip_pdf(make(plain, language), texts(language))) - 1


@pytest.mark.parametrize("code", [one.code for one in CATALOGUE.procedures if one.cases])
def test_the_slip_of_a_case_holds_all_its_papers(make: Make, texts: TextsFor, code: str) -> None:
    one = of(code)
    for case in one.cases:
        chosen = one.in_case(case)
        said = words(slip_pdf(make(chosen), texts("vi")))
        assert squeezed(case) in said
        assert [paper for paper in chosen.check_list if squeezed(paper.title.text) not in said] == []
        assert "chưaintrênphiếu" not in said


def test_the_slip_of_a_case_holds_no_papers_of_another(make: Make, texts: TextsFor) -> None:
    one = of("1.013225")
    for case in one.cases:
        said = words(slip_pdf(make(one.in_case(case)), texts("vi")))
        assert [other for other in one.cases if squeezed(other) in said] == [case]


def height(pdf: bytes) -> float:
    """Return the height of the page in dots, without its raster."""
    document = pypdfium2.PdfDocument(pdf)
    dots: float = document[0].get_height() / 72 * DPI
    document.close()
    return dots


def test_no_slip_of_the_catalogue_leaves_a_paper_out(make: Make, texts: TextsFor) -> None:
    for one in CATALOGUE.procedures:
        for case in one.cases or ("",):
            pdf = slip_pdf(make(one.in_case(case)), texts("vi"))
            assert "chưaintrênphiếu" not in words(pdf), one.code
            assert height(pdf) < LONGEST + 600


def test_an_old_catalogue_and_notes_are_told(make: Make, texts: TextsFor) -> None:
    said = words(slip_pdf(make(of("1.001193"), is_old=True), texts("vi")))
    assert squeezed("đã cũ") in said
    assert squeezed("có 25 lưu ý") in said
    assert squeezed("đã cũ") not in words(slip_pdf(make(of("1.001193")), texts("vi")))


def test_it_cannot_be_taken_for_a_number(make: Make, texts: TextsFor) -> None:
    assert squeezed("Phiếu này không phải số thứ tự.") in words(slip_pdf(make(of("1.001193")), texts("vi")))


def test_the_same_slip_gives_the_same_bytes_and_the_printer_the_same_dots(make: Make, texts: TextsFor) -> None:
    slip = make(of("1.012753"), "km")
    pdf = slip_pdf(slip, texts("km"))
    assert slip_pdf(slip, texts("km")) == pdf
    paper = SimulatedPaper()
    paper.print(job_of(LocalRenderer(texts).render(slip)))
    assert paper.unknown == []
    assert [picture.tobytes() for picture in paper.slips] == [rasterise(pdf).image().tobytes()]
