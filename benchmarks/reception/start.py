"""Cold start: a process that ends in a screen that takes a touch, beside an empty PySide6 window in the same run."""

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
_ROOT = Path(__file__).resolve().parents[2]
#: The least that shows something: it tells the same socket after its first paint.
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
    """`kiosk run kiosk` and the empty window in turn, each until it reports that it is ready, as systemd hears it."""
    compile_as_installed()
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = BranchPlan(pin="1234", scanner="", printer="", centre="", always_open=True)
        made = create_branch(folder / "branch", plan, SystemClock())
        ours = ["-m", "kiosk", "run", "kiosk", "--config", str(on_its_panel(made.config))]
        kiosk, empty = [], []
        for _ in range(_RUNS + 1):
            kiosk.append(_seconds_to_ready(folder, ours))
            empty.append(_seconds_to_ready(folder, ["-c", _EMPTY_WINDOW]))
    kiosk, empty = kiosk[1:], empty[1:]
    ratios = [one / other for one, other in zip(kiosk, empty, strict=True)]
    note = f"ratio {spread(ratios)} over {_RUNS} pairs of processes"
    return [
        at_most("cold start to a screen that takes a touch", median(kiosk), "s", median(empty), times=2.5, note=note)
    ]


def compile_as_installed() -> None:
    """Bytecode for our sources, as `.ci/setup` and every installation make it; Qt's comes with its package."""
    for room in ("kiosk", "ui", "devices", "printing", "sync", "resources"):
        compileall.compile_dir(_ROOT / room, quiet=1)


def _seconds_to_ready(folder: Path, arguments: list[str]) -> float:
    address = folder / "ready"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(address))
        ears.settimeout(30)
        began = time.perf_counter()
        environment = {**os.environ, "QT_QPA_PLATFORM": OFFSCREEN, "NOTIFY_SOCKET": str(address)}
        process = subprocess.Popen([sys.executable, *arguments], env=environment)
        assert ears.recv(64) == b"READY=1"
        took = time.perf_counter() - began
    address.unlink()
    process.terminate()
    process.wait()
    return took
