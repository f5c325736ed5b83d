"""Draw the saw-tooth ribbon."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ui.theme.tokens import number


def paint_ribbon(painter: QPainter, rect: QRectF, ground: QColor, teeth: QColor, offset: float = 0.0) -> None:
    """Draw teeth along the lower side of a band."""
    height = rect.height()
    pitch = height * number("ribbon", "tooth_pitch_over_height")
    tooth = height * number("ribbon", "tooth_height_over_height")
    painter.fillRect(rect, ground)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    x = rect.x() + offset - pitch
    while x < rect.right():
        path.moveTo(x, rect.bottom())
        path.lineTo(x + pitch / 2, rect.bottom() - tooth)
        path.lineTo(x + pitch, rect.bottom())
        path.closeSubpath()
        x += pitch
    painter.save()
    painter.setClipRect(rect)
    painter.fillPath(path, teeth)
    painter.restore()
