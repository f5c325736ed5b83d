"""Feed systemd's watchdog while GUI thread and coordinator thread both work; else systemd restarts the program."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from ui.systemd import WORKS, notify

#: The coordinator waits for a database at most this long: a lock 10 s, a statement 10 s, a new connection 3 s.
COORDINATOR_SECONDS = 60.0
#: Messages in the time that systemd allows. One may be late on a busy machine.
_TIMES = 3
_log = logging.getLogger(__name__)


class Watchdog(QObject):
    """Tell systemd every third of `limit_s` that the program works. The timer stands still where the GUI thread does.

    `coordinator_age` returns the seconds since the coordinator thread last began a round. Where they are too many the
    log says so, and systemd hears nothing. Without a limit systemd does not ask.
    """

    def __init__(self, limit_s: float | None, coordinator_age: Callable[[], float]) -> None:
        super().__init__()
        self._limit_s, self._coordinator_age, self._is_frozen = limit_s, coordinator_age, False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin, when systemd has heard that the window is ready and the coordinator thread runs."""
        if self._limit_s is not None:
            self._timer.start(round(self._limit_s * 1000 / _TIMES))
            self._look()

    def stop(self) -> None:
        """End: the program stops."""
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        age = self._coordinator_age()
        if age < COORDINATOR_SECONDS:
            self._is_frozen = False
            notify(WORKS)
        elif not self._is_frozen:  # log once
            self._is_frozen = True
            _log.error("the coordinator thread has stood still for %d s; systemd will restart this program", age)
