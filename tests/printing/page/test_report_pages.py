"""Check the pages of a report: every measure, nothing outside its margins, no 0 for what is not known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from kiosk.domain.journal import Event
from kiosk.domain.language.text import LocalText
from kiosk.domain.measures.definitions import MEASURES
from kiosk.domain.measures.report import DayClosing, Period, PeriodReport, ReportKind, ReportNames
from kiosk.program.texts import texts
from printing.page.canvas import LEFT, RIGHT, WIDTH
from printing.page.chart import ceiling
from printing.page.report import draw_report
from tests.domain.measures.records import record, served
from tests.domain.measures.report_days import HEAD, TUESDAY, day, report, usual_report

VI = texts("vi")
LONG = "Xác nhận tình trạng hôn nhân, đăng ký lại kết hôn có yếu tố nước ngoài tại khu vực biên giới, hải đảo"


def pages_of(pdf: bytes) -> list[str]:
    """Return the words of each page, on one line."""
    document = pypdfium2.PdfDocument(pdf)
    found = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return found


def boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return where text stands on any page: left, bottom, right, top."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        words = page.get_textpage()
        found += [words.get_rect(number) for number in range(words.count_rects())]
    document.close()
    return found


def large_report(language: str = "vi") -> PeriodReport:
    """Return the report of 31 days with 24 fields, 60 services, long names and ratings of every kind."""
    names = ReportNames(
        services={f"S{n}": LocalText(f"{n} {LONG}") for n in range(60)},
        fields={f"F{n}": LocalText(f"{n} {LONG[:40]}") for n in range(24)},
        field_of={f"S{n}": f"F{n % 24}" for n in range(60)},
        reasons={"own": LocalText(LONG)},
    )
    visits = [one for n in range(60) for one in served(n, f"v{n}", service=f"S{n}")]
    low = {"level": "not_satisfied", "reasons": ["own", "manner"], "criteria": "118/2025/NĐ-CP"}
    visits += [record(Event.RATING_GIVEN, 90, f"v{n}", **low, contents=["a", "đ"]) for n in range(9)]
    period = Period(ReportKind.MONTH, date(2026, 10, 1), date(2026, 10, 31))
    made = report([day(*visits, on=date(2026, 10, 20))], period=period, names=names)
    return replace(made, head=replace(HEAD, centre=LocalText(LONG), place=LocalText(LONG[:40])))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_measure_stands_in_the_pages_with_its_definition(language: str) -> None:
    words = texts(language)
    text = " ".join(pages_of(draw_report(usual_report(), words)))
    said = [sentence for one in MEASURES for sentence in (words.message(one.name), words.message(one.means))]
    assert [sentence for sentence in said if sentence not in text] == []


def test_the_first_page_says_what_happened() -> None:
    first, *_, last = pages_of(draw_report(usual_report(), VI))
    for words in (
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "PHƯỜNG TÂN THÀNH",
        "Báo cáo ngày 24/11/2026",
        "Thứ Ba. Giờ làm việc 07:00–11:30, 13:30–17:00.",
        "Theo bản thiết lập 14",
        "Hộ tịch 1 1 10 phút",
        "NGƯỜI LẬP BÁO CÁO",
        "Phường Tân Thành, ngày 24 tháng 11 năm 2026",
    ):
        assert words in first
    assert "=SUM(A1:A9)" in " ".join(pages_of(draw_report(usual_report(), VI)))
    assert "Trang 3/3" in last


def test_a_closed_day_carries_its_statement_and_is_signed_on_the_first_page() -> None:
    closing = DayClosing(datetime(2026, 11, 25, 0, 5, tzinfo=UTC), 48_213, 49_870, 1_658, "7f3a91c2" * 8, 2)
    first = pages_of(draw_report(replace(usual_report(), closing=closing), VI))[0]
    for words in (
        "Ngày đã chốt lúc 00:05, 25/11/2026.",
        "Bản ghi đầu 48.213, bản ghi cuối 49.870; 1.658 bản ghi",
        "Sau khi chốt có 2 lần bổ sung.",
        "Mã đối chiếu " + " ".join(["7F3A 91C2"] * 8),
        "LÃNH ĐẠO TRUNG TÂM",
    ):
        assert words in first
    assert "đã chốt" not in pages_of(draw_report(usual_report(), VI))[0]


def test_a_comparison_says_both_periods_and_the_change() -> None:
    chosen = Period(ReportKind.COMPARE, TUESDAY, TUESDAY, (date(2025, 12, 31), date(2026, 1, 1)))
    earlier = [day(*served(), *served(30, "w"), on=date(2025, 12, 31))]
    first = pages_of(draw_report(report([day(*served())], earlier, chosen), VI))[0]
    for words in (
        "So sánh hai kỳ",
        "Kỳ này 24/11/2026: 1 ngày có người đến. Kỳ so sánh 31/12/2025–01/01/2026: 1 ngày.",
        "kỳ so sánh 2 thay đổi −50 %",
        "thay đổi 0 điểm %",
        "Lượt đến trung bình một ngày, mỗi nửa giờ",
        "Hộ tịch 1 1 10 phút 10 phút 5 phút 100 % 0 31/12/2025–01/01/2026 2 2 10 phút",
    ):
        assert words in first
    assert "=SUM(A1:A9)" in " ".join(pages_of(draw_report(report([], [], chosen), VI)))


@pytest.mark.parametrize(("language", "label"), [("vi", "2.000"), ("en", "2,000")])
def test_an_axis_parts_its_thousands_as_the_language_does(language: str, label: str) -> None:
    visits = [one for n in range(2500) for one in served(0, f"v{n}")]
    assert label in pages_of(draw_report(report([day(*visits)]), texts(language)))[0]


def test_a_day_without_data_is_a_dash_in_the_pages() -> None:
    first = pages_of(draw_report(report([]), VI))[0]
    assert "Không có số liệu." in first
    assert "Cả kỳ – – – – – – –" in first


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_stands_outside_the_margins(language: str) -> None:
    pdf = draw_report(large_report(), texts(language))
    assert len(pages_of(pdf)) > 3
    outside = [box for box in boxes(pdf) if box[0] < LEFT - 1 or box[2] > RIGHT + 1 or box[1] < 0 or box[3] > WIDTH * 2]
    assert outside == []


def test_no_name_is_cut() -> None:
    text = " ".join(pages_of(draw_report(large_report(), VI)))
    assert [n for n in range(60) if f"{n} {LONG}" not in text] == []
    assert [n for n in range(24) if f"{n} {LONG[:40]}".strip() not in text] == []


def test_ratings_carry_the_rule_in_force_and_no_scale_of_it() -> None:
    text = " ".join(pages_of(draw_report(large_report(), VI)))
    assert "Thái độ phục vụ 118/2025/NĐ-CP, điểm đ Không hài lòng 9" in text
    assert VI.say("report.scale", count=3) in text


def test_the_same_report_gives_the_same_pages() -> None:
    assert draw_report(usual_report(), VI) == draw_report(usual_report(), VI)


@pytest.mark.parametrize(("largest", "end"), [(0, 3), (3, 3), (4, 6), (38, 45), (45, 45), (46, 60), (2989, 3000)])
def test_an_axis_ends_at_a_round_number(largest: float, end: int) -> None:
    assert ceiling(largest) == end
