"""Run slow work on a worker thread and hand its outcome to the GUI thread.

Windows use it through `ui.ask.Ask`. The GUI thread never waits for a disk, a database or a device.
"""

import queue
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.worker import UNTIL_WOKEN, Worker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """Hold the result of a piece of work: `value`, or the `error` that it raised."""

    value: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    settle: Callable[[Outcome[Any]], None]


class Background(QObject):
    """Run work on one worker thread, in the order of its submission. The outcomes arrive in the same order."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._closed = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._worker = Worker("background", self._work, finish=self._work)
        self._worker.start()

    def submit(self, work: Callable[[], T], settle: Callable[[Outcome[T]], None]) -> None:
        """Run `work` on the worker thread, then call `settle` with its outcome on the GUI thread.

        Both callables are referenced until then.

        Raises:
            RuntimeError: after `close`.
        """
        if self._closed:
            raise RuntimeError("the background is closed")
        self._jobs.put(_Job(work, settle))
        self._worker.wake()

    def close(self) -> None:
        """Finish the submitted work and end the thread. Outcomes that are not delivered yet are dropped."""
        self._closed = True
        self._worker.stop()

    def _work(self) -> float:
        """Run every waiting job."""
        with suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                self._done.emit((job.settle, _outcome(job)))
                del job
        return UNTIL_WOKEN

    def _deliver(self, done: tuple[Callable[[Outcome[Any]], None], Outcome[Any]]) -> None:
        if not self._closed:
            settle, outcome = done
            settle(outcome)


def _outcome(job: _Job) -> Outcome[Any]:
    try:
        return Outcome(job.work())
    except Exception as error:  # noqa: BLE001 - the outcome carries it to the GUI thread
        return Outcome(error=error)
