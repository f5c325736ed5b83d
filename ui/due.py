"""A look at the moment at which something changes without anybody doing it: a parked number waits again."""

from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer


class DueTimer(QTimer):
    """``timeout`` comes once, when the time that was set is over; not before."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setTimerType(Qt.TimerType.PreciseTimer)

    def wait(self, span: timedelta | None) -> None:
        """Once so much later, in the place of what was set before; None: never."""
        if span is None:
            self.stop()
        else:
            self.start(max(1, -(-span // timedelta(milliseconds=1))))
