"""Check the choice of field and service, and of a procedure: nothing is hidden that has room, one question a page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.page import Page
from ui.kiosk.screens.procedures import ProceduresPage
from ui.kiosk.screens.search import SearchPage
from ui.layout.low_reach import low_reach_line
from ui.theme.panels import PANELS, KioskPanel
from ui.visit.number import NumberState
from ui.visit.procedures import ProcedureState
from ui.visit.visit import Look
from ui.widgets.keys import Key

P = TypeVar("P", bound=Page)
Shown = Callable[[KioskPanel, str, Look], Page]
#: The panels on which fields or services were hidden once, and the smallest.
NAMES = {"portrait-24", "portrait-22", "portrait-15", "landscape-22", "landscape-15", "square-19"}
EVERY = [pytest.param(panel, id=panel.name) for panel in PANELS if panel.name in NAMES]
LOW = [pytest.param(panel, id=panel.name) for panel in PANELS if panel.name in NAMES and panel.can_be_low]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    made: list[GalleryKiosk] = []

    def show(panel: KioskPanel, state: str, look: Look) -> Page:
        made.append(GalleryKiosk(panel))
        page = made[-1].put(states()[state], look).page
        assert page is not None
        return page

    yield show
    for one in made:
        one.close()


def in_sight(keys: list[Key]) -> list[str]:
    """Return the labels of the keys of which every pixel is visible."""
    return [key.label for key in keys if key.visibleRegion().boundingRect() == key.rect()]


@pytest.mark.parametrize("panel", EVERY)
def test_no_field_is_hidden_behind_a_page(shown: Shown, panel: KioskPanel) -> None:
    page = shown(panel, "choose", Look())
    assert isinstance(page, ChoosePage)
    fields: list[Key] = list(page.fields.values())
    assert in_sight(fields) == [key.label for key in fields]
    assert fields[-1].label == "Nhận kết quả"


@pytest.mark.parametrize("panel", [one for one in EVERY if one.id != "landscape-15"])  # its 239 mm have two rows
def test_no_service_is_hidden_behind_a_page(shown: Shown, panel: KioskPanel) -> None:
    visit = states()["choose"]
    assert visit.now is not None
    kiosk = GalleryKiosk(panel)
    for code in visit.now.field_codes:
        page = kiosk.put(visit.put(replace(visit.of(NumberState), field=code)), Look()).page
        assert isinstance(page, ChoosePage)
        services: list[Key] = list(page.services.values())
        assert in_sight(services) == [key.label for key in services], code
    kiosk.close()


@pytest.mark.parametrize("panel", EVERY)
def test_icons_stand_beside_all_fields_or_none(shown: Shown, panel: KioskPanel) -> None:
    for look in (Look(), Look("km", 2), Look("vi", 3)):
        page = shown(panel, "choose", look)
        assert isinstance(page, ChoosePage)
        assert len({key.details_shown for key in page.fields.values() if key.isVisible()}) == 1


@pytest.mark.parametrize("panel", LOW)
@pytest.mark.parametrize(("state", "least"), [("choose", 6), ("procedures", 4)])  # two a page were shown once
def test_low_reach_shows_the_fields_below_the_line(shown: Shown, panel: KioskPanel, state: str, least: int) -> None:
    page = shown(panel, state, Look(low_reach=True))
    assert isinstance(page, ChoosePage | ProceduresPage)
    fields: list[Key] = list(page.fields.values())
    line = low_reach_line(page.window().size())
    seen = [key for key in fields if key.isVisible()]
    assert len(seen) >= least
    assert all(key.mapTo(page.window(), QPoint()).y() >= line for key in seen)
    assert state != "choose" or len({key.x() for key in seen}) > 1, "a grid"
    assert not page.right.isVisible(), "one question a page"


@pytest.mark.parametrize("panel", LOW)
def test_low_reach_reads_the_first_names_of_a_search(shown: Shown, panel: KioskPanel) -> None:
    page = shown(panel, "search dang ky", Look(low_reach=True))
    assert isinstance(page, SearchPage)
    listed = in_sight(list(page.found.values()))
    read = [text.text for text in page.first if text.isVisible()]
    assert listed or read == [key.label for key in page.list.keys[: len(read)]] != []


@pytest.mark.parametrize("panel", EVERY)
def test_a_procedure_has_a_row_of_its_own_height(shown: Shown, panel: KioskPanel) -> None:
    visit = states()["procedures of land"]
    kiosk = GalleryKiosk(panel)
    page = kiosk.put(visit.put(replace(visit.of(ProcedureState), page=0)), Look()).page
    assert isinstance(page, ProceduresPage)
    keys = [key for key in page.right.keys if key.isVisible()]
    assert all(key.height() >= key.height_at(key.width()) for key in keys), "no name shrinks"
    rows = page.right
    short = [key for key in rows.keys if key.height_at(rows.width()) <= min(one.height() for one in keys)]
    assert not short or min(key.height() for key in keys) < max(key.height_at(rows.width()) for key in rows.keys)
    kiosk.close()
