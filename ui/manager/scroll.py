"""Scroll a column that is higher than its place, by mouse wheel, bar or keyboard."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.theme import Theme

_BAR = """
QScrollBar:vertical {{ background: transparent; width: {wide}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {colour}; border-radius: {round}px; min-height: 40px; margin: 0 2px; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
"""


class _Held(QWidget):
    """Hold the scrolled widgets, as high as they are at the width of the place.

    A layout tells the height at its least width as its minimum, which is several times the height that is needed.
    """

    def minimumSizeHint(self) -> QSize:
        layout, place = self.layout(), self.parentWidget()
        if layout is None or place is None or not layout.hasHeightForWidth():
            return super().minimumSizeHint()
        least = layout.totalMinimumSize().width()
        return QSize(least, layout.totalHeightForWidth(max(least, place.width())))


class ScrollColumn(QScrollArea):
    """Hold a column of widgets in `column`. It scrolls up and down only, and follows the keyboard focus."""

    def __init__(self, theme: Theme, gap: int = 14) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        held = _Held()
        held.setAutoFillBackground(False)
        ring = theme.mm(7)  # room for the focus rings at the sides
        self.column = QVBoxLayout(held)
        self.column.setContentsMargins(ring, ring, ring, ring)
        self.column.setSpacing(theme.mm(gap))
        self.setWidget(held)
        #: The width of the bar in pixels, while there is something to scroll.
        self.bar_wide = wide = theme.mm(14)
        self.verticalScrollBar().setStyleSheet(
            _BAR.format(wide=wide, colour=theme.c.edge.name(), round=(wide - 4) // 2)
        )

    def to_top(self) -> None:
        """Show the beginning."""
        self.verticalScrollBar().setValue(0)
