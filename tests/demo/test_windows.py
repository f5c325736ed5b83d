"""Check the windows of the demo: each has its own title, and only the kiosk receives its scanner."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from devices.simulators.cards import sample_cards
from kiosk.demo.windows import BranchWindows
from kiosk.demo.world import Devices, World
from kiosk.domain.program_status import ScanRead
from tests.ui.touching import let_go, until
from ui.kiosk.window import VisitWindow
from ui.theme.panels import PORTRAIT_27


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Iterator[BranchWindows]:
    world = World(tmp_path / "world", Devices())
    made = BranchWindows(world, PORTRAIT_27)
    yield made
    made.close()
    world.close()
    for window in made.by_name.values():
        window.deleteLater()
    let_go()


def test_the_tablet_hears_nothing_of_the_kiosks_reader(qtbot: QtBot, windows: BranchWindows) -> None:
    assert isinstance(windows.tablet, VisitWindow)
    (card,) = sample_cards(1, 1, date(2026, 11, 24))
    windows.statuses.tell(ScanRead(card))
    until(qtbot, lambda: windows.kiosk.visit.person is not None)
    assert windows.tablet.visit.notice is None
    titles = [window.windowTitle() for window in windows.by_name.values()]
    assert all(titles)
    assert len({title for name, title in zip(windows.by_name, titles, strict=True) if "desk" not in name}) == 3
