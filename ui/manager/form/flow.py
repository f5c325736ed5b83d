"""Place widgets beside each other and go on in the next line where the width ends."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lay items out in lines, each in its preferred size. `stretches` gives the last item the rest of its line."""

    def __init__(self, parent: QWidget, gap: int, *, margin: int = 0, stretches: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._stretches = stretches
        self.setSpacing(gap)
        self.setContentsMargins(margin, margin, margin, margin)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Add a widget before the item at a place."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, moves: bool) -> int:
        """Place the items and return the height they need."""
        margins, gap = self.contentsMargins(), self.spacing()
        area = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        x, y, high = area.x(), area.y(), 0
        shown = [item for item in self._items if not item.isEmpty()]
        for place, item in enumerate(shown):
            hint = item.sizeHint()
            wide = min(hint.width(), area.width())
            if high and x + wide > area.right() + 1:
                x, y, high = area.x(), y + high + gap, 0
            high_here = item.heightForWidth(wide) if item.hasHeightForWidth() else hint.height()
            if self._stretches and place == len(shown) - 1:
                wide = area.right() + 1 - x
            if moves:
                item.setGeometry(QRect(QPoint(x, y), QSize(wide, high_here)))
            x += wide + gap
            high = max(high, high_here)
        return y + high - rect.y() + margins.bottom()
