"""Check that the start screen names a fault: a missing scanner, an unreachable branch."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from ui.kiosk.screens.start import StartPage
from ui.theme.panels import PANELS
from ui.visit.visit import Look, Visit
from ui.widgets.card_hint import CardHint

PANEL = {panel.name: panel for panel in PANELS}
#: A panel without room for a title beside the hint, and one with it.
NAMES = ["landscape-22", "portrait-27"]


@pytest.fixture(params=NAMES)
def gallery(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[GalleryKiosk]:
    made = GalleryKiosk(PANEL[request.param])
    yield made
    made.close()


def shown(gallery: GalleryKiosk, visit: Visit) -> StartPage:
    page = gallery.put(visit, Look("vi", 1)).page
    assert isinstance(page, StartPage)
    return page


def about_card(page: StartPage) -> CardHint:
    """Return what is shown about a card: with its title, or the sentence alone."""
    return next(hint for hint in (page.card, page.small_card) if hint.isVisible())


def test_a_reader_that_is_out_is_named_and_asks_for_no_card(gallery: GalleryKiosk) -> None:
    hint = about_card(shown(gallery, states()["start without scanner"]))
    assert hint.title.isVisible()
    assert hint.title.text == "Đầu đọc thẻ đang tạm nghỉ"
    assert not hint.privacy.isVisible()
    assert not hint.picture.isVisible()
    page = shown(gallery, states()["start"])
    hint = about_card(page)
    assert hint.privacy.isVisible()
    assert hint.picture.isVisible() is (hint is page.card), "a sentence alone has no room for it"


def test_a_branch_that_is_away_is_not_marked_with_people(gallery: GalleryKiosk) -> None:
    assert shown(gallery, states()["start"]).hero.third == ("40 người đang chờ", "users")
    assert shown(gallery, states()["start cut off"]).hero.third == ("Mất kết nối, vẫn lấy được số", "unplug")


def test_the_name_of_the_chosen_language_stands_on_one_line(qtbot: QtBot) -> None:
    gallery = GalleryKiosk(PANEL["landscape-27"])
    page = shown(gallery, states()["start"])
    chosen = page.settings.languages["vi"]
    assert chosen.width() >= chosen.line_width()
    gallery.close()


#: The tiles of each number: where they stand, in rows of two.
GRIDS = {"start without appointments": [1, 1], "start": [1, 1, 2], "start with dossiers": [1, 1, 1, 1]}


@pytest.mark.parametrize("state", GRIDS)
def test_tiles_stand_on_one_grid_however_many_there_are(gallery: GalleryKiosk, state: str) -> None:
    tiles = list(shown(gallery, states()[state]).tiles.tiles.values())
    assert len({tile.height() for tile in tiles}) == 1
    lefts = sorted({tile.x() for tile in tiles})
    assert len(lefts) == 2
    half = tiles[0].width()
    assert [round(tile.width() / half) for tile in tiles] == GRIDS[state]
    assert len({tile.details_shown for tile in tiles}) == 1, "icons and second lines: all or none"


def test_the_purpose_is_told_before_a_card_is_scanned(gallery: GalleryKiosk) -> None:
    page = gallery.put(states()["start"], Look()).page
    assert isinstance(page, StartPage)
    told = about_card(page)
    assert "lịch hẹn, xét ưu tiên và nhắc số" in told.hint.text.replace("\xa0", " ")
    assert told.privacy.isVisible()


@pytest.mark.parametrize("name", [panel.name for panel in PANELS])
def test_the_accents_of_the_main_key_stand_off_its_edge_in_the_largest_letters(qtbot: QtBot, name: str) -> None:
    gallery = GalleryKiosk(PANEL[name])
    page = gallery.put(states()["start"], Look("vi", 3)).page
    assert isinstance(page, StartPage)
    assert page.hero.height() >= page.hero.least_height(page.hero.width())
    gallery.close()
