"""The centre's own roundel: one file for every window of the program, named before the first of them is opened."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SVG = ".svg"
_chosen: list[Path] = []


def use(file: Path | None) -> None:
    """From now on that picture stands for the centre, SVG or what Qt reads (PNG, JPEG); None for the stand-in."""
    _chosen[:] = [] if file is None else [file]
    _drawn.cache_clear()


def can_be_drawn(file: Path) -> bool:
    """Whether there is a picture in that file."""
    return not _picture(file, 64).isNull()


def roundel(size: int) -> QPixmap | None:
    """The picture, whole, in a square of `size` pixels; None where there is none, or where it cannot be read."""
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
