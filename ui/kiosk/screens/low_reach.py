"""Low reach: every key of a portrait screen in the lower part of the panel, above it only things to read.

A page is built as always; then what is only read is taken out of it and put above the line. So a new screen is lowered
without a word of its own, as long as what is read and what is pressed are parts of their own in its body.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.keys import Key

if TYPE_CHECKING:
    from ui.kiosk.screens.roll import Roll

#: Of the panel's height, from below: where the keys stand.
SHARE = 0.4
#: Millimetres: the line above the keys, the air below it, between two parts below it and above it.
_LINE_MM, _AIR_MM, _GAP_MM, _ROOM_MM = 1.25, 4.4, 4.4, 7.0
#: A key of a fixed height is at most so high, in millimetres.
_KEY_MM = 29.0
#: No panel has more lines of pixels.
_HIGHEST = 100_000
#: Qt's own "no limit".
_ANY_HEIGHT = 16_777_215


def low_reach_line(window: QSize) -> int:
    """Pixels from above, below which every key of a lowered screen stands."""
    return round(window.height() * (1 - SHARE))


class UpperPart(QWidget):
    """What is read, in the middle between the header and the line."""

    def __init__(self, theme: Theme, height: int) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedHeight(height)
        whole = self.column = QVBoxLayout(self)
        whole.setContentsMargins(theme.margin, theme.mm(_ROOM_MM), theme.margin, theme.mm(_ROOM_MM + _LINE_MM))
        #: The words are in parts too; the keys below the line turn both.
        self.roll: Roll | None = None
        if theme.is_rolled:
            from ui.kiosk.screens import roll  # the first paint does not wait for it

            self.roll = roll.Roll(theme)
            whole.addWidget(self.roll)
            self.column = self.roll.column
        self.column.setSpacing(theme.mm(_ROOM_MM))

    def grow(self) -> None:
        """It may be higher, never lower."""
        self.setMaximumHeight(_ANY_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        line = self.theme.mm(_LINE_MM)
        painter.fillRect(0, self.height() - line, self.width(), line, self.theme.c.gold)
        painter.end()


def lower(page: QVBoxLayout, body: QVBoxLayout, upper: UpperPart) -> None:
    """Leaves the keys in `body` and takes everything else up; both stand in the column of the `page`.

    Where the keys leave some of their part free, what is read has it.
    """
    above, theme = upper.column, upper.theme
    body.setSpacing(theme.gap(_GAP_MM))
    _split(body, above)
    _flatten(body, theme.primary(_KEY_MM))
    if not any(above.stretch(place) for place in range(above.count())):
        above.insertStretch(0, 2)
        above.addStretch(1)
    air = (theme.gap if theme.is_rolled else theme.mm)(_AIR_MM) if body.count() else 0
    side = body.contentsMargins().left()
    body.setContentsMargins(side, air, side, air)
    if upper.roll is None and not any(
        body.stretch(place) and _can_grow(item) for place, item in enumerate(_items(body))
    ):
        upper.grow()
        page.setStretchFactor(body, 0)
        page.setStretchFactor(upper, 1)


def _split(body: QVBoxLayout, above: QVBoxLayout) -> None:
    place = 0
    while place < body.count():
        item, stretch = body.itemAt(place), body.stretch(place)
        inner = item.layout() if item is not None else None
        if item is None or item.spacerItem() is not None:
            body.takeAt(place)
        elif has_control(item):
            if isinstance(inner, QVBoxLayout) and inner.count() > 1:
                _split(inner, above)
                inner.setSpacing(body.spacing())
            place += 1
        else:
            body.takeAt(place)
            _add(above, item, stretch)


def _flatten(layout: QLayout, most: int) -> None:
    """Keys that stand alone in their row are no higher than they must be: `most` pixels."""
    for item in _items(layout):
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            _flatten(inner, most)
        elif isinstance(widget, Key) and widget.minimumHeight() == widget.maximumHeight():
            widget.setFixedHeight(min(widget.height(), most))


def _add(above: QVBoxLayout, item: QLayoutItem, stretch: int) -> None:
    widget, inner = item.widget(), item.layout()
    if widget is not None:
        above.addWidget(widget, stretch, item.alignment())
    elif inner is not None:
        inner.setParent(None)
        above.addLayout(inner, stretch)


def has_control(item: QLayoutItem) -> bool:
    """Whether something of it can be pressed; a place that is still empty is kept for what can."""
    widget, inner = item.widget(), item.layout()
    if widget is not None:
        return isinstance(widget, QAbstractButton) or bool(widget.findChildren(QAbstractButton))
    if inner is None:
        return False
    return inner.count() == 0 or any(has_control(part) for part in _items(inner))


def _can_grow(item: QLayoutItem) -> bool:
    """Keys of a fixed height cannot, whatever stretch they were given."""
    inner = item.layout()
    return item.maximumSize().height() > _HIGHEST or (inner is not None and inner.count() == 0)


def _items(layout: QLayout) -> list[QLayoutItem]:
    found = [layout.itemAt(place) for place in range(layout.count())]
    return [item for item in found if item is not None]
