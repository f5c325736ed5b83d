"""Show the status strip of the desk: name, icon and one word for each item."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.banner import Tone
from ui.widgets.drawing.paint import Style, TextBlock, rounded

#: The pixels between two items: the least, where the space allows, and the most.
_LEAST, _MOST = 18, 30
_MARKS = {Tone.GOOD: "circle-check", Tone.CAUTION: "triangle-alert", Tone.INFO: "clock-arrow-up"}


@dataclass(frozen=True, slots=True)
class StatusItem:
    """Hold one item: its icon, its name, GOOD, CAUTION or INFO, and the word for its state."""

    icon: str
    name: str
    tone: Tone
    word: str


class Form(IntEnum):
    """Name how much text the items show. Where space is short, a good item shows only its check mark."""

    WHOLE = 0
    NAMED = 1
    MARKED = 2
    TERSE = 3


class StatusStrip(QWidget):
    """Show items: good with a check, trouble on a gold tint, waiting in blue. `last` is at the right end.

    On a narrow strip good items lose their word, then their name. Then waiting items lose their name. Trouble is always
    shown in full.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: tuple[StatusItem, ...] = ()
        self._last: tuple[str, str] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(46))

    @property
    def items(self) -> tuple[StatusItem, ...]:
        """Return the shown items."""
        return self._items

    def show_items(self, items: tuple[StatusItem, ...], last: tuple[str, str] | None = None) -> None:
        """Show items from left to right, and ``(icon, words)`` at the right end."""
        if (items, last) == (self._items, self._last):
            return
        self._items, self._last = items, last
        self.setAccessibleName("; ".join(f"{item.name}: {item.word}" for item in items))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), c.sand)
        painter.fillRect(0, 0, self.width(), 1, c.rule)
        form, widths, gap = self.fit()
        x = float(theme.mm(24))
        for item, width in zip(self._items, widths, strict=True):
            self._paint(painter, item, x, width, form)
            x += width + gap
        if self._last is not None:
            self._paint_last(painter, self._last)
        painter.end()

    def fit(self) -> tuple[Form, list[float], float]:
        """Return the fullest form that fits, the width of each item in it, and the gap between two."""
        theme = self._theme
        room = self.width() - 2 * theme.mm(24)
        if self._last is not None:
            block = TextBlock(self._last[1], Style(theme.font(Role.SMALL), 1.3))
            room -= round(block.width) + round(theme.m.icon_inline) + theme.mm(8) + theme.mm(_LEAST)
        spaces = max(1, len(self._items) - 1)
        for form in Form:
            widths = [self._width(item, form) for item in self._items]
            gap = (room - sum(widths)) / spaces
            if gap >= theme.mm(_LEAST):
                break
        return form, widths, max(float(theme.mm(8)), min(float(theme.mm(_MOST)), gap))

    def _blocks(self, item: StatusItem, form: Form) -> tuple[TextBlock, TextBlock]:
        theme = self._theme
        plain, strong = theme.font(Role.SMALL), theme.font(Role.SMALL, 700)
        is_good = item.tone is Tone.GOOD
        unnamed = form >= Form.MARKED if is_good else form >= Form.TERSE and item.tone is Tone.INFO
        name = TextBlock("" if unnamed else item.name, Style(plain, 1.3))
        return name, TextBlock("" if is_good and form >= Form.NAMED else item.word, Style(strong, 1.3))

    def _width(self, item: StatusItem, form: Form) -> float:
        words = sum(block.width + self._theme.mm(8) for block in self._blocks(item, form) if block.width)
        return 2 * self._theme.m.icon_inline + self._theme.mm(8) + words

    def _paint(self, painter: QPainter, item: StatusItem, x: float, width: float, form: Form) -> None:
        theme, c = self._theme, self._theme.c
        name, word = self._blocks(item, form)
        icon, gap, middle = theme.m.icon_inline, theme.mm(8), self.height() / 2
        ink = {Tone.GOOD: c.good, Tone.INFO: c.info}.get(item.tone, c.ink)
        if item.tone is Tone.CAUTION:
            pad = theme.mm(10)
            area = QRectF(x - pad, middle - theme.mm(15), width + 2 * pad, theme.mm(30))
            painter.fillPath(rounded(area, theme.mm(7)), c.gold_tint)
        painter.drawPixmap(round(x), round(middle - icon / 2), theme.icon(item.icon, icon, c.ink))
        x += icon + gap
        name.draw(painter, QRectF(x, 0, name.width + 1, self.height()), c.ink)
        x += name.width + gap if name.width else 0
        painter.drawPixmap(round(x), round(middle - icon / 2), theme.icon(_MARKS[item.tone], icon, ink))
        x += icon + gap
        word.draw(painter, QRectF(x, 0, word.width + 1, self.height()), ink)

    def _paint_last(self, painter: QPainter, last: tuple[str, str]) -> None:
        theme, c = self._theme, self._theme.c
        icon = theme.m.icon_inline
        block = TextBlock(last[1], Style(theme.font(Role.SMALL), 1.3))
        x = self.width() - theme.mm(24) - block.width
        block.draw(painter, QRectF(x, 0, block.width + 1, self.height()), c.ink)
        at = round(x - icon - theme.mm(8)), round((self.height() - icon) / 2)
        painter.drawPixmap(*at, theme.icon(last[0], icon, c.ink))
