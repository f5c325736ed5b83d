"""Check `kiosk run hall` on a machine with two screens, under a real X server."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from kiosk.clock import SystemClock
from kiosk.program.new_branch import BranchPlan, create_branch
from tests.x_hands import Hands

LEFT, RIGHT = (0, 0, 1920, 1080), (1920, 0, 1280, 1024)
LACQUER = (0x86, 0x06, 0x0F)
#: Runs inside the X server: opens the board as started, and saves each screen. The screens change meanwhile if the test
#: wants it.
_LOOK = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from kiosk.config import load_site
from kiosk.program.windows import open_window
from ui.display import application
from tests.x_hands import Hands
config, folder, later = sys.argv[1:]
app = application()
def change():
    with Hands(os.environ["DISPLAY"]) as hands:
        hands.divide(*eval(later))
def look():
    for place, screen in enumerate(app.screens()):
        screen.grabWindow(0).save(f"{folder}/{place}.png")
    app.exit()
if later:
    QTimer.singleShot(1500, change)
QTimer.singleShot(4000, look)
sys.exit(open_window("hall", load_site(Path(config))))
"""


@dataclass
class Screens:
    """Hold what the screens of one run showed."""

    said: str
    pictures: list[Image.Image]

    def header_of(self, place: int) -> float:
        """Return the share of a screen's uppermost line in the header's colour."""
        picture = self.pictures[place]
        line = [picture.getpixel((x, 2)) for x in range(picture.width)]
        return line.count(LACQUER) / len(line)


def run_hall(display: str, folder: Path, screens: int, later: tuple[tuple[int, ...], ...] = ()) -> Screens:
    """Run the board for four seconds. The server's screens change to `later` meanwhile."""
    made = create_branch(folder / "branch", BranchPlan(pin="1234", scanner="", always_open=True), SystemClock())
    text = made.config.read_text(encoding="utf-8")
    made.config.write_text(text.replace("screens = 1", f"screens = {screens}"), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", _LOOK, str(made.config), str(folder), str(later or "")],
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    return Screens(told.stderr, [Image.open(file).convert("RGB") for file in sorted(folder.glob("*.png"))])


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [1, 2])
def test_the_board_stands_on_as_many_screens_as_are_wanted(wide_display: str, tmp_path: Path, wanted: int) -> None:
    with Hands(wide_display) as hands:
        hands.divide(LEFT, RIGHT)
    shown = run_hall(wide_display, tmp_path, wanted)
    assert [picture.size for picture in shown.pictures] == [LEFT[2:], RIGHT[2:]]
    assert [shown.header_of(place) > 0.5 for place in (0, 1)] == [True, wanted == 2]


@pytest.mark.slow
def test_where_there_is_one_screen_only_the_board_stands_there_and_the_log_says_so(
    wide_display: str, tmp_path: Path
) -> None:
    shown = run_hall(wide_display, tmp_path, 2)
    assert [shown.header_of(0) > 0.5, len(shown.pictures)] == [True, 1]
    assert "there is one only" in shown.said


@pytest.mark.slow
def test_a_screen_that_is_switched_on_later_has_the_board_as_well(wide_display: str, tmp_path: Path) -> None:
    shown = run_hall(wide_display, tmp_path, 2, later=(LEFT, RIGHT))
    assert [picture.size for picture in shown.pictures] == [LEFT[2:], RIGHT[2:]]
    assert [shown.header_of(place) > 0.5 for place in (0, 1)] == [True, True]
