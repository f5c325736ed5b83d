"""Show the tabs of the manager's window in its header; the open one has a gold foot."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.assistive import ONE_OF_SEVERAL
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock
from ui.widgets.pressable import Pressable

#: The foot of the open tab, and the most and the least room at the sides of a name, in mm of the theme.
_FOOT, _SIDE, _LEAST_SIDE = 6, 24, 8


class Tab(Pressable):
    """Show one tab."""

    assistive_role = ONE_OF_SEVERAL

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, None)
        self._text = text
        self.toggles = False
        self._side = theme.mm(_SIDE)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def words_width(self) -> int:
        """Return the pixels of the name when the tab is open."""
        return round(self._block(bold=True).width)

    def set_side(self, pixels: int) -> None:
        """Leave so much room at each side of the name."""
        self._side = pixels
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.words_width() + 2 * self._side, self.theme.mm(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = self.theme.c
        painter = QPainter(self)
        is_open = self.isChecked()
        if self.isDown():
            painter.fillRect(self.rect(), c.main_pressed)
        block = self._block(bold=is_open)
        area = QRectF(self._side, 0, block.width + 1, self.height())
        block.draw(painter, area, c.on_header)
        if is_open:
            foot = self.theme.mm(_FOOT)
            painter.fillRect(0, self.height() - foot, self.width(), foot, c.gold)
        painter.end()

    def _block(self, *, bold: bool) -> TextBlock:
        return TextBlock(self._text, Style(self.theme.font(Role.BODY, 700 if bold else 400), 1.3))


class Tabs(QWidget):
    """Show tabs beside each other: value and name of each. Signal: ``picked`` carries the value of the pressed one."""

    picked = Signal(int)

    def __init__(self, theme: Theme, names: Mapping[int, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.tabs = {value: Tab(theme, name) for value, name in names.items()}
        for value, tab in self.tabs.items():
            tab.clicked.connect(partial(self.picked.emit, value))
            row.addWidget(tab)

    def least_width(self) -> int:
        """Return the fewest pixels that show every name."""
        sides = 2 * len(self.tabs) * self._theme.mm(_LEAST_SIDE)
        return sum(tab.words_width() for tab in self.tabs.values()) + sides

    def fit(self, left: int, right: int) -> None:
        """Stand from `left`, and no farther than `right` when the names leave room."""
        mm, count = self._theme.mm, 2 * len(self.tabs)
        free = right - left - sum(tab.words_width() for tab in self.tabs.values())
        side = max(mm(_LEAST_SIDE), min(mm(_SIDE), free // count))
        for tab in self.tabs.values():
            tab.set_side(side)
        self.setGeometry(left, 0, self.sizeHint().width(), mm(60))

    def open(self, value: int) -> None:
        """Mark a tab as the open one."""
        for at, tab in self.tabs.items():
            tab.setChecked(at == value)
