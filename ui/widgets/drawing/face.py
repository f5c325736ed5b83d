"""Draw the body of a solid key. A lower edge means that it can be pressed."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.widgets.drawing.paint import rounded


@dataclass(frozen=True, slots=True)
class Face:
    """Hold the look of a key's body. `edge` None: it is flat. `depth`: height of the lower edge in pixels."""

    fill: QColor
    outline: QColor | None
    outline_width: float
    edge: QColor | None
    depth: float
    radius: float


def paint_face(painter: QPainter, rect: QRectF, face: Face, *, sunk: float = 0.0) -> QRectF:
    """Paint a solid key into `rect` (lower edge included, whole pixels) and return the rectangle of its face.

    `sunk`: how far the face is moved down. At 1.0 it covers the edge.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if sunk in (0.0, 1.0):
        ratio = painter.device().devicePixelRatioF()
        colours = [colour.rgba() if colour is not None else None for colour in (face.fill, face.outline, face.edge)]
        measures = face.outline_width, face.depth, face.radius
        picture = _face_picture((round(rect.width()), round(rect.height())), ratio, *colours, measures, sunk=sunk)
        painter.drawPixmap(rect.topLeft(), picture)
    else:  # a key that moves shows each position for one frame, so caching has no use
        _paint_body(painter, rect, face, sunk)
    return _top(rect, face.depth, sunk)


def _top(rect: QRectF, depth: float, sunk: float) -> QRectF:
    return rect.adjusted(0, 0, 0, -depth).translated(0, depth * sunk)


@lru_cache(maxsize=64)
def _face_picture(
    size: tuple[int, int],
    ratio: float,
    fill: int,
    outline: int | None,
    edge: int | None,
    measures: tuple[float, float, float],
    *,
    sunk: float,
) -> QPixmap:
    """Return a key's body as a picture, cached for all keys of its size. As paths it took 20 times as long (190 µs)."""
    width, height = size
    outline_width, depth, radius = measures
    line, foot = (QColor.fromRgba(rgba) if rgba is not None else None for rgba in (outline, edge))
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    face = Face(QColor.fromRgba(fill), line, outline_width, foot, depth, radius)
    _paint_body(painter, QRectF(0, 0, width, height), face, sunk)
    painter.end()
    return picture


def _paint_body(painter: QPainter, rect: QRectF, face: Face, sunk: float) -> None:
    top, radius = _top(rect, face.depth, sunk), face.radius
    if face.edge is not None and sunk < 1.0:
        painter.fillPath(rounded(QRectF(top.topLeft(), rect.bottomRight()), radius), face.edge)
    painter.fillPath(rounded(top, radius), face.fill if face.outline is None else face.outline)
    if face.outline is not None:
        w = face.outline_width
        painter.fillPath(rounded(top.adjusted(w, w, -w, -w), max(0.0, radius - w)), face.fill)
