"""Paint first, do the heavy things after: what a window's first picture sets off."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Calls `then`, in order, once the window has been painted for the first time."""

    def __init__(self, window: QWidget, then: tuple[Callable[[], None], ...]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Waits for the paint, then goes away."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            for act in self._then:
                QTimer.singleShot(0, act)
        return False
