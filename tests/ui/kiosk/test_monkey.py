"""Touch and scan at random: no exception, no way out, no stuck screen.

`benchmarks/screens/monkey.py` plays a hundred thousand actions. Exceptions and Qt warnings fail any test.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.demo.monkey import Monkey
from kiosk.domain.status import ScannerStatus
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go, until
from ui.kiosk.window import KioskWindow
from ui.visit.common import Tick
from ui.visit.screen import Screen

ACTS, BETWEEN_LOOKS, LONGEST = 1_000, 250, 600


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[KioskWindow]:
    window = KioskWindow(world.KioskBranch(), ManualClock(world.NOON), reduced_motion=True)
    window.resize(450, 800)
    window.show()
    window.scanner_status(ScannerStatus.READY)
    until(qtbot, lambda: window.visit.now is not None)
    yield window
    window.close()
    window.deleteLater()
    let_go()


def goes_home(window: KioskWindow) -> bool:
    for _ in range(LONGEST):
        window.happen(Tick())
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
