"""Keep what a widget drew as pictures. Painting a picture takes a tenth of the time of drawing it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

#: The number of states kept: a key at rest, chosen and not.
_MOST = 2


def drawn(size: QSize, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    """Return a transparent picture of `size` layout pixels at the device's `ratio`, drawn by `draw`."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw(painter)
    painter.end()
    return picture


class Pictures:
    """Keep a widget's pictures, one for each state. They are deleted with the widget, and so is the text on them."""

    def __init__(self) -> None:
        self._kept: dict[object, QPixmap] = {}

    def forget(self) -> None:
        """Delete the pictures, because the widget's content changed."""
        self._kept.clear()

    def of(self, state: object, size: QSize, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
        """Return the picture of a state (any hashable). Draw it if it is missing."""
        key = (state, size.toTuple(), ratio)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            found = self._kept[key] = drawn(size, ratio, draw)
        return found
