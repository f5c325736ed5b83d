"""Check that the set-up uses what the machine has before it installs, and names what it may not install."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What a desktop lists beside the libraries that count: more than a pipe holds.
MANY = [f"libsomething{number}.so.1" for number in range(4_000)]
NEEDED = [
    line.split()[0]
    for line in (ROOT / ".ci/setup").read_text(encoding="utf-8").splitlines()
    if line.startswith("lib") and ".so." in line
]
STOPPED = 42
#: The same of an environment that is there, which is asked to install the program.
USED = 43


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a clone whose user may install nothing. The set-up ends before it would make a virtual environment."""
    for file in (".ci/setup", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    for name, does in {
        "id": "echo 1000",
        "sudo": "exit 1",
        "apt-get": "exit 9",
        "python3": f'[ "$1" = -m ] && exit {STOPPED}; exec {sys.executable} "$@"',
    }.items():
        program(tmp_path, name, does)
    return tmp_path


def program(project: Path, name: str, does: str) -> None:
    file = project / "bin" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    file.chmod(0o755)


def set_up(project: Path, libraries: list[str]) -> subprocess.CompletedProcess[str]:
    listed = project / "libraries"
    lines = [f"\t{one} (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/{one}" for one in libraries]
    listed.write_text("\n".join([f"{len(lines)} libs found in cache", *lines, ""]), encoding="utf-8")
    program(project, "ldconfig", f"cat {listed}")
    path = f"{project / 'bin'}:/usr/bin:/bin"
    command = ["bash", str(project / ".ci/setup"), "run"]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


def test_a_machine_that_has_everything_installs_nothing_however_long_its_list(project: Path) -> None:
    told = set_up(project, [*NEEDED, *MANY])
    assert told.returncode == STOPPED, told.stderr
    assert told.stderr.splitlines()[0].startswith("Setting up .venv")


def test_what_is_missing_is_named_to_who_may_not_install_it(project: Path) -> None:
    told = set_up(project, [one for one in [*NEEDED, *MANY] if one not in ("libGL.so.1", "libxcb-cursor.so.0")])
    assert told.returncode == 1
    assert told.stderr.splitlines()[1].split()[-2:] == ["libgl1", "libxcb-cursor0"]


@pytest.mark.parametrize(("made_as", "ends"), [("{project}", USED), ("{project}/before", STOPPED)])
def test_an_environment_is_used_where_it_was_made_and_nowhere_else(project: Path, made_as: str, ends: int) -> None:
    """In a moved folder the installed scripts name the old place."""
    environment = project / ".venv"
    (environment / "bin").mkdir(parents=True)
    command = f"command = python3 -m venv {made_as.format(project=project)}/.venv\n"
    (environment / "pyvenv.cfg").write_text(command, encoding="utf-8")
    program(project, "../.venv/bin/python", f'[ "$1" = -m ] && exit {USED}; exec {sys.executable} "$@"')
    assert set_up(project, NEEDED).returncode == ends
