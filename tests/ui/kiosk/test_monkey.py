"""Touch and scan at random: no exception, no way out, no stuck screen.

`benchmarks/screens/monkey.py` plays a hundred thousand actions. Exceptions and Qt warnings fail any test.
"""

from PySide6.QtWidgets import QApplication

from kiosk.demo.monkey import Monkey
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import seconds
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen

ACTS, BETWEEN_LOOKS, LONGEST = 1_000, 250, 600


def goes_home(window: KioskWindow) -> bool:
    for _ in range(LONGEST):
        seconds(window, 1)
        QApplication.processEvents()
        if window.visit.screen is Screen.START and window.visit.person is None:
            return True
    return False


def test_a_monkey_finds_no_way_out_and_no_screen_that_stays(window: KioskWindow) -> None:
    monkey, seen = Monkey(window, 11, world.NOON.date()), set[Screen]()
    for turn in range(1, ACTS + 1):
        monkey.act()
        seen.add(window.visit.screen)
        if turn % BETWEEN_LOOKS == 0:
            assert goes_home(window), window.visit.screen
            assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [window]
    assert seen >= {Screen.CHOOSE, Screen.CARD, Screen.TICKET}
