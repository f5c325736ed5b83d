"""Scroll a page that is higher than its window, with a quiet bar in the colours of the look."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from ui.theme import Theme
from ui.widgets.drawing.paint import rounded

_WIDE = 12


class QuietBar(QScrollBar):
    """Show a scroll bar as a thin handle without arrows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._theme = theme
        self.setFixedWidth(theme.mm(_WIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ScrollBarSlider
        handle = self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.c.ground)
        area = QRectF(handle).adjusted(3, 2, -3, -2)
        colour = self._theme.c.edge if self.isSliderDown() else self._theme.c.rule
        painter.fillPath(rounded(area, area.width() / 2), colour)
        painter.end()


class ScrolledPage(QScrollArea):
    """Hold a page. A control that gets the keyboard focus is scrolled into sight."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__()
        self.setVerticalScrollBar(QuietBar(theme))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(page)
        for part in (self.viewport(), page):
            part.setAutoFillBackground(False)
