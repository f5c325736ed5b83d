"""The one door to slow work: run this on the worker thread, then call that slot on the GUI thread.

A screen never waits for a disk, a database or a device. Late imports (a database layer, a PDF library) belong inside
the work, so the first paint does not pay for them.
"""

import queue
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from kiosk.domain.text import CounterError

T = TypeVar("T")
Slot = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    done: "weakref.WeakMethod[Slot]"
    failed: "weakref.WeakMethod[Slot] | None"


@dataclass(frozen=True, slots=True)
class _Answer:
    job: _Job
    value: Any = None
    error: Exception | None = None


class Background(QObject):
    """A worker thread with a queue. Work runs in the order in which it was asked for, and so do the answers.

    An answer for a screen that is gone (collected, or its C++ side deleted) is dropped. An error without a ``failed``
    slot is loud: it goes to ``sys.excepthook``.
    """

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[CounterError | Exception], None] | None = None,
    ) -> None:
        """Run ``work`` on the worker thread and hand its result to ``done`` on the GUI thread.

        ``failed`` gets a CounterError (a refusal to show) or whatever else went wrong. Both must be bound methods: they
        are held weakly, so an open question does not keep a closed screen alive. TypeError for anything else;
        RuntimeError after `close`.
        """
        if self._closed:
            raise RuntimeError("the background is closed")
        self._jobs.put(_Job(work, weakref.WeakMethod(done), weakref.WeakMethod(failed) if failed else None))

    def close(self) -> None:
        """Let the work that was asked for end, then the thread; answers that are still out are dropped."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                answer = _Answer(job, value=job.work())
            except Exception as error:  # noqa: BLE001 - goes to `failed`, or to sys.excepthook on the GUI thread
                answer = _Answer(job, error=error)
            self._answered.emit(answer)
            del job, answer

    def _deliver(self, answer: _Answer) -> None:
        if self._closed:
            return
        if answer.error is None:
            _call(answer.job.done, answer.value)
        elif answer.job.failed is not None:
            _call(answer.job.failed, answer.error)
        else:
            sys.excepthook(type(answer.error), answer.error, answer.error.__traceback__)


def _call(slot: "weakref.WeakMethod[Slot]", value: object) -> None:
    method = slot()
    if method is None:
        return
    owner: object = getattr(method, "__self__", None)
    if isinstance(owner, QObject) and not isValid(owner):
        return
    method(value)
