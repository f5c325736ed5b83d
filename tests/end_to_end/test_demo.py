"""`kiosk demo --headless`: whole visits through all windows, counted in both databases at the end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = {
    "visits",
    "issued",
    "distinct_numbers",
    "printed",
    "called",
    "served",
    "rated",
    "journal_records",
    "delivered",
    "quarantined",
    "central_records",
}


@pytest.mark.slow
@pytest.mark.parametrize("line", [[], ["--offline"]], ids=["centre-there", "centre-away-all-day"])
def test_the_headless_demo_agrees_with_both_databases(tmp_path: Path, line: list[str]) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--visits", "5", "--out", str(out), "--json", *line]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=110, env={**os.environ, "DISPLAY": ""}
    )
    assert told.returncode == 0, told.stderr
    counts = json.loads(told.stdout.splitlines()[-1])
    assert set(counts) >= NAMES
    assert {
        counts[name] for name in ("visits", "issued", "distinct_numbers", "printed", "called", "served", "rated")
    } == {5}
    assert counts["journal_records"] == counts["delivered"] == counts["central_records"] > 5
    assert counts["quarantined"] == 0
    numbers = {file.stem for file in (out / "tickets").glob("*.png")}
    assert len(numbers) == 5
    assert {file.stem for file in (out / "tickets").glob("*.pdf")} == numbers
    assert {"kiosk-start", "kiosk-ticket", "desk-2-serving", "hall-called"} <= {
        f.stem for f in (out / "screens").glob("*")
    }
    assert (out / "branch.db").exists()
    assert (out / "central.db").exists()
    assert "Traceback" not in told.stderr


def test_the_demo_refuses_a_folder_that_holds_a_branch(tmp_path: Path) -> None:
    (tmp_path / "branch.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--out", str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 1
    assert "branch.toml" in told.stderr
    assert "Traceback" not in told.stderr
