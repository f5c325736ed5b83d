"""Let systemd run the windows of a machine, for `kiosk service`: write, enable and remove units, read their state.

The installed package brings the units. Elsewhere they are written with the paths of this environment.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Site, load_site
from kiosk.domain.language.text import CounterError
from kiosk.program.key_binding import bound_keys
from kiosk.program.window_kinds import WINDOWS
from kiosk.store.bound_keys import bound_file
from resources.deploy import FOLDER, UNITS, Deployment, unit_texts

CENTRAL, API = "central", "api"
#: What needs no screen: the central service of a province, and the read-only API of a branch.
#: The window that writes the reports of closed days.
_WRITES_REPORTS = "desk"
_WITHOUT_SCREEN = (CENTRAL, API)
#: What this machine can run.
SERVICES = (*WINDOWS, *_WITHOUT_SCREEN)
#: What runs on a machine without a branch.
_WITHOUT_BRANCH = ("manager", CENTRAL)
PACKAGE_PLACE = Path("/opt/one-stop-kiosk")
#: dpkg's word for a package that is wanted and installed.
INSTALLED = "ii"
_NAME, _TARGET = "one-stop-kiosk", "one-stop-kiosk.target"
#: What backs up the branch each night.
_BACKUP, _TIMER = f"{_NAME}-backup.service", f"{_NAME}-backup.timer"
#: What opens the keys of the branch.
_WITH_KEYS = (f"{_NAME}@.service", f"{_NAME}-{API}.service", _BACKUP)
_KEYS = "keys.conf"
_PROPERTIES = ("ActiveState", "UnitFileState", "NRestarts", "ActiveEnterTimestamp")
#: systemd's message when a unit failed, with UNIT_RESULT (systemd.journal-fields(7), sd-messages.h).
_FAILURE = "d9b373ed55a64feb8242e02dbe79a49c"
#: Longer than the X server and a window may take to start: systemd's own word comes first.
_SECONDS = 300
Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """Hold when a service failed last, and systemd's word for it: ``watchdog``, ``exit-code``, ``oom-kill``."""

    at: datetime
    result: str


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Hold the state of one service: systemd's word, since when, restarts since its start, and its last fault."""

    name: str
    state: str
    since: datetime | None
    restarts: int
    fault: ServiceFault | None

    @property
    def runs(self) -> bool:
        """Return whether it runs now."""
        return self.state == "active"


def run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command of the system and return what it said."""
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS, env=environment)


@dataclass(frozen=True, slots=True)
class Services:
    """Work on the services of this machine. `folder` holds the units of its administrator."""

    run: Run = run
    folder: Path = Path("/etc/systemd/system")
    system: Path = Path("/run/systemd/system")
    is_packaged: bool = Path(sys.prefix) == PACKAGE_PLACE

    def install(self, names: Sequence[str], config: Path, counter: int | None = None) -> None:
        """Let the machine run these services and no others, now and after each start.

        Raises:
            CounterError: ``config.*`` for a machine without a usable branch.toml, ``service.needs_root``,
                ``service.no_systemd``, ``service.desktop``, ``service.missing`` (programs),
                ``service.owned_by_root``, ``service.failed`` (command, why).
        """
        self._check()
        site = load_site(config) if set(names) - set(_WITHOUT_BRANCH) else None
        windows = [name for name in names if name not in _WITHOUT_SCREEN]
        if windows:
            self._check_screen()
        if not self.is_packaged:
            self._write_units(place_of(config))
        for name in windows:
            reports = site.report_folder if site is not None and name == _WRITES_REPORTS else None
            self._write_choices(name, counter, reports)
        backups = site.backup_folder if site is not None else None
        self._write_drop_in(_BACKUP, {"folder": _may_write(backups)})
        if config.exists():
            self._write_keys(load_site(config))
        self._control("daemon-reload")
        if backups is not None:
            self._control("enable", "--now", _TIMER)
        else:
            self._leave_backups()
        self._leave([name for name in self._enabled() if name not in names])
        self._control("enable", *([_TARGET] if windows else []), *map(unit_of, names))
        self._control("restart", *map(unit_of, names))

    def remove(self) -> tuple[str, ...]:
        """Stop the services of this machine, take their units away, and return their names.

        Raises:
            CounterError: ``service.needs_root``, ``service.no_systemd``, ``service.failed``.
        """
        self._check()
        found = self._enabled()
        self._leave(found)
        self._leave_backups()
        for folder in self.folder.glob(f"{_NAME}*.service.d"):
            shutil.rmtree(folder)
        for name in [] if self.is_packaged else UNITS:
            (self.folder / name).unlink(missing_ok=True)
        self._control("daemon-reload")
        return found

    def give_keys(self, site: Site) -> None:
        """Let systemd open for the units the keys that are bound to the machine.

        Raises:
            CounterError: ``service.failed``.
        """
        if self.has_systemd:
            self._write_keys(site)
            self._control("daemon-reload")

    def states(self) -> tuple[ServiceState, ...]:
        """Return the state of each service that this machine should run."""
        return tuple(self._state(name) for name in self._enabled()) if self.has_systemd else ()

    @property
    def has_systemd(self) -> bool:
        """Return whether systemd runs this machine."""
        return self.system.is_dir()

    def _check(self) -> None:
        if not self.has_systemd:
            raise CounterError("service.no_systemd")
        if os.geteuid() != 0:
            raise CounterError("service.needs_root")

    def _check_screen(self) -> None:
        """Refuse a machine whose screens belong to a desktop, or that has no X server."""
        if self.run(["systemctl", "is-active", "display-manager.service"]).returncode == 0:
            raise CounterError("service.desktop")
        missing = [name for name in ("Xorg", "xauth", "xrandr", "xinput") if shutil.which(name) is None]
        if missing and not self.is_packaged:
            raise CounterError("service.missing", programs=", ".join(missing))

    def _write_units(self, place: Deployment) -> None:
        for name, text in unit_texts(place).items():
            (self.folder / name).write_text(text, encoding="utf-8")

    def _write_choices(self, name: str, counter: int | None, reports: Path | None) -> None:
        """Write what a window of this machine has for itself: its counter, and a folder into which it may write."""
        arguments = f'Environment="KIOSK_ARGUMENTS=--counter {counter}"' if counter is not None else ""
        self._write_drop_in(unit_of(name), {"counter": arguments, "reports": _may_write(reports)})

    def _write_drop_in(self, unit: str, lines: Mapping[str, str]) -> None:
        """Write the lines that a unit of this machine has for itself, a file each, in the place of those it had."""
        folder = self.folder / f"{unit}.d"
        for old in folder.glob("*.conf"):
            if old.name != _KEYS:
                old.unlink()
        for file, line in lines.items():
            if line:
                folder.mkdir(exist_ok=True)
                (folder / f"{file}.conf").write_text(f"[Service]\n{line}\n", encoding="utf-8")

    def _write_keys(self, site: Site) -> None:
        bound = bound_keys(site).files
        lines = (f"LoadCredentialEncrypted={file.name}:{bound_file(file).resolve()}\n" for file in bound)
        text = "".join(("[Service]\n", *lines))
        for unit in _WITH_KEYS:
            file = self.folder / f"{unit}.d" / _KEYS
            file.unlink(missing_ok=True)
            if bound:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")

    def _leave(self, names: Iterable[str]) -> None:
        units = [unit_of(name) for name in names]
        if units:
            self._control("disable", "--now", *units)
        if not self._enabled_windows():
            self._control("disable", "--now", _TARGET)

    def _leave_backups(self) -> None:
        if (self.folder / "timers.target.wants" / _TIMER).is_symlink():
            self._control("disable", "--now", _TIMER)

    def _enabled(self) -> tuple[str, ...]:
        wanted = self.folder / "multi-user.target.wants"
        others = [name for name in _WITHOUT_SCREEN if (wanted / unit_of(name)).is_symlink()]
        return (*self._enabled_windows(), *others)

    def _enabled_windows(self) -> tuple[str, ...]:
        wanted = self.folder / f"{_TARGET}.wants"
        return tuple(name for name in WINDOWS if (wanted / unit_of(name)).is_symlink())

    def _state(self, name: str) -> ServiceState:
        command = ["systemctl", "show", "--timestamp=unix", f"--property={','.join(_PROPERTIES)}", unit_of(name)]
        told = dict(line.split("=", 1) for line in self.run(command).stdout.splitlines() if "=" in line)
        since = told.get("ActiveEnterTimestamp", "").removeprefix("@")
        return ServiceState(
            name,
            told.get("ActiveState", "unknown"),
            datetime.fromtimestamp(int(since), UTC) if since.isdigit() else None,
            int(told.get("NRestarts") or 0),
            self._fault(name),
        )

    def _fault(self, name: str) -> ServiceFault | None:
        """Return the last fault in systemd's journal; None where there is none, or this user may not read it."""
        command = ["journalctl", "--output=json", "--lines=1", "--quiet", f"MESSAGE_ID={_FAILURE}"]
        told = self.run([*command, f"UNIT={unit_of(name)}"])
        try:
            found = json.loads(told.stdout)
            at = datetime.fromtimestamp(int(found["__REALTIME_TIMESTAMP"]) / 1e6, UTC)
            return ServiceFault(at, str(found["UNIT_RESULT"]))
        except (ValueError, KeyError, TypeError):
            return None

    def _control(self, *words: str) -> None:
        told = self.run(["systemctl", *words])
        if told.returncode != 0:
            why = " ".join(told.stderr.split())[:300]
            raise CounterError("service.failed", command=f"systemctl {' '.join(words)}", why=why)


def _may_write(folder: Path | None) -> str:
    """Return the line that opens a folder. With the dash a folder that is away keeps no program from starting."""
    return "" if folder is None else f'ReadWritePaths="-{folder}"'


def unit_of(name: str) -> str:
    """Return the name of the unit that runs a window or a service without a screen."""
    return f"{_NAME}-{name}.service" if name in _WITHOUT_SCREEN else f"{_NAME}@{name}.service"


def place_of(config: Path) -> Deployment:
    """Return how the units start this environment: as the owner of the configuration's folder.

    Raises:
        CounterError: ``service.owned_by_root``: nothing of the program needs the rights of root.
    """
    folder = config.resolve().parent
    user = folder.owner()
    if user == "root":
        raise CounterError("service.owned_by_root", folder=str(folder))
    data = load_site(config).data if config.exists() else folder
    return Deployment(
        command=f"{sys.executable} -m kiosk",
        user=user,
        config=str(config.resolve()),
        settings=str(folder),
        data=str(data),
        deploy=str(FOLDER),
        xorg=str(FOLDER / "xorg.conf"),
    )


def package_state(run_command: Run = run) -> str:
    """Return dpkg's word for the state of the package from which this program runs: ``ii``; empty for another."""
    if Path(sys.prefix) != PACKAGE_PLACE:
        return ""
    return run_command(["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}", _NAME]).stdout.strip()
