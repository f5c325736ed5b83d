"""Draws the README's pictures from a headless demo (`make pictures`): what they show is what the program shows.

Small on purpose: a palette, and no wider than a page of text.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent / "pictures"
_VISITS = "6"
_COLOURS = 64
#: Name in the documentation: name of the demo's screen, width in pixels.
_SCREENS = {
    "kiosk-start": ("kiosk-start", 480),
    "kiosk-choose": ("kiosk-choose", 480),
    "kiosk-ticket": ("kiosk-ticket", 480),
    "kiosk-rating": ("kiosk-rating", 480),
    "desk": ("desk-2-serving", 960),
    "hall": ("hall-serving", 960),
}


def draw(folder: Path) -> None:
    """Plays a demo and writes its pictures to `folder`; CalledProcessError when the demo's counts do not agree."""
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as work:
        out = Path(work) / "demo"
        command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--visits", _VISITS, "--out", str(out)]
        subprocess.run(command, check=True)
        folder.mkdir(exist_ok=True)
        for name, (screen, width) in _SCREENS.items():
            _shrink(out / "screens" / f"{screen}.png", width).save(folder / f"{name}.png", optimize=True)
        first = min((out / "tickets").glob("*.png"))
        Image.open(first).convert("1").save(folder / "paper.png", optimize=True)


def _shrink(source: Path, width: int) -> Image.Image:
    """The picture at `width`, in a palette of its own."""
    full = Image.open(source).convert("RGB")
    small = full.resize((width, round(full.height * width / full.width)), Image.Resampling.LANCZOS)
    return small.quantize(_COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    draw(HERE)
