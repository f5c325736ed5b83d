"""Run `kiosk demo --headless`: whole visits through all windows, counted in both databases at the end."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.demo.history.filling import PastDays
from kiosk.domain.queue.ticket import label
from kiosk.domain.queue.ticket_code import TicketCode, parse_code
from kiosk.program.sample import sample_setup
from ui.theme.panels import PANEL_CLASSES

ROOT = Path(__file__).resolve().parent.parent.parent
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


def environment_without_display() -> dict[str, str]:
    """Return the environment of a shell without a screen and without the variables of `make`."""
    drops = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ARGS"}
    return {name: value for name, value in os.environ.items() if name not in drops}


#: The panel whose three visits are played while the centre is away.
AWAY = "27"
#: The panel beside whose three visits past days are filled.
WITH_A_PAST = "landscape"


def play(out: Path, visits: int, *options: str) -> dict[str, Any]:
    """Play visits without a display; return the counts. The counts agree and standard error is empty.

    Without an option there are no past days.
    """
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--visits", str(visits), "--json"]
    told = subprocess.run(
        [*command, "--out", str(out), "--history", "0", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=1100,
        env=environment_without_display(),
    )
    assert told.returncode == 0, told.stderr
    assert not told.stderr
    counts: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    assert {
        counts[name] for name in ("visits", "issued", "distinct_numbers", "printed", "called", "served", "rated")
    } == {visits}
    assert counts["journal_records"] == counts["delivered"] == counts["central_records"] > 5
    assert counts["quarantined"] == 0
    return counts


#: The smallest portrait panel and the usual landscape one; `make test-long` plays on the others.
_QUICK_PANELS = ("15", "landscape")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "panel", [one if one in _QUICK_PANELS else pytest.param(one, marks=pytest.mark.long) for one in PANEL_CLASSES]
)
def test_three_visits_agree_with_both_databases_on_each_panel(tmp_path: Path, panel: str) -> None:
    """On one panel the centre is away all day; afterwards it gets every record. On another there are past days."""
    out, past_days = tmp_path / "out", 4 if panel == WITH_A_PAST else 0
    options = [*(["--offline"] if panel == AWAY else []), "--history", str(past_days)]
    counts = play(out, 3, "--panel", panel, *options)
    opened = PastDays.of(sample_setup(), past_days, SystemClock().now()).open_days
    assert counts["history_days"] == past_days
    assert bool(counts["history_visits"]) == bool(opened)
    assert set(counts) >= NAMES
    with Image.open(out / "screens" / "kiosk-start.png") as picture:
        assert picture.size == (PANEL_CLASSES[panel].width, PANEL_CLASSES[panel].height)
    slips = {file.stem: number_on(file) for file in (out / "tickets").glob("*.png")}
    assert len(slips) == 3
    assert all(name == number for name, number in slips.items()), "each picture is the paper of its number"
    assert {file.stem for file in (out / "tickets").glob("*.pdf")} == set(slips)
    assert {"kiosk-start", "kiosk-ticket", "desk-2-serving", "hall-called", "rating-called"} <= {
        f.stem for f in (out / "screens").glob("*")
    }
    assert (out / "branch.db").exists()
    assert (out / "central.db").exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_first_command_of_the_readme_works_without_a_display() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = readme.partition("```sh\n")[2].splitlines()[0].partition("#")[0].split()
    assert first == ["make", "demo"]
    subprocess.run(["make", "setup-run"], cwd=ROOT, check=True, timeout=280, env=environment_without_display())
    told = subprocess.run(
        first, cwd=ROOT, capture_output=True, text=True, check=False, timeout=580, env=environment_without_display()
    )
    assert told.returncode == 0, told.stderr
    assert not told.stderr
    assert "fields_used: 8\nfields_total: 8\n" in told.stdout
    assert "\nhistory_days: 3\n" in told.stdout


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(1200)
def test_sixty_visits_use_every_service_and_every_way_in(tmp_path: Path) -> None:
    counts = play(tmp_path / "out", 60)
    assert counts["fields_used"] == counts["fields_total"] == 8
    assert counts["services_used"] == counts["services_total"] == 28
    assert counts["ways_used"] == counts["ways_total"] >= 20
    assert counts["unused"] == []
    assert counts["procedure_slips"] > 0
    slips = {file.stem: number_on(file) for file in (tmp_path / "out" / "tickets").glob("*.png")}
    assert len(slips) == 60
    assert all(name == number for name, number in slips.items()), "each picture is the paper of its number"


def test_a_panel_that_is_none_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--panel", "99", "--out", str(tmp_path / "out")]) == 1
    assert "27, 24, 21.5, 15, landscape, 1280x1024" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def number_on(file: Path) -> str:
    """Return the label in the code of a slip's picture."""
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
