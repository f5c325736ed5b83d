"""The rating tablet: code or slip, a face, thanks, and home again; never more than its one job."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.rating import Level
from kiosk.domain.scan import TicketScan
from kiosk.domain.status import ScannerStatus
from kiosk.domain.text import CounterError
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk import events as e
from ui.kiosk.screens.rate_code import RateCodeHomePage
from ui.kiosk.screens.rating import RatingPage
from ui.kiosk.state import Screen
from ui.rating.window import RatingWindow
from ui.widgets.text import Text


@pytest.fixture
def services() -> world.FakeServices:
    return world.FakeServices()


@pytest.fixture
def window(qtbot: QtBot, services: world.FakeServices) -> Iterator[RatingWindow]:
    window = RatingWindow(services, ManualClock(world.NOON), reduced_motion=True)
    window.resize(450, 800)
    window.show()
    window.scanner_status(ScannerStatus.READY)
    until(qtbot, lambda: window.visit.now is not None)
    yield window
    window.close()
    window.deleteLater()
    let_go()


def faces(window: RatingWindow) -> RatingPage:
    assert isinstance(window.page, RatingPage)
    return window.page


def test_a_slip_and_one_touch_is_a_rating(qtbot: QtBot, window: RatingWindow, services: world.FakeServices) -> None:
    assert isinstance(window.page, RateCodeHomePage)
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    touch(faces(window).faces[Level.VERY_SATISFIED])
    until_screen(qtbot, window, Screen.THANKS)
    assert [rating.level for _, rating in services.ratings] == [Level.VERY_SATISFIED]
    for _ in range(6):
        window.happen(e.Tick())
    assert window.visit.screen is Screen.RATE_CODE


def test_no_face_is_chosen_beforehand_and_all_are_equal(qtbot: QtBot, window: RatingWindow) -> None:
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    keys = faces(window).faces.values()
    assert not any(key.isChecked() for key in keys)
    heights = [key.height() for key in keys]
    assert max(heights) - min(heights) <= 1  # what a pixel leaves of a third
    assert len({key.width() for key in keys}) == 1


def test_thirty_seconds_to_choose_then_home(qtbot: QtBot, window: RatingWindow, services: world.FakeServices) -> None:
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    assert window.visit.seconds_left == 30
    for _ in range(30):
        window.happen(e.Tick())
    assert (window.visit.screen, services.ratings) == (Screen.RATE_CODE, [])


def test_the_tablet_has_nowhere_to_go_back_to(window: RatingWindow) -> None:
    window.happen(e.Back())
    window.happen(e.Home())
    assert window.visit.screen is Screen.RATE_CODE


def test_a_closed_centre_still_takes_ratings(qtbot: QtBot, window: RatingWindow, services: world.FakeServices) -> None:
    from kiosk.domain.hours import Hours

    services.now = Hours(is_open=False, closes_at=None, opens_at=None)
    window.happen(e.Tick())
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)


def test_without_a_database_the_tablet_asks_to_keep_the_slip(
    qtbot: QtBot, window: RatingWindow, services: world.FakeServices
) -> None:
    services.down = CounterError("store.away")
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.TROUBLE)
    assert window.page is not None
    assert any("giữ phiếu" in text.text for text in window.page.findChildren(Text))
    services.down = None
    for _ in range(5):
        window.happen(e.Tick())
    until_screen(qtbot, window, Screen.RATE_CODE)
