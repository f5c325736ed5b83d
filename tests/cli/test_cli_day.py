"""Check `kiosk day`: close, show and verify as sentences and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.journal import Event
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.store.journal import walk
from tests.players import take


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of a branch in which one citizen waits."""
    plan = BranchPlan(pin="4711", scanner="", always_open=True)
    made = create_branch(tmp_path / "branch", plan, SystemClock()).config
    opening = Opening(load_site(made))
    take(opening.office())
    opening.close()
    return made


@pytest.fixture
def today(config: Path) -> str:
    opening = Opening(load_site(config))
    day = opening.office().today().isoformat()
    opening.close()
    return day


def asked(capsys: pytest.CaptureFixture[str], config: Path, *words: str, status: int = 0) -> Any:
    capsys.readouterr()
    assert run(["day", *words, "--json", "--config", str(config)]) == status
    return json.loads(capsys.readouterr().out)


def test_a_day_is_closed_shown_and_found_right(config: Path, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["day", "close", "--config", str(config)]) == 1
    assert "--force" in capsys.readouterr().err
    assert asked(capsys, config, "show", today) == {"date": today, "statement": None, "corrections": []}
    closed = asked(capsys, config, "close", "--force")
    assert (closed["date"], closed["corrections"]) == (today, [])
    assert closed["statement"]["counts"]["abandoned"] == 1
    assert len(closed["statement"]["hash"]) == len(closed["statement"]["head"]) == 64
    assert asked(capsys, config, "close", today) == asked(capsys, config, "show", today) == closed
    assert asked(capsys, config, "verify", today) == {"date": today, "is_right": True, "differences": []}


def test_a_day_closed_by_hand_writes_its_report_where_the_machine_keeps_them(
    config: Path, today: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    words = config.read_text(encoding="utf-8").replace('folder = ""', f'folder = "{folder}"')
    config.write_text(words, encoding="utf-8")
    assert asked(capsys, config, "close", "--force")["date"] == today
    assert not folder.exists()
    folder.mkdir()
    assert run(["day", "close", "--config", str(config)]) == 0
    assert f"Đã ghi {folder}/report-day-{today.replace('-', '')}.pdf" in capsys.readouterr().err
    assert len(list(folder.iterdir())) == 3


def test_sentences_say_the_counts_and_the_head(config: Path, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    head = asked(capsys, config, "close", "--force")["statement"]["head"]
    assert run(["day", "show", today, "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "1 lượt lấy số" in said
    assert head in said
    assert run(["day", "show", "2026-01-31", "--config", str(config)]) == 0
    assert "không có bản chốt ngày" in capsys.readouterr().out


def test_what_differs_is_said(config: Path, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, config, "close", "--force")
    opening = Opening(load_site(config))
    with opening.office().store.write(journal=False) as connection:
        mine = next(record for record in walk(connection) if record.kind == Event.DAY_CLOSED)
        changed = {"seq": mine.seq, "body": mine.body.replace(b'"arrivals":1', b'"arrivals":7')}
        connection.execute(text("UPDATE journal SET body = :body WHERE seq = :seq"), changed)
    opening.close()
    found = asked(capsys, config, "verify", today, status=1)
    assert not found["is_right"]
    assert {"seq": mine.seq, "what": "counts.arrivals", "stated": 7, "found": 1} in found["differences"]
    assert run(["day", "verify", today, "--config", str(config)]) == 1
    said = capsys.readouterr().out
    assert "bản chốt ngày đã bị sửa" in said
    assert "counts.arrivals" in said


def test_a_day_that_was_not_closed_is_no_right_day(
    config: Path, today: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [missing] = asked(capsys, config, "verify", today, status=1)["differences"]
    assert missing["what"] == "statement"
    assert run(["day", "verify", today, "--config", str(config)]) == 1
    assert "không có bản chốt ngày" in capsys.readouterr().out
