"""Check the tab of devices: what it shows follows the machines, and its keys give a manager's orders."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.setup.publishing import Author
from kiosk.branch.stations import orders
from kiosk.branch.stations.device_status import report_status
from kiosk.branch.stations.presence import say_gone, say_present
from kiosk.domain.journal import Event
from kiosk.domain.program_status import BranchCommit
from kiosk.domain.status import PrinterStatus, PrintJobState, ProgramKind, ReportedDevice
from kiosk.gallery import stations
from kiosk.program.texts import texts
from tests.branch.stations.test_staff_exit import journalled
from tests.branch.test_quarantine import refuse
from tests.players import take
from tests.ui.manager.manager_hands import EDITOR, Manager
from tests.ui.manager.test_now import sheet_of
from ui.manager.areas import ManagerTab
from ui.manager.file_sheet import FileSheet
from ui.manager.sheets import AskSheet, TellSheet
from ui.manager.stations.area import StationsArea
from ui.manager.stations.page import StationsPage
from ui.theme import Theme

WHY = "Máy đang sửa."


@pytest.fixture
def kiosk(manager: Manager) -> Office:
    """Return the office of a kiosk that runs, with a printer that is well."""
    found = replace(manager.office, station="kiosk-1", program=ProgramKind.KIOSK)
    say_present(found, "a", "0.2.0")
    report_status(found, ReportedDevice.PRINTER, PrinterStatus.READY)
    return found


def looking(manager: Manager) -> StationsArea:
    """Sign in and look at the machines."""
    manager.enter()
    manager.window.open_tab(ManagerTab.DEVICES)
    area = manager.window.areas.area(ManagerTab.DEVICES)
    assert isinstance(area, StationsArea)
    manager.wait(lambda: area.page.view is not None)
    return area


def do(area: StationsArea, act: str) -> None:
    """Press the key of the kiosk, and that of an act."""
    area.page.groups["kiosk-1"].key.click()
    acts = sheet_of(area, TellSheet)
    assert isinstance(acts, TellSheet)
    wanted = area.kit.texts.say(f"stations.act.{act}")
    next(key for key in acts.keys if key.label == wanted).click()


def write(manager: Manager, area: StationsArea, text: str) -> None:
    """Type a text into the open sheet and send it."""
    sheet = sheet_of(area, AskSheet)
    assert isinstance(sheet, AskSheet)
    manager.put(sheet.entry("text"), text)
    sheet.main.click()


def is_out(office: Office) -> bool:
    return office.setup().station_state("kiosk-1").is_out


def test_a_kiosk_is_locked_with_a_text_told_restarted_and_unlocked(manager: Manager, kiosk: Office) -> None:
    area = looking(manager)
    do(area, "lock")
    write(manager, area, WHY)
    manager.wait(lambda: is_out(kiosk))
    assert manager.office.setup().station_state("kiosk-1").out_text == WHY
    manager.wait(lambda: "khóa ngay" in manager.said)
    manager.wait(lambda: area.page.groups["kiosk-1"].notes.count() == 1)
    do(area, "message")
    write(manager, area, "Chiều nay nghỉ từ 15:30.")
    manager.wait(lambda: bool(kiosk.setup().station_state("kiosk-1").notices))
    manager.wait(lambda: area.page.groups["kiosk-1"].notes.count() == 2)
    do(area, "clear")
    manager.wait(lambda: not kiosk.setup().station_state("kiosk-1").notices)
    do(area, "restart")
    manager.wait(lambda: kiosk.setup().station_state("kiosk-1").restarts == 1)
    do(area, "unlock")
    manager.wait(lambda: not is_out(kiosk))
    subject = "station:kiosk-1"
    assert journalled(kiosk, Event.STATION_TAKEN_OUT) == [(subject, {"by": EDITOR, "text": WHY})]
    assert journalled(kiosk, Event.STATION_BROUGHT_BACK) == [(subject, {"by": EDITOR})]


def test_two_managers_on_one_kiosk_do_no_harm(manager: Manager, kiosk: Office) -> None:
    """The other one unlocked it while the sheet was open: the order changes nothing, and the page shows how it is."""
    orders.lock(kiosk, Author("hoa"), "kiosk-1", WHY)
    area = looking(manager)
    area.page.groups["kiosk-1"].key.click()
    orders.unlock(kiosk, Author("hoa"), "kiosk-1")
    sheet = sheet_of(area, TellSheet)
    assert isinstance(sheet, TellSheet)
    sheet.keys[0].click()
    manager.wait(lambda: bool(manager.said))
    manager.wait(lambda: area.page.groups["kiosk-1"].notes.count() == 0)
    assert [body for _, body in journalled(kiosk, Event.STATION_BROUGHT_BACK)] == [{"by": "hoa"}]


def test_a_kiosk_that_is_off_gets_an_order_and_obeys_when_it_comes_back(manager: Manager, kiosk: Office) -> None:
    say_gone(kiosk, "a")
    area = looking(manager)
    do(area, "lock")
    write(manager, area, "")
    manager.wait(lambda: "khi chạy lại sẽ khóa" in manager.said)
    assert is_out(kiosk)


def test_a_trial_slip_is_ordered_and_its_answer_comes_back(manager: Manager, kiosk: Office) -> None:
    area = looking(manager)
    do(area, "trial")
    manager.wait(lambda: "đang in thử" in area.page.trial.text)
    ledger = Ledger(kiosk)
    job = ledger.claim()
    assert job is not None
    ledger.settle(job.id, PrintJobState.PRINTED, "ready")
    manager.window.told(BranchCommit())
    manager.wait(lambda: "đã in xong" in area.page.trial.text)


def test_a_printer_without_paper_gets_no_trial(manager: Manager, kiosk: Office) -> None:
    report_status(kiosk, ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT)
    area = looking(manager)
    do(area, "trial")
    manager.wait(lambda: "hết giấy" in manager.said)
    assert Ledger(kiosk).claim() is None


def test_a_refused_visit_is_exported_and_sent_again(manager: Manager, tmp_path: Path) -> None:
    refuse(manager.office, take(manager.office).id, "body")
    area = looking(manager)
    (row,) = area.page.refused.rows
    assert (row.title.text, row.why.text) == ("Số A001", texts("vi").say("sync.reason.body"))
    area.page.refused.export_key.click()
    sheet = sheet_of(area, FileSheet)
    assert isinstance(sheet, FileSheet)
    sheet.chosen.emit(str(tmp_path / "nowhere" / "refused.json"))
    manager.wait(lambda: not sheet.trouble.isHidden())
    sheet.chosen.emit(str(tmp_path / "refused.json"))
    manager.wait(lambda: "refused.json" in manager.said)
    assert "ticket.issued@1" in (tmp_path / "refused.json").read_text(encoding="utf-8")
    row.key.click()
    manager.wait(lambda: area.page.refused.rows == [])
    assert len(journalled(manager.office, Event.QUARANTINE_SENT_AGAIN)) == 1


def test_the_database_away_while_the_tab_is_open_is_said_and_comes_back(manager: Manager, kiosk: Office) -> None:
    area = looking(manager)
    manager.branch.is_away = True
    do(area, "restart")
    manager.wait(lambda: bool(manager.said))
    assert kiosk.setup().station_state("kiosk-1").restarts == 0
    manager.branch.is_away = False
    say_present(replace(kiosk, station="kiosk-2"), "b")
    manager.window.told(BranchCommit())
    manager.wait(lambda: "kiosk-2" in area.page.groups)


def test_the_page_names_what_is_wrong_and_keeps_what_stays(qtbot: QtBot) -> None:
    page = StationsPage(Theme.desk(language="vi"), texts("vi"))
    qtbot.addWidget(page)
    page.show_view(stations.troubled())
    lit = [name for name, group in page.groups.items() if any(line.lit for line in group.table.lines)]
    assert lit == ["kiosk-1", "quay-2"]
    assert [name for name, group in page.groups.items() if not group.key.isHidden()] == ["kiosk-1", "kiosk-2"]
    said = page.groups["kiosk-1"].table.accessibleDescription()
    assert "Máy in, Hết giấy" in said
    assert [line.lit for line in page.delivery.table.lines] == [True, False, True, False]
    assert page.delivery.answer.text == "Không nối được trung tâm tỉnh, mời kiểm tra dây mạng"
    assert len(page.refused.rows) == 3
    kept = page.groups["kiosk-1"]
    page.show_view(stations.well())
    assert page.groups == {**page.groups, "kiosk-1": kept}
    assert list(page.groups) == ["bang-1", "kiosk-1", "quay-1"]
    assert not any(line.lit for group in page.groups.values() for line in group.table.lines)
    assert page.refused.rows == []


def test_why_nothing_is_sent_to_a_centre_with_another_history_has_room(qtbot: QtBot) -> None:
    page = StationsPage(Theme.desk(language="vi"), texts("vi"))
    qtbot.addWidget(page)
    page.show_view(stations.well())
    assert page.delivery.answer.isHidden()
    page.show_view(stations.stopped())
    page.resize(1366, 700)
    page.show()
    answer = page.delivery.answer
    assert answer.text.startswith("Trung tâm tỉnh giữ nhật ký khác")
    qtbot.waitUntil(lambda: answer.height() == answer.heightForWidth(answer.width()))
    assert answer.y() >= page.delivery.table.geometry().bottom()
    assert page.delivery.rect().contains(answer.geometry())
