"""Check the larger dots: where they are, that the raster has them, and that small marks keep fine dots."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image

from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.slip import TicketSlip
from printing.strip.coarse import CoarseArea, area_of_line, coarse_area, read_areas, write_areas
from printing.strip.documents import slip_pdf
from printing.strip.drawing import Bars, Polygon, StripDrawing
from printing.strip.raster import Raster, rasterise
from printing.strip.typeset import Weight, text_line


def steps(raster: Raster, box: tuple[int, int, int, int]) -> tuple[set[int], set[int]]:
    """Return whether colours change on even (0) or odd (1) dots, across and down."""
    left, top, right, bottom = box
    picture = raster.image().crop(box)
    rows = [picture.crop((0, y, right - left, y + 1)).tobytes() for y in range(bottom - top)]
    turned = picture.transpose(Image.Transpose.ROTATE_90)
    columns = [turned.crop((0, x, bottom - top, x + 1)).tobytes() for x in range(right - left)]
    across = {place % 2 for place, (one, other) in enumerate(pairwise(columns), left + 1) if one != other}
    down = {place % 2 for place, (one, other) in enumerate(pairwise(rows), top + 1) if one != other}
    return across, down


def test_a_box_grows_to_even_dots() -> None:
    assert coarse_area(3, 5, 4, 4, across=1) == CoarseArea(2, 4, 6, 6, 1, 2)
    assert coarse_area(-4, -1, 9, 3).box == (0, 0, 6, 2)


def test_what_is_written_is_read_and_the_rest_is_not_ours() -> None:
    areas = [CoarseArea(0, 2, 4, 6, 2, 2), CoarseArea(10, 20, 30, 40, 1, 2)]
    assert read_areas(f"ticket, {write_areas(areas)} subcoarse:1,2 coarse:x coarse:1,2,3,4,9,9") == areas
    assert read_areas("") == []


@pytest.mark.parametrize(
    ("size", "weight", "across", "rows"),
    [
        (196, Weight.BOLD, 2, "all"),
        (44, Weight.BOLD, 2, "all"),
        (34, Weight.BOLD, 1, "all"),
        (30, Weight.REGULAR, 1, "body"),
        (22, Weight.REGULAR, 1, "body"),
    ],
)
def test_the_smaller_a_letter_the_finer_its_dots(size: float, weight: Weight, across: int, rows: str) -> None:
    bears = area_of_line(text_line("vẫn ổn", weight, size), 100, 300)
    assert bears is not None
    assert (bears.across, bears.down) == (across, 2)
    marks = 300 - 0.6 * size
    assert (bears.y < marks) == (rows == "all"), "the marks above the lower case"
    assert bears.y + bears.height >= 300 + 0.2 * size, "the dot below and the tail of a g"


def test_capitals_come_in_pairs_up_to_their_height() -> None:
    large, small = (area_of_line(text_line(text, Weight.REGULAR, 28), 0, 100) for text in ("A046 2611", "a046 2611"))
    assert large is not None
    assert large.y == 80
    assert small is not None
    assert small.y in (84, 86)


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize("size", [22, 24, 26, 27, 28, 30, 32])
def test_no_hyphen_of_an_address_is_lost(size: int, weight: Weight) -> None:
    """At 22 dots a hyphen is 1.8 dots thick. Paired rows made "phan anh kien nghi" of phan-anh-kien-nghi."""
    for stroke in "-–—=_":
        drawing = StripDrawing()
        drawing.text(text_line(f"a{stroke}a", weight, size), 20)
        left = 20 + text_line("a", weight, size).width
        right = left + text_line(stroke, weight, size).width
        ink = rasterise(drawing.pdf()).image().crop((round(left + 1), 0, round(right - 1), round(drawing.y)))
        assert 0 in ink.convert("L").tobytes(), stroke


def test_khmer_keeps_its_loops_and_its_subscripts() -> None:
    bears = area_of_line(text_line("ស្កេនកូដ", Weight.REGULAR, 24), 0, 100)
    assert bears is not None
    assert bears.box[1] >= 100 - 12
    assert bears.box[3] == 100


def test_the_raster_has_large_dots_there_and_fine_ones_elsewhere() -> None:
    drawing = StripDrawing()
    for x in (10, 210, 410):
        drawing.add(Polygon(((x, 10), (x + 101, 33), (x + 37, 95))))
    drawing.coarsen(coarse_area(200, 0, 120, 100), coarse_area(400, 0, 120, 100, across=1))
    drawing.space(100)
    raster = rasterise(drawing.pdf())
    assert steps(raster, (0, 0, 120, 100)) == ({0, 1}, {0, 1})
    assert steps(raster, (200, 0, 320, 100)) == ({0}, {0})
    assert steps(raster, (400, 0, 520, 100)) == ({0, 1}, {0})


def test_a_large_dot_is_black_where_its_half_is() -> None:
    drawing = StripDrawing()
    drawing.add(Bars(((0, 0, 2, 1), (10, 0, 1, 1))))
    drawing.coarsen(coarse_area(0, 0, 20, 2))
    drawing.space(4)
    assert rasterise(drawing.pdf()).rows[:2] == (b"\xc0".ljust(72, b"\0"),) * 2


def test_a_part_beyond_the_page_is_left_off() -> None:
    drawing = StripDrawing()
    drawing.add(Bars(((560, 0, 16, 4),)))
    drawing.coarsen(CoarseArea(550, 0, 60, 60, 2, 2), CoarseArea(600, 0, 10, 10, 2, 2), CoarseArea(0, 90, 10, 10, 2, 2))
    drawing.space(4)
    assert set(rasterise(drawing.pdf()).rows) == {bytes(70) + b"\xff\xff"}


def test_a_single_bar_is_as_thick_as_it_was_drawn() -> None:
    drawing = StripDrawing()
    drawing.add(Bars(((100, 2, 2, 10),)))
    drawing.space(14)
    rows = rasterise(drawing.pdf()).rows
    assert rows == (bytes(72),) * 2 + (b"\x0c".rjust(13, b"\0").ljust(72, b"\0"),) * 10 + (bytes(72),) * 2


def test_another_resolution_knows_no_large_dots() -> None:
    drawing = StripDrawing()
    drawing.add(Polygon(((10, 10), (111, 33), (47, 95))))
    drawing.coarsen(coarse_area(0, 0, 120, 100))
    drawing.space(100)
    pdf = drawing.pdf()
    assert steps(rasterise(pdf, dpi=180), (0, 0, 120, 88)) == ({0, 1}, {0, 1})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_and_the_counter_stand_in_dots_of_two(
    make_slip: Callable[..., TicketSlip], texts: Callable[[str], Texts], language: str
) -> None:
    """The number is the block of rows over 130 dots high that is not the QR's. The box has no white sides."""
    raster = rasterise(slip_pdf(make_slip(language=language), texts(language)))
    blocks, start = [], None
    for place, row in enumerate((*raster.rows, bytes(72))):
        if any(row) and start is None:
            start = place
        elif not any(row) and start is not None:
            blocks.append((start, place))
            start = None
    number = next(block for block in blocks if 130 < block[1] - block[0] < 160)
    box = next(block for block in blocks if raster.rows[sum(block) // 2][3] == 0xFF)
    for top, bottom in (number, box):
        assert steps(raster, (0, top, 576, bottom)) == ({0}, {0})
