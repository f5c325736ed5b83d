"""The status strip of the desk: name, icon and one word for each thing."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.banner import Tone
from ui.widgets.paint import Style, TextBlock, rounded

_MARKS = {Tone.GOOD: "circle-check", Tone.CAUTION: "triangle-alert", Tone.INFO: "clock-arrow-up"}


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One thing: its icon, its name, GOOD, CAUTION or INFO, and the word for it."""

    icon: str
    name: str
    tone: Tone
    word: str


class StatusStrip(QWidget):
    """Good with a check, trouble on gold tint with a triangle, waiting in info. `last` stands at the right end."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: tuple[StatusItem, ...] = ()
        self._last: tuple[str, str] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(46))

    @property
    def items(self) -> tuple[StatusItem, ...]:
        """What is shown."""
        return self._items

    def show_items(self, items: tuple[StatusItem, ...], last: tuple[str, str] | None = None) -> None:
        """Show these from left to right, and ``(icon, words)`` at the right end."""
        if (items, last) == (self._items, self._last):
            return
        self._items, self._last = items, last
        self.setAccessibleName("; ".join(f"{item.name}: {item.word}" for item in items))
        self.update()

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(400, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sand band, a line above, the things on it."""
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), c.sand)
        painter.fillRect(0, 0, self.width(), 1, c.rule)
        widths = [self._width(item) for item in self._items]
        room = self.width() - 2 * theme.mm(24)
        gap = min(theme.mm(30), max(theme.mm(8), (room - sum(widths)) / max(1, len(widths) - 1)))
        x = float(theme.mm(24))
        for item, width in zip(self._items, widths, strict=True):
            self._paint(painter, item, x, width)
            x += width + gap
        if self._last is not None:
            self._paint_last(painter, self._last)
        painter.end()

    def _blocks(self, item: StatusItem) -> tuple[TextBlock, TextBlock]:
        theme = self._theme
        plain, strong = theme.font(Role.SMALL), theme.font(Role.SMALL, 700)
        return TextBlock(item.name, Style(plain, 1.3)), TextBlock(item.word, Style(strong, 1.3))

    def _width(self, item: StatusItem) -> float:
        name, word = self._blocks(item)
        icon = self._theme.m.icon_inline
        return 2 * icon + name.width + word.width + 3 * self._theme.mm(8)

    def _paint(self, painter: QPainter, item: StatusItem, x: float, width: float) -> None:
        theme, c = self._theme, self._theme.c
        name, word = self._blocks(item)
        icon, gap, middle = theme.m.icon_inline, theme.mm(8), self.height() / 2
        ink = {Tone.GOOD: c.good, Tone.INFO: c.info}.get(item.tone, c.ink)
        if item.tone is Tone.CAUTION:
            pad = theme.mm(10)
            area = QRectF(x - pad, middle - theme.mm(15), width + 2 * pad, theme.mm(30))
            painter.fillPath(rounded(area, theme.mm(7)), c.gold_tint)
        painter.drawPixmap(round(x), round(middle - icon / 2), theme.icon(item.icon, icon, c.ink))
        x += icon + gap
        name.draw(painter, QRectF(x, 0, name.width + 1, self.height()), c.ink)
        x += name.width + gap
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
