"""Check that the start screen names a fault: a missing scanner, an unreachable branch."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from ui.kiosk.screens.start import StartPage
from ui.theme.panels import PANELS
from ui.visit.visit import Look, Visit

PANEL = {panel.name: panel for panel in PANELS}
#: A panel without room for a title beside the hint, and one with it.
NAMES = ["landscape-22", "portrait-27"]


@pytest.fixture(params=NAMES)
def stage(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[GalleryKiosk]:
    made = GalleryKiosk(PANEL[request.param])
    yield made
    made.close()


def shown(stage: GalleryKiosk, visit: Visit) -> StartPage:
    page = stage.put(visit, Look("vi", 1)).page
    assert isinstance(page, StartPage)
    return page


def test_a_reader_that_is_out_is_named_and_asks_for_no_card(stage: GalleryKiosk) -> None:
    page = shown(stage, states()["start without scanner"])
    assert page.card_title.isVisible()
    assert page.card_title.text == "Đầu đọc thẻ đang tạm nghỉ"
    assert not page.card_privacy.isVisible()
    assert not page.card_picture.isVisible()
    page = shown(stage, states()["start"])
    assert page.card_privacy.isVisible()
    assert page.card_picture.isVisible()


def test_a_branch_that_is_away_is_not_marked_with_people(stage: GalleryKiosk) -> None:
    assert shown(stage, states()["start"]).hero.third == ("40 người đang chờ", "users")
    assert shown(stage, states()["start cut off"]).hero.third == ("Mất kết nối, vẫn lấy được số", "unplug")


def test_the_name_of_the_chosen_language_stands_on_one_line(qtbot: QtBot) -> None:
    stage = GalleryKiosk(PANEL["landscape-27"])
    page = shown(stage, states()["start"])
    chosen = page.settings.languages["vi"]
    assert chosen.width() > page.settings.languages["en"].width()
    assert chosen.width() >= chosen.minimumSizeHint().width()
    stage.close()
