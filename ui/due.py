"""Signal the moment of a change that comes by itself, for instance a parked ticket that returns."""

from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer


class DueTimer(QTimer):
    """Emit ``timeout`` once when the span that was set is over, never before it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setTimerType(Qt.TimerType.PreciseTimer)

    def wait(self, span: timedelta | None) -> None:
        """Start the span again from now, in place of the one before. None stops the timer."""
        if span is None:
            self.stop()
        else:
            self.start(max(1, -(-span // timedelta(milliseconds=1))))
