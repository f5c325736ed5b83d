"""Check that every start of the kiosk can issue tickets, on every supported Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.program.new_branch import BranchPlan, create_branch

ROOT = Path(__file__).resolve().parent.parent.parent
STARTED = ROOT / "tests" / "end_to_end" / "started_kiosk.py"
#: Seconds that `sysconfig` takes, from one start to the next.
DELAYS = (0.0, 0.2)


def start(python: Path, config: Path, delay: float, folder: Path = ROOT) -> str:
    """Start a kiosk in a tree with an interpreter; return the number that it gave."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SLOW_SYSCONFIG": str(delay)}
    told = subprocess.run(
        [python, STARTED, config], capture_output=True, text=True, check=False, timeout=110, env=environment, cwd=folder
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()


def give_numbers(python: Path, folder: Path, starts: int, tree: Path = ROOT) -> None:
    """Start a kiosk of a fresh branch so many times; every start gives the next number."""
    plan = BranchPlan(pin="4711", scanner="", printer="", centre="", always_open=True)
    config = create_branch(folder / "branch", plan, SystemClock()).config
    config.write_text(config.read_text(encoding="utf-8").replace("full_screen = true", "full_screen = false"))
    given = [start(python, config, DELAYS[turn % len(DELAYS)], tree) for turn in range(starts)]
    assert given == [f"A{number:03d}" for number in range(1, starts + 1)]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_three_starts_give_numbers(tmp_path: Path) -> None:
    give_numbers(Path(sys.executable), tmp_path, 3)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_two_hundred_starts_give_numbers(tmp_path: Path, version: str) -> None:
    tree = tmp_path / "tree"
    give_numbers(environment_of(version, tree), tmp_path, 200, tree)


def environment_of(version: str, tree: Path) -> Path:
    """Set up a copy of this tree with another Python, by `.ci/setup`; return its interpreter."""
    found = next((path for path in interpreters(version) if is_version(path, version)), None)
    if found is None:
        pytest.skip(f"Python {version} is not on this machine")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    environment = {**os.environ, "PYTHON": found}
    subprocess.run([tree / ".ci" / "setup", "run"], check=True, timeout=1200, env=environment, cwd=tree)
    return tree / ".venv" / "bin" / "python"


def interpreters(version: str) -> list[str]:
    """Return where an interpreter may be: on the path, and where the distribution puts its own."""
    names = [shutil.which(f"python{version}"), shutil.which("python3"), f"/usr/bin/python{version}", "/usr/bin/python3"]
    return [name for name in names if name]


def is_version(python: str, version: str) -> bool:
    """Return whether an interpreter is there and of this version."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        told = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False, timeout=30)
    except OSError:
        return False
    return told.stdout.strip() == version
