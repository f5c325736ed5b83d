"""Take a ticket and rate a visit by the five keys and the spoken guidance alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kiosk.domain.people.rating import Level, Rating, RatingReason
from kiosk.domain.people.scan import TicketScan
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, PrintJobState, ScannerStatus
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import LANDSCAPE, PORTRAIT, opened
from tests.ui.listener import Listener
from tests.ui.touching import until
from ui.kiosk.window import KioskWindow
from ui.visit.keyboard import TypeText, text_of
from ui.visit.look import ToggleGuidance
from ui.visit.rating import ChooseLevel, OpenRemark
from ui.visit.screen import Screen

VOICES = frozenset({"vi", "en"})


@pytest.fixture(params=[PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def window(qtbot: QtBot, branch: world.KioskBranch, request: pytest.FixtureRequest) -> Iterator[KioskWindow]:
    yield from opened(qtbot, branch, request.param)


@pytest.fixture
def listener(qtbot: QtBot, window: KioskWindow) -> Listener:
    """Open a window with headphones just plugged in."""
    listening = Listener(qtbot, window)
    window.voices(VOICES)
    window.headphone_status(HeadphoneStatus.IN)
    listening.hears("Đã bật hướng dẫn bằng giọng nói")
    return listening


def test_a_number_is_taken_by_ear(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, listener: Listener
) -> None:
    listener.hears("Kính chào Ông/Bà")
    listener.choose("Lấy số thứ tự")
    listener.hears("Ông/Bà cần làm việc gì?")
    listener.choose("Hộ tịch")
    listener.hears("Hộ tịch. mục chọn, đang chọn")
    assert "10 đến 20 phút" in listener.go_to("Đăng ký khai sinh")
    listener.choose("Xác nhận tình trạng hôn nhân")
    listener.hears("Số của Ông/Bà A 0 4 6", "Xác nhận tình trạng hôn nhân")
    listener.hears("Khi được gọi, mời Ông/Bà đến Quầy số 1 hoặc 2", "Dự kiến chờ 15 đến 25 phút")
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    listener.hears("Đã in phiếu")
    assert [wish.service_id for wish in branch.wishes] == [4]
    listener.choose("Xong")
    listener.hears("Kính chào Ông/Bà")


def test_without_a_slip_the_number_is_said_and_there_is_time(
    window: KioskWindow, branch: world.KioskBranch, listener: Listener
) -> None:
    branch.print_states = [PrintJobState.QUEUED]
    window.printer_status(PrinterStatus.PAPER_OUT)
    listener.choose("Lấy số thứ tự")
    listener.choose("Hộ tịch")
    listener.choose("Đăng ký kết hôn")
    listener.hears("Máy hết giấy, số vẫn có giá trị", "Số của Ông/Bà A 0 4 6", "Số này còn hiện thêm 180 giây")
    listener.press(Qt.Key.Key_Escape)
    assert window.visit.screen is Screen.TICKET, "the back key must not take the number away"
    listener.choose("Thêm thời gian")
    listener.choose("Tôi đã ghi số")
    listener.hears("Kính chào Ông/Bà")


def test_a_visit_is_rated_by_ear(window: KioskWindow, branch: world.KioskBranch, listener: Listener) -> None:
    listener.choose("Đánh giá")
    listener.hears("Mã trên phiếu")
    for character in world.ticket(1, 40).code:
        listener.choose(f"{character}. nút")
        listener.hears(character)
    listener.choose("Tiếp tục")
    listener.hears("Phiếu A 0 4 0")
    listener.choose("Rất hài lòng")
    listener.hears("Cảm ơn")
    assert [rating.level for _, rating in branch.verdicts] == [Level.VERY_SATISFIED]


def test_an_appointment_is_checked_in_by_ear(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, listener: Listener
) -> None:
    branch.expected = True
    window.changed()
    until(qtbot, lambda: window.visit.now is not None and window.visit.now.has_appointments)
    listener.choose("Đến theo lịch hẹn")
    listener.hears("Mã lịch hẹn")
    for character in "7K2Q94MJ":
        listener.choose(f"{character}. nút")
        listener.hears(character)
    listener.choose("Xem lịch hẹn")
    listener.hears("Ông/Bà đến đúng giờ hẹn", "Mời lấy số theo hẹn", "Xác nhận tình trạng hôn nhân")
    listener.choose("Lấy số theo hẹn")
    listener.hears("Số của Ông/Bà A 0 4 6", "Lịch hẹn lúc 9 giờ 30")
    assert [wish.code for wish in branch.check_ins] == ["HEN7K2Q94MJ"]


def test_what_was_not_satisfying_is_written_by_ear(
    window: KioskWindow, branch: world.KioskBranch, listener: Listener
) -> None:
    window.scan(TicketScan(world.ticket(1, 40).code))
    listener.hears("Phiếu A 0 4 0")
    listener.choose("Không hài lòng")
    listener.choose("Chờ lâu")
    listener.choose("Viết ý kiến khác")
    listener.hears("muốn góp ý điều gì")
    for letter in "laau":
        listener.choose(f"{letter}. nút")
    listener.hears("lâu")
    listener.choose("Gửi đánh giá")
    listener.hears("Cảm ơn")
    assert [rating for _, rating in branch.verdicts] == [
        Rating(Level.NOT_SATISFIED, (RatingReason.WAITED_LONG,), "lâu")
    ]


def test_a_loudspeaker_does_not_read_out_what_is_written(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    window.voices(VOICES)
    listener = Listener(qtbot, window)
    window.happen(ToggleGuidance())
    window.scan(TicketScan(world.ticket(1, 40).code))
    listener.hears("Phiếu A 0 4 0")
    window.happen(ChooseLevel(Level.NOT_SATISFIED))
    window.happen(OpenRemark())
    for key in "toi la ba":
        window.happen(TypeText(key))
    assert text_of(window.visit) == "toi la ba"
    assert not [words for words in listener.heard if "toi" in words]


def test_what_went_wrong_is_said(window: KioskWindow, listener: Listener) -> None:
    window.scanner_status(ScannerStatus.UNPLUGGED)
    listener.hears("Đầu đọc thẻ đang tạm nghỉ")
