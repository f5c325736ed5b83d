"""Check that a page is freed as soon as it is left, with its pictures, without Python's garbage collector.

The collector does not run for hours on objects as old as a page, and a page's keys hold megabytes of pictures.
"""

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.gallery.states import screens, states
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go
from ui.kiosk.window import KioskWindow
from ui.visit.visit import Look, Visit
from ui.widgets import Key


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[KioskWindow]:
    window = KioskWindow(None, ManualClock(world.NOON))
    window.resize(450, 800)
    window.show()
    gc.collect()
    gc.disable()
    yield window
    gc.enable()
    window.close()
    window.deleteLater()
    let_go()


def press(key: Key) -> None:
    """Down and up, painted each time, as a finger does it; what the key would do is left out."""
    for is_down in (True, False):
        key.setDown(is_down)
        key.grab()


def used_and_left(window: KioskWindow, visit: Visit) -> list["weakref.ref[QWidget]"]:
    """Press every key of a page, delete the page, and return weak references to its widgets."""
    window.stand(visit)
    page, window.page = window.page, None
    assert page is not None
    for key in page.findChildren(Key):
        press(key)
    page.hide()
    page.deleteLater()
    return [weakref.ref(part) for part in (page, *page.findChildren(QWidget))]


@pytest.mark.parametrize(
    ("look", "shown"),
    [(Look(), states()), (Look("km", text_step=3, low_reach=True, is_guided=True), screens())],
    ids=["usual", "lowered-guided-large"],
)
def test_a_page_that_was_left_is_gone_with_its_keys(window: KioskWindow, look: Look, shown: dict[str, Visit]) -> None:
    for name, visit in shown.items():
        parts = used_and_left(window, replace(visit, look=look))
        assert parts
        let_go()
        assert (name, [type(part()).__name__ for part in parts if part() is not None]) == (name, [])
