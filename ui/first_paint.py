"""Delay heavy work until a window is painted for the first time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Call the functions `then`, in order, after the first paint of the window."""

    def __init__(self, window: QWidget, then: tuple[Callable[[], None], ...]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            for act in self._then:
                QTimer.singleShot(0, act)
        return False
