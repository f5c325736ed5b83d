"""Measure the cold start: the splash, then a screen that takes a touch, beside an empty PySide6 window."""

import compileall
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import OFFSCREEN, Figure, at_most, on_its_panel, spread
from kiosk.clock import SystemClock
from kiosk.program.new_branch import BranchPlan, create_branch

_RUNS = 15
#: Limits as multiples of an empty window's time: for the splash, and for a screen that takes a touch.
_SPLASH_TIMES, _SCREEN_TIMES = 1.5, 6.0
_ROOT = Path(__file__).resolve().parents[2]
#: The smallest window. It writes to the same socket after its first paint.
_EMPTY_WINDOW = """
import os, socket
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        QTimer.singleShot(0, ready)

def ready() -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])

app = QApplication([])
window = Window()
window.resize(1080, 1920)
window.show()
app.exec()
"""


def measure() -> list[Figure]:
    """Start `kiosk run kiosk` and the empty window in turn; each reports to systemd's socket when it is painted."""
    compile_as_installed()
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = BranchPlan(pin="1234", scanner="", printer="", centre="", always_open=True)
        made = create_branch(folder / "branch", plan, SystemClock())
        ours = ["-m", "kiosk", "run", "kiosk", "--config", str(on_its_panel(made.config))]
        pairs = [(_start(folder, ours), _start(folder, ["-c", _EMPTY_WINDOW])) for _ in range(_RUNS + 1)][1:]
    splashes, screens = [ours[0] for ours, _ in pairs], [ours[1] for ours, _ in pairs]
    empty = [theirs[1] for _, theirs in pairs]
    return [
        _against("cold start to the splash", splashes, empty, times=_SPLASH_TIMES),
        _against("cold start to a screen that takes a touch", screens, empty, times=_SCREEN_TIMES),
    ]


def _against(name: str, ours: list[float], empty: list[float], *, times: float) -> Figure:
    ratios = [one / other for one, other in zip(ours, empty, strict=True)]
    note = f"ratio {spread(ratios)} over {_RUNS} pairs of processes"
    return at_most(name, median(ours), "s", median(empty), times=times, note=note)


def compile_as_installed() -> None:
    """Compile our sources to bytecode, as `.ci/setup` and every installation do. Qt's package includes its own."""
    for package in ("kiosk", "ui", "devices", "printing", "sync", "resources"):
        compileall.compile_dir(_ROOT / package, quiet=1)


def _start(folder: Path, arguments: list[str]) -> tuple[float, float]:
    """Return the seconds until the first message and until the process is ready; an empty window sends one only."""
    address = folder / "ready"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(address))
        ears.settimeout(30)
        began = time.perf_counter()
        environment = {**os.environ, "QT_QPA_PLATFORM": OFFSCREEN, "NOTIFY_SOCKET": str(address)}
        process = subprocess.Popen([sys.executable, *arguments], env=environment)
        heard = ears.recv(256)
        first = last = time.perf_counter() - began
        while heard != b"READY=1":
            heard = ears.recv(256)
            last = time.perf_counter() - began
    address.unlink()
    process.terminate()
    process.wait()
    return first, last
