"""Check that the windows of the demo are whole and side by side on every screen, with title bars."""

from itertools import combinations

import pytest
from PySide6.QtCore import QMargins, QRect

from kiosk.demo.places import places
from ui.theme.panels import PANEL_CLASSES

ROOMS = {"notebook": QRect(0, 0, 1366, 768), "desktop": QRect(0, 32, 1920, 1048), "upright": QRect(0, 0, 1080, 1920)}
FRAMES = {"bare": QMargins(), "framed": QMargins(4, 30, 4, 6)}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("panel", PANEL_CLASSES)
@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_no_window_hides_another_or_leaves_the_screen(room: QRect, panel: str, frame: QMargins) -> None:
    whole = {name: one.marginsAdded(frame) for name, one in places(room, PANEL_CLASSES[panel], frame).by_name().items()}
    for name, window in whole.items():
        assert room.contains(window), name
        assert min(window.width(), window.height()) >= 160, name
    for (first, one), (second, other) in combinations(whole.items(), 2):
        assert not one.intersects(other), f"{first} and {second}"


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
@pytest.mark.parametrize("panel", PANEL_CLASSES)
def test_the_kiosk_keeps_the_shape_of_its_panel(room: QRect, panel: str) -> None:
    shown, real = places(room, PANEL_CLASSES[panel], QMargins(4, 30, 4, 6)).kiosk, PANEL_CLASSES[panel]
    assert shown.width() / shown.height() == pytest.approx(real.width / real.height, rel=0.01)
