"""Draw the rays of the bronze drum in one colour, cached as a picture for each size and colour."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

_CIRCLES = (1.0, 0.885, 0.79, 0.762, 0.613, 0.512, 0.474, 0.378, 0.346)
_LINE = 0.0105
_RAYS = 14


def _at(angle: float, radius: float) -> QPointF:
    return QPointF(radius * math.sin(angle), -radius * math.cos(angle))


def _triangles(path: QPainterPath, count: int, base: float, tip: float, share: float) -> None:
    half = math.pi / count * share
    for index in range(count):
        angle = 2 * math.pi * (index + 0.5) / count
        path.moveTo(_at(angle - half, base))
        path.lineTo(_at(angle, tip))
        path.lineTo(_at(angle + half, base))
        path.closeSubpath()


def _ring_of_dots(painter: QPainter, count: int, radius: float, dot: float) -> None:
    for index in range(count):
        painter.drawEllipse(_at(2 * math.pi * index / count, radius), dot, dot)


def _frets(painter: QPainter, count: int) -> None:
    half = 0.044
    for index in range(count):
        angle = 2 * math.pi * (index + 0.5) / count
        corners = ((-half, 0.685), (-half, 0.728), (half, 0.728), (half, 0.643))
        painter.drawPolyline([_at(angle + turn, radius) for turn, radius in corners])


def _star(path: QPainterPath) -> None:
    for index in range(_RAYS * 2):
        radius = 0.3 if index % 2 == 0 else 0.113
        point = _at(math.pi * index / _RAYS, radius)
        path.lineTo(point) if index else path.moveTo(point)
    path.closeSubpath()


def _chevrons(painter: QPainter) -> None:
    for index in range(_RAYS):
        angle = 2 * math.pi * (index + 0.5) / _RAYS
        painter.drawPolyline([_at(angle + turn, radius) for turn, radius in ((-0.1, 0.312), (0.0, 0.19), (0.1, 0.312))])


@lru_cache(maxsize=8)
def drum(radius: int, colour: str) -> QImage:
    """Return the drum as a cached picture. Call it on the GUI thread only."""
    image = QImage(2 * radius, 2 * radius, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    solid = QPainterPath()
    solid.setFillRule(Qt.FillRule.WindingFill)
    _star(solid)
    _triangles(solid, 104, 0.978, 0.902, 0.7)
    _triangles(solid, 64, 0.519, 0.586, 0.8)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(radius, radius)
    painter.scale(radius, radius)
    painter.fillPath(solid, QColor(colour))
    painter.setPen(QPen(QColor(colour), _LINE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for circle in _CIRCLES:  # one by one: stroking a single path of all circles takes a quarter of a second
        painter.drawEllipse(QPointF(0, 0), circle - _LINE / 2, circle - _LINE / 2)
    _ring_of_dots(painter, 84, 0.838, 0.0165)
    _ring_of_dots(painter, 48, 0.427, 0.017)
    _frets(painter, 36)
    _chevrons(painter)
    painter.end()
    return image


def paint_drum(painter: QPainter, centre: QPointF, radius: float, colour: QColor, clip: QRectF) -> None:
    """Draw the drum around `centre` with an outer `radius` in pixels, cut to `clip`."""
    image = drum(max(1, round(radius)), colour.name())
    painter.save()
    painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
    painter.drawImage(round(centre.x() - radius), round(centre.y() - radius), image)
    painter.restore()
