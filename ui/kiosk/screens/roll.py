"""A body that is higher than its panel: shown in parts that two large keys turn. A part ends between two things, or
between two lines of a paragraph that is higher than a part."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLayout, QVBoxLayout, QWidget

from ui.kiosk.screens.paged import PagedKeys
from ui.theme import Role, Theme
from ui.widgets.banner import Banner, Panel
from ui.widgets.input.field import InputField
from ui.widgets.input.keypad import Keypad
from ui.widgets.keys import Key
from ui.widgets.leaf import CalendarLeaf
from ui.widgets.reading import Reading
from ui.widgets.text import Text

#: What is never parted, whatever it is made of; and what takes the height it gets.
_WHOLE = (QAbstractButton, Banner, Panel, InputField, Keypad, PagedKeys, Reading)
_ELASTIC = (PagedKeys, Reading, CalendarLeaf)
#: Millimetres of a key of the rail.
_KEY_MM = 27.0


class Roll(QWidget):
    """Holds `content` with its `column`; as much of it is seen as there is room for.

    `names` are what the keys are called. Whatever gets the focus is brought into view. Without names it has no keys:
    another one leads it (`lead`).
    """

    def __init__(self, theme: Theme, names: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._view = QWidget(self)
        self.content = QWidget(self._view)
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._above: Roll | None = None
        self._leader: Roll | None = None
        acts = ("chevron-up", self._go_up), ("chevron-down", self._go_down)
        self._keys = [Key(theme, icon=icon, parent=self) for icon, _ in acts[: len(names)]]
        for key, name, (_, act) in zip(self._keys, names, acts, strict=False):
            key.setAccessibleName(name)
            key.clicked.connect(act)
        self._where = Text(theme, Role.SMALL, align=Qt.AlignmentFlag.AlignHCenter, wrap=False, parent=self)
        self._parts: list[tuple[int, int]] = [(0, 0)]
        self._at = 0
        self._free = 0
        self._is_laying = False
        self.content.installEventFilter(self)
        if names:
            self.setMinimumHeight(theme.target(_KEY_MM) + 2 * theme.gap(3.5))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    @property
    def parts(self) -> int:
        """How many parts there are at this size, with those of the one that it leads."""
        return max(len(self._parts), self._above.parts if self._above is not None else 1)

    @property
    def _own(self) -> int:
        """Which of its own parts is shown: the last one stays while another roll is turned on."""
        return min(self._at, len(self._parts) - 1)

    def lead(self, above: "Roll") -> None:
        """Turns what stands above together with its own: one pair of keys for both."""
        self._above, above._leader = above, self

    def turn_to(self, part: int) -> None:
        """Shows a part, from 0."""
        self._at = part
        self._show()

    def keep_free(self, height: int) -> None:
        """So many pixels above the content are somebody else's."""
        if height != self._free:
            self._free = height
            self._lay_out()

    def _go_up(self) -> None:
        self.turn_to(self._at - 1)

    def _go_down(self) -> None:
        self.turn_to(self._at + 1)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.content.isAncestorOf(new):
            self.bring(new)

    def bring(self, new: QWidget) -> None:
        """Shows the part in which the middle of something stands."""
        middle = new.mapTo(self.content, QPoint(0, new.height() // 2)).y()
        for part, (top, bottom) in enumerate(self._parts):
            if top <= middle < bottom and part != self._own:
                self.turn_to(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, other parts."""
        super().resizeEvent(event)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The content wants another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        if self._is_laying or self.height() < 1:
            return
        self._is_laying = True
        width, height = self.width(), max(1, self.height() - self._free)
        for part in self.content.findChildren(QWidget):
            if isinstance(part, _ELASTIC):
                part.setMaximumHeight(height)
        needed = self._height_for(width)
        if self._keys and (needed > height or self.parts > len(self._parts)):
            width -= self._rail(height)
            needed = max(height, self._height_for(width))
        self.content.resize(width, max(needed, height))
        self.column.activate()
        self._parts = list(_parted(self._places(), height, max(needed, height)))
        self._is_laying = False
        self._show()
        if self._leader is not None:
            self._leader._lay_out()

    def _rail(self, height: int) -> int:
        """Pixels of width: two keys above each other, or beside each other where it is not high enough for that."""
        return (1 if self._is_high(height) else 2) * (self._side(height) + self._theme.gap(3.5))

    def _side(self, height: int) -> int:
        """Pixels of a key's sides."""
        return self._theme.primary(_KEY_MM) if self._is_high(height) else self._theme.target(_KEY_MM)

    def _is_high(self, height: int) -> bool:
        return height >= 3 * self._theme.primary(_KEY_MM) + 2 * self._theme.gap(3.5)

    def _height_for(self, width: int) -> int:
        self.column.invalidate()
        if self.column.hasHeightForWidth():
            return self.column.totalHeightForWidth(width)
        return self.column.totalSizeHint().height()

    def _places(self) -> list[tuple[int, int]]:
        """Top and bottom of everything that is not to be parted."""
        found, most = [], self.height() - self._free
        for part in _things(self.content, most):
            top = part.mapTo(self.content, QPoint()).y()
            if isinstance(part, Text) and part.height() > most:
                found += [(top + line, top + end) for line, end in part.line_edges()]
            else:
                found.append((top, top + part.height()))
        return sorted(found)

    def _show(self) -> None:
        self._at = max(0, min(self._at, self.parts - 1))
        top, bottom = self._parts[self._own]
        self._view.setGeometry(0, self._free, self.content.width(), bottom - top)
        self.content.move(0, -top)
        if self._above is not None:
            self._above.turn_to(self._at)
        if self._keys:
            self._place_rail()

    def _place_rail(self) -> None:
        theme, height, is_parted = self._theme, self.height() - self._free, self.parts > 1
        side, gap, is_high = self._side(height), theme.gap(3.5), self._is_high(height)
        left = self.width() - self._rail(height)
        air = min(theme.mm(8), (height - 3 * side) // 2) if is_high else gap
        low = QPoint(left, self.height() - side - air) if is_high else QPoint(left + side + gap, self._free + air)
        for key, at in zip(self._keys, (QPoint(left, self._free + air), low), strict=True):
            key.setGeometry(QRect(at, QSize(side, side)))
            key.setVisible(is_parted)
        self._keys[0].setEnabled(self._at > 0)
        self._keys[1].setEnabled(self._at + 1 < self.parts)
        self._where.set_text(f"{self._at + 1}/{self.parts}")
        beside = gap if is_high else 0  # its words have the gap, too
        self._where.setGeometry(left - beside, self._free + air + side, side + beside, height - 2 * (air + side))
        self._where.setVisible(is_parted and is_high)


def _things(widget: QWidget, most: int) -> Iterator[QWidget]:
    """What stands in a widget and is parted from each other, but not itself unless it is higher than `most` pixels."""
    for child in widget.children():
        if not isinstance(child, QWidget) or child.isHidden():
            continue
        inner = [one for one in child.children() if isinstance(one, QWidget)]
        is_whole = isinstance(child, _WHOLE) and not (isinstance(child, Panel) and child.height() > most)
        if is_whole or not inner:
            yield child
        else:
            yield from _things(child, most)


def _parted(places: Sequence[tuple[int, int]], height: int, whole: int) -> Iterator[tuple[int, int]]:
    """Parts of at most `height`; none of the places is cut, but one that is higher than a part."""
    start, is_first = 0, True
    while start < whole:
        cut = min(start + height, whole)
        if cut < whole:
            while (top := next((top for top, bottom in places if start < top < cut < bottom), None)) is not None:
                cut = top
        is_last, is_empty = cut == whole, not any(top < cut and bottom > start for top, bottom in places)
        if not is_empty or (is_first and is_last):  # air alone is no part
            yield start, cut
            is_first = False
        rest = [top for top, _ in places if top >= cut]
        start = min(rest) if rest else whole
