"""Place an icon, a tag or a QR code beside lines of words."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Role, Theme

#: Least width of the words beside something in em, and the gap between them in millimetres.
_WORDS_EM, _GAP_MM = 9, 11


class Beside(QWidget):
    """Show a widget at the left of lines of words, and one at the right. Words that have no room stand below.

    `gap` is in millimetres.
    """

    def __init__(
        self,
        theme: Theme,
        first: QWidget,
        lines: Sequence[QWidget],
        last: QWidget | None = None,
        *,
        gap: float = _GAP_MM,
    ) -> None:
        super().__init__()
        self._gap_mm = gap
        self._theme, self._first, self._lines, self._last = theme, first, tuple(lines), last
        for widget in (first, *lines, *([last] if last else [])):
            widget.setParent(self)

    def hasHeightForWidth(self) -> bool:
        """Return that words need more height where there is less width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of what stands at the sides and of the words."""
        high = self._first.height()
        words = self._words_height(self._room(width))
        return max(high, words) if self._is_beside(width) else high + self._gap() + words

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything its place."""
        super().resizeEvent(event)
        width, first, gap = self.width(), self._first, self._gap()
        is_beside, room = self._is_beside(width), self._room(width)
        left = first.width() + gap if is_beside else 0
        first.move(0, (self.height() - first.height()) // 2 if is_beside else 0)
        top = (self.height() - self._words_height(room)) // 2 if is_beside else first.height() + gap
        for line in self._lines:
            line.setGeometry(left, top, room, line.heightForWidth(room))
            top += line.height() + self._theme.mm(2)
        if self._last is not None:
            self._last.setVisible(is_beside)
            self._last.move(width - self._last.width(), (self.height() - self._last.height()) // 2)

    def _gap(self) -> int:
        return self._theme.mm(self._gap_mm)

    def _is_beside(self, width: int) -> bool:
        return width - self._sides() >= self._theme.size(Role.SMALL) * _WORDS_EM

    def _sides(self) -> int:
        last = self._last.width() + self._gap() if self._last is not None else 0
        return self._first.width() + self._gap() + last

    def _room(self, width: int) -> int:
        return width - self._sides() if self._is_beside(width) else width

    def _words_height(self, room: int) -> int:
        return sum(line.heightForWidth(room) + self._theme.mm(2) for line in self._lines) - self._theme.mm(2)
