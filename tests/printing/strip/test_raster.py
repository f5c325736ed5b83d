"""Check the rendering of a PDF to dots."""

import io
import threading
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from kiosk.domain.language.text import Texts
from kiosk.domain.slip import TicketSlip
from printing.strip.documents import slip_pdf
from printing.strip.raster import Raster, rasterise

DOT = 72 / 203


def page(width: float, height: float, *bars: tuple[int, int, int, int]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width * DOT, height * DOT))
    path = canvas.beginPath()
    for x, y, across, up in bars:
        path.rect(x * DOT, y * DOT, across * DOT, up * DOT)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return buffer.getvalue()


def test_the_leftmost_dot_is_the_highest_bit_and_black_is_one() -> None:
    raster = rasterise(page(575.98, 9.98, (0, 0, 1, 10), (8, 0, 3, 10)))
    assert (raster.width, raster.height) == (576, 10)
    assert set(raster.rows) == {b"\x80\xe0" + bytes(70)}
    assert raster.plain == raster.rows[0] * 10


def test_a_narrow_page_gets_white_at_its_right() -> None:
    raster = rasterise(page(99.98, 4.98, (0, 0, 100, 5)))
    assert raster.rows[0] == b"\xff" * 12 + b"\xf0" + bytes(59)


def test_a_page_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="577 dots wide"):
        rasterise(page(576.5, 10))


def test_the_image_is_black_on_white() -> None:
    image = Raster(16, (b"\x80\x00",)).image()
    assert (image.getpixel((0, 0)), image.getpixel((1, 0))) == (0, 255)


def test_two_threads_may_make_tickets_at_once(
    make_slip: Callable[..., TicketSlip], texts: Callable[[str], Texts]
) -> None:
    """pdfium and reportlab are not made for it: the demo shows a PDF while the spool prints."""
    wanted = rasterise(slip_pdf(make_slip(), texts("vi")))
    found: list[Raster] = []

    def make() -> None:
        found.extend(rasterise(slip_pdf(make_slip(), texts("vi"))) for _ in range(10))

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 30
    assert all(raster == wanted for raster in found)
