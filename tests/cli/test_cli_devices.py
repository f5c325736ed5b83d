"""Check `kiosk devices`: machines and their devices as sentences and as JSON, and orders to a kiosk."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.branch.stations.device_status import report_status
from kiosk.branch.stations.presence import say_gone, say_present
from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.status import PrinterStatus, ReportedDevice
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of a branch in which one kiosk runs, out of paper."""
    made = create_branch(tmp_path / "branch", BranchPlan(pin="4711", scanner=""), SystemClock()).config
    opening = Opening(load_site(made))
    say_present(opening.office(), "token", "0.2.0")
    for status in (PrinterStatus.READY, PrinterStatus.PAPER_OUT):
        report_status(opening.office(), ReportedDevice.PRINTER, status)
    opening.close()
    return made


def asked(capsys: pytest.CaptureFixture[str], config: Path, *words: str) -> Any:
    capsys.readouterr()
    assert run(["devices", *words, "--json", "--config", str(config)]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_list_names_programs_devices_and_faults(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [kiosk] = asked(capsys, config, "list")
    assert (kiosk["station"], kiosk["is_out"], kiosk["notices"]) == ("kiosk-1", False, [])
    assert [(one["kind"], one["version"]) for one in kiosk["programs"]] == [("kiosk", "0.2.0")]
    [printer] = kiosk["devices"]
    assert (printer["device"], printer["status"], printer["faults_in_7_days"]) == ("printer", "paper_out", 1)
    assert printer["last_fault"]["status"] == "paper_out"
    assert run(["devices", "list", "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "kiosk-1: kiosk 0.2.0" in said
    assert "Máy in: hết giấy" in said, "safety D5: no English word stands in a Vietnamese sentence"
    assert "hỏng 1 lần" in said


def test_a_kiosk_is_locked_told_and_unlocked(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked = asked(capsys, config, "lock", "kiosk-1", "--text", "Đang sửa máy in.")
    assert (locked["is_out"], locked["text"]) == (True, "Đang sửa máy in.")
    assert not asked(capsys, config, "unlock", "kiosk-1")["is_out"]
    shown = asked(capsys, config, "message", "kiosk-1", "Chiều nay nghỉ từ 15:30.")
    assert shown["notices"] == ["Chiều nay nghỉ từ 15:30."]
    assert asked(capsys, config, "message", "kiosk-1")["notices"] == []
    [everywhere] = asked(capsys, config, "message", "all", "Mai nghỉ lễ.")
    assert everywhere["notices"] == ["Mai nghỉ lễ."]
    assert asked(capsys, config, "restart", "kiosk-1")["station"] == "kiosk-1"


def test_a_kiosk_that_is_off_gets_an_order_and_that_is_said(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opening = Opening(load_site(config))
    say_gone(opening.office(), "token")
    opening.close()
    assert run(["devices", "lock", "kiosk-1", "--text", "Nghỉ.", "--config", str(config)]) == 0
    assert "khi máy chạy lại" in capsys.readouterr().out
    [kiosk] = asked(capsys, config, "list")
    assert (kiosk["is_out"], kiosk["programs"]) == (True, []), "it obeys when it comes back"


def test_a_name_that_no_kiosk_has_is_refused_with_the_cure(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["devices", "lock", "kiosk-7", "--config", str(config)]) == 1
    assert "kiosk devices list" in capsys.readouterr().err


def test_the_branch_as_it_stands_is_one_object(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["live", "--json", "--config", str(config)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["waiting"], found["longest_wait_minutes"], found["alerts"]) == (0, None, [])
    assert {one["state"] for one in found["counters"]} == {"closed"}
    assert found["today"]["arrivals"] is None
    assert found["sync"]["backlog"] > 0
    assert run(["live", "--config", str(config)]) == 0
    assert "Đang chờ: 0 người" in capsys.readouterr().out
