"""`kiosk demo --headless`: whole visits through all windows, counted in both databases at the end."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.cli.main import run
from kiosk.domain.numbering import TicketCode, parse_code
from kiosk.domain.ticket import label

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
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("visits", "line"), [(3, []), (1, ["--offline"])], ids=["centre-there", "centre-away-all-day"])
def test_the_headless_demo_agrees_with_both_databases(tmp_path: Path, visits: int, line: list[str]) -> None:
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "kiosk",
        "demo",
        "--headless",
        "--visits",
        str(visits),
        "--out",
        str(out),
        "--json",
    ]
    told = subprocess.run(
        [*command, *line], capture_output=True, text=True, check=False, timeout=580, env={**os.environ, "DISPLAY": ""}
    )
    assert told.returncode == 0, told.stderr
    counts = json.loads(told.stdout.splitlines()[-1])
    assert set(counts) >= NAMES
    assert {
        counts[name] for name in ("visits", "issued", "distinct_numbers", "printed", "called", "served", "rated")
    } == {visits}
    assert counts["journal_records"] == counts["delivered"] == counts["central_records"] > 5
    assert counts["quarantined"] == 0
    slips = {file.stem: number_on(file) for file in (out / "tickets").glob("*.png")}
    assert len(slips) == visits
    assert all(name == number for name, number in slips.items()), "each picture is the paper of its number"
    assert {file.stem for file in (out / "tickets").glob("*.pdf")} == set(slips)
    assert {"kiosk-start", "kiosk-ticket", "desk-2-serving", "hall-called", "rating-called"} <= {
        f.stem for f in (out / "screens").glob("*")
    }
    assert (out / "branch.db").exists()
    assert (out / "central.db").exists()
    assert "Traceback" not in told.stderr


def number_on(file: Path) -> str:
    """The number of the code that a slip's picture shows."""
    with Image.open(file) as picture:
        (code,) = {found.text for found in zxingcpp.read_barcodes(picture)}
    parsed = parse_code(code)
    assert isinstance(parsed, TicketCode)
    return label(parsed.series, parsed.number)


@pytest.mark.parametrize("option", ["scanner", "printer"])
def test_an_address_that_is_none_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert run(["demo", f"--{option}", "nonsense", "--out", str(tmp_path / "out")]) == 1
    assert f"nonsense của --{option}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_demo_refuses_a_folder_that_holds_a_branch(tmp_path: Path) -> None:
    (tmp_path / "branch.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--out", str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 1
    assert "branch.toml" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.slow
def test_ctrl_c_ends_the_headless_demo_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--visits", "500", "--out", str(tmp_path / "out")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 60
        while not any((tmp_path / "out" / "screens").glob("kiosk-*.png")):
            assert running.poll() is None
            assert time.monotonic() < deadline
            select.select([], [], [], 0.1)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 130
    assert "Traceback" not in said
