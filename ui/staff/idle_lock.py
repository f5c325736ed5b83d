"""Lock a desk that nobody touches, because it shows a citizen's visit."""

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
    """Watch every touch in a window and count the time since the last one."""

    def __init__(self, window: QWidget, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._touched_ns = clock.monotonic_ns()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def touch(self) -> None:
        """Start the time anew, after a touch or a scan."""
        self._touched_ns = self._clock.monotonic_ns()

    def minutes_left(self, limit: int) -> int:
        """Return the whole minutes, rounded up, until the desk was idle for `limit` minutes."""
        idle_ns = self._clock.monotonic_ns() - self._touched_ns
        return max(0, -(-(limit * 60 * 10**9 - idle_ns) // (60 * 10**9)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and isinstance(watched, QWidget) and watched.window() is self._window:
            self.touch()
        return False
