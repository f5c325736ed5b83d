"""Check `kiosk service` against a systemd that only takes notes."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.cli import service as commands
from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.domain.language.text import CounterError
from kiosk.program import services
from kiosk.program.config_file import change_config
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.services import ServiceFault, Services, ServiceState, package_state, unit_of
from resources.deploy import UNITS

TARGET = "one-stop-kiosk.target"


@dataclass
class Systemd:
    """Answer `systemctl` and `journalctl` as systemd does; keep links in `folder` for what is enabled."""

    folder: Path
    asked: list[str] = field(default_factory=list)
    desktop: bool = False
    refuses: str = ""
    shown: str = "ActiveState=active\nNRestarts=0\nActiveEnterTimestamp=@1764460800\n"
    journal: str = ""

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        program, *words = command
        self.asked.append(" ".join(words))
        if program == "journalctl":
            return self._said(self.journal)
        verb, *rest = words
        if verb == "is-active":
            return self._said(code=0 if self.desktop else 3)
        if verb == self.refuses:
            return subprocess.CompletedProcess(command, 1, "", "Failed:\n no bus")
        if verb in ("enable", "disable"):
            for unit in rest:
                self._link(unit, is_wanted=verb == "enable")
        return self._said(self.shown if verb == "show" else "")

    def _link(self, unit: str, *, is_wanted: bool) -> None:
        if "@" not in unit and not re.search("-(central|api|backup)", unit):
            return
        target = TARGET if "@" in unit else "timers.target" if unit.endswith(".timer") else "multi-user.target"
        link = self.folder / f"{target}.wants" / unit
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        if is_wanted:
            link.symlink_to("/nowhere")

    def _said(self, text: str = "", code: int = 0) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess([], code, text, "")


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemd:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(Path, "owner", lambda _path: "hoa")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    folder = tmp_path / "units"
    folder.mkdir()
    return Systemd(folder)


@pytest.fixture
def machine(systemd: Systemd, tmp_path: Path) -> Services:
    return Services(systemd.run, systemd.folder, tmp_path)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_branch(tmp_path_factory.mktemp("branch") / "b", BranchPlan(pin="1234"), SystemClock()).config


def units_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir() if one.is_file()}


def test_an_environment_writes_its_units_and_starts_its_windows(
    machine: Services, systemd: Systemd, config: Path
) -> None:
    machine.install(["kiosk", "hall"], config)
    assert units_in(systemd.folder) == set(UNITS)
    assert f"--config {config}" in (systemd.folder / "one-stop-kiosk@.service").read_text(encoding="utf-8")
    assert [one.name for one in machine.states()] == ["kiosk", "hall"]
    windows = f"{unit_of('kiosk')} {unit_of('hall')}"
    assert systemd.asked.index("daemon-reload") < systemd.asked.index(f"enable {TARGET} {windows}")
    assert f"restart {windows}" in systemd.asked


def test_the_package_brings_its_units_itself(systemd: Systemd, tmp_path: Path, config: Path) -> None:
    Services(systemd.run, systemd.folder, tmp_path, is_packaged=True).install(["kiosk"], config)
    assert units_in(systemd.folder) == set()


def test_another_choice_replaces_the_first_and_the_same_changes_nothing(
    machine: Services, systemd: Systemd, config: Path
) -> None:
    machine.install(["kiosk", "hall"], config)
    machine.install(["desk"], config)
    assert [one.name for one in machine.states()] == ["desk"]
    assert f"disable --now {unit_of('kiosk')} {unit_of('hall')}" in systemd.asked
    kept = {one: one.read_bytes() for one in systemd.folder.iterdir() if one.is_file()}
    machine.install(["desk"], config)
    assert {one: one.read_bytes() for one in kept} == kept
    assert [one.name for one in machine.states()] == ["desk"]


def test_a_rating_tablet_belongs_to_a_counter_until_another_choice(
    machine: Services, systemd: Systemd, config: Path
) -> None:
    choice = systemd.folder / f"{unit_of('rating')}.d" / "counter.conf"
    machine.install(["rating"], config, counter=3)
    assert '"KIOSK_ARGUMENTS=--counter 3"' in choice.read_text(encoding="utf-8")
    machine.install(["rating"], config)
    assert not choice.exists()


def test_a_desk_may_write_into_its_folder_of_reports(machine: Services, systemd: Systemd, tmp_path: Path) -> None:
    own = create_branch(tmp_path / "b", BranchPlan(pin="1234"), SystemClock()).config
    text = own.read_text(encoding="utf-8").replace('folder = ""', 'folder = "/srv/báo cáo"')
    own.write_text(text, encoding="utf-8")
    machine.install(["desk", "kiosk"], own)
    choice = systemd.folder / f"{unit_of('desk')}.d" / "reports.conf"
    assert choice.read_text(encoding="utf-8") == '[Service]\nReadWritePaths="-/srv/báo cáo"\n'
    assert not (systemd.folder / f"{unit_of('kiosk')}.d").exists()
    own.write_text(text.replace('folder = "/srv/báo cáo"', ""), encoding="utf-8")
    machine.install(["desk", "kiosk"], own)
    assert not choice.exists()


def test_a_machine_with_a_folder_for_backups_takes_one_each_night(
    machine: Services, systemd: Systemd, tmp_path: Path
) -> None:
    own = create_branch(tmp_path / "b", BranchPlan(pin="1234"), SystemClock()).config
    timer = "one-stop-kiosk-backup.timer"
    machine.install(["kiosk"], own)
    assert [one for one in systemd.asked if timer in one] == []  # a machine that never had it
    change_config(own, {("backup", "folder"): "/mnt/sao lưu"})
    machine.install(["kiosk"], own)
    choice = systemd.folder / "one-stop-kiosk-backup.service.d" / "folder.conf"
    assert choice.read_text(encoding="utf-8") == '[Service]\nReadWritePaths="-/mnt/sao lưu"\n'
    assert f"enable --now {timer}" in systemd.asked
    assert f"backup --config {own}" in (systemd.folder / "one-stop-kiosk-backup.service").read_text(encoding="utf-8")
    change_config(own, {("backup", "folder"): ""})
    machine.install(["kiosk"], own)
    assert f"disable --now {timer}" in systemd.asked
    assert not choice.exists()
    change_config(own, {("backup", "folder"): "/mnt/sao lưu"})
    machine.install(["kiosk"], own)
    systemd.asked.clear()
    machine.remove()
    assert f"disable --now {timer}" in systemd.asked
    assert not choice.exists()


def test_the_central_service_needs_neither_branch_nor_screens(
    machine: Services, systemd: Systemd, tmp_path: Path
) -> None:
    systemd.desktop = True
    machine.install(["central"], tmp_path / "branch.toml")
    assert [one.name for one in machine.states()] == ["central"]
    assert TARGET not in " ".join(one for one in systemd.asked if one.startswith("enable"))


def test_the_api_needs_a_branch_but_no_screens(
    machine: Services, systemd: Systemd, config: Path, tmp_path: Path
) -> None:
    systemd.desktop = True
    machine.install(["api"], config)
    assert [one.name for one in machine.states()] == ["api"]
    with pytest.raises(CounterError) as caught:
        machine.install(["api"], tmp_path / "none" / "branch.toml")
    assert caught.value.message.key == "config.missing"


def test_what_was_taken_away_leaves_no_file(machine: Services, systemd: Systemd, config: Path) -> None:
    machine.install(["rating"], config, counter=3)
    assert machine.remove() == ("rating",)
    assert units_in(systemd.folder) == set()
    assert machine.states() == ()
    assert machine.remove() == ()


def test_each_reason_not_to_install_has_its_refusal(
    machine: Services, systemd: Systemd, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusal(of: Services = machine, file: Path = config) -> str:
        with pytest.raises(CounterError) as caught:
            of.install(["kiosk"], file)
        return caught.value.message.key

    assert refusal(Services(systemd.run, systemd.folder, tmp_path / "away")) == "service.no_systemd"
    assert refusal(file=tmp_path / "branch.toml") == "config.missing"
    systemd.desktop = True
    assert refusal() == "service.desktop"
    systemd.desktop, systemd.refuses = False, "enable"
    assert refusal() == "service.failed"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert refusal() == "service.missing"
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(Path, "owner", lambda _path: "root")
    assert refusal() == "service.owned_by_root"
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert refusal() == "service.needs_root"


def test_a_state_has_its_moment_its_restarts_and_the_last_fault(
    machine: Services, systemd: Systemd, config: Path
) -> None:
    machine.install(["kiosk"], config)
    systemd.shown = "ActiveState=active\nNRestarts=2\nActiveEnterTimestamp=@1764460800\n"
    systemd.journal = json.dumps({"__REALTIME_TIMESTAMP": "1764460790000000", "UNIT_RESULT": "watchdog"})
    since = datetime.fromtimestamp(1764460800, UTC)
    fault = ServiceFault(datetime.fromtimestamp(1764460790, UTC), "watchdog")
    assert machine.states() == (ServiceState("kiosk", "active", since, 2, fault),)


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        (ServiceState("kiosk", "active", datetime(2026, 11, 30, 0, 12, tzinfo=UTC), 0, None), 0, "kiosk: runs since"),
        (
            ServiceState("hall", "failed", None, 20, ServiceFault(datetime(2026, 11, 30, tzinfo=UTC), "watchdog")),
            1,
            "stood still",
        ),
        (ServiceState("desk", "inactive", None, 0, None), 1, "systemctl start one-stop-kiosk.target"),
        (ServiceState("desk", "reloading", None, 0, None), 1, "is not known"),
    ],
)
def test_the_status_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: ServiceState, code: int, words: str
) -> None:
    monkeypatch.setattr(Services, "states", lambda _services: (state,))
    assert run(["service", "status", "--language", "en"]) == code
    assert words in capsys.readouterr().out


def test_every_result_of_systemd_has_its_words() -> None:
    for result in commands.RESULTS:
        fault = ServiceFault(datetime(2026, 11, 30, tzinfo=UTC), result)
        assert result not in commands.fault_words(fault).split()


def test_a_machine_without_systemd_runs_no_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Services(system=tmp_path / "away").states() == ()
    assert run(["service", "install", "nothing", "--language", "en"]) == 2
    assert "kiosk, desk, hall" in capsys.readouterr().err


def test_the_state_of_the_package_is_asked_only_where_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    systemd = Systemd(tmp_path)
    assert package_state(systemd.run) == ""
    assert systemd.asked == []
    monkeypatch.setattr(services, "PACKAGE_PLACE", Path(sys.prefix))
    package_state(systemd.run)
    assert len(systemd.asked) == 1


def test_what_is_installed_again_opens_the_bound_keys(machine: Services, systemd: Systemd, tmp_path: Path) -> None:
    made = create_branch(tmp_path / "bound", BranchPlan(pin="1234"), SystemClock())
    bound = made.config.parent / "keys" / "codes.key.cred"
    bound.write_text("Whxqht+dQJax1aZeCGLx")
    for _ in range(2):
        machine.install(["kiosk"], made.config)
        for unit in ("one-stop-kiosk@.service", "one-stop-kiosk-backup.service"):
            text = (systemd.folder / f"{unit}.d" / "keys.conf").read_text()
            assert f"LoadCredentialEncrypted=codes.key:{bound.resolve()}" in text
        machine.remove()
    assert not list(systemd.folder.rglob("keys.conf"))
