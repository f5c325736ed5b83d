"""Touch the new tile and read the new screen, in a tree that has the new files."""

from datetime import date, time

from pytestqt.qtbot import QtBot

from kiosk.branch.week import Week, opening_week
from kiosk.clock import ManualClock
from tests.fakes.branch import answers
from tests.ui.kiosk_world import NOON, KioskBranch
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.week import WeekPage
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen


class BranchWithWeek(KioskBranch):
    @answers(opening_week)
    def opening_week(self) -> Week:
        return ((date(2026, 11, 20), ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))),)


def test_the_tile_leads_to_the_hours_and_back(qtbot: QtBot) -> None:
    window = KioskWindow(BranchWithWeek(), ManualClock(NOON), reduced_motion=True)
    window.resize(450, 800)
    window.show()
    until(qtbot, lambda: window.visit.now is not None)
    assert isinstance(window.page, StartPage)
    touch(window.page.tiles.tiles["week"])
    until_screen(qtbot, window, Screen.WEEK)
    page = window.page
    assert isinstance(page, WeekPage)
    until(qtbot, lambda: page.days.text == "20/11: 07:30 – 11:30, 13:30 – 17:00")
    assert page.title.text == "Giờ làm việc trong tuần"
    touch(page.done)
    assert window.visit.screen is Screen.START
    assert window.visit.states == ()
    window.close()
    window.deleteLater()
    let_go()
