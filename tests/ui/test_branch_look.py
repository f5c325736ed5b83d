"""Check that each window follows the look of the branch: a kiosk between two visits, the others at once."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.branch import board, desk
from kiosk.branch.board import HallView
from kiosk.branch.desk import SignInView
from kiosk.clock import ManualClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.branch_setup import Setup
from kiosk.domain.look import USUAL_LOOK, Colour, LookPart, Roundel
from kiosk.gallery import hall, world
from kiosk.gallery.still import words
from ui.ask import Ask
from ui.desk.window import DeskWindow
from ui.hall.counter_sign import CounterSign
from ui.hall.window import HallWindow
from ui.kiosk.window import KioskWindow
from ui.still import still_ask
from ui.visit.common import BranchLoaded, GoBack
from ui.visit.number import TakeNumber
from ui.visit.screen import Screen

SIGN = read_artwork(
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#00ff00' d='M0 0h9v9H0z'/></svg>"
)
LAM = LookPart(Colour.from_text("#0B3A66"), Colour.from_text("#1B62A5"), Colour.from_text("#F2C94C"), Roundel.of(SIGN))
USUAL = ("#86060f", False)
FOLLOWED = ("#0b3a66", True)


def seen(window: QWidget) -> tuple[str, bool]:
    """Return the colour of the header, and whether the roundel stands in it."""
    picture = window.grab().toImage()
    height = round(picture.height() * 0.06)
    row = {QColor(picture.pixel(x, height)).name() for x in range(picture.width() // 3)}
    return QColor(picture.pixel(2, 2)).name(), "#00ff00" in row


@dataclass
class Branch:
    """Hold the set-up that the windows are told."""

    setup: Setup

    def publish(self, look: LookPart) -> None:
        self.setup = replace(self.setup, look=look, published=self.setup.published + 1)

    def ask(self) -> Ask:
        return still_ask(
            {
                board.hall_view: lambda _after: HallView(self.setup, (), hall._busy()),
                desk.sign_in_view: lambda: SignInView(self.setup, ()),
            }
        )


@pytest.fixture
def branch(qtbot: QtBot) -> Branch:
    return Branch(world.setup())


def test_a_kiosk_changes_its_colours_between_two_visits(qtbot: QtBot, branch: Branch) -> None:
    window = KioskWindow(None, ManualClock(world.MOMENT), reduced_motion=True)
    qtbot.addWidget(window)
    window.resize(540, 960)
    window.happen(BranchLoaded(0, world.now()))
    window.show()
    window.happen(TakeNumber())
    assert window.visit.screen is Screen.CHOOSE
    branch.publish(LAM)
    window.happen(BranchLoaded(0, replace(world.now(), setup=branch.setup)))
    assert seen(window) == USUAL, "nothing changes in the middle of a citizen's visit"
    window.happen(GoBack())
    assert seen(window) == FOLLOWED
    branch.publish(USUAL_LOOK)
    window.happen(BranchLoaded(window.visit.flow, replace(world.now(), setup=branch.setup)))
    assert seen(window) == USUAL, "a window at rest follows at once"


def test_a_board_changes_its_colours_while_it_runs(qtbot: QtBot, branch: Branch) -> None:
    window = HallWindow(branch.ask(), [words("vi")], ManualClock(world.MOMENT))
    qtbot.addWidget(window)
    window.resize(960, 540)
    assert seen(window) == USUAL
    branch.publish(LAM)
    window.changed()
    assert seen(window) == FOLLOWED
    window.resize(480, 270)
    assert seen(window)[0] == FOLLOWED[0], "another size keeps the look"


def test_a_counter_sign_changes_its_colours_while_it_runs(qtbot: QtBot, branch: Branch) -> None:
    window = CounterSign(branch.ask(), [words("vi")], ManualClock(world.MOMENT), 2, stale=timedelta(minutes=3))
    qtbot.addWidget(window)
    assert seen(window) == USUAL
    branch.publish(LAM)
    window.changed()
    assert seen(window)[0] == FOLLOWED[0]


def test_a_desk_changes_its_colours_while_it_runs(qtbot: QtBot, branch: Branch) -> None:
    window = DeskWindow(branch.ask(), words("vi"), ManualClock(world.MOMENT))
    qtbot.addWidget(window)
    assert seen(window)[0] == USUAL[0]
    branch.publish(LAM)
    window.changed()
    assert seen(window)[0] == FOLLOWED[0]
    picture = window.grab().toImage()
    found = {QColor(picture.pixel(x, y)).name() for x in range(0, picture.width(), 5) for y in range(picture.height())}
    assert not {"#86060f", "#b81c24"} & found, "nothing keeps the old colours"


def test_a_window_begins_with_the_look_it_had_last(qtbot: QtBot) -> None:
    window = KioskWindow(None, ManualClock(world.MOMENT), look=LAM)
    qtbot.addWidget(window)
    window.resize(540, 960)
    window.show()
    assert seen(window) == FOLLOWED
