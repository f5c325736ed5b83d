"""Touch the keys of a window as a person would: find a key by its words, then send touch events to it."""

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QPoint, QTimer
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

#: The exit status of a program that SIGINT ended.
INTERRUPTED = 130
#: The seconds after which a script gives up waiting.
PATIENCE_S = 30
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

    def until(self, is_so: Callable[[], bool], what: str, seconds: int = PATIENCE_S) -> None:
        """Run the event loop until `is_so` returns true.

        Raises:
            NotThereError: it was not so within the seconds; the error says `what`.
            ToldToEndError: `end` was called.
        """
        deadline = QDeadlineTimer(1_000 * seconds)
        while not is_so():
            if self._is_told:
                raise ToldToEndError
            if deadline.hasExpired():
                raise NotThereError(what)
            let_pass(_LOOK_MS)

    def press(self, window: QWidget, words: str) -> None:
        """Touch the key named `words`, as soon as it is visible, enabled and not covered, until it is pressed."""
        self.until(lambda: self.touch(find_key(window, words)), f"a key “{words}”")

    def touch(self, key: QAbstractButton | None) -> bool:
        """Touch the middle of a key. Return whether the key was there, nothing covered it, and it was pressed.

        A key is not pressed while it is busy, or when its page is replaced under the finger.
        """
        if key is None or not is_met(key):
            return False
        top, spot, clicks = key.window(), _middle(key), QSignalSpy(key.clicked)
        QTest.touchEvent(top, self._device).press(0, spot, top).commit()
        QTest.touchEvent(top, self._device).release(0, spot, top).commit()
        return clicks.count() > 0


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
