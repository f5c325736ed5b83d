"""The body of a solid key: what has an edge can be pressed."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.widgets.paint import rounded


@dataclass(frozen=True, slots=True)
class Face:
    """The look of a key's body. `edge` None: it lies flat. `depth`: height of the lower edge in pixels."""

    fill: QColor
    outline: QColor | None
    outline_width: float
    edge: QColor | None
    depth: float
    radius: float


def paint_face(painter: QPainter, rect: QRectF, face: Face, *, sunk: bool = False) -> QRectF:
    """Paint a solid key into `rect` (lower edge included, whole pixels) and return the rectangle of its face.

    `sunk`: the face sits on the edge, moved down, and the edge is gone.
    """
    ratio = painter.device().devicePixelRatioF()
    colours = [colour.rgba() if colour is not None else None for colour in (face.fill, face.outline, face.edge)]
    measures = face.outline_width, face.depth, face.radius
    picture = _face_picture((round(rect.width()), round(rect.height())), ratio, *colours, measures, sunk=sunk)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPixmap(rect.topLeft(), picture)
    return _top(rect, face.depth, sunk=sunk)


def _top(rect: QRectF, depth: float, *, sunk: bool) -> QRectF:
    top = rect.adjusted(0, 0, 0, -depth)
    return top.translated(0, depth) if sunk else top


@lru_cache(maxsize=64)
def _face_picture(
    size: tuple[int, int],
    ratio: float,
    fill: int,
    outline: int | None,
    edge: int | None,
    measures: tuple[float, float, float],
    *,
    sunk: bool,
) -> QPixmap:
    """A key's body, drawn once for all keys of its size: as paths it took twenty times as long (190 µs)."""
    (width, height), (outline_width, depth, radius) = size, measures
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    top = _top(QRectF(0, 0, width, height), depth, sunk=sunk)
    if edge is not None and not sunk:
        painter.fillPath(rounded(top.translated(0, depth).united(top), radius), QColor.fromRgba(edge))
    painter.fillPath(rounded(top, radius), QColor.fromRgba(fill if outline is None else outline))
    if outline is not None:
        w = outline_width
        painter.fillPath(rounded(top.adjusted(w, w, -w, -w), max(0.0, radius - w)), QColor.fromRgba(fill))
    painter.end()
    return picture
