"""Check the page of devices in the settings window: it opens from the navigation and is no part of the draft."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.setup.draft import SetupPage
from kiosk.gallery.guide import StillMachine
from kiosk.program.setup_files import DocumentFiles
from kiosk.program.texts import texts
from tests.patience import PATIENCE_MS
from tests.ui.manager.manager_hands import Manager
from ui.ask import Ask
from ui.manager.pages.devices import DevicesSettings
from ui.manager.window import ManagerWindow


@pytest.fixture
def settings(manager: Manager, qtbot: QtBot) -> Iterator[Manager]:
    """Open a second window on the same branch, on a machine."""
    ask = Ask(manager.branch)
    window = ManagerWindow(ask, texts(VIETNAMESE), manager.clock, DocumentFiles(), machine=StillMachine())
    qtbot.addWidget(window)
    window.show()
    yield Manager(qtbot, window, manager.branch, manager.clock)
    window.close()


def test_the_devices_stand_beside_the_draft(settings: Manager, qtbot: QtBot) -> None:
    settings.enter()
    QTest.mouseClick(settings.window.nav.keys[SetupPage.DEVICES], Qt.MouseButton.LeftButton)
    page = settings.window.page
    assert isinstance(page, DevicesSettings)
    qtbot.waitUntil(lambda: page.devices.draft is not None, timeout=PATIENCE_MS)
    QTest.mouseClick(page.devices.screen_card.reduced_motion.key, Qt.MouseButton.LeftButton)
    assert page.devices.count == 1
    assert settings.window.settings.changes == ()


def test_a_window_without_a_machine_has_no_such_page(manager: Manager) -> None:
    manager.enter()
    before = manager.window.page
    manager.window.open_page(SetupPage.DEVICES)
    assert manager.window.page is before
