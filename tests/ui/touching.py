"""Send touches that Qt takes for real ones, and wait for conditions."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS
from ui.kiosk.window import VisitWindow
from ui.visit.screen import Screen
from ui.visit.visit import Visit

_DEVICES: list[QPointingDevice] = []


def _device() -> QPointingDevice:
    if not _DEVICES:
        _DEVICES.append(QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen))
    return _DEVICES[0]


def touch(widget: QWidget) -> None:
    """Touch the middle of a widget, after its latest changes are painted."""
    QCoreApplication.sendPostedEvents()
    assert widget.isVisible(), f"{widget.accessibleName()} is not to be seen"
    spot = widget.rect().center()
    press(widget, spot)
    release(widget, spot)


def press(widget: QWidget, spot: QPoint) -> None:
    """Put a finger down on a spot of a widget."""
    QTest.touchEvent(widget, _device()).press(0, spot, widget).commit()


def drag(widget: QWidget, spot: QPoint) -> None:
    """Move the finger to another spot."""
    QTest.touchEvent(widget, _device()).move(0, spot, widget).commit()


def release(widget: QWidget, spot: QPoint) -> None:
    """Lift the finger on a spot."""
    QTest.touchEvent(widget, _device()).release(0, spot, widget).commit()


def until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    """Run the event loop until the condition holds."""
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def until_screen(qtbot: QtBot, window: VisitWindow, screen: Screen) -> Visit:
    """Run the event loop until the visit is on a screen."""
    qtbot.waitUntil(lambda: window.visit.screen is screen, timeout=PATIENCE_MS)
    return window.visit


def let_go() -> None:
    """Delete what was passed to `deleteLater`."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
