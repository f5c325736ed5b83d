"""Slide a new page or notice in a little: the eye sees that it is new, and from where it came."""

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QPropertyAnimation
from PySide6.QtWidgets import QWidget

#: Of its own width: the way it slides. The keys of a page take touches all the time.
_WAY = 0.06


class Slide(QObject):
    """Move one widget at a time; a new movement ends the one before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._move = QPropertyAnimation(self)
        self._move.setPropertyName(b"pos")
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)

    def start(self, widget: QWidget, milliseconds: int, *, from_left: bool) -> None:
        """Slide a widget that is in its place already into that place."""
        self._move.stop()
        end = widget.pos()
        way = round(widget.width() * _WAY)
        self._move.setTargetObject(widget)
        self._move.setDuration(milliseconds)
        self._move.setStartValue(end - QPoint(way if from_left else -way, 0))
        self._move.setEndValue(end)
        self._move.start()
