"""Say where keys stand in low reach: in the lower part of a portrait panel."""

from PySide6.QtCore import QSize

#: The share of the panel's height, from below, in which keys stand.
SHARE = 0.4


def low_reach_line(window: QSize) -> int:
    """Return the y in pixels below which every key of a lowered screen stands."""
    return round(window.height() * (1 - SHARE))
