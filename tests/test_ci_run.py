"""Check `.ci/run`: a failed test runs again alone. If it then passes, the run is green and names it as flaky."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path, failed: list[str], fails_alone: str = "none") -> subprocess.CompletedProcess[str]:
    """Run `.ci/run` where `make test` leaves these tests failed, and one of them fails alone, too."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    (folder / "failed.json").write_text(json.dumps(dict.fromkeys(failed, True)))
    cache = ".pytest_cache/v/cache"
    (folder / "Makefile").write_text(f"test:\n\tmkdir -p {cache}\n\tcp failed.json {cache}/lastfailed\n\t@exit 1\n")
    pytest_alone = folder / ".venv" / "bin" / "pytest"
    pytest_alone.parent.mkdir(parents=True)
    pytest_alone.write_text(f'#!/bin/sh\n[ "$3" != "{fails_alone}" ]\n')
    pytest_alone.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        [folder / ".ci" / "run"], capture_output=True, text=True, check=False, timeout=60, env=environment
    )


def test_a_test_that_passes_alone_is_named_as_flaky_and_the_run_is_green(tmp_path: Path) -> None:
    told = run(tmp_path, ["tests/test_a.py::test_one[x y]", "tests/test_b.py::test_two"])
    assert told.returncode == 0, told.stderr
    last = told.stdout.splitlines()[-3:]
    assert "FLAKY" in last[0]
    assert [line.strip() for line in last[1:]] == ["tests/test_a.py::test_one[x y]", "tests/test_b.py::test_two"]


@pytest.mark.parametrize(
    ("failed", "alone"),
    [
        (["tests/test_a.py::test_one"], "tests/test_a.py::test_one"),
        ([], "none"),
        ([f"t::{n}" for n in range(6)], "none"),
    ],
    ids=["fails-alone-too", "no-test-to-run-again", "too-many"],
)
def test_every_other_failure_is_red(tmp_path: Path, failed: list[str], alone: str) -> None:
    told = run(tmp_path, failed, alone)
    assert told.returncode == 1
    assert "FLAKY" not in told.stdout
