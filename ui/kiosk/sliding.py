"""What comes slides in a little, so that the eye sees that it is new, and which way it came: a page, a notice."""

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QPropertyAnimation
from PySide6.QtWidgets import QWidget

#: Of its own width: the way it slides. The keys of a page take touches all the time.
_WAY = 0.06


class Slide(QObject):
    """The one slide of its kind in a window; a new one ends the last."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._move = QPropertyAnimation(self)
        self._move.setPropertyName(b"pos")
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)

    def start(self, widget: QWidget, milliseconds: int, *, from_left: bool) -> None:
        """Brings what lies in its place already."""
        self._move.stop()
        end = widget.pos()
        way = round(widget.width() * _WAY)
        self._move.setTargetObject(widget)
        self._move.setDuration(milliseconds)
        self._move.setStartValue(end - QPoint(way if from_left else -way, 0))
        self._move.setEndValue(end)
        self._move.start()
