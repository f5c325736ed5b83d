"""A desk that nobody touches locks itself: what was on it is about somebody."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

from kiosk.clock import Clock

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
        QEvent.Type.Shortcut,
    }
)


class IdleLock(QObject):
    """Belongs to its window and hears every touch in it; `minutes_left` says how long it may rest still."""

    def __init__(self, window: QWidget, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._touched_ns = clock.monotonic_ns()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def touch(self) -> None:
        """Somebody is there: a touch, or a scan."""
        self._touched_ns = self._clock.monotonic_ns()

    def minutes_left(self, limit: int) -> int:
        """Whole minutes, rounded up, until nobody has touched the desk for `limit` minutes; 0: now."""
        idle_ns = self._clock.monotonic_ns() - self._touched_ns
        return max(0, -(-(limit * 60 * 10**9 - idle_ns) // (60 * 10**9)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only looks; nothing is taken away."""
        if event.type() in _TOUCHES and isinstance(watched, QWidget) and watched.window() is self._window:
            self.touch()
        return False
