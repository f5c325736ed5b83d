"""Check that each fault shows the citizen a calm sentence with one next step, and the rest works on."""

import logging

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.language.text import CounterError
from kiosk.domain.program_status import OtherVersion
from kiosk.domain.status import PrinterStatus, PrintJobState, ScannerStatus, StoreStatus
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import notice, page, seconds, take_number, words_on
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.calm import TroublePage
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import Confirm, MoreTime
from ui.visit.keypad import TypeCode
from ui.visit.number import NumberState
from ui.visit.screen import Screen

PRINTER_FAULTS = [status for status in PrinterStatus if not status.can_print]
SCANNER_FAULTS = [one for one in ScannerStatus if one not in (ScannerStatus.READY, ScannerStatus.CONNECTING)]
STORE_FAULTS = [
    CounterError("store.away"),
    CounterError("store.disk_full"),
    CounterError("store.read_only"),
    OSError(5, "Input/output error"),
    RuntimeError("nobody expected this"),
]


@pytest.mark.parametrize("fault", PRINTER_FAULTS)
def test_printer_fault_leaves_the_number_on_the_screen_and_the_next_citizen_is_served(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, fault: PrinterStatus
) -> None:
    branch.print_states = [PrintJobState.QUEUED]
    window.printer_status(fault)
    ticket = take_number(qtbot, window)
    until(qtbot, lambda: window.visit.needs_noting)
    assert "số vẫn có giá trị" in ticket.banner.title
    assert ticket.banner.isVisible()
    assert ticket.card.words.label in ticket.qr.code, "the number to take along by telephone"
    touch(ticket.done)
    take_number(qtbot, window)
    assert len(branch.issued) == 2


@pytest.mark.parametrize("fault", SCANNER_FAULTS)
def test_scanner_fault_is_said_and_everything_works_by_touch(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, fault: ScannerStatus
) -> None:
    window.scanner_status(fault)
    until(qtbot, lambda: "Đầu đọc thẻ đang tạm nghỉ" in words_on(window))
    assert "Mời Ông/Bà lấy số bằng cách chạm màn hình." in words_on(window)
    touch(take_number(qtbot, window).done)
    touch(page(window, StartPage).tiles.tiles["rate"])
    assert "mời nhập mã trên phiếu" in words_on(window)
    for letter in world.ticket().code:
        window.happen(TypeCode(letter))
    window.happen(Confirm())
    until_screen(qtbot, window, Screen.RATING)


@pytest.mark.parametrize("fault", STORE_FAULTS, ids=["away", "disk_full", "read_only", "disk_error", "unexpected"])
def test_database_fault_at_the_third_touch_and_one_touch_when_it_is_back(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, fault: Exception
) -> None:
    touch(page(window, StartPage).hero)
    branch.down = fault
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TROUBLE)
    assert "Mời Ông/Bà đến bàn hướng dẫn để lấy số." in words_on(window)
    branch.down = None
    touch(page(window, TroublePage).retry)
    until_screen(qtbot, window, Screen.TICKET)
    assert len(branch.issued) == 1


def test_a_kiosk_of_another_version_does_not_promise_to_reconnect(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.down = CounterError("store.newer_database", found="0.3.0", program="0.2.0")
    window.told(OtherVersion(branch.down.message))
    touch(page(window, StartPage).hero)
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TROUBLE)
    assert "Máy tạm dừng để chờ nâng cấp. Số đã lấy vẫn còn và vẫn được gọi." in words_on(window)
    window.told(StoreStatus.READY)
    until(qtbot, lambda: "Máy đang tự nối lại. Số đã lấy vẫn còn và vẫn được gọi." in words_on(window))
    branch.down = None
    touch(page(window, TroublePage).retry)
    until_screen(qtbot, window, Screen.TICKET)


def test_clock_set_back_is_said_where_the_number_was_asked_for_and_the_next_try_may_succeed(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    touch(page(window, StartPage).hero)
    branch.refusal = CounterError("reception.clock_went_back")
    touch(page(window, ChoosePage).services[4])
    said = "Đồng hồ của máy đang sai giờ nên chưa lấy số được. Mời Ông/Bà đến bàn hướng dẫn."
    until(qtbot, lambda: window.visit.notice is not None)
    assert said in notice(window)
    assert branch.issued == {}
    branch.refusal = None
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TICKET)


def test_database_fault_while_a_card_is_read_names_nobody_in_the_log(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, caplog: pytest.LogCaptureFixture
) -> None:
    branch.down = RuntimeError("nobody expected this")
    with caplog.at_level(logging.DEBUG):
        window.scan(world.card())
        until_screen(qtbot, window, Screen.TROUBLE)
    assert "recognise" in caplog.text
    for personal in ("095058001234", "HÙNG", "Hùng", "Trần V. H."):
        assert personal not in caplog.text


def test_database_fault_with_the_number_on_the_screen_takes_nothing_away(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.print_states = []
    take_number(qtbot, window)
    branch.down = CounterError("store.away")
    asked = branch.asked.count("print_state")
    until(qtbot, lambda: branch.asked.count("print_state") > asked + 1)
    assert window.visit.screen is Screen.TICKET
    assert page(window, TicketPage).card.words.label == "A046"


def test_a_number_that_was_promised_is_counted_down_before_its_trouble_is_wiped(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    touch(page(window, StartPage).hero)
    branch.down = CounterError("store.away")
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TROUBLE)
    window.happen(MoreTime())
    seconds(window, 40)
    assert window.visit.seconds_left == 20
    window.happen(MoreTime())
    assert window.visit.idle == 0
    assert window.visit.of(NumberState).service == 4, "the same question goes on under the same request id"
