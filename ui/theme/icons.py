"""Lucide icons as pixmaps, one for each size and colour.

`QSvgRenderer` draws ``currentColor`` black, so the colour goes into the SVG text before it is loaded.
"""

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

import resources

_LIMIT = 512


@cache
def _source(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=_LIMIT)
def _pixmap(name: str, size: int, colour: str) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(_source(name).replace("currentColor", colour).encode())
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, size: int, colour: QColor) -> QPixmap:
    """The icon `name` as a `size` × `size` pixmap in `colour`; FileNotFoundError when there is no such icon."""
    return _pixmap(name, size, colour.name())
