"""Draws the README's pictures (`make pictures`): the kiosk's as the gallery draws them, the rest from a headless demo.

What they show is what the program shows. Small on purpose: a palette, and no wider than a page of text.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from kiosk.gallery.main import picture, save
from kiosk.gallery.stage import PANELS, Stage
from kiosk.gallery.states import states
from kiosk.windows import application
from ui.kiosk.state import Look

HERE = Path(__file__).resolve().parent / "pictures"
_VISITS = "6"
_COLOURS = 64
#: Name in the documentation: state of the catalogue, look, and the panel's place in `PANELS`.
_KIOSK = {
    "kiosk-start": ("start", Look(), 0),
    "kiosk-choose": ("choose", Look(), 0),
    "kiosk-ticket": ("ticket", Look(), 0),
    "kiosk-rating": ("rating", Look(), 0),
    "kiosk-card": ("card appointment", Look(), 0),
    "kiosk-procedure": ("procedure", Look(), 0),
    "kiosk-low-reach": ("start", Look("km", 3, high_contrast=True, low_reach=True), 0),
}
_KIOSK_WIDTH = 480
#: Name in the documentation: name of the demo's screen, width in pixels.
_SCREENS = {"desk": ("desk-2-serving", 960), "hall": ("hall-serving", 960)}


def draw(folder: Path) -> None:
    """Plays a demo and writes all pictures to `folder`; CalledProcessError when the demo's counts do not agree."""
    folder.mkdir(exist_ok=True)
    _draw_kiosk(folder)
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as work:
        out = Path(work) / "demo"
        command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--visits", _VISITS, "--out", str(out)]
        subprocess.run(command, check=True)
        for name, (screen, width) in _SCREENS.items():
            _shrink(out / "screens" / f"{screen}.png", width).save(folder / f"{name}.png", optimize=True)
        first = min((out / "tickets").glob("*.png"))
        Image.open(first).convert("1").save(folder / "paper.png", optimize=True)


def _draw_kiosk(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    stages = {place: Stage(PANELS[place]) for _, _, place in _KIOSK.values()}
    for name, (state, look, place) in _KIOSK.items():
        file = folder / f"{name}.png"
        save(picture(stages[place], states()[state], look), file, side=PANELS[place].height)
        _shrink(file, _KIOSK_WIDTH).save(file, optimize=True)


def _shrink(source: Path, width: int) -> Image.Image:
    """The picture at `width`, in a palette of its own."""
    full = Image.open(source).convert("RGB")
    small = full.resize((width, round(full.height * width / full.width)), Image.Resampling.LANCZOS)
    return small.quantize(_COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    draw(HERE)
