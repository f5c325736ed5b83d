"""Measure the processor time of an untouched desk that shows a queue: the whole process, offscreen."""

import os
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, at_most
from benchmarks.reception.branch import citizens, issue
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch

_SECONDS, _WAITING = 30.0, 60


def measure() -> list[Figure]:
    """Sign in, open a counter, and leave the desk alone for half a minute, which includes one refresh."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QEventLoop, QTimer

    from kiosk.program.runtime import Program
    from kiosk.program.windows import context_of
    from ui.desk.window import make_desk
    from ui.display import application
    from ui.status import StatusSignal
    from ui.window_spec import ProgramParts

    with TemporaryDirectory() as name:
        made = create_branch(Path(name), BranchPlan(pin="1234", scanner="", always_open=True), SystemClock())
        app, statuses = application(), StatusSignal()
        program = Program(load_site(made.config), ProgramParts(relays=True), statuses.tell)
        program.start()
        office = program.opening.office()
        for wish in islice(citizens(office, 0), _WAITING):
            issue(office, wish)
        window = make_desk(context_of(program, statuses))
        window.show()

        def rest(seconds: float) -> None:
            loop = QEventLoop()
            QTimer.singleShot(round(seconds * 1000), loop.quit)
            loop.exec()

        rest(2)
        window.sign_in.entered.emit("an", "1234")
        rest(2)
        window.counters.picked.emit(1)
        rest(3)
        assert window.pages.currentWidget() is window.serving, "the desk shows its queue"
        began, wall = time.process_time(), time.monotonic()
        rest(_SECONDS)
        share = (time.process_time() - began) / (time.monotonic() - wall) * 100
        window.close()
        program.stop()
        app.processEvents()
    return [at_most("a desk that is not touched", share, "% of a core", 2, note=f"over {_SECONDS:.0f} s")]
