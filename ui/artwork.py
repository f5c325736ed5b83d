"""Draw the roundel of a branch."""

from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kiosk.domain.artwork import Artwork, ArtworkKind

_SMALL = 64


def can_be_drawn(artwork: Artwork) -> bool:
    """Return whether Qt draws the picture."""
    return not _picture(artwork, _SMALL).isNull()


@lru_cache(maxsize=8)
def roundel(artwork: Artwork, size: int) -> QPixmap | None:
    """Return the whole picture in a square of `size` pixels, cached. None: it cannot be drawn."""
    picture = _picture(artwork, size)
    return None if picture.isNull() else QPixmap.fromImage(picture)


def roundel_png(artwork: Artwork, size: int) -> bytes | None:
    """Return the whole picture in a square of `size` pixels as a PNG. None: it cannot be drawn."""
    picture, written = _picture(artwork, size), QBuffer()
    written.open(QBuffer.OpenModeFlag.WriteOnly)
    is_written = QImageWriter(written, QByteArray(b"png")).write(picture)
    return bytes(written.data().data()) if is_written else None


def _picture(artwork: Artwork, size: int) -> QImage:
    content = QByteArray(artwork.content)
    return _from_svg(content, size) if artwork.kind is ArtworkKind.SVG else _from_pixels(content, size)


def _from_pixels(content: QByteArray, size: int) -> QImage:
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    read = reader.read()
    if read.isNull():
        return read
    return read.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _from_svg(content: QByteArray, size: int) -> QImage:
    renderer = QSvgRenderer(content)
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
