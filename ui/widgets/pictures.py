"""What a widget drew, kept for its next paint: to lay a picture down costs a tenth of drawing it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

#: A key as it lies, chosen and not.
_MOST = 2


def drawn(size: QSize, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    """A clear picture of `size` (pixels of the layout, at `ratio` of the device) with what `draw` paints on it."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw(painter)
    painter.end()
    return picture


class Pictures:
    """A widget's pictures, one for each state. They go with the widget, and with them the words that stand on it."""

    def __init__(self) -> None:
        self._kept: dict[object, QPixmap] = {}

    def forget(self) -> None:
        """What is on the widget is new."""
        self._kept.clear()

    def of(self, state: object, size: QSize, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
        """The picture of a state (any hashable), drawn if it is not there."""
        key = (state, size.toTuple(), ratio)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            found = self._kept[key] = drawn(size, ratio, draw)
        return found
