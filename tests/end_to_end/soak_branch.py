"""Run the programs of a branch, its devices and its centre for the soak test, and measure their processes.

Each program is a process of its own: kiosk, desk, board, rating tablet, manager's window, central service, and the
renderer that the kiosk starts. Scanner, headphones, printer, voices and the line to the centre are simulated.
"""

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urlsplit

from devices.simulators.headphones import SimulatedJack
from devices.simulators.scanner import SimulatedScanner
from kiosk.clock import ManualClock
from kiosk.config import Site, load_site
from kiosk.program.centre import Centre
from kiosk.program.config_file import Value, change_config
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.voice import script_of
from kiosk.store.engine import Store
from kiosk.store.keys import signing_key, write_text_secret
from printing.simulators.printer import SimulatedPrinter
from tests.crash.fault_proxy import FaultProxy
from tests.devices.sounding import make_pack
from tests.end_to_end.soak_clock import SoakClock
from tests.end_to_end.soak_people import PIN

ROOT = Path(__file__).resolve().parent.parent.parent
WINDOWS = ("kiosk", "desk", "hall", "rating", "manager")
#: Seconds that an order may take: a clerk serves several visits while the database is locked.
PATIENCE_S = 300.0
_LOOK_S = 0.02
#: The tablet has a station name of its own, and leaves scanner and voice to the kiosk.
_TABLET = {("station", "name"): "tablet-1", ("scanner", "url"): "", ("speech", "program"): ""}
#: Knows two languages and says nothing, as espeak-ng does without words.
_SPEAKER = """\
#!/bin/sh
if [ "$1" = --voices ]; then
  printf 'Pty Language Age/Gender VoiceName File\\n 5 vi --/M Vietnamese aav/vi\\n 2 en-gb --/M English gmw/en\\n'
else
  cat > /dev/null
fi
"""


@dataclass(frozen=True)
class Measure:
    """Hold what one process uses at the end of a day: KiB of memory, open files, threads, widgets."""

    memory: int
    files: int
    threads: int
    widgets: int = 0


class Program:
    """Run one program. `ask` gives an order to the people at its window; `tell` and `answer` do it in two steps."""

    def __init__(self, arguments: list[str], clock: Path, log: Path) -> None:
        self._command = [sys.executable, "-m", "tests.end_to_end.soak_program", str(clock), *arguments]
        self.log, self.errors = log, log.with_suffix(".err")
        self.is_busy = False
        self.start()

    def start(self) -> None:
        """Start the process."""
        with self.errors.open("ab") as errors:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def ask(self, name: str, *values: object) -> Any:
        """Give an order and return its answer."""
        self.tell(name, *values)
        return self.answer()

    def tell(self, name: str, *values: object) -> None:
        """Give an order."""
        self.answer()
        assert self._process.stdin
        self._process.stdin.write(json.dumps([name, *values]) + "\n")
        self._process.stdin.flush()
        self.is_busy = True

    def answer(self) -> Any:
        """Return the answer to the last order, if there is one to come."""
        if not self.is_busy:
            return None
        line = self.line()
        self.is_busy = False
        answer = json.loads(line)
        if "failed" in answer:
            picture = self.log.with_suffix(".png")
            self.ask("picture", str(picture))
            raise AssertionError(f"{self.log.stem} waited in vain for {answer['failed']}; see {picture}")
        return answer["done"]

    def line(self) -> str:
        """Return the next line that the process writes."""
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE_S)
        line = self._process.stdout.readline() if ready else ""
        assert line, f"{self.log.stem} said nothing; it ended with {self._process.poll()}"
        return line

    def kill(self) -> None:
        """End the process as a power cut does."""
        self._process.kill()
        self._end()

    def stop(self) -> None:
        """End the process as systemd does."""
        self._process.terminate()
        self._end()

    def measure(self, *, widgets: int = 0) -> Measure:
        """Measure the process."""
        return _measured(self._process.pid, widgets)

    def logged(self) -> int:
        """Return the bytes of its log files."""
        return sum(file.stat().st_size for file in self.log.parent.glob(f"{self.log.name}*"))

    def measure_children(self) -> list[Measure]:
        """Measure the processes that this one has started, the oldest first."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/children")  # by the thread that started them
        return [_measured(child) for child in sorted(int(one) for task in tasks for one in task.read_text().split())]

    def _end(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.wait(PATIENCE_S)
        self._process.stdin.close()
        self._process.stdout.close()
        self.is_busy = False


def _measured(pid: int, widgets: int = 0) -> Measure:
    process = Path(f"/proc/{pid}")
    memory = _number_after("Rss:", (process / "smaps_rollup").read_text())
    threads = _number_after("Threads:", (process / "status").read_text())
    return Measure(memory, len(list((process / "fd").iterdir())), threads, widgets)


def _number_after(name: str, text: str) -> int:
    return int(text.partition(name)[2].split()[0])


class SoakBranch:
    """Hold a branch with its programs, devices and centre, from `open` on."""

    def __init__(self, folder: Path, start: datetime, seed: int, database: str) -> None:
        self.folder = folder
        self.clock = SoakClock(folder / "clock", start)
        self.scanner, self.printer, self.jack = SimulatedScanner(), SimulatedPrinter(), SimulatedJack()
        self.proxy = FaultProxy(seed)
        self.proxy.calm_down()
        self.site, self.installation = self._found(database)
        self.store = Store(self.site.database_url)
        self.centre = self._start("central", folder / "centre" / "central.log", *self._serve_options())
        address = re.search(r"http://\S+:\d+", self.centre.line())
        assert address, "the central service did not start"
        self.proxy.target = urlsplit(address[0]).port or 0
        data = self.site.data
        self.windows = {name: self._start("run", data / f"{name}.log", name, *self._options(name)) for name in WINDOWS}

    def close(self) -> None:
        """End everything."""
        for program in (*self.windows.values(), self.centre):
            program.stop()
        self.store.close()
        for device in (self.proxy, self.printer, self.scanner, self.jack):
            device.close()

    @property
    def programs(self) -> dict[str, Program]:
        """Return every program by its name."""
        return {**self.windows, "central": self.centre}

    def databases(self) -> list[Path]:
        """Return the files of the SQLite databases."""
        urls = [url for url in (self.site.database_url, self.central_database) if url.startswith("sqlite")]
        return [Path(url.removeprefix("sqlite:///")) for url in urls]

    @property
    def central_database(self) -> str:
        """Return the URL of the centre's database."""
        return Centre(self.folder / "centre").database_url

    def measure(self) -> dict[str, Measure]:
        """Return what each process uses."""
        found = {name: window.measure(widgets=window.ask("measure")) for name, window in self.windows.items()}
        for number, one in enumerate(self.windows["kiosk"].measure_children()):
            found[f"kiosk's child {number}"] = one
        return found | {"central": self.centre.measure()}

    def _found(self, database: str) -> tuple[Site, str]:
        """Found the branch, enrol it at the centre, and connect its devices."""
        founded = ManualClock(self.clock.now())
        plan = BranchPlan(
            pin=PIN,
            database=database,
            scanner=self.scanner.url,
            printer=self.printer.url,
            centre=f"http://127.0.0.1:{self.proxy.port}",
            always_open=True,
        )
        made = create_branch(self.folder / "branch", plan, founded)
        speaker = self.folder / "speaker"
        speaker.write_text(_SPEAKER, encoding="utf-8")
        speaker.chmod(0o755)
        changes: dict[tuple[str, str], Value] = {
            ("screen", "full_screen"): False,
            ("speech", "program"): str(speaker),
            ("speech", "headphones"): self.jack.address,
            ("voice", "player"): "true",
        }
        change_config(made.config, changes)
        tablet: dict[tuple[str, str], Value] = {
            ("station", "name"): "tablet-1",
            ("scanner", "url"): "",
            ("speech", "program"): "",
        }
        for name in WINDOWS:
            change_config(
                Path(copy(made.config, made.config.with_name(f"{name}.toml"))), tablet if name == "rating" else {}
            )
        site = load_site(made.config)
        make_pack(site.voices / "vi", script_of("vi"))
        centre = Centre(self.folder / "centre")
        write_text_secret(site.token_file, centre.enrol(made.installation, signing_key(site.keys)))
        return site, made.installation

    def _serve_options(self) -> list[str]:
        return ["serve", "--folder", str(self.folder / "centre"), "--port", "0"]

    def _options(self, name: str) -> list[str]:
        return ["--config", str(self.site.folder / f"{name}.toml"), *(["--counter", "1"] if name == "rating" else [])]

    def _start(self, command: str, log: Path, *options: str) -> Program:
        return Program([command, *options], self.folder / "clock", log)


def write_ahead(database: Path) -> int:
    """Return the bytes of the write-ahead log of an SQLite database."""
    log = database.with_name(f"{database.name}-wal")
    return log.stat().st_size if log.exists() else 0


def until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        select.select([], [], [], _LOOK_S)
