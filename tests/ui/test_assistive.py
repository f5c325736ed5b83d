"""Check the tree for assistive programs on every screen: each control once, in reading order, in the language.

`tests/ui/measures.py` checks that each control has a name and a role.
"""

from itertools import pairwise, product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.gallery.states import screens
from tests.ui import kiosk_world as world
from tests.ui.test_look import STATES, stand
from ui.kiosk import reading
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import MoreTime
from ui.visit.visit import Look
from ui.widgets.card import QrCode

#: One state of each screen, and each sheet.
EACH = {**screens(), **{name: visit for name, visit in STATES.items() if visit.sheet is not None}}
PANELS = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


@pytest.fixture(params=PANELS)
def window(qtbot: QtBot, request: pytest.FixtureRequest) -> KioskWindow:
    made = KioskWindow(world.KioskBranch(), ManualClock(world.NOON), reduced_motion=True)
    qtbot.addWidget(made)
    made._painted = True  # nothing is asked of a branch here
    made.resize(*PANELS[request.param])
    made.show()
    return made


def root(window: KioskWindow) -> QWidget:
    return window.overlays.sheet or window.page or window


def controls(window: KioskWindow) -> list[QAbstractButton]:
    return [key for key in root(window).findChildren(QAbstractButton) if key.isVisible()]


def test_every_qr_code_has_a_name(window: KioskWindow) -> None:
    codes = []
    for name, visit in EACH.items():
        stand(window, visit, Look())
        codes += [(name, code.accessibleName()) for code in root(window).findChildren(QrCode) if code.isVisible()]
    assert len(codes) > 2
    assert [name for name, words in codes if not words] == []


def test_one_of_several_is_a_radio_button_that_is_pressed(qtbot: QtBot, window: KioskWindow) -> None:
    stand(window, EACH["start"], Look())
    page = window.page
    assert isinstance(page, StartPage)
    english = page.settings.languages["en"]
    interface = QAccessible.queryAccessibleInterface(english)
    assert (interface.role(), interface.state().checked) == (QAccessible.Role.RadioButton, 0)
    with qtbot.waitSignal(english.clicked):
        interface.actionInterface().doAction("Press")
    assert QAccessible.queryAccessibleInterface(window).role() is QAccessible.Role.Window


def spot(widget: QWidget, window: KioskWindow) -> QPoint:
    return widget.mapTo(window, QPoint())


def test_everything_that_can_be_touched_is_read_once_and_down_the_page(window: KioskWindow) -> None:
    """Within a column nothing is read before what stands above it; columns come one after the other."""
    for name, visit in STATES.items():
        stand(window, visit, Look())
        parts = list(reading.reading_order(root(window)))
        read = [part for part in parts if isinstance(part, QAbstractButton)]
        assert len(read) == len({id(part) for part in read}), name
        assert {id(part) for part in read} == {id(key) for key in controls(window)}, name
        seen = [part for part in parts if part.isVisible()]
        boxes = [(part, window.rect().translated(spot(part, window)).topLeft()) for part in seen]
        for (first, above), (second, below) in pairwise(boxes):
            is_beside = second.width() + below.x() <= above.x() or above.x() + first.width() <= below.x()
            assert is_beside or above.y() <= below.y(), f"{name}: {first.accessibleName()}, {second.accessibleName()}"


def walked(window: KioskWindow, key: Qt.Key, steps: int) -> list[QWidget]:
    """Return the widget with the focus after each press of a key."""
    found = []
    for _ in range(steps):
        QTest.keyClick(window.focusWidget() or window, key)
        found.append(window.focusWidget())
    return found


def test_the_keyboard_goes_the_way_of_reading(window: KioskWindow) -> None:
    """Down for a keypad, tab for a keyboard: the same controls in the same order, and back again."""
    keypad, keyboard = (Qt.Key.Key_Down, Qt.Key.Key_Up), (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    for (name, visit), (key, back) in product(EACH.items(), (keypad, keyboard)):
        stand(window, visit, Look())
        window.happen(MoreTime())  # as any key does: a countdown and its key go
        order: list[QWidget] = [*reading.stops(list(reading.reading_order(root(window))))]
        window.guide.move(-1)
        while window.focusWidget() is not order[-1]:
            window.guide.move(1)
        assert walked(window, key, len(order)) == order, f"{name} {key.name}"
        assert walked(window, back, len(order)) == [*reversed(order[:-1]), order[-1]], f"{name} {back.name}"


def test_the_title_is_read_first_wherever_it_stands(window: KioskWindow) -> None:
    stand(window, STATES["choose"], Look())
    parts = list(reading.reading_order(root(window)))
    assert isinstance(window.page, ChoosePage)
    assert reading.title_first(parts)[0] is window.page.title


def test_everything_that_is_read_is_in_the_language(window: KioskWindow) -> None:
    said = {}
    for language in ("vi", "en"):
        stand(window, STATES["choose"], Look(language))
        said[language] = {part.accessibleName() for part in reading.reading_order(root(window))}
    assert said["vi"] & said["en"] == set()
