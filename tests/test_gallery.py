"""Check that `kiosk gallery` draws every screen into a folder, without real personal data."""

import re
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.guide import GuideStep
from kiosk.gallery import main
from kiosk.gallery.desk import SCREENS
from kiosk.gallery.hall import BOARDS
from kiosk.gallery.kiosk import looks, name_of
from kiosk.gallery.states import screens, states
from kiosk.program.texts import texts
from ui.manager.pages import PAGES
from ui.theme.panels import PANELS, KioskPanel
from ui.visit.screen import Screen
from ui.visit.visit import Look

SMALL = (KioskPanel("portrait", 270, 480, 0.8), KioskPanel("landscape", 480, 270, 0.8))
FEW = {name: states()[name] for name in ("start", "choose", "ticket")}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "PANELS", SMALL)
    monkeypatch.setattr(main, "screens", lambda: FEW)


@pytest.mark.timeout(900)  # its signal in a paint event ends the process, and a busy machine needs minutes
def test_every_picture_is_there_and_on_the_page(small: None, tmp_path: Path) -> None:
    told: list[int] = []
    count = main.draw_gallery(tmp_path, texts("vi"), told.append, whole=False)
    pictures = sorted(one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.png"))
    at_work = [
        name
        for name in pictures
        if name.split("-")[0] in {"desk", "hall", "sign"} or name.startswith(("guide/", "settings/", "report-"))
    ]
    wanted = [f"{panel.name}/{name_of(look)}/{name}.png" for panel in SMALL for look in looks(panel) for name in FEW]
    assert sorted({*pictures} - {*at_work}) == sorted(wanted)
    assert len(wanted) == 216
    assert count == len(pictures)
    assert told == [100, 200]
    pages, languages = ("sign-in", "counters", "serving"), ("vi", "en")
    desks = [f"desk-{w}x{h}/{language}/{page}.png" for w, h in SCREENS for language in languages for page in pages]
    assert sorted(name for name in at_work if name.startswith("desk")) == sorted(desks)
    guide = [f"guide/1366x768-{language}/{one.name.lower()}.png" for language in languages for one in GuideStep]
    assert sorted(name for name in at_work if name.startswith("guide")) == sorted(guide)
    plain = (one.value for one in PAGES if one is not SetupPage.LOOK)
    live = ["now", "now-before-the-first-number", "figures-of-a-day", "figures-of-a-week", "machines"]
    live += ["reports", "reports-compared"]
    live += ["people", "a-visit", "audit", "what-if"]
    settings = [*plain, "look-lam", "look-too-light", "differences", *live]
    shown = [f"settings/1600x1000-vi/{one}.png" for one in settings]
    assert sorted(name for name in at_work if name.startswith("settings")) == sorted(shown)
    reports = [f"report-{language}/day-{page}.png" for language in languages for page in (1, 2, 3)]
    assert sorted(name for name in at_work if name.startswith("report")) == sorted(reports)
    boards = [f"hall-{w}x{h}/{language}/called.png" for w, h in BOARDS for language in ("vi", "en", "km")]
    assert sorted(name for name in at_work if name.startswith("hall")) == sorted(boards)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r'<img [^>]*src="([^"]+)"', page)) == pictures
    with Image.open(tmp_path / "portrait/vi-M/start.png") as picture:
        assert picture.size == (270, 480)


def test_every_screen_of_the_visit_has_a_state() -> None:
    assert {visit.screen for visit in states().values()} == set(Screen)
    assert {visit.screen for visit in screens().values()} == set(Screen)


def test_a_portrait_panel_is_also_shown_lowered() -> None:
    wide = next(panel for panel in PANELS if not panel.is_portrait)
    high = next(panel for panel in PANELS if panel.is_portrait)
    assert len(list(looks(high))) == 2 * len(list(looks(wide))) == 2 * 24
    assert not any(look.low_reach for look in looks(wide))
    assert name_of(Look("km", 3, high_contrast=True, low_reach=True)) == "km-XXL-contrast-low"
