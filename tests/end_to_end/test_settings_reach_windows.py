"""Publish in the settings window, and see another machine of the branch follow; two editors, one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.branch.setup import publishing
from kiosk.branch.setup.publishing import Author
from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.setup.values import with_value
from kiosk.program.terminal import use_language
from tests.end_to_end.branch_machines import PIN, Machine, sounding_branch
from tests.patience import PATIENCE_MS
from ui.desk.window import DeskWindow
from ui.manager.areas import ManagerTab
from ui.manager.foot import FootAct
from ui.manager.now.page import NowPage
from ui.manager.window import ManagerWindow


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language(VIETNAMESE)


@pytest.mark.usefixtures("english")
def test_a_version_published_in_the_settings_reaches_a_desk(qtbot: QtBot, tmp_path: Path) -> None:
    site, _ = sounding_branch(tmp_path, "sqlite:///branch.db")
    manager, desk = Machine(site, "manager"), Machine(site, "desk")
    window, other = manager.window, desk.window
    assert window.windowTitle() == "Settings", "the language of help, errors and logs"
    assert isinstance(window, ManagerWindow)
    assert isinstance(other, DeskWindow)
    manager.start()
    desk.start()
    qtbot.waitUntil(lambda: any(key.login == "hai" for key in window.sign_in.keys), timeout=PATIENCE_MS)
    window.sign_in.choose("hai")
    QTest.keyClicks(window.sign_in, PIN)
    window.sign_in.enter.click()
    qtbot.waitUntil(lambda: any(page.view is not None for page in window.findChildren(NowPage)), timeout=PATIENCE_MS)
    window.open_tab(ManagerTab.SETTINGS)
    qtbot.waitUntil(lambda: window.settings.is_ready and window.page.isVisible(), timeout=PATIENCE_MS)
    window.settings.set(("branch", "place", "vi"), "Phường Tân Thành")
    window.compare()
    window.differences.reason.show_value("Đổi tên theo nghị quyết")
    window.foot.keys[FootAct.PUBLISH].click()
    qtbot.waitUntil(lambda: "Tân Thành" in other.header.accessibleName(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not window.settings.changes, timeout=PATIENCE_MS)
    office = desk.program.opening.office()
    publishing.change(office, lambda one: with_value(one, ("limits", "recall_limit"), 5), Author("hoa", "Gọi thêm"))
    qtbot.waitUntil(lambda: window.settings.document.limits.recall_limit == 5, timeout=PATIENCE_MS)
    manager.stop()
    desk.stop()
