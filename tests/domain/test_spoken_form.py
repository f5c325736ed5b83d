"""Check what a voice says for written text: labels spelt, times and ranges in words."""

import pytest

import resources
from kiosk.domain.language.spoken_form import spelt, spoken_form
from kiosk.domain.language.text import Texts

VI = Texts("vi", resources.texts("vi"), resources.texts("vi"))
EN = Texts("en", resources.texts("en"), resources.texts("vi"))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Số của Ông A046", "Số của Ông A 0 4 6"),
        ("Mã A0462611207K", "Mã A 0 4 6 2 6 1 1 2 0 7 K"),
        ("Chờ khoảng 15–25 phút", "Chờ khoảng 15 đến 25 phút"),
        ("Mở lại lúc 13:30 hôm nay.", "Mở lại lúc 13 giờ 30 hôm nay."),
        ("Mở lại lúc 07:00 ngày mai", "Mở lại lúc 7 giờ ngày mai"),
        ("Thứ Sáu, 20/11/2026", "Thứ Sáu, ngày 20 tháng 11 năm 2026"),
        ("Thứ Năm, 26/11", "Thứ Năm, ngày 26 tháng 11"),
        ("2 / 3", "Trang 2 trên 3"),
        ("Ngồi chờ.\nBảng  sẽ hiện số.", "Ngồi chờ. Bảng sẽ hiện số."),
        ("Kính chào Ông/Bà", "Kính chào Ông/Bà"),
        ("Lệ phí 15.000 đồng, 2 bản", "Lệ phí 15.000 đồng, 2 bản"),
        ("Đặt mã QR xuống đầu đọc", "Đặt mã QR xuống đầu đọc"),
        ("Quầy số 1 hoặc 2", "Quầy số 1 hoặc 2"),
    ],
)
def test_vietnamese(written: str, spoken: str) -> None:
    assert spoken_form(written, VI) == spoken


def test_english() -> None:
    assert spoken_form("A015, about 5–10 minutes, 09:30", EN) == "A 0 1 5, about 5 to 10 minutes, 9:30"


def test_a_code_is_said_letter_by_letter() -> None:
    assert spelt("A046 26K") == "A 0 4 6 2 6 K"
