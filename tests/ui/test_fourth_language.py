"""Check that a fourth language needs only a folder of texts: its key fits the start screen of every panel."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import resources
import ui.kiosk.window
from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from tests.ui.drawn import Recorder
from tests.ui.measures import measure
from ui.theme.panels import PANELS, KioskPanel
from ui.visit.visit import Look
from ui.widgets.keys import Key

USUAL = [panel for panel in PANELS if panel.short_side_mm >= 250]


@pytest.fixture
def fourth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """French, with the sentences of the kiosk it has so far; the others are Vietnamese until they are written."""
    home = Path(resources.__file__).parent
    for entry in home.iterdir():
        if entry.name != "translations":
            (tmp_path / entry.name).symlink_to(entry)
    shutil.copytree(home / "translations", tmp_path / "translations")
    sentences = {"kiosk": {"language": "Français", "start": {"take": "Prendre un numéro"}}}
    folder = tmp_path / "translations" / "fr"
    folder.mkdir()
    (folder / "kiosk.json").write_text(json.dumps(sentences), encoding="utf-8")
    monkeypatch.setattr(resources, "_HERE", tmp_path)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    resources.texts.cache_clear()
    ui.kiosk.window._scene.cache_clear()


@pytest.mark.parametrize("step", [0, 2])
@pytest.mark.parametrize("panel", USUAL, ids=[panel.name for panel in USUAL])
def test_its_key_stands_on_the_start_screen_within_the_measures(
    qtbot: QtBot, fourth: None, monkeypatch: pytest.MonkeyPatch, panel: KioskPanel, step: int
) -> None:
    recorder = Recorder()
    recorder.install(monkeypatch)
    gallery, found = GalleryKiosk(panel), []
    for low in (False, True) if panel.is_portrait else (False,):
        for name in ("start", "closed", "language sheet"):
            window = gallery.put(states()[name], Look("fr", step, low_reach=low))
            assert "Français" in {key.label for key in window.findChildren(Key) if key.isVisible()}
            found += [f"{name}: {fault}" for fault in measure(window, recorder, panel)]
    gallery.close()
    assert not found, "\n".join(found)


def test_it_speaks_and_falls_back_to_vietnamese(qtbot: QtBot, fourth: None) -> None:
    gallery = GalleryKiosk(PANELS[0])
    labels = {key.label for key in gallery.put(states()["start"], Look("fr")).findChildren(Key)}
    gallery.close()
    assert "Prendre un numéro" in labels
    assert "Tương phản" in labels
