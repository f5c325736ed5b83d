"""Carry the progress of a count from the worker thread to the GUI thread, and the wish to stop back."""

import threading

from PySide6.QtCore import QObject, Signal


class DayCount(QObject):
    """Follow one count of days. Signal: ``went_on`` carries how many days are counted, and of how many.

    The worker thread calls it between two days. `stop` ends the count before the next day.
    """

    went_on = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()

    def __call__(self, done: int, days: int) -> bool:
        """Tell how far the count is, and return whether to go on."""
        self.went_on.emit(done, days)
        return not self._stopped.is_set()

    def stop(self) -> None:
        """End the count before the next day."""
        self._stopped.set()
