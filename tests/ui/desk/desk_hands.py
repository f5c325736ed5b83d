"""Open, read and touch a desk on a branch in memory, for tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from kiosk.clock import ManualClock
from kiosk.domain.language.text import Texts
from tests.patience import PATIENCE_MS
from tests.ui.desk.desk_fakes import NOW, PIN, FakeDesk, ticket
from ui.ask import Ask
from ui.desk.acts import Act
from ui.desk.window import DeskWindow
from ui.widgets import Key, Tone

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Desk:
    """Operate a window on a fake branch, as a clerk does."""

    qtbot: QtBot
    window: DeskWindow
    branch: FakeDesk
    clock: ManualClock

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def key(self, act: Act) -> Key:
        return self.window.serving.acts.keys[act]

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    def settle(self) -> None:
        """Wait until all questions are answered."""
        self.wait(lambda: self.window.state.act is None and not self.window.follower.is_asking)

    def sign_in(self, pin: str = PIN) -> None:
        page = self.window.sign_in
        self.wait(page.keys[0].isVisible)
        QTest.mouseClick(page.keys[0], LEFT)
        for figure in pin:
            keys = {one.label: one for one in page.pad.findChildren(Key)}
            QTest.mouseClick(keys[figure], LEFT)
        QTest.mouseClick(page.enter, LEFT)

    def sit_down(self, counter: int = 2) -> None:
        self.sign_in()
        self.wait(lambda: self.window.pages.currentWidget() is self.window.counters)
        QTest.mouseClick(self.window.counters.keys[counter - 1], LEFT)
        self.wait(lambda: self.window.pages.currentWidget() is self.window.serving)
        self.settle()

    @property
    def number(self) -> str:
        shown = self.window.serving.current.number
        return shown.text if shown.isVisible() else ""

    def database(self) -> Tone:
        return self.window.strip.items[0].tone

    @property
    def notice(self) -> str:
        serving = self.window.serving.notice
        if serving.isVisible():
            return serving.title
        return self.window.notice.title if self.window.notice.isVisible() else ""


def opened_desk(qtbot: QtBot) -> Iterator[Desk]:
    """Open a desk without a signed-in clerk, with three people waiting."""
    branch = FakeDesk(
        waiting=[ticket(42, minutes_ago=25, priority=True), ticket(43, 1, minutes_ago=12), ticket(44, minutes_ago=10)]
    )
    ask, clock = Ask(branch), ManualClock(NOW)
    texts = Texts("vi", resources.texts("vi"), resources.texts("vi"))
    window = DeskWindow(ask, texts, clock)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield Desk(qtbot, window, branch, clock)
    if branch.gate is not None:
        branch.gate.set()
    window.close()
