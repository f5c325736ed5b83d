"""Check `kiosk history` and `kiosk audit` as sentences and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.branch.staff import sign_in
from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from tests.players import Clerk, take

_PIN = "4711"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration of a branch in which one citizen was served."""
    plan = BranchPlan(pin=_PIN, scanner="", always_open=True)
    made = create_branch(tmp_path_factory.mktemp("history") / "branch", plan, SystemClock()).config
    opening = Opening(load_site(made))
    office = opening.office()
    take(office)
    sign_in(office, "an", _PIN)
    Clerk(office).open().serve_next()
    opening.close()
    return made


def told(capsys: pytest.CaptureFixture[str], config: Path, *words: str) -> Any:
    assert run([*words, "--json", "--config", str(config)]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_number_is_told_step_by_step(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (visit,) = told(capsys, config, "history", "--number", "A001")["visits"]
    assert (visit["number"], visit["end"]) == ("A001", "served")
    steps = [one["kind"] for one in visit["steps"]]
    assert steps == ["ticket.issued@1", "ticket.called@1", "ticket.started@1", "ticket.finished@1"]
    called = visit["steps"][1]
    assert (called["counter"], called["clerk"]) == (1, "Nguyễn Thị An")
    assert (called["what"], called["why"]) == ("Gọi đến Quầy số 1", "Đến sớm nhất trong hàng thường")
    assert run(["history", "--day", visit["day"], "--number", "a1", "--config", str(config)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[2].endswith("Gọi đến Quầy số 1; Đến sớm nhất trong hàng thường · Quầy số 1 · Nguyễn Thị An")


def test_a_number_that_nobody_took_is_said(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "--number", "A777", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "Ngày này không có số A777.\n"
    assert told(capsys, config, "history", "--number", "A777", "--day", "01/02/2020") == {"visits": []}
    assert run(["history", "--number", "???", "--config", str(config)]) == 1
    assert "chưa phải một số" in capsys.readouterr().err


def test_who_exports_data_is_on_record(config: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["report", "--out", str(tmp_path), "--config", str(config)]) == 0
    assert run(["setup", "export", "--out", str(tmp_path / "setup.toml"), "--config", str(config)]) == 0
    capsys.readouterr()
    found = [one for one in told(capsys, config, "audit")["lines"] if one["topic"] == "export"]
    assert [one["what"] for one in found][:1] == ["Xuất thiết lập ra tệp"]
    assert found[1]["what"].startswith("Xuất báo cáo ")
    assert found[1]["who"]


def test_the_audit_lists_versions_and_sign_ins(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [one for one in told(capsys, config, "audit")["lines"] if one["topic"] != "export"]
    assert [(one["kind"], one["topic"]) for one in lines] == [
        ("staff.signed_in@1", "sign_in"),
        ("setup.published@1", "setup"),
        ("installation.created@1", "machine"),
    ]
    assert (lines[0]["who"], lines[1]["version"], lines[1]["changes"]) == ("Nguyễn Thị An", 1, [])
    assert run(["audit", "--who", "Nguyễn Thị An", "--config", str(config)]) == 0
    (said,) = capsys.readouterr().out.splitlines()
    assert said.endswith("Nguyễn Thị An  Đăng nhập")
