"""Operate a desk on a real branch, for tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.domain.status import ProgramKind
from kiosk.program.sample import BRANCH_ID
from kiosk.store import tickets
from kiosk.store.engine import Store
from tests.books import check_books
from tests.conftest import KEYS, PIN
from tests.patience import PATIENCE_MS
from tests.players import take
from ui.ask import Ask
from ui.desk.numbers import NumbersSheet
from ui.desk.window import DeskWindow
from ui.staff.choice import ChoiceSheet

P = ParamSpec("P")
T = TypeVar("T")
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Branch:
    """Run the use cases on the test's office."""

    office: Office

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return use_case(self.office, *args, **kwargs)


@dataclass
class Desk:
    """Operate a window at counter 2 of a real branch, as a clerk does."""

    qtbot: QtBot
    window: DeskWindow
    office: Office
    clock: ManualClock

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def press(self, *keys: Qt.Key) -> None:
        """Press function keys at the desk, or figures and Escape at the open question."""
        for key in keys:
            QTest.keyClick(self.window.flow.sheet or self.window, key)

    def settle(self) -> None:
        self.wait(
            lambda: (
                self.window.state.act is None
                and not self.window.follower.is_asking
                and self.window.serving.next.list.isEnabled()
            )
        )

    def sign_in(self) -> None:
        self.wait(lambda: bool(self.window.sign_in._staff))
        self.window.sign_in.choose("binh")
        QTest.keyClicks(self.window.sign_in, PIN)
        QTest.keyClick(self.window.sign_in, Qt.Key.Key_Return)

    def sit_down(self) -> None:
        self.sign_in()
        self.wait(lambda: self.window.pages.currentWidget() is self.window.counters)
        QTest.mouseClick(self.window.counters.keys[1], LEFT)
        self.wait(lambda: self.window.pages.currentWidget() is self.window.serving)
        self.settle()

    def look(self) -> None:
        """Refresh the desk after a commit elsewhere."""
        self.window.changed()
        self.settle()

    def serve(self, service: int = 1) -> Ticket:
        """Issue, call and start a ticket."""
        new = take(self.office, service)
        self.look()
        self.call_and_begin(new)
        return new

    def call_and_begin(self, first: Ticket) -> None:
        """Finish a present visit, then call and start the next ticket."""
        self.press(Qt.Key.Key_F2)
        self.wait(lambda: self.state_of(first) is TicketState.CALLED)
        self.settle()
        self.press(Qt.Key.Key_F4)
        self.wait(lambda: self.state_of(first) is TicketState.SERVING)
        self.settle()

    def state_of(self, one: Ticket) -> TicketState:
        return self.now(one).state

    def now(self, one: Ticket) -> Ticket:
        with self.office.store.read() as connection:
            return tickets.get(connection, one.id)

    @property
    def options(self) -> list[str]:
        """Return the answers of the open question."""
        sheet = self.window.flow.sheet
        assert isinstance(sheet, ChoiceSheet)
        return [key.label for key in sheet.keys if not key.isHidden()]

    def answer(self, option: str) -> None:
        """Choose an answer by the figure on its key, on any page of the question."""
        while option not in self.options:
            self.press(Qt.Key.Key_PageDown)
        self.press(Qt.Key(Qt.Key.Key_1.value + self.options.index(option)))

    @property
    def numbers(self) -> NumbersSheet:
        sheet = self.window.flow.sheet
        assert isinstance(sheet, NumbersSheet)
        return sheet

    @property
    def notice(self) -> str:
        serving = self.window.serving.notice
        return serving.title if serving.isVisible() else ""


def at_branch(qtbot: QtBot, file: Path, clock: ManualClock) -> Iterator[Desk]:
    """Open a desk without a signed-in clerk, on a branch in a file. Check its books at the end."""
    office = Office(Store(f"sqlite:///{file}"), clock, KEYS, BRANCH_ID, program=ProgramKind.DESK)
    window = DeskWindow(Ask(Branch(office)), Texts("vi", resources.texts("vi"), resources.texts("vi")), clock)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield Desk(qtbot, window, office, clock)
    window.close()
    check_books(office.store)
    office.store.close()
