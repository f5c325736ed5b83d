"""Provide colours, fonts, lengths and icons from ``resources/theme/tokens.json``."""

from ui.theme.metrics import Role, Step
from ui.theme.palette import Palette
from ui.theme.theme import Theme

__all__ = ["Palette", "Role", "Step", "Theme"]
