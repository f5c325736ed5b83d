"""Check `kiosk what-if`: a change on a past day as sentences and as JSON, and what is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.clock import ManualClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from tests.players import Clerk, take

#: A Tuesday, eight o'clock in Vietnam.
EIGHT = datetime(2025, 3, 4, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration of a branch that had one counter and six people on a past day."""
    clock = ManualClock(EIGHT)
    made = create_branch(tmp_path_factory.mktemp("what") / "branch", BranchPlan(pin="4711", scanner=""), clock).config
    opening = Opening(load_site(made))
    office = replace(opening.office(), clock=clock)
    clerk = Clerk(office).open()
    for _ in range(6):
        take(office)
        clock.advance(timedelta(minutes=1))
    for _ in range(6):
        clerk.called()
        clock.advance(timedelta(minutes=1))
        clerk.start()
        clock.advance(timedelta(minutes=10))
        clerk.finish()
    clerk.close()
    opening.close()
    return made


def test_one_counter_more_is_told_with_its_cost(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["what-if", "--day", "04/03/2025", "--counter", "2", "--from", "08:00", "--to", "10:00"]
    assert run([*words, "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Mở thêm Quầy 2 từ 08:00 đến 10:00: chờ trung vị từ ")
    assert "Cần thêm 1 cán bộ trong 2 giờ." in said
    assert run([*words, "--json", "--config", str(config)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["visits"], found["runs"], found["clerk_minutes"]) == (6, 200, 120)
    assert found["before"] == found["unchanged"]
    assert found["after"]["median_s"] < found["before"]["median_s"]
    assert [one["name"] for one in found["half_hours"]] == ["08:00"]


def test_other_services_and_other_hours_are_tried_too(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ["what-if", "--day", "2025-03-04", "--config", str(config)]
    assert run([*day, "--hours", "07:30-11:30"]) == 0
    assert "Các quầy làm việc 07:30–11:30" in capsys.readouterr().out
    assert run([*day, "--counter", "1", "--drops", "HT-KS"]) == 0
    assert "không kịp gọi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--counter", "2"], "Chưa đủ để thử"),
        (["--counter", "1", "--from", "08:00", "--to", "09:00"], "đã mở từ"),
        (["--counter", "2", "--from", "08:00", "--to", "09:00", "--services", "NO"], "Không có việc mã NO"),
        (["--hours", "lunch"], "Không đọc được giờ"),
    ],
)
def test_what_cannot_be_tried_is_said(
    config: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert run(["what-if", "--day", "2025-03-04", *words, "--config", str(config)]) == 1
    assert says in capsys.readouterr().err
