"""Check a ticket on paper: readable codes, nothing cut off, in all languages and with extreme texts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.text import LANGUAGES, LocalText, Texts
from kiosk.domain.queue.ticket_code import make_code
from kiosk.domain.slip import TicketSlip
from printing.strip import barcodes
from printing.strip.documents import slip_pdf
from printing.strip.documents.common import SMALLEST
from printing.strip.raster import Raster, rasterise

Make = Callable[..., TicketSlip]
TextsFor = Callable[[str], Texts]

LONG = (
    "Thủ tục đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí, tử tuất, hỗ trợ chi phí mai táng "
    "đối với người hưởng chính sách trợ giúp xã hội"
)
EXTREMES: dict[str, dict[str, Any]] = {
    "as pictured": {},
    "long name": {"service": LocalText(LONG)},
    "very long name": {"service": LocalText(f"{LONG}, {LONG}")},
    "one endless word": {"service": LocalText("Ẫ" * 120)},
    "short name": {"service": LocalText("Khác")},
    "no name": {"service": LocalText("")},
    "no counter": {"counters": (), "minutes": None},
    "one counter": {"counters": (12,)},
    "many counters": {"counters": tuple(range(1, 21))},
    "big numbers": {"label": "A10000", "code": "A100002611207K2Q9", "ahead": 1234, "minutes": (1115, 1180)},
    "nobody before": {"ahead": 0, "minutes": (0, 5)},
    "priority": {"has_priority": True},
    "appointment": {"has_priority": True, "appointed_at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC)},
    "cut off": {"is_cut_off": True, "label": "Z001"},
    "cut off, priority": {"is_cut_off": True, "has_priority": True, "service": LocalText(LONG)},
    "papers and note": {
        "papers": LocalText(f"Giấy tiếp nhận hồ sơ\n{LONG}\nThẻ căn cước"),
        "note": LocalText("Gửi xe miễn phí ở sân sau trụ sở."),
    },
    "feedback": {
        "feedback": FeedbackBlock(
            "0290 3000 000",
            "1900 0000",
            "https://example.vn/pakn",
            "pakn@example.vn",
            "1 Đường Mẫu" * 8,
        )
    },
    "long place": {"place": LocalText("Xã Vĩnh Trạch Đông thuộc thành phố trực thuộc trung ương " * 2)},
}


def page_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = document[0].get_textpage().get_text_range()
    document.close()
    return " ".join(str(found).split())


def read_codes(raster: Raster) -> dict[str, str]:
    # A scanner sees the paper's white around the ticket too.
    image = Image.new("L", (raster.width + 40, raster.height + 40), 255)
    image.paste(raster.image(), (20, 20))
    return {str(code.format).split(".")[-1].replace(" ", ""): code.text for code in zxingcpp.read_barcodes(image)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("extreme", EXTREMES)
class TestEveryTicket:
    """Check the slip of each extreme in each language."""

    @pytest.fixture
    def slip(self, make_slip: Make, language: str, extreme: str) -> TicketSlip:
        return make_slip(language=language, **EXTREMES[extreme])

    @pytest.fixture
    def raster(self, slip: TicketSlip, texts: TextsFor) -> Raster:
        return rasterise(slip_pdf(slip, texts(slip.language)))

    def test_qr_and_bar_code_are_read_from_the_dots(self, slip: TicketSlip, raster: Raster) -> None:
        found = read_codes(raster)
        assert sorted(found) == ["Code128", "QRCode"]
        assert set(found.values()) == {slip.code}

    def test_no_ink_at_the_edges_of_the_paper(self, raster: Raster) -> None:
        assert raster.width == 576
        assert not any(raster.rows[0])
        assert not any(raster.rows[-1])
        ribbon = [row for row in raster.rows if row[0] & 0xC0 and row[-1] & 0x03]
        assert 0 < len(ribbon) <= 18, "only the ribbon goes from edge to edge"
        beside = [row for row in raster.rows if (row[0] or row[-1]) and row not in ribbon]
        ribbon = [row for row in beside if sum(byte.bit_count() for byte in row) > 30]
        assert beside == ribbon, "text or codes reach the outermost dots"

    def test_the_gaps_between_lines_hold(self, raster: Raster) -> None:
        """Lines that ran into each other would leave fewer white rows than there are blocks."""
        white = [not any(row) for row in raster.rows]
        blocks = sum(1 for above, here in pairwise(white) if above and not here)
        assert blocks >= 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_procedure_of_the_catalogue_fits(
    make_slip: Make, texts: TextsFor, procedure_names: list[str], language: str
) -> None:
    for name in procedure_names[:12]:
        pdf = slip_pdf(make_slip(service=LocalText(name), language=language), texts(language))
        said = "".join(page_text(pdf).replace("A046", "").split())
        assert "".join(name.split()) in said, "the name stands on the paper whole"


def test_what_the_paper_says(make_slip: Make, texts: TextsFor) -> None:
    said = page_text(slip_pdf(make_slip(), texts("vi")))
    for words in (
        "TRUNG TÂM PHỤC VỤ",
        "PHƯỜNG BẠC LIÊU",
        "Hành chính phục vụ",
        "Số của Ông/Bà",
        "A046",
        "Xác nhận tình trạng hôn nhân",
        "Khi được gọi, mời đến",
        "Quầy số 1 hoặc 2",
        "3 người",
        "15–25 phút",
        "Thứ Sáu, 20/11/2026",
        "Lấy số lúc 09:12",
        "A046 2611 207K 2Q9",
        "Mời chờ gần bảng gọi số.",
    ):
        assert words in said


def test_counters_are_named_one_by_one(make_slip: Make, texts: TextsFor) -> None:
    said = page_text(slip_pdf(make_slip(counters=(1, 4, 7)), texts("vi")))
    assert "Quầy số 1, 4 hoặc 7" in said


def test_no_counter_open_sends_to_the_board(make_slip: Make, texts: TextsFor) -> None:
    said = page_text(slip_pdf(make_slip(counters=(), minutes=None), texts("vi")))
    assert "Mời xem bảng gọi số" in said
    assert "Quầy số" not in said


def test_the_priority_mark_stands_only_on_a_priority_ticket(make_slip: Make, texts: TextsFor) -> None:
    assert "Ưu tiên" in page_text(slip_pdf(make_slip(has_priority=True), texts("vi")))
    assert "Ưu tiên" not in page_text(slip_pdf(make_slip(), texts("vi")))


def test_the_appointments_time_stands_only_on_the_ticket_of_one(make_slip: Make, texts: TextsFor) -> None:
    appointed = make_slip(appointed_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    said, ordinary = (page_text(slip_pdf(slip, texts("vi"))) for slip in (appointed, make_slip()))
    assert "Lịch hẹn lúc 09:30" in said
    assert "3 người" not in said, "who comes by appointment is called by its time"
    assert "Lịch hẹn" not in ordinary


def test_a_kiosk_that_is_cut_off_says_so_on_paper_and_promises_no_wait(make_slip: Make, texts: TextsFor) -> None:
    said = page_text(slip_pdf(make_slip(is_cut_off=True), texts("vi")))
    assert "Giữ chỗ từ lúc" in said
    assert "Máy đang mất kết nối với quầy." in said
    assert "15–25 phút" not in said
    assert "3 người" not in said
    assert "mất kết nối" not in page_text(slip_pdf(make_slip(), texts("vi")))


def test_where_feedback_is_sent_stands_on_paper_as_far_as_it_is_filled_in(make_slip: Make, texts: TextsFor) -> None:
    slip = make_slip(feedback=FeedbackBlock(phone="0290 3000 000", email="pakn@example.gov.vn"))
    said = page_text(slip_pdf(slip, texts("vi")))
    assert "Phản ánh, kiến nghị Điện thoại: 0290 3000 000 Thư điện tử: pakn@example.gov.vn" in said
    assert "Phản ánh" not in page_text(slip_pdf(make_slip(), texts("vi")))


def test_what_to_have_ready_and_the_branch_s_own_words_stand_on_paper(make_slip: Make, texts: TextsFor) -> None:
    slip = make_slip(papers=LocalText("Giấy tiếp nhận\nThẻ căn cước"), note=LocalText("Gửi xe ở sân sau."))
    said = page_text(slip_pdf(slip, texts("vi")))
    assert "Giấy tờ cần có Giấy tiếp nhận Thẻ căn cước" in said
    assert said.endswith("Gửi xe ở sân sau. Mời chờ gần bảng gọi số. Lỡ lượt? Mời đến bàn hướng dẫn, số vẫn còn.")


def test_english_has_one_person(make_slip: Make, texts: TextsFor) -> None:
    assert "1 person" in page_text(slip_pdf(make_slip(ahead=1, language="en"), texts("en")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_slip_gives_the_same_bytes(make_slip: Make, texts: TextsFor, language: str) -> None:
    slip = make_slip(language=language)
    first = slip_pdf(slip, texts(language))
    slip_pdf(make_slip(language="km", service=LocalText("ការបញ្ជាក់ឯកសារ")), texts("km"))
    assert slip_pdf(slip, texts(language)) == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_our_own_fonts_are_embedded(make_slip: Make, texts: TextsFor, language: str) -> None:
    pdf = slip_pdf(make_slip(language=language), texts(language))
    names = set(re.findall(rb"/BaseFont /(\S+)", pdf))
    assert names
    assert all(b"+NotoSans" in name for name in names)
    assert pdf.count(b"/FontFile2") == len(re.findall(rb"/Type /FontDescriptor", pdf))
    if language == "km":
        assert any(b"Khmer" in name for name in names)


def test_digits_stay_ascii_in_khmer(make_slip: Make, texts: TextsFor) -> None:
    said = page_text(slip_pdf(make_slip(language="km"), texts("km")))
    assert "20/11/2026" in said
    assert "09:12" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("extreme", ["as pictured", "very long name", "big numbers"])
def test_the_smallest_text_is_22_dots(make_slip: Make, texts: TextsFor, language: str, extreme: str) -> None:
    pdf = slip_pdf(make_slip(language=language, **EXTREMES[extreme]), texts(language))
    sizes = [float(size) for size in re.findall(rb"/F\d+\+0 ([\d.]+) Tf", pdf)]
    assert len(sizes) > 10
    assert min(sizes) >= SMALLEST == 22


def test_khmer_is_shaped(make_slip: Make, texts: TextsFor) -> None:
    """A subscript (coeng) has its own glyph: drawn letter by letter the word would be wider."""
    from printing.strip.typeset import Weight, text_line

    stacked = text_line("ស្កេន", Weight.REGULAR, 100)
    apart = text_line("ស", Weight.REGULAR, 100).width + text_line("ក", Weight.REGULAR, 100).width
    assert stacked.width < apart + text_line("េន", Weight.REGULAR, 100).width


def test_bars_are_exact_to_the_dot(make_slip: Make, texts: TextsFor) -> None:
    """The QR in the raster is its matrix, eight dots a module: pdfium has widened nothing."""
    slip = make_slip()
    raster = rasterise(slip_pdf(slip, texts("vi")))
    pixels = raster.image().load()
    assert pixels is not None
    side = barcodes.qr_size(slip.code, 1)
    left = (raster.width - side * 8) // 2
    drawn = barcodes.qr(slip.code, 0, 0, 1)
    dark = {(x + step, y) for x, y, width, _ in drawn.bars for step in range(int(width))}
    # The finder's upper edge: seven modules wide, one high.
    top = next(
        y
        for y in range(raster.height)
        if all(pixels[left + x, y + step] == 0 for x in range(56) for step in (0, 7))
        and pixels[left - 1, y]
        and pixels[left + 56, y]
    )
    for row in range(side * 8):
        for column in range(side * 8):
            assert (pixels[left + column, top + row] == 0) == ((column // 8, row // 8) in dark)


def test_many_codes_are_read(make_slip: Make, texts: TextsFor) -> None:
    for number in (1, 7, 99, 500, 999, 1000):
        compact = make_code(b"k" * 32, "H99.99", "B", number, make_slip().taken_at.date()).compact
        raster = rasterise(slip_pdf(make_slip(code=compact), texts("vi")))
        assert set(read_codes(raster).values()) == {compact}
