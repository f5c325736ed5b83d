"""Check that pages and notices slide in under a fifth of a second and take touches meanwhile.

With reduced motion nothing slides.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.people.scan import ScanProblem
from tests.patience import PATIENCE_MS
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import opened, shown
from tests.ui.touching import drag, press, release, touch, until
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.theme import Theme
from ui.theme.tokens import number
from ui.visit.common import GoHome
from ui.visit.look import ChooseLanguage
from ui.visit.number import TakeNumber
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.widgets.sheet import QuestionSheet


@pytest.fixture
def window(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from shown(qtbot, KioskWindow(branch, ManualClock(world.NOON)), branch)


@pytest.fixture
def still(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from opened(qtbot, branch)


NOT_READ = Scanned(ScanProblem.INCOMPLETE)


def notice_at(window: KioskWindow) -> int:
    assert window.overlays.notice is not None
    return window.overlays.notice.x()


def at(window: KioskWindow) -> int:
    assert window.page is not None
    return window.page.x()


def test_another_page_comes_from_the_right_and_the_start_from_the_left(qtbot: QtBot, window: KioskWindow) -> None:
    assert number("motion_ms", "page") < 200
    window.happen(TakeNumber())
    assert at(window) > 0
    until(qtbot, lambda: at(window) == 0)
    window.happen(GoHome())
    assert at(window) < 0
    until(qtbot, lambda: at(window) == 0)


def test_a_page_that_still_slides_takes_touches(window: KioskWindow) -> None:
    assert isinstance(window.page, StartPage)
    window.happen(TakeNumber())
    assert isinstance(window.page, ChoosePage)
    assert at(window) > 0
    touch(window.page.priority)
    assert window.visit.screen is Screen.PRIORITY


def test_a_finger_on_the_middle_of_a_key_meets_it_wherever_it_is_on_its_way(qtbot: QtBot, window: KioskWindow) -> None:
    window.happen(TakeNumber())
    assert isinstance(window.page, ChoosePage)
    key = window.page.priority
    QCoreApplication.sendPostedEvents()
    middle = key.mapTo(window, key.rect().center())
    assert at(window) > 0
    until(qtbot, lambda: at(window) == 0)
    press(window, middle)
    release(window, middle)
    assert window.visit.screen is Screen.PRIORITY


def test_a_key_that_slides_away_from_the_finger_is_pressed(qtbot: QtBot, window: KioskWindow) -> None:
    window.happen(TakeNumber())
    assert isinstance(window.page, ChoosePage)
    key = window.page.priority
    QCoreApplication.sendPostedEvents()
    edge = key.mapTo(window, QPoint(key.width() - 1, key.height() // 2))
    press(window, edge)
    until(qtbot, lambda: at(window) == 0)
    assert not key.rect().contains(key.mapFrom(window, edge))
    release(window, edge)
    assert window.visit.screen is Screen.PRIORITY


def test_a_finger_that_leaves_a_key_presses_nothing(qtbot: QtBot, window: KioskWindow) -> None:
    window.happen(TakeNumber())
    assert isinstance(window.page, ChoosePage)
    key = window.page.priority
    until(qtbot, lambda: at(window) == 0)
    middle = key.mapTo(window, key.rect().center())
    press(window, middle)
    away = middle - QPoint(0, 2 * key.height())
    drag(window, away)
    release(window, away)
    assert window.visit.screen is Screen.CHOOSE


@pytest.mark.parametrize("answer", ["safe", "main"])
def test_a_question_slides_in_and_takes_touches_at_once(qtbot: QtBot, answer: str) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(450, 800)
    over.show()
    sheet = QuestionSheet(over, Theme(), "Đợi?", "Chờ khoảng một giờ.", safe="Không", main="Có")
    key, said = {"safe": (sheet.safe_key, sheet.safe), "main": (sheet.main_key, sheet.main)}[answer]
    QCoreApplication.sendPostedEvents()
    middle, begins = key.mapTo(over, key.rect().center()), sheet._paper.y()
    assert begins > sheet.paper_top
    until(qtbot, lambda: sheet._paper.y() == sheet.paper_top)
    with qtbot.waitSignal(said, timeout=PATIENCE_MS):
        press(over, middle)
        release(over, middle)


def test_a_page_that_goes_while_it_slides_takes_the_slide_along(qtbot: QtBot, window: KioskWindow) -> None:
    for _ in range(3):
        window.happen(TakeNumber())
        window.happen(GoHome())
    until(qtbot, lambda: at(window) == 0)


def test_another_language_does_not_move_the_page(window: KioskWindow) -> None:
    window.happen(ChooseLanguage("en"))
    assert at(window) == 0


def test_with_less_motion_a_page_stands_at_once(still: KioskWindow) -> None:
    still.happen(TakeNumber())
    assert at(still) == 0
    assert still._slide._move.state() is QAbstractAnimation.State.Stopped


def test_a_notice_slides_into_its_place_and_not_again_in_another_size(qtbot: QtBot, window: KioskWindow) -> None:
    assert number("motion_ms", "banner") < 200
    window.happen(NOT_READ)
    margin = window._scene().theme.margin
    assert notice_at(window) < margin
    until(qtbot, lambda: notice_at(window) == margin)
    window.resize(500, 800)
    assert notice_at(window) == window._scene().theme.margin


def test_with_less_motion_a_notice_stands_at_once(still: KioskWindow) -> None:
    still.happen(NOT_READ)
    assert notice_at(still) == still._scene().theme.margin
