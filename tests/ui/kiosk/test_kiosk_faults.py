"""Check the kiosk's screens without printer, without database and when closed. No ticket is lost."""

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.calendar.hours import Hours
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import PrinterStatus, PrintJobState
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import page, seconds, take_number, words_on
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.calm import ClosedPage, TroublePage
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen


def test_out_of_paper_the_number_stays_with_its_qr(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.print_states = []
    ticket = take_number(qtbot, window)
    assert not ticket.qr.isVisible()
    window.printer_status(PrinterStatus.PAPER_OUT)
    until(qtbot, lambda: window.visit.needs_noting)
    assert ticket.banner.title == "Máy hết giấy, số vẫn có giá trị"
    assert ticket.qr.isVisible()
    number, counter, when, code = ticket.qr.code.split("\n")
    assert (number, code) == ("A046", world.ticket().code)
    assert "Quầy số" in counter
    assert when == "09:12 20/11/2026"
    branch.print_states = [PrintJobState.PRINTED]
    window.printer_status(PrinterStatus.READY)
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    assert not ticket.banner.isVisible()


@pytest.mark.parametrize("state", [PrintJobState.FAILED, PrintJobState.UNKNOWN])
def test_a_slip_that_failed_leaves_a_valid_number(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, state: PrintJobState
) -> None:
    branch.print_states = [state]
    branch.last_printer_answer = state
    ticket = take_number(qtbot, window)
    until(qtbot, lambda: window.visit.needs_noting)
    assert "số vẫn có giá trị" in ticket.banner.title


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), CounterError("store.away")])
def test_the_database_is_down_and_back(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, problem: Exception
) -> None:
    touch(page(window, StartPage).hero)
    branch.down = problem
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TROUBLE)
    assert "Số đã lấy vẫn còn" in words_on(window)
    branch.down = None
    touch(page(window, TroublePage).retry)
    until_screen(qtbot, window, Screen.TICKET)
    assert len(branch.issued) == 1


def test_without_a_database_at_the_start_the_kiosk_comes_up_by_itself(qtbot: QtBot, branch: world.KioskBranch) -> None:
    branch.down = CounterError("store.away")
    window = KioskWindow(branch, ManualClock(world.NOON))
    window.resize(450, 800)
    window.show()
    until_screen(qtbot, window, Screen.TROUBLE)
    branch.down = None
    seconds(window, 5)
    until_screen(qtbot, window, Screen.START)
    window.close()
    window.deleteLater()


def test_a_closed_centre_says_when_it_opens(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    opens = datetime.fromisoformat("2026-11-20T13:30:00+07:00")
    branch.now = Hours(is_open=False, closes_at=None, opens_at=opens)
    window.changed()
    until_screen(qtbot, window, Screen.CLOSED)
    assert "Trung tâm mở lại lúc 13:30 hôm nay." in words_on(window)
    touch(page(window, ClosedPage).rate)
    assert window.visit.screen is Screen.RATE_CODE
