"""A page that comes slides in a little, so that the eye sees that it is another one, and which way it came."""

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QPropertyAnimation
from PySide6.QtWidgets import QWidget

#: Of the page's width: the way it slides. Its keys take touches all the time.
_WAY = 0.06


class PageSlide(QObject):
    """The one slide of a window; a new one ends the last."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._move = QPropertyAnimation(self)
        self._move.setPropertyName(b"pos")
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)

    def start(self, page: QWidget, milliseconds: int, *, is_back: bool) -> None:
        """Brings a page that lies in its place; from the left where it is one that was there before."""
        self._move.stop()
        end = page.pos()
        way = round(page.width() * _WAY)
        self._move.setTargetObject(page)
        self._move.setDuration(milliseconds)
        self._move.setStartValue(end - QPoint(way if is_back else -way, 0))
        self._move.setEndValue(end)
        self._move.start()
