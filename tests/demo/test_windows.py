"""Check the windows of the demo: each has its own title, and only the kiosk receives its scanner."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from devices.simulators.cards import sample_cards
from kiosk.branch.setup import publishing
from kiosk.demo.windows import BranchWindows
from kiosk.demo.world import Devices, World
from kiosk.domain.language.text import LocalText
from kiosk.domain.program_status import ScanRead
from kiosk.domain.setup.document import Document
from tests.ui.touching import let_go, until
from ui.kiosk.window import VisitWindow
from ui.theme.panels import PORTRAIT_27
from ui.widgets.header import Header


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Iterator[BranchWindows]:
    world = World(tmp_path / "world", Devices())
    made = BranchWindows(world, PORTRAIT_27, is_animated=False, manager_scale=0.4)
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
    assert len({title for name, title in zip(windows.by_name, titles, strict=True) if "desk" not in name}) == 4
    assert all(one.desk.theme.reduced_motion for one in windows.desks), "a script waits for no animation"


def test_a_published_version_reaches_every_window(qtbot: QtBot, windows: BranchWindows) -> None:
    """Two seconds are the limit; the place's name is on each of them."""
    windows.open()
    until(qtbot, lambda: windows.kiosk.visit.now is not None)
    office = windows.program.opening.office()

    def edit(document: Document) -> Document:
        return replace(document, branch=replace(document.branch, place=LocalText("Phường Tân Thành")))

    publishing.change(office, edit)
    begin = time.monotonic()

    def behind() -> list[str]:
        named = {name: window.findChildren(Header) for name, window in windows.by_name.items()}
        return [name for name, shown in named.items() if not any("Tân Thành" in one.accessibleName() for one in shown)]

    until(qtbot, lambda: not behind())
    assert time.monotonic() - begin < 2
