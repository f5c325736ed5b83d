"""Greet at the left, and show time and date at the right where they have room beside the words."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.input.field import TimeLabel
from ui.widgets.text import Text

#: Millimetres between words and time.
_GAP_MM = 8.0
#: Of the height of the words: time and date are not higher than this.
_HIGHER = 1.3


class Greeting(QWidget):
    """Show `words` below each other, beside them `clock` and `date`.

    The date is left out first, then the clock. ``arranged`` is emitted when the clock comes or goes.
    """

    arranged = Signal()

    def __init__(self, theme: Theme, words: Sequence[Text], clock: TimeLabel, date: Text) -> None:
        super().__init__()
        self._gap = theme.mm(_GAP_MM)
        self._words, self._clock, self._date = tuple(words), clock, date
        #: Whether the clock has room.
        self.has_clock = True
        for widget in (*words, clock, date):
            widget.setParent(self)

    def hasHeightForWidth(self) -> bool:
        """Return True: words break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words, or of time and date beside them."""
        return max(self._words_height(width), sum(widget.sizeHint().height() for widget in self._beside(width)))

    def sizeHint(self) -> QSize:
        """Return the size of the words on one line each."""
        wide = max(text.sizeHint().width() for text in self._words)
        return QSize(wide, self.heightForWidth(wide))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything its place."""
        super().resizeEvent(event)
        beside = self._beside(self.width())
        room = self.width() - max((widget.sizeHint().width() for widget in beside), default=-self._gap) - self._gap
        top = (self.height() - self._words_height(room)) // 2
        for text in self._words:
            text.setGeometry(0, top, room, text.heightForWidth(room))
            top += text.height()
        top = (self.height() - sum(widget.sizeHint().height() for widget in beside)) // 2
        for widget in (self._clock, self._date):
            widget.setVisible(widget in beside)
            widget.setGeometry(room + self._gap, top, self.width() - room - self._gap, widget.sizeHint().height())
            top += widget.height()
        if self.has_clock is not bool(beside):
            self.has_clock = bool(beside)
            self.arranged.emit()

    def _words_height(self, width: int) -> int:
        return sum(text.heightForWidth(width) for text in self._words)

    def _beside(self, width: int) -> tuple[QWidget, ...]:
        """Return what has room beside the words on one line each."""
        wide = max(text.sizeHint().width() for text in self._words)
        high = self._words_height(width) * _HIGHER
        for widgets in ((self._clock, self._date), (self._clock,)):
            sizes = [widget.sizeHint() for widget in widgets]
            if (
                wide + self._gap + max(size.width() for size in sizes) <= width
                and sum(size.height() for size in sizes) <= high
            ):
                return widgets
        return ()
