"""Run a loop on a thread of its own: start, wake, stop. Every thread of the program has this life cycle.

`zoneinfo` is imported here, before the first thread. It asks `sysconfig` for the folder of the zone data, and Python
3.11's `sysconfig` has no lock. Beside a thread that imported SQLAlchemy it answered "nowhere", once for all. That kiosk
issued no ticket until it was started again.
"""

import logging
import math
import threading
import zoneinfo  # noqa: F401 - see above
from collections.abc import Callable

_log = logging.getLogger(__name__)
#: Returned by a step that has nothing to do until it is woken.
UNTIL_WOKEN = math.inf


class Worker:
    """Call `step` on a thread called `name` again and again until it is stopped.

    `step` returns how many seconds to wait before the next call; a wake ends this wait. An exception in `step` is
    logged, and the next call comes `retry_s` seconds later.

    `interrupt` ends a call that blocks inside `step`; `stop` calls it on its own thread. `finish` is called on the
    worker's thread when the last step is over. `start`, `stop` and `wake` may be called from any other thread.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], float],
        *,
        retry_s: float = 1.0,
        interrupt: Callable[[], None] | None = None,
        finish: Callable[[], object] | None = None,
    ) -> None:
        self._name, self._step, self._retry_s = name, step, retry_s
        self._interrupt, self._finish = interrupt, finish
        self._changed = threading.Condition()
        self._is_woken = False
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    @property
    def is_stopping(self) -> bool:
        """Return whether a step that takes long should end now."""
        return self._is_stopping

    @property
    def is_running(self) -> bool:
        """Return whether the thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread.

        Raises:
            RuntimeError: it runs already.
        """
        if self.is_running:
            raise RuntimeError(f"{self._name} runs already")
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Call `step` again at once, or as soon as the step under way is over. Return at once."""
        with self._changed:
            self._is_woken = True
            self._changed.notify_all()

    def stop(self, timeout_s: float = 15.0) -> None:
        """End the thread after the step under way and wait for it, at most `timeout_s` seconds.

        A thread that does not end in time is logged and left alone: it dies with the process.
        """
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        if self._interrupt is not None:
            self._interrupt()
        if self._thread is None:
            return
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            _log.error("%s did not end within %g s", self._name, timeout_s)

    def rest(self, seconds: float) -> None:
        """Wait inside a step. Only `stop` ends this wait early; a wake does not."""
        with self._changed:
            self._changed.wait_for(self._should_stop, seconds)

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                self._wait(self._step())
            except Exception:  # noqa: BLE001 - an unexpected error is logged, and the step is tried again
                _log.exception("%s failed; trying again in %g s", self._name, self._retry_s)
                self.rest(self._retry_s)
        if self._finish is not None:
            self._finish()

    def _wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(self._should_go_on, None if math.isinf(seconds) else seconds)
            self._is_woken = False

    def _should_stop(self) -> bool:
        return self._is_stopping

    def _should_go_on(self) -> bool:
        return self._is_woken or self._is_stopping
