"""Synthetic touches: the scripted citizen and clerk look for a key by its words and touch it, as a person would."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QAbstractAnimation, QDeadlineTimer, QEventLoop, QPoint, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

#: The exit status of a program that was told to end by SIGINT.
INTERRUPTED = 130
_PATIENCE_MS = 15_000
_LOOK_MS = 5


class NotThereError(Exception):
    """What the script waited for did not come: the demo ends with this sentence."""


class ToldToEndError(Exception):
    """Somebody pressed Ctrl+C: the script ends where it is."""


class Hands:
    """One pair of hands with a touch device of its own."""

    def __init__(self) -> None:
        self._is_told = False
        self._device: QPointingDevice = QTest.createTouchDevice()

    def end(self) -> None:
        """The next wait ends with ToldToEndError."""
        self._is_told = True

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Lets the program run until something is so; NotThereError names `what` after 15 seconds."""
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not is_so():
            if self._is_told:
                raise ToldToEndError
            if deadline.hasExpired():
                raise NotThereError(what)
            let_pass(_LOOK_MS)

    def press(self, window: QWidget, words: str) -> None:
        """Touches the key that says `words`, as soon as it is there and can be pressed."""
        self.until(lambda: find_key(window, words) is not None, f"a key “{words}”")
        key = find_key(window, words)
        if key is not None:
            self.touch(key)

    def touch(self, widget: QWidget) -> None:
        """A finger down on the middle of a widget, as soon as it is what the finger would meet, and up again."""
        self.until(partial(is_met, widget), f"a free way to “{widget.accessibleName()}”")
        top, spot = widget.window(), _middle(widget)
        QTest.touchEvent(top, self._device).press(0, spot, top).commit()
        QTest.touchEvent(top, self._device).release(0, spot, top).commit()

    def type_key(self, window: QWidget, key: Qt.Key) -> None:
        """A key of the keyboard, as clerks use it."""
        QTest.keyClick(window, key)


def let_pass(milliseconds: int) -> None:
    """The program runs so long, and this thread sleeps where there is nothing to do: `processEvents` would not."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _middle(widget: QWidget) -> QPoint:
    return widget.mapTo(widget.window(), widget.rect().center())


def is_met(widget: QWidget) -> bool:
    """Return whether a finger on the middle of the widget would touch the widget, and the widget stands still."""
    QApplication.sendPostedEvents()  # a page that has just come is laid out first
    top = widget.window()
    return top.childAt(_middle(widget)) is widget and not _is_moving(widget)


def _is_moving(widget: QWidget) -> bool:
    """Return whether something around the widget slides: a key that has left the finger is not pressed by it."""
    moved = [
        one.targetObject()
        for one in widget.window().findChildren(QPropertyAnimation)
        if one.state() is QAbstractAnimation.State.Running
    ]
    return any(isinstance(one, QWidget) and one.isAncestorOf(widget) for one in moved)


def find_key(window: QWidget, words: str) -> QAbstractButton | None:
    """The visible, enabled key whose accessible name is or begins with `words`."""
    keys = [key for key in window.findChildren(QAbstractButton) if key.isVisible() and key.isEnabled()]
    exact = [key for key in keys if key.accessibleName() == words]
    return next(iter(exact or [key for key in keys if key.accessibleName().startswith(words)]), None)
