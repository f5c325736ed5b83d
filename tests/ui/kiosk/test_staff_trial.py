"""Print a trial slip at a kiosk, and check that the screen shows the printer's answer."""

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.status import PrinterStatus, PrintJobState
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import notice, page
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.staff import StaffPage
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen
from ui.visit.staff import StaffAsked, StaffSignedIn, StaffState, TryPrinter


@pytest.fixture
def sheet(qtbot: QtBot, window: KioskWindow) -> StaffPage:
    window.happen(StaffAsked())
    until(qtbot, lambda: bool(window.visit.of(StaffState).known))
    window.happen(StaffSignedIn(window.visit.flow, world.STAFF[0]))
    until_screen(qtbot, window, Screen.STAFF)
    return page(window, StaffPage)


def test_a_trial_slip_comes_out(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, sheet: StaffPage) -> None:
    branch.print_states = [PrintJobState.QUEUED, PrintJobState.SENDING, PrintJobState.PRINTED]
    touch(sheet.trial)
    until(qtbot, lambda: window.visit.notice is not None)
    assert notice(window).startswith("Máy in trả lời: đã in xong.")
    assert branch.asked.count("print_trial") == 1
    assert not sheet.trial.is_busy


def test_no_second_slip_while_the_first_is_on_its_way(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, sheet: StaffPage
) -> None:
    branch.print_states = [PrintJobState.SENDING]
    touch(sheet.trial)
    until(qtbot, lambda: window.visit.of(StaffState).trial is not None)
    assert sheet.trial.is_busy
    window.happen(TryPrinter())
    branch.print_states.append(PrintJobState.PRINTED)
    until(qtbot, lambda: window.visit.of(StaffState).trial is None)
    assert branch.asked.count("print_trial") == 1


@pytest.mark.parametrize("status", [one for one in PrinterStatus if not one.can_print])
def test_what_the_printer_lacks_is_said_at_once_with_its_cure(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, sheet: StaffPage, status: PrinterStatus
) -> None:
    branch.print_states = [PrintJobState.QUEUED]
    window.printer_status(status)
    touch(sheet.trial)
    until(qtbot, lambda: window.visit.notice is not None)
    assert window.visit.notice is not None
    assert window.visit.notice.message.key == f"printer.status.{status.value}"
    window.printer_status(PrinterStatus.READY)
    branch.print_states.append(PrintJobState.PRINTED)
    until(qtbot, lambda: notice(window).startswith("Máy in trả lời: đã in xong."))


def test_a_slip_that_did_not_come_out_is_said(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, sheet: StaffPage
) -> None:
    branch.print_states = [PrintJobState.UNKNOWN]
    touch(sheet.trial)
    until(qtbot, lambda: window.visit.notice is not None)
    assert notice(window).startswith("Phiếu in thử chưa ra.")
