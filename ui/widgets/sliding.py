"""Slide something new in a little: the eye sees that it is new, and from where it came."""

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QPropertyAnimation
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

#: Millimetres of the way: less than half of the smallest key. A finger on the middle of a key meets that key, wherever
#: on its way the key is.
_WAY_MM = 7.0


class Slide(QObject):
    """Move one widget at a time; a new movement ends the one before."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._move = QPropertyAnimation(self)
        self._move.setPropertyName(b"pos")
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)

    def start(self, widget: QWidget, theme: Theme, motion: str, come: QPoint) -> None:
        """Slide a widget into the place where it is already. `motion` names the time (`Theme.ms`).

        `come` is the direction from that place to the first one, for instance ``QPoint(-1, 0)`` from the left.
        """
        self._move.stop()
        milliseconds = theme.ms(motion)
        if milliseconds == 0:
            return
        end = widget.pos()
        self._move.setTargetObject(widget)
        self._move.setDuration(milliseconds)
        self._move.setStartValue(end + come * theme.real_pixels(_WAY_MM))
        self._move.setEndValue(end)
        self._move.start()
