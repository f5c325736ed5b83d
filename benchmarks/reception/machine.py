"""Run a kiosk as in the hall: its window, its program, a scanner on a serial line and a printer.

The simulated printer is a separate process, because a real one does not use the kiosk's processor. The scanner is a
pseudo-terminal, which costs almost nothing. The window is offscreen; touches are Qt's own.
"""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from benchmarks.harness import OFFSCREEN, on_its_panel
from benchmarks.reception.branch import COUNTERS, Clerks, citizens, issue
from devices.simulators.scanner import SimulatedScanner
from kiosk.branch.office import Office
from kiosk.clock import SystemClock
from kiosk.config import Site, load_site
from kiosk.demo.citizens import Citizens
from kiosk.demo.hands import Hands, find_key, is_met, let_pass
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.runtime import Program
from kiosk.program.windows import context_of
from kiosk.store.sealing import new_key_pair
from printing.simulators.printer import SimulatedPrinter
from ui.display import application
from ui.kiosk.window import KIOSK, KioskWindow
from ui.status import StatusSignal
from ui.visit.screen import Screen
from ui.window_spec import Device, ProgramParts

_PATIENCE_MS = 15_000
_REST_MS, _LONG_REST_MS = 400, 3_500


class PrinterProcess:
    """Run a simulated printer in another process."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_be_a_printer, args=(theirs,), daemon=True)
        self._process.start()
        self.url: str = self._line.recv()

    def job_starts(self) -> list[float]:
        """Return the time of each job's first byte, by `time.perf_counter`, which all processes share."""
        self._line.send("job_starts")
        starts: list[float] = self._line.recv()
        return starts

    def close(self) -> None:
        """End the process."""
        self._line.send("close")
        self._process.join()


def _be_a_printer(line: Connection) -> None:
    printer = SimulatedPrinter()
    line.send(printer.url)
    while line.recv() == "job_starts":
        line.send(printer.job_starts)
    printer.close()


class NoPrinter:
    """Stand in for the printer of a kiosk without one. Tickets are shown on the screen only."""

    url = ""

    def job_starts(self) -> list[float]:
        """Return an empty list."""
        return []

    def close(self) -> None:
        """Do nothing: no process runs."""


class Machine:
    """Hold the kiosk's window with its program. `office` is the same branch, for calls and counts."""

    def __init__(self, site: Site, scanner: SimulatedScanner, printer: PrinterProcess | NoPrinter) -> None:
        self.scanner, self.printer, self.hands = scanner, printer, Hands()
        self._finger = QTest.createTouchDevice()
        statuses = StatusSignal()
        self.program = Program(site, ProgramParts(devices=KIOSK.parts.devices - {Device.SPEECH}), statuses.tell)
        self.window = cast(KioskWindow, KIOSK.make(context_of(self.program, statuses)))
        self.window.show()
        self.program.start()
        self.hands.until(lambda: self.window.visit.now is not None, "the branch")
        self.office: Office = self.program.opening.office()
        self.citizens = Citizens(self.window, scanner, self.hands, _no_picture)
        self.clerks = Clerks(self.office, COUNTERS)

    def until_painted(self, act: Callable[[], None], *screens: Screen) -> tuple[float, float]:
        """Return the begin of `act` and the time when one of the screens is painted, with the event loop idle in
        between.

        Both are seconds of `time.perf_counter`.
        """
        loop = QEventLoop()
        painted = _Painted(self.window, screens, loop.quit)
        patience = QTimer(singleShot=True, interval=_PATIENCE_MS)
        patience.timeout.connect(loop.quit)
        patience.start()
        began = time.perf_counter()
        act()
        if not painted.is_done:  # a screen that needs no answer may be painted already
            loop.exec()
        ended = time.perf_counter()
        patience.stop()
        painted.forget()
        assert self.window.visit.screen in screens, f"{self.window.visit.screen} instead of {screens}"
        return began, ended

    def rest(self) -> None:
        """Wait for the short time between two citizens, with the event loop running. Real citizens leave more time."""
        let_pass(_REST_MS)

    def rest_long(self) -> None:
        """Wait for the start screen and 3.5 s more, in which the kiosk returns freed memory to the OS."""
        self.hands.until(lambda: self.window.visit.screen is self.window.visit.home, "the start")
        let_pass(_LONG_REST_MS)

    def tap(self, key: QWidget) -> None:
        """Touch a key that is reachable already. Unlike `Hands.touch` it waits for nothing."""
        top, spot = key.window(), key.mapTo(key.window(), key.rect().center())
        assert top.childAt(spot) is key
        QTest.touchEvent(top, self._finger).press(0, spot, top).commit()
        QTest.touchEvent(top, self._finger).release(0, spot, top).commit()

    def key(self, words: str) -> QAbstractButton:
        """Return the key with these words as soon as a finger can reach it."""
        self.hands.until(lambda: _is_met(find_key(self.window, words)), f"a key “{words}”")
        found = find_key(self.window, words)
        assert found is not None
        return found

    def close(self) -> None:
        """Close the window and stop its threads."""
        self.window.close()
        self.program.stop()


class _Painted(QObject):
    """Call `then` once, after the whole paint, when the page of one of the screens is painted.

    It filters the events of that page only. A filter in Python for all events would be part of the measurement.
    """

    def __init__(self, window: KioskWindow, screens: tuple[Screen, ...], then: Callable[[], None]) -> None:
        super().__init__()
        self.is_done = False
        self._window, self._screens, self._then = window, screens, then
        self._waits = True
        self._listens_to: QWidget | None = None
        window.visit_changed.connect(self._listen)

    def forget(self) -> None:
        """Stop watching."""
        self._window.visit_changed.disconnect(self._listen)
        if self._listens_to is not None:
            self._listens_to.removeEventFilter(self)
        self.deleteLater()

    def _listen(self, _visit: object) -> None:
        page = self._window.page
        if page is not None and page is not self._listens_to and self._window.visit.screen in self._screens:
            self._listens_to = page
            page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        is_due = self._waits and self._window.visit.screen in self._screens
        if is_due and event.type() is QEvent.Type.Paint and watched is self._listens_to:
            self._waits = False
            QTimer.singleShot(0, self._finish)
        return False

    def _finish(self) -> None:
        self.is_done = True
        self._then()


@contextmanager
def machine(*, waiting: int = 0, has_printer: bool = True) -> Iterator[Machine]:
    """Run a kiosk of a new branch with `waiting` people in its queue. Their tickets came from another kiosk."""
    os.environ.setdefault("QT_QPA_PLATFORM", OFFSCREEN)
    printer = PrinterProcess() if has_printer else NoPrinter()
    with TemporaryDirectory() as name, SimulatedScanner() as scanner:
        key = new_key_pair().public  # a remark is asked for only where the centre can read it
        plan = BranchPlan("1234", scanner=scanner.url, printer=printer.url, centre_key=key, always_open=True)
        made = create_branch(Path(name), plan, SystemClock())
        application()
        one = Machine(load_site(on_its_panel(made.config)), scanner, printer)
        elsewhere = Office(one.office.store, one.office.clock, one.office.keys, one.office.branch_id, "kiosk-2")
        for wish, _ in zip(citizens(elsewhere, 0), range(waiting), strict=False):
            issue(elsewhere, wish)
        yield one
        one.close()
    printer.close()


def _is_met(key: QAbstractButton | None) -> bool:
    return key is not None and is_met(key)


def _no_picture(_name: str) -> None:
    """Take no picture of these screens."""
