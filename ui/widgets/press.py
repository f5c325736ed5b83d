"""Animate the way of a key down onto its edge and back. The action itself happens at the touch, without a delay."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QVariantAnimation
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme import Theme

#: The milliseconds that a released key stays down. The action comes first, so a key that leaves with its page is not
#: repainted.
_ACT_MS = 40


class Press:
    """Compute how far a key is down. The key asks while it is painted, so a hidden key animates nothing.

    The first frame after a touch shows the pressed colours. Then the face moves down.
    """

    def __init__(self) -> None:
        self._was_down = False
        self._move: _Move | None = None

    def share(self, key: QWidget, theme: Theme, *, is_down: bool) -> float:
        """Return 0.0 at rest to 1.0 on the edge. Start the movement if the state changed since the last paint."""
        if is_down != self._was_down:
            start, self._was_down = self._share(), is_down
            self._begin(key, start, theme.ms("press" if is_down else "release"))
        return self._share()

    def end(self) -> None:
        """Stop the movement of a hidden key. It is at rest when shown again."""
        self._was_down = False
        if self._move is not None:
            self._move.stop()

    @property
    def is_moving(self) -> bool:
        """Return whether the key is moving."""
        return self._move is not None and self._move.state() is QVariantAnimation.State.Running

    def _share(self) -> float:
        return float(self._move.currentValue()) if self._move is not None and self.is_moving else float(self._was_down)

    def _begin(self, key: QWidget, start: float, milliseconds: int) -> None:
        if milliseconds == 0:
            return
        if self._move is None:
            self._move = _Move(key)
        self._move.go(start, float(self._was_down), milliseconds, after=0 if self._was_down else _ACT_MS)


class _Move(QVariantAnimation):
    """Repaint the key at every step. It is a child of the key and holds no reference to it."""

    def __init__(self, key: QWidget) -> None:
        super().__init__(key)
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.valueChanged.connect(self._paint)
        self.finished.connect(self._paint)

    def go(self, start: float, end: float, milliseconds: int, *, after: int) -> None:
        """Move from `start` to `end`. For the first `after` milliseconds nothing changes and nothing is painted."""
        self.stop()
        total = after + milliseconds
        self.setDuration(total)
        pause = self.easingCurve().valueForProgress(after / total)  # key values are positions on the eased curve
        self.setKeyValues([(0.0, start), *([(pause, start)] if after else []), (1.0, end)])
        self.start()

    def _paint(self) -> None:
        if self.currentTime():  # it was painted at the start already
            QWidget.update(cast(QWidget, self.parent()))  # its pictures are still valid


class AtOnce(QObject):
    """Act on a shortcut at once. Qt's own press would wait 100 ms.

    It is an event filter, used only for keys with a shortcut. An overridden `event` in Python would receive every event
    of every key: 150 in one change of pages.
    """

    def __init__(self, key: QAbstractButton, act: Callable[[], None]) -> None:
        super().__init__(key)
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Shortcut:
            return super().eventFilter(watched, event)
        self._act()
        return True
