"""Check the units of systemd: complete, understood by systemd, and locked up."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.program.services import run
from resources.deploy import Deployment, unit_texts
from resources.deploy.package.build import PLACE

CHECKOUT = Deployment(
    command="/home/hoa/kiosk/.venv/bin/python -m kiosk",
    user="hoa",
    config="/home/hoa/branch/branch.toml",
    settings="/home/hoa/branch",
    data="/home/hoa/branch",
    deploy="/home/hoa/kiosk/resources/deploy",
    xorg="/home/hoa/kiosk/resources/deploy/xorg.conf",
)
#: The greatest figure of `systemd-analyze security` for a service that anybody can reach; 10 is no protection at all.
EXPOSURE = {"one-stop-kiosk@.service": 1.6, "one-stop-kiosk-central.service": 1.4, "one-stop-kiosk-api.service": 1.4}
#: How long systemd waits for a unit that says nothing of it: the X server (DefaultTimeoutStartSec).
SYSTEMD_SECONDS = 90
analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


@pytest.mark.parametrize("place", [PLACE, CHECKOUT], ids=["package", "checkout"])
def test_a_unit_names_the_places_of_its_installation(place: Deployment) -> None:
    for name, text in unit_texts(place).items():
        assert re.findall(r"@[A-Z]+@", text) == [], name
    window = unit_texts(place)["one-stop-kiosk@.service"]
    assert f"ExecStart={place.command} run %i --config {place.config} " in window
    assert f"User={place.user}\n" in window


@pytest.mark.parametrize("name", EXPOSURE)
def test_a_service_is_watched_restarted_and_limited(name: str) -> None:
    settings = dict(line.split("=", 1) for line in unit_texts(PLACE)[name].splitlines() if re.match(r"\w+=", line))
    expected = {"Type": "notify", "Restart": "always", "ProtectSystem": "strict", "NoNewPrivileges": "yes"}
    assert {key: settings[key] for key in expected} == expected
    assert {"WatchdogSec", "MemoryMax", "StartLimitBurst", "TasksMax"} <= settings.keys()


def test_a_command_waits_longer_than_a_screen_and_a_window_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine gets systemd's own word, not a command that was given up."""
    waits: list[float] = []

    def note(words: Sequence[str], *, timeout: float, **_: object) -> "subprocess.CompletedProcess[str]":
        waits.append(timeout)
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr("kiosk.program.services.subprocess.run", note)
    run(["systemctl", "restart", "one-stop-kiosk@kiosk.service"])
    allowed = re.search(r"^TimeoutStartSec=(\d+)$", unit_texts(PLACE)["one-stop-kiosk@.service"], flags=re.MULTILINE)
    assert allowed is not None
    assert waits[0] > SYSTEMD_SECONDS + int(allowed[1])


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    for name, text in unit_texts(PLACE).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@analyze
def test_systemd_understands_every_line(units: Path) -> None:
    """A program that is not installed here is no fault of a unit."""
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(units.iterdir())], capture_output=True, text=True, check=False
    )
    wrong = [line for line in told.stderr.splitlines() if str(units) in line or "one-stop-kiosk" in line]
    assert [line for line in wrong if "is not executable" not in line] == []


@analyze
@pytest.mark.parametrize(("name", "most"), [*EXPOSURE.items(), ("one-stop-kiosk-backup.service", 1.4)])
def test_a_service_reaches_little_of_the_machine(units: Path, name: str, most: float) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={round(most * 10)}", str(units / name)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-200:]


def test_safety_low_no_service_of_ours_leaves_a_core_file(units: Path) -> None:
    """Its memory holds keys. The X server runs as another program and holds none."""
    ours = [one.read_text() for one in units.glob("*.service") if "ExecStart=/bin/sh" not in one.read_text()]
    ours = [text for text in ours if "Xorg" not in text]
    assert len(ours) >= 3
    assert [text for text in ours if "\nLimitCORE=0\n" not in text] == []
