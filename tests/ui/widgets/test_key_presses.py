"""Check the animation of a key: it delays no action and repaints no more than it changes."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS
from tests.ui.touching import until
from tests.ui.widgets.test_widgets_keys import colours, shown
from ui.theme import Theme
from ui.widgets import HeroKey, Key, Kind


def test_a_key_goes_down_and_comes_back_on_its_way(qtbot: QtBot) -> None:
    theme, still = Theme(), Theme(reduced_motion=True)
    holder = QWidget()
    qtbot.addWidget(holder)
    key, other = (Key(one, Kind.MAIN, "Lấy số", parent=holder) for one in (theme, still))
    for one in (key, other):
        one.resize(320, 98)
    holder.show()
    for down in (True, False):
        for one in (key, other):
            one.setDown(down)
        end = other.grab().toImage()
        assert (theme.c.main_pressed.name() in colours(key)) == down  # the colour changes with the first frame
        assert key.grab().toImage() != end
        qtbot.waitUntil(partial(_looks_like, key, end), timeout=PATIENCE_MS)


def test_a_key_does_its_act_before_it_has_moved(qtbot: QtBot) -> None:
    key = Key(Theme(), Kind.MAIN, "Lấy số")
    presses = shown(qtbot, key)
    QTest.mousePress(key, Qt.MouseButton.LeftButton)
    key.grab()
    assert key._press.is_moving
    QTest.mouseRelease(key, Qt.MouseButton.LeftButton)
    assert presses.count == 1


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Record how far each drawn key was pressed."""
    found: list[float] = []
    draw = Key._draw

    def noted(key: Key, painter: QPainter, *, sunk: float) -> None:
        found.append(sunk)
        draw(key, painter, sunk=sunk)

    monkeypatch.setattr(Key, "_draw", noted)
    return found


def test_a_tap_draws_its_key_once(qtbot: QtBot, drawn: list[float]) -> None:
    """A page that the tap opens waits for each paint."""
    key = Key(Theme(), Kind.MAIN, "Lấy số")
    shown(qtbot, key)
    until(qtbot, lambda: drawn == [0.0])
    drawn.clear()
    QTest.mousePress(key, Qt.MouseButton.LeftButton)
    QApplication.sendPostedEvents()
    QTest.mouseRelease(key, Qt.MouseButton.LeftButton)
    key.grab()
    assert drawn == [0.0]


def test_the_act_of_a_tap_does_not_wait_for_the_key_to_come_up(qtbot: QtBot, drawn: list[float]) -> None:
    key, painted = Key(Theme(), Kind.MAIN, "Lấy số"), Painted()
    shown(qtbot, key)
    until(qtbot, lambda: drawn == [0.0])
    key.clicked.connect(painted.stop)
    QTest.mousePress(key, Qt.MouseButton.LeftButton)
    key.installEventFilter(painted)
    QTest.mouseRelease(key, Qt.MouseButton.LeftButton)
    assert painted.before == 0
    until(qtbot, lambda: painted.after > 0)


class Painted(QObject):
    """Count the paints of a key before and after its act."""

    def __init__(self) -> None:
        super().__init__()
        self.before = self.after = 0
        self._is_over = False

    def stop(self) -> None:
        self._is_over = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() is QEvent.Type.Paint:
            self.before += not self._is_over
            self.after += self._is_over
        return super().eventFilter(watched, event)


def test_a_hero_that_says_the_same_is_not_drawn_again(qtbot: QtBot, drawn: list[float]) -> None:
    hero = HeroKey(Theme(), "Lấy số", second="Chọn việc", icon="ticket")
    shown(qtbot, hero)
    for count, times in ((31, 1), (31, 0), (32, 1)):
        drawn.clear()
        hero.set_third(f"{count} người đang chờ")
        hero.grab()
        assert len(drawn) == times


def test_nothing_moves_on_a_key_that_went_with_its_page(qtbot: QtBot) -> None:
    key = Key(Theme(), Kind.MAIN, "Lấy số")
    shown(qtbot, key)
    at_rest = key.grab().toImage()
    key.setDown(True)
    key.grab()
    key.setDown(False)
    key.hide()
    assert not key._press.is_moving
    key.show()
    assert key.grab().toImage() == at_rest


def _looks_like(key: Key, image: QImage) -> bool:
    return key.grab().toImage() == image
