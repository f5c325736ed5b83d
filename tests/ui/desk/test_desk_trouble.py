"""Check what a desk says and does when a device or the branch is missing."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import resources
from kiosk.clock import ManualClock
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.program_status import BranchCommit, OtherVersion
from kiosk.domain.status import DeviceReport, PrinterStatus, ReportedDevice, StoreStatus
from tests.ui.desk.desk_fakes import NOW, FakeDesk
from tests.ui.desk.desk_hands import Desk
from tests.ui.touching import until
from ui.ask import Ask
from ui.desk.acts import Act
from ui.desk.statuses import DeskStatuses
from ui.desk.window import DeskWindow
from ui.widgets import Tone


def test_without_the_database_the_desk_says_so_and_comes_back_by_itself(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.away = True
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy này tạm chưa gọi được số"
    assert not desk.key(Act.NEXT).isEnabled()
    assert desk.database() is Tone.CAUTION
    assert desk.window.can.sentence.startswith("Chưa gọi, kết thúc hay chuyển số được. Vẫn phục vụ tiếp")
    desk.branch.away = False
    desk.branch.waiting.pop(0)
    for _ in range(5):
        desk.window.tick()  # five seconds
    desk.wait(lambda: desk.notice == "")
    assert desk.key(Act.NEXT).label == "Gọi A043"
    assert desk.key(Act.NEXT).isEnabled()
    assert desk.database() is Tone.GOOD
    assert desk.window.can.sentence.startswith("Gọi số và phục vụ được. Chưa rõ máy in")
    ready = DeviceReport("kiosk-1", ReportedDevice.PRINTER, PrinterStatus.READY, is_heard=True)
    desk.window.show_statuses(DeskStatuses(parts=(ready,)))
    assert desk.window.can.sentence == "Gọi số, phục vụ và in phiếu bình thường."


def test_a_desk_that_starts_without_the_database_waits_for_it(qtbot: QtBot) -> None:
    branch = FakeDesk(away=True)
    texts = Texts("vi", resources.texts("vi"), resources.texts("vi"))
    window = DeskWindow(Ask(branch), texts, ManualClock(NOW))
    qtbot.addWidget(window)
    window.show()
    until(qtbot, window.notice.isVisible)
    branch.away = False
    for _ in range(5):
        window.tick()
    until(qtbot, window.sign_in.keys[0].isVisible)
    assert not window.notice.isVisible()
    window.close()


def test_a_desk_of_another_version_says_who_upgrades_what(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.away = True
    desk.window.told(OtherVersion(Message("store.newer_database", {"found": "0.3.0", "program": "0.2.0"})))
    desk.window.told(BranchCommit())
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy này tạm chưa gọi được số"
    assert "đã lên phiên bản 0.3.0" in desk.window.notice.accessibleName()
    assert not desk.key(Act.NEXT).isEnabled()
    desk.branch.away = False
    desk.window.told(StoreStatus.READY)
    desk.window.told(BranchCommit())
    desk.wait(lambda: desk.notice == "")


def test_a_lost_answer_does_not_call_two_people(desk: Desk) -> None:
    desk.sit_down()
    desk.branch.lose_answers = 1
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.notice != "")
    desk.settle()
    assert len(desk.branch.first_answers) == 1  # it was called, the desk does not know it yet
    desk.window.acts.do(Act.NEXT)  # the same wish again
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    assert len(desk.branch.first_answers) == 1
    assert desk.branch.current is not None
    assert desk.branch.current.label == "A042"
    assert desk.window.serving.next.labels == ("A043", "A044")


def test_an_unexpected_error_is_no_traceback_at_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sit_down()

    def broken(counter_id: int, staff_id: int, request_id: str) -> None:
        raise OSError("disk I/O error")

    monkeypatch.setattr(desk.branch, "call_next", broken)
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Quầy này tạm chưa gọi được số"
    assert desk.window.serving.next.labels[0] == "A042"


def test_slips_that_did_not_print_are_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sit_down()
    view = desk.branch.desk_view

    monkeypatch.setattr(desk.branch, "desk_view", lambda counter_id: replace(view(counter_id), print_trouble=2))
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "2 phiếu chưa in được, số vẫn có giá trị"


def test_a_clock_that_was_set_back_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sit_down()
    view = desk.branch.desk_view

    monkeypatch.setattr(desk.branch, "desk_view", lambda counter_id: replace(view(counter_id), clock_is_behind=True))
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    assert desk.notice == "Đồng hồ máy bị lùi, ki-ốt tạm không cấp số"


@pytest.mark.parametrize(
    "trouble",
    [{"print_trouble": 2}, {"clock_is_behind": True}, {"clock_is_ahead": True}],
    ids=["print", "clock", "clock_ahead"],
)
def test_a_notice_goes_when_its_cause_is_cured(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: dict[str, Any]
) -> None:
    desk.sit_down()
    view = desk.branch.desk_view
    monkeypatch.setattr(desk.branch, "desk_view", lambda counter_id: replace(view(counter_id), **trouble))
    desk.window.changed()
    desk.wait(lambda: desk.notice != "")
    monkeypatch.undo()
    desk.window.changed()
    desk.wait(lambda: desk.notice == "")
