"""Load the centre's own roundel: one file for all windows of the program, set before the first is opened."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SVG = ".svg"
_chosen: list[Path] = []


def use(file: Path | None) -> None:
    """Use this picture as the roundel: SVG, or a format that Qt reads (PNG, JPEG). None: the stand-in."""
    _chosen[:] = [] if file is None else [file]
    _drawn.cache_clear()


def can_be_drawn(file: Path) -> bool:
    """Return whether the file holds a picture."""
    return not _picture(file, 64).isNull()


def roundel(size: int) -> QPixmap | None:
    """Return the whole picture in a square of `size` pixels. None: no picture is set, or it cannot be read."""
    return _drawn(_chosen[0], size) if _chosen else None


@lru_cache(maxsize=8)
def _drawn(file: Path, size: int) -> QPixmap | None:
    picture = _picture(file, size)
    return None if picture.isNull() else QPixmap.fromImage(picture)


def _picture(file: Path, size: int) -> QImage:
    return _from_svg(file, size) if file.suffix.lower() == _SVG else _from_pixels(file, size)


def _from_pixels(file: Path, size: int) -> QImage:
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    read = reader.read()
    if read.isNull():
        return read
    return read.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _from_svg(file: Path, size: int) -> QImage:
    renderer = QSvgRenderer(str(file)) if file.is_file() else QSvgRenderer()
    if not renderer.isValid():
        return QImage()
    shape = renderer.defaultSize().scaled(QSize(size, size), Qt.AspectRatioMode.KeepAspectRatio)
    picture = QImage(shape, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, shape.width(), shape.height()))
    painter.end()
    return picture
