"""Draw the gallery: each screen on each panel in each look, desks, boards, reports, and an index page."""

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kiosk.domain.language.text import Texts
from kiosk.gallery.desk import desk_pictures
from kiosk.gallery.guide import guide_pictures
from kiosk.gallery.hall import hall_pictures
from kiosk.gallery.kiosk import GalleryKiosk, looks, name_of
from kiosk.gallery.reports import report_pictures
from kiosk.gallery.settings import settings_pictures
from kiosk.gallery.states import screens, states
from ui.display import hidden_application
from ui.png import save_png
from ui.theme.panels import PANELS
from ui.visit.visit import Look, Visit

#: The longer side of a saved picture, in pixels. A broken line is visible, and thousands of files stay small.
_SIDE = 960


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold one picture of the gallery: its file in the folder, its state and its heading."""

    file: Path
    state: str
    title: str


def draw_gallery(folder: Path, texts: Texts, told: Callable[[int], None], *, whole: bool) -> int:
    """Write the pictures and ``index.html`` to `folder`, and return the number of pictures.

    `whole`: draw every state of every screen, otherwise one state a screen. `told` is called with the count after each
    hundredth picture.
    """
    hidden_application()
    shown = states() if whole else screens()
    drawings: list[Drawing] = []
    for panel in PANELS:
        kiosk = GalleryKiosk(panel)
        for look in looks(panel):
            for name, visit in shown.items():
                file = Path(panel.name, name_of(look), f"{name.replace(' ', '-')}.png")
                save(picture(kiosk, visit, look), folder / file)
                drawings.append(Drawing(file, name, f"{panel.name} · {name_of(look)}"))
                if len(drawings) % 100 == 0:
                    told(len(drawings))
        kiosk.close()
    office = (*guide_pictures(whole=whole), *settings_pictures(whole=whole), *report_pictures(whole=whole))
    for still in (*desk_pictures(whole=whole), *hall_pictures(whole=whole), *office):
        save(still.image, folder / still.file)
        drawings.append(Drawing(still.file, still.state, still.title))
    (folder / "index.html").write_text(_page(drawings, texts), encoding="utf-8")
    return len(drawings)


def picture(kiosk: GalleryKiosk, visit: Visit, look: Look) -> QImage:
    """Return the citizen's screen in the panel's own pixels."""
    return kiosk.put(visit, look).grab().toImage()


def save(image: QImage, file: Path, *, side: int = _SIDE) -> None:
    """Write a picture, scaled down to `side` pixels on its longer side."""
    if max(image.width(), image.height()) > side:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(side, side, keep, smooth)
    save_png(image, file)


def _page(drawings: Iterable[Drawing], texts: Texts) -> str:
    """Return the index page as HTML, with a section for each panel and look. Pictures load when scrolled to."""
    sections: dict[str, list[str]] = {}
    for one in drawings:
        alt = html.escape(one.state)
        source = one.file.as_posix()
        sections.setdefault(one.title, []).append(
            f'<a href="{source}"><img loading="lazy" src="{source}" alt="{alt}"><span>{alt}</span></a>'
        )
    links = "".join(f'<a href="#{place}">{title}</a>' for place, title in enumerate(sections))
    body = "".join(
        f'<section id="{place}"><h2>{title}</h2><div>{"".join(pictures)}</div></section>'
        for place, (title, pictures) in enumerate(sections.items())
    )
    title = html.escape(texts.say("gallery.title"))
    return f"""<!doctype html>
<html lang="{texts.language}"><meta charset="utf-8"><title>{title}</title>
<style>{_STYLE}</style>
<h1>{title}</h1><nav>{links}</nav>{body}</html>
"""


_STYLE = """
body { font-family: "Be Vietnam Pro", sans-serif; margin: 2rem; background: #f1ece3; color: #1c1917 }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; line-height: 1.8 }
section > div { display: flex; flex-wrap: wrap; gap: 1rem }
section a { text-decoration: none; color: inherit }
img { height: 320px; display: block; border: 1px solid #cfc6b9 }
"""
