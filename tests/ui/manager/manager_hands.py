"""Operate the manager's window on a real branch, for tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.domain.language.text import VIETNAMESE, CounterError
from kiosk.program.sample import BRANCH_ID
from kiosk.program.setup_files import DocumentFiles
from kiosk.program.texts import texts
from kiosk.store.engine import Store
from tests.conftest import KEYS, MORNING, PIN
from tests.patience import PATIENCE_MS
from tests.ui.desk.branch_desk import Branch
from ui.ask import Ask
from ui.manager.areas import ManagerTab
from ui.manager.foot import FootAct
from ui.manager.reports.writer import ReportWriter
from ui.manager.window import ManagerWindow

P = ParamSpec("P")
T = TypeVar("T")
EDITOR = "hai"


@dataclass
class AwayBranch(Branch):
    """Run the use cases on the test's office, unless it is away."""

    is_away: bool = False

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self.is_away:
            raise CounterError("store.away")
        return super().run(use_case, *args, **kwargs)


@dataclass
class Manager:
    """Operate a window as a manager does."""

    qtbot: QtBot
    window: ManagerWindow
    branch: AwayBranch
    clock: ManualClock

    @property
    def office(self) -> Office:
        return self.branch.office

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def enter(self, login: str = EDITOR) -> None:
        """Sign in with the keyboard."""
        page = self.window.sign_in
        self.wait(lambda: any(key.login == login for key in page.keys))
        page.choose(login)
        QTest.keyClicks(page, PIN)
        page.enter.click()
        self.wait(lambda: self.window.settings.is_ready and self.window.tabs.isVisible())
        if not self.window.page.isVisible():
            self.window.open_tab(ManagerTab.SETTINGS)

    def act(self, act: FootAct) -> None:
        self.window.foot.keys[act].click()

    def save(self) -> None:
        """Save the draft now, and wait until it is stored."""
        self.window.saver.save()
        self.wait(lambda: not self.window.saver.is_pending)

    @property
    def said(self) -> str:
        """Return the sentence above the page."""
        notice = self.window.notice if self.window.page.isVisible() else self.window.banner
        return notice.title if not notice.isHidden() else ""

    def put(self, widget: QWidget, text: str) -> None:
        """Type a text as an input method does, which knows letters with marks."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)


def opened_manager(
    qtbot: QtBot, file: Path, language: str = VIETNAMESE, reports: ReportWriter | None = None
) -> Iterator[Manager]:
    """Open the window on a database with the sample branch."""
    clock, store = ManualClock(MORNING), Store(f"sqlite:///{file}")
    branch = AwayBranch(Office(store, clock, KEYS, BRANCH_ID))
    window = ManagerWindow(Ask(branch), texts(language), clock, DocumentFiles(), reports=reports)
    qtbot.addWidget(window)
    window.show()
    yield Manager(qtbot, window, branch, clock)
    window.close()
    store.close()
