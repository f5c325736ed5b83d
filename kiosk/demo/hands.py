"""Touch the keys of a window as a person would: find a key by its words, then send touch events to it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QPoint, QTimer
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

#: The exit status of a program that SIGINT ended.
INTERRUPTED = 130
_PATIENCE_MS = 15_000
_LOOK_MS = 5


class NotThereError(Exception):
    """Report what the script waited for in vain. The demo ends with this sentence."""


class ToldToEndError(Exception):
    """End the script at once, after Ctrl+C."""


class Hands:
    """Touch keys with one synthetic touch device."""

    def __init__(self) -> None:
        self._is_told = False
        self._device: QPointingDevice = QTest.createTouchDevice()

    def end(self) -> None:
        """End the next wait with ToldToEndError."""
        self._is_told = True

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Run the event loop until `is_so` returns true.

        Raises:
            NotThereError: it was not so within 15 seconds; the error says `what`.
            ToldToEndError: `end` was called.
        """
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not is_so():
            if self._is_told:
                raise ToldToEndError
            if deadline.hasExpired():
                raise NotThereError(what)
            let_pass(_LOOK_MS)

    def press(self, window: QWidget, words: str) -> None:
        """Touch the key named `words`, as soon as it is visible and enabled."""
        self.until(lambda: find_key(window, words) is not None, f"a key “{words}”")
        key = find_key(window, words)
        if key is not None:
            self.touch(key)

    def touch(self, widget: QWidget) -> None:
        """Touch the middle of a widget, as soon as the widget stands still and nothing covers it."""
        self.until(partial(is_met, widget), f"a free way to “{widget.accessibleName()}”")
        top, spot = widget.window(), _middle(widget)
        QTest.touchEvent(top, self._device).press(0, spot, top).commit()
        QTest.touchEvent(top, self._device).release(0, spot, top).commit()


def let_pass(milliseconds: int) -> None:
    """Run the event loop for a time. Unlike `processEvents`, it sleeps while there are no events."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _middle(widget: QWidget) -> QPoint:
    return widget.mapTo(widget.window(), widget.rect().center())


def is_met(widget: QWidget) -> bool:
    """Return whether a touch on the middle of the widget would reach it."""
    QApplication.sendPostedEvents()  # lays out a page that was just shown
    top = widget.window()
    return top.childAt(_middle(widget)) is widget


def find_key(window: QWidget, words: str) -> QAbstractButton | None:
    """Return the visible, enabled key whose accessible name is `words`, or else begins with them."""
    keys = [key for key in window.findChildren(QAbstractButton) if key.isVisible() and key.isEnabled()]
    exact = [key for key in keys if key.accessibleName() == words]
    return next(iter(exact or [key for key in keys if key.accessibleName().startswith(words)]), None)
