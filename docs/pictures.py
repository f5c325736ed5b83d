"""Draw the pictures of README.md and of the pages in docs (`make pictures`), from the gallery's states.

The paper is drawn from the bytes of a print job. Pictures are small: a palette, and no wider than a page of text.
"""

import os
from pathlib import Path

from PIL import Image

from kiosk.gallery.desk import desk_pictures
from kiosk.gallery.guide import guide_pictures
from kiosk.gallery.hall import hall_pictures
from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.main import picture, save
from kiosk.gallery.settings import settings_pictures
from kiosk.gallery.states import states
from kiosk.gallery.world import slip, ticket
from kiosk.program.texts import texts
from printing.renderer import LocalRenderer
from printing.simulators.paper import SimulatedPaper
from ui.display import application
from ui.theme.panels import PORTRAIT_27
from ui.visit.visit import Look

HERE = Path(__file__).resolve().parent / "pictures"
_COLOURS = 128
#: Name in the documentation: state of the catalogue and look.
_KIOSK = {
    "kiosk-start": ("start", Look()),
    "kiosk-choose": ("choose", Look()),
    "kiosk-ticket": ("ticket", Look()),
    "kiosk-rating": ("rating", Look()),
    "kiosk-card": ("card appointment", Look()),
    "kiosk-procedure": ("procedure", Look()),
    "kiosk-trouble": ("trouble", Look()),
    "kiosk-without-paper": ("ticket without paper", Look()),
    "kiosk-cut-off": ("ticket cut off", Look()),
    "kiosk-low-reach": ("start", Look("km", 3, high_contrast=True, low_reach=True)),
}
_KIOSK_WIDTH = 480
_WIDTH = 960
#: Name in the documentation: the gallery's picture, without the ending.
_AT_WORK = {
    "desk": "desk-1440x900/vi/serving",
    "hall": "hall-1920x1080/vi/called",
    "guide-counters": "guide/1366x768-vi/counters",
    "guide-done": "guide/1366x768-vi/done",
    "devices": "settings/1600x1000-vi/devices",
    "manager": "settings/1600x1000-vi/now",
    "manager-figures": "settings/1600x1000-vi/figures-of-a-week",
    "settings": "settings/1600x1000-vi/services",
    "settings-look": "settings/1600x1000-vi/look-too-light",
}


def draw(folder: Path) -> None:
    """Draw all pictures into `folder`."""
    folder.mkdir(exist_ok=True)
    _draw_kiosk(folder)
    _draw_at_work(folder)
    _draw_paper(folder)


def _draw_paper(folder: Path) -> None:
    """Draw the slip of a ticket as the simulated printer shows its bytes."""
    paper = SimulatedPaper()
    paper.print(b"".join(LocalRenderer(texts).render(slip(ticket()))))
    paper.hanging.save(folder / "paper.png", optimize=True)


def _draw_kiosk(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    gallery = GalleryKiosk(PORTRAIT_27)
    for name, (state, look) in _KIOSK.items():
        file = folder / f"{name}.png"
        save(picture(gallery, states()[state], look), file, side=PORTRAIT_27.height)
        _shrink(file, _KIOSK_WIDTH).save(file, optimize=True)


def _draw_at_work(folder: Path) -> None:
    wanted = {state: name for name, state in _AT_WORK.items()}
    for draw_all in (desk_pictures, hall_pictures, guide_pictures, settings_pictures):
        for one in draw_all(whole=False):
            if name := wanted.get(one.file.with_suffix("").as_posix()):
                file = folder / f"{name}.png"
                save(one.image, file, side=1920)
                _shrink(file, _WIDTH).save(file, optimize=True)


def _shrink(source: Path, width: int) -> Image.Image:
    """Return the picture at `width`, in a palette of its own."""
    full = Image.open(source).convert("RGB")
    small = full.resize((width, round(full.height * width / full.width)), Image.Resampling.LANCZOS)
    return small.quantize(_COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    draw(HERE)
