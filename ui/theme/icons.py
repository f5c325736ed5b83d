"""Draw Lucide icons as pixmaps, cached for each size and colour.

`QSvgRenderer` draws ``currentColor`` black, so the colour is put into the SVG text before it is loaded.
"""

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

_LIMIT = 512
_STROKE = 'stroke-width="2"'


@cache
def _source(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=_LIMIT)
def _pixmap(name: str, size: int, colour: str, stroke: float, turn: int) -> QPixmap:
    renderer = QSvgRenderer(
        _source(name).replace("currentColor", colour).replace(_STROKE, f'stroke-width="{stroke:g}"').encode()
    )
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.translate(size / 2, size / 2)
    painter.rotate(turn)
    renderer.render(painter, QRectF(-size / 2, -size / 2, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, size: int, colour: QColor, stroke: float = 2.0, turn: int = 0) -> QPixmap:
    """Return the icon `name` as a `size` × `size` pixmap in `colour`.

    `stroke` is the width of its lines in 24ths of its size, `turn` a rotation in degrees clockwise.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    return _pixmap(name, size, colour.name(), stroke, turn)
