"""Make "Phường Tân Thành" its own branch, from the template to its day: only by commands and a text editor."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from kiosk.cli.context import read_document
from kiosk.cli.main import run
from kiosk.demo.windows import BranchWindows
from kiosk.demo.world import Devices, World
from kiosk.domain.language.text import VIETNAMESE
from kiosk.program.setup_files import setup_text
from kiosk.program.texts import texts
from tests.end_to_end.test_demo import environment_without_display, play
from tests.ui.touching import let_go, until
from ui.theme.panels import PORTRAIT_27
from ui.widgets.header import Header

PLACE = "Phường Tân Thành"
FIELDS = ("HT", "CT", "KQ")
OLD, NEW = "Đăng ký khai sinh", "Khai sinh và nhận cha, mẹ, con"


@pytest.fixture
def file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return the template of a ward, edited as text: three fields, three counters, other hours."""
    path = tmp_path / "s.toml"
    assert run(["setup", "new", "--template", "ward", "--name", PLACE, "--out", str(path)]) == 0
    path.write_text(edited(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert run(["setup", "check", str(path)]) == 0
    capsys.readouterr()
    return path


def edited(text: str) -> str:
    """Delete the blocks of other fields, of their services and of the counters without a service of the three."""
    blocks = re.split(r"\n(?=\[|# )", text)
    kept = [block for block in blocks if stays(block)]
    text = "\n".join(kept).replace('"H99.99"', '"H12.34.56"').replace('"KQ-TR", "VK-CR"', '"KQ-TR"')
    return text.replace('"07:00-11:30"', '"07:30-11:30"')


def stays(block: str) -> bool:
    title = block.partition("\n")[0]
    if title == "[[fields]]":
        return value(block, "code") in FIELDS
    if title == "[[services]]":
        return value(block, "field") in FIELDS
    if title == "[[counters]]":
        return any(f'"{code}-' in block for code in FIELDS)
    return True


def value(block: str, key: str) -> str:
    found = re.search(rf'^{key} = "(.*)"$', block, flags=re.MULTILINE)
    return found[1] if found else ""


def renamed(text: str) -> str:
    """Give a service another name in Vietnamese."""
    assert text.count(f'"{OLD}"') == 1
    return text.replace(f'"{OLD}"', f'"{NEW}"')


@pytest.mark.parametrize(
    ("right", "wrong", "cure"),
    [
        ('tue = ["07:30-11:30", "13:30-17:00"]', 'tue = ["07:30-11:30", "11:00-17:00"]', "11:00"),
        ('wed = ["07:30-11:30"', 'wed = ["11:30-07:30"', "11:30"),
        ('services = ["KQ-TR"]', "services = []", "Quầy"),
        ('field = "KQ"', 'field = "KQQ"', "KQ"),
        ("daily_cap", "dayly_cap", "daily_cap"),
        ("lock_minutes = 10", "lock_minuts = 10", "lock_minutes"),
        ('main = "#86060F"', 'main = "#F5E8E8"', "tương phản"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_cure(
    file: Path, right: str, wrong: str, cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    hit = [number for number, line in enumerate(lines) if right in line and not line.startswith("#")]
    if not hit:  # a limit that the template leaves out
        lines.insert(lines.index("[limits]") + 1, "dayly_cap = 3")
        hit = [lines.index("dayly_cap = 3")]
    lines[hit[0]] = lines[hit[0]].replace(right, wrong)
    file.write_text("\n".join(lines), encoding="utf-8")
    assert run(["setup", "check", str(file)]) == 1
    told = capsys.readouterr().err
    assert re.search(rf"\b{hit[0] + 1}\b", told), told
    assert cure in told


def test_the_branch_is_the_file_and_its_versions_are_kept(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, out = ["--config", str(tmp_path / "d" / "branch.toml")], tmp_path / "e.toml"
    assert run(["init", str(tmp_path / "d"), "--yes", "--setup", str(file)]) == 0
    assert run(["setup", "export", *config, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == as_written(file)
    assert run(["setup", "publish", str(out), *config, "--yes"]) == 0
    assert [one["version"] for one in history(config, capsys)] == [1], "the same document is no new version"
    out.write_text(renamed(out.read_text(encoding="utf-8")), encoding="utf-8")
    assert run(["setup", "diff", str(out), *config]) == 0
    said = capsys.readouterr().out
    assert OLD in said
    assert NEW in said
    assert run(["setup", "publish", str(out), *config, "--yes", "--reason", "gọn hơn"]) == 0
    assert run(["setup", "undo", *config, "--yes"]) == 0
    versions = history(config, capsys)
    assert [one["version"] for one in versions] == [3, 2, 1]
    assert all(one["who"] and one["when"] for one in versions)
    assert versions[1]["why"] == "gọn hơn"
    assert run(["setup", "export", *config, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == as_written(file), "undo brings it back"


def as_written(file: Path) -> str:
    """Return a set-up file as the program itself writes it."""
    return setup_text(read_document(file), texts(VIETNAMESE))


def history(config: list[str], capsys: pytest.CaptureFixture[str]) -> list[Mapping[str, Any]]:
    capsys.readouterr()
    assert run(["setup", "history", *config, "--json"]) == 0
    found: list[Mapping[str, Any]] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def windows(qtbot: QtBot, file: Path, tmp_path: Path) -> Iterator[BranchWindows]:
    """Yield the windows of this branch: kiosk, a desk, the board and a tablet."""
    world = World(tmp_path / "world", Devices(), document=read_document(file))
    made = BranchWindows(world, PORTRAIT_27, desks=1)
    made.open()
    until(qtbot, lambda: made.kiosk.visit.now is not None)
    yield made
    made.close()
    world.close()
    for window in made.by_name.values():
        window.deleteLater()
    let_go()


def test_every_window_says_the_place_and_follows_a_renamed_service(
    qtbot: QtBot, windows: BranchWindows, tmp_path: Path
) -> None:
    named = {name: window.findChildren(Header) for name, window in windows.by_name.items()}
    until(qtbot, lambda: not [name for name, shown in named.items() if not says(shown)])
    assert service_name(windows) == OLD
    folder = windows.program.site.folder
    config, out = ["--config", str(folder / "branch.toml")], tmp_path / "e.toml"
    assert run(["setup", "export", *config, "--out", str(out)]) == 0
    out.write_text(renamed(out.read_text(encoding="utf-8")), encoding="utf-8")
    assert run(["setup", "publish", str(out), *config, "--yes"]) == 0
    within_two_seconds(qtbot, lambda: (service_name(windows), versions_shown(windows)) == (NEW, {2}))
    assert run(["setup", "undo", *config, "--yes"]) == 0
    within_two_seconds(qtbot, lambda: (service_name(windows), versions_shown(windows)) == (OLD, {3}))


def says(shown: list[Header]) -> bool:
    return any(PLACE.removeprefix("Phường ") in one.accessibleName() for one in shown)


def service_name(windows: BranchWindows) -> str:
    now = windows.kiosk.visit.now
    assert now is not None
    return next(one.name.vi for one in now.setup.services.values() if one.code == "HT-KS")


def versions_shown(windows: BranchWindows) -> set[int]:
    """Return the versions of the set-up that kiosk, tablet, desk and board work with."""
    setups = [windows.desks[0].desk.state.setup, windows.hall._setup]  # type: ignore[attr-defined]  # QWidgets to the demo
    setups += [one.visit.now.setup for one in (windows.kiosk, windows.tablet)]  # type: ignore[attr-defined]  # QWidgets to the demo
    return {0 if one is None else one.published for one in setups}


def within_two_seconds(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    begin = time.monotonic()
    until(qtbot, condition)
    assert time.monotonic() - begin < 2


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_day_of_thirty_visits_agrees_and_every_slip_says_the_place(file: Path, tmp_path: Path) -> None:
    """The set-up is checked, founded, played and exported by the installed command alone."""
    out = tmp_path / "demo"
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "setup", "check", str(file)],
        capture_output=True,
        text=True,
        check=True,
        env=environment_without_display(),
    )
    assert not told.stderr
    counts = play(out, 30, "--setup", str(file))
    assert (counts["fields_total"], counts["fields_used"]) == (3, 3)
    with closing(sqlite3.connect(out / "branch.db")) as branch:
        slips = [json.loads(row[0]) for row in branch.execute("SELECT slip FROM print_job WHERE ticket_id IS NOT NULL")]
    assert {slip["place"]["vi"] for slip in slips} == {PLACE}
    assert len(list((out / "tickets").glob("*.png"))) == 30
    pictures = {one.name.partition("-")[0] for one in (out / "screens").glob("*.png")}
    assert {"kiosk", "desk", "hall", "rating"} <= pictures
