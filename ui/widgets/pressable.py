"""Take presses by a finger, a keyboard or a shortcut: the behaviour of every key."""

from PySide6.QtCore import QPoint, Qt, QTimerEvent
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from ui.theme import Theme
from ui.widgets.focus import show_ring
from ui.widgets.press import AtOnce, Press

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_TURN_MS, _TURN_DEGREES = 60, 20


class Pressable(QAbstractButton):
    """Take presses, unless the action of the key is in progress. A subclass paints the key.

    With `toggles` off, only `setChecked` chooses a checkable key, not a press. `turn` is the angle in degrees of the
    arc that turns while the key is busy.
    """

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.toggles = True
        self.turn = 0
        self._press = Press()
        self._busy = False
        self._timer = 0
        self._pressed_at = QPoint()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def listen_to(self, shortcut: str) -> None:
        """Press the key by a shortcut, at once."""
        self.setShortcut(QKeySequence(shortcut))
        self.installEventFilter(AtOnce(self, self._at_once))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - reads like setEnabled
        """Begin or end the time in which the key ignores presses, because its action is in progress."""
        if busy != self._busy:
            self._busy = busy
            self._spin()
            self.update()

    @property
    def is_busy(self) -> bool:
        """Return whether the action is in progress."""
        return self._busy

    def sunk(self) -> float:
        """Return how far the face is down now, 0.0 at rest to 1.0 on the edge."""
        return self._press.share(self, self.theme, is_down=self.isDown() and self.isEnabled())

    def _at_once(self) -> None:
        if not self._busy:
            self.click()

    def nextCheckState(self) -> None:
        """Toggle a choice by a press, unless `toggles` is off."""
        if self.toggles:
            super().nextCheckState()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Accept the touch on a busy key and ignore it."""
        if self._busy:
            event.accept()
            return
        self._pressed_at = self._in_window()
        super().mousePressEvent(event)

    def hitButton(self, spot: QPoint) -> bool:
        """Return whether the finger is where the key was pressed: the key may have slid away under it."""
        moved = self._in_window() - self._pressed_at if self.isDown() else QPoint()
        return self.rect().contains(spot + moved)

    def _in_window(self) -> QPoint:
        return self.mapTo(self.window(), QPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Act before the released key is painted. Qt would paint it first, and synchronously."""
        self.setUpdatesEnabled(False)
        super().mouseReleaseEvent(event)
        if isValid(self):
            self.setUpdatesEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter as by the space bar. A busy key ignores both; arrow keys go on to the window."""
        if event.key() in _ARROWS:
            event.ignore()
            return
        if self._busy:
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, self.theme, self.radius(), event.reason())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop()
        self._press.end()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Turn the arc. Qt's own timers release a press by an assistive program."""
        if event.timerId() == self._timer:
            self.turn = (self.turn + _TURN_DEGREES) % 360
            self.update()
        else:
            super().timerEvent(event)

    def _spin(self) -> None:
        if self._busy and not self.theme.reduced_motion and self._timer == 0:
            self._timer = self.startTimer(_TURN_MS)
        elif not self._busy:
            self._stop()

    def _stop(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def radius(self) -> float:
        """Return the corner radius in pixels."""
        return self.theme.m.radius_key
