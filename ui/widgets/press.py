"""The way of a key down onto its edge, and back: seen, never waited for. The act is done at the touch itself."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QVariantAnimation
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme import Theme

#: Milliseconds for which a key that was let go stays down: what the touch does comes first, and a page that goes with
#: it is not painted again and again for a key that nobody will see.
_ACT_MS = 40


class Press:
    """How far a key has gone down. It is asked while the key is painted, so a key that nobody paints moves nothing.

    The first frame after a touch shows the pressed colours already, then the face goes down.
    """

    def __init__(self) -> None:
        self._was_down = False
        self._move: _Move | None = None

    def share(self, key: QWidget, theme: Theme, *, is_down: bool) -> float:
        """0.0 as it lies, 1.0 on its edge; a change since the last paint begins to move now."""
        if is_down != self._was_down:
            start, self._was_down = self._share(), is_down
            self._begin(key, start, theme.ms("press" if is_down else "release"))
        return self._share()

    def end(self) -> None:
        """Nothing moves on a key that is hidden; it comes back as it lies."""
        self._was_down = False
        if self._move is not None:
            self._move.stop()

    @property
    def is_moving(self) -> bool:
        """On its way."""
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
    """Has its key painted again with every step. It does not hold the key, which could not go."""

    def __init__(self, key: QWidget) -> None:
        super().__init__(key)
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.valueChanged.connect(self._paint)
        self.finished.connect(self._paint)

    def go(self, start: float, end: float, milliseconds: int, *, after: int) -> None:
        """From `start` to `end`, `after` so many milliseconds in which it stays as it is and nothing is painted."""
        self.stop()
        total = after + milliseconds
        self.setDuration(total)
        pause = self.easingCurve().valueForProgress(after / total)  # key values lie on the eased way
        self.setKeyValues([(0.0, start), *([(pause, start)] if after else []), (1.0, end)])
        self.start()

    def _paint(self) -> None:
        if self.currentTime():  # where it begins it was painted just now
            QWidget.update(cast(QWidget, self.parent()))  # its pictures are as they were


class AtOnce(QObject):
    """A shortcut does its act at once (Qt's own press would wait 100 ms).

    An object of its own, and only where there is a shortcut: with an `event` of Python every event of every key comes
    by there, 150 of them in one change of pages.
    """

    def __init__(self, key: QAbstractButton, act: Callable[[], None]) -> None:
        super().__init__(key)
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes what a shortcut sends."""
        if event.type() is not QEvent.Type.Shortcut:
            return super().eventFilter(watched, event)
        self._act()
        return True
