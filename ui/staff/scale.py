"""Choose the scale of a window on a screen whose pixels are small."""

from PySide6.QtCore import QRect

#: The pixels of a usual screen of an office. One of the same size with more of them has smaller ones.
_WIDE, _HIGH = 1920, 1080


def pixel_scale(screen: QRect) -> float:
    """Return how many times as many pixels as usual the free part of a screen has on a side; at least 1."""
    return max(1.0, min(screen.width() / _WIDE, screen.height() / _HIGH))
