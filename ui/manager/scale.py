"""Choose the scale of the manager's window and of the guide, so that a whole page fits the screen."""

from PySide6.QtCore import QRect

from ui.staff.scale import pixel_scale

#: The smallest and the largest scale of the design, and the size in pixels at which it is 1.
_LEAST, _MOST, _WIDE, _HIGH = 0.85, 1.1, 1440, 860


def scale_on(screen: QRect) -> float:
    """Return the scale at which a window fits the free part of a screen."""
    most = _MOST * pixel_scale(screen)
    return min(most, max(_LEAST, min(screen.width() / _WIDE, screen.height() / _HIGH)))
