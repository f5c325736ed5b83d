"""Measure the time from the commit of a call to another process's painted board, on SQLite and PostgreSQL.

The board is the hall's window with its program, drawn offscreen. Both processes read the same monotonic clock.
"""

import multiprocessing
import os
import random
import time
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, at_most, none_of, percentile
from benchmarks.reception.branch import citizens, issue
from kiosk.branch.serving import counters, visits
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from tests.postgres_server import postgres_server

_CALLS, _WAITING, _COUNTERS, _PATIENCE_S = 120, 60, (1, 2, 3, 4, 5, 6), 10.0


def measure() -> list[Figure]:
    """Measure the same calls on both databases."""
    with TemporaryDirectory() as name:
        figures = _figures("SQLite", Path(name) / "one", "sqlite:///branch.db")
        with postgres_server(durable=True) as server:
            return figures + _figures("PostgreSQL", Path(name) / "many", server.url(server.create()))


def _figures(kind: str, folder: Path, database: str) -> list[Figure]:
    plan = BranchPlan(pin="1234", database=database, scanner="", always_open=True)
    made = create_branch(folder, plan, SystemClock())
    context = multiprocessing.get_context("spawn")
    line, theirs = context.Pipe()
    board = context.Process(target=_be_a_board, args=(made.config, theirs), daemon=True)
    board.start()
    while line.recv() != "ready":  # the window paints before it has seen the branch
        pass
    waits = _call(made.config, line)
    line.send("close")
    board.join()
    seen = [wait for wait in waits if wait is not None]
    note = f"p50 {median(seen):.0f}, max {max(seen):.0f} ms of {len(seen)}"
    return [
        at_most(f"call to another machine's board, {kind}: p99", percentile(seen, 0.99), "ms", 300, note=note),
        none_of(f"calls that the board did not show, {kind}", len(waits) - len(seen), note=f"of {len(waits)}"),
    ]


def _call(config: Path, line: Connection) -> list[float | None]:
    """Return the milliseconds from the commit of each call until it is painted, None if it never is."""
    opening, chance = Opening(load_site(config)), random.Random(1)
    office = replace(opening.office(), station="desk-1")
    wishes = citizens(office, 0)
    for wish in islice(wishes, _WAITING):
        issue(office, wish)
    for number in _COUNTERS:
        counters.open_counter(office, number, number)
    waits: list[float | None] = []
    while len(waits) < _CALLS:
        number = chance.choice(_COUNTERS)
        time.sleep(chance.uniform(0.1, 0.6))
        called = counters.call_next(office, number, number, os.urandom(16).hex())
        committed = time.perf_counter()
        issue(office, next(wishes))
        if called is None:
            continue
        waits.append(_painted(line, called.label, committed))
        visits.start(office, number, number)
        visits.finish(office, number, number)
    opening.close()
    return waits


def _painted(line: Connection, label: str, committed: float) -> float | None:
    end = time.monotonic() + _PATIENCE_S
    while line.poll(max(0.0, end - time.monotonic())):
        moment, labels = line.recv()
        if label in labels:
            return float(moment - committed) * 1000
    return None


def _be_a_board(config: Path, line: Connection) -> None:
    """Run the hall's window in its own process. After each paint of its calls, send the time and the labels."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QEvent, QObject, QTimer

    from kiosk.program.runtime import Program
    from kiosk.program.windows import context_of
    from ui.display import application
    from ui.hall.window import make_board
    from ui.status import StatusSignal
    from ui.window_spec import ProgramParts

    app, statuses = application(), StatusSignal()
    program = Program(load_site(config), ProgramParts(), statuses.tell)
    window = make_board(context_of(program, statuses))

    class Watch(QObject):
        """Watch the paint of the calls, and send what they show after the whole paint."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if event.type() is QEvent.Type.Paint and watched is window.calls:
                QTimer.singleShot(0, partial(self.tell, window.calls.labels))
            return False

        def tell(self, labels: tuple[str, ...]) -> None:
            line.send((time.perf_counter(), labels))

    def look() -> None:
        if line.poll():
            app.quit()

    watch = Watch()
    app.installEventFilter(watch)
    looking = QTimer(interval=200)
    looking.timeout.connect(look)
    looking.start()
    window.follower.heard.connect(line_is_ready := _Once(line))
    window.show()
    program.start()
    app.exec()
    app.removeEventFilter(watch)
    window.follower.heard.disconnect(line_is_ready)
    window.close()
    program.stop()


class _Once:
    """Send "ready" when the board has seen the branch for the first time."""

    def __init__(self, line: Connection) -> None:
        self._line, self._said = line, False

    def __call__(self, _heard: object) -> None:
        if not self._said:
            self._said = True
            self._line.send("ready")
