"""Arrange the foot of a page: rows of keys, and what is read beside or above them.

A foot is given arrangements, the preferred one first. The first one that has room stands. Its rows have the width for
the words of their keys, and it takes no more than its share of the panel's height.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import ceil

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.layout.blocks import Block, Keys, Own, height_of
from ui.layout.body import Content
from ui.layout.fit import levelled
from ui.theme import Theme
from ui.widgets.keys import Key

#: Millimetres: air around the rows, and between two of them; and both where height is dear.
_AIR_MM, _BETWEEN_MM, _DENSE_MM = 7.4, 5.6, 4.4
#: Millimetres between two widgets of a row, and around what is read in a row of keys.
_GAP_MM, _READ_AIR_MM = 5.2, 1.2
#: Millimetres: the largest width of a key that stands beside something to read.
_KEY_MM = 72
#: In em: the least air at both sides of words below an icon.
_ABOVE_EM = 0.55
#: Millimetres of a row of keys that stands in the body.
_BODY_ROW_MM = 29


class FootReading(QWidget):
    """Show what is read in a row of keys. The hints give the width it prefers and the one below which it shows nothing.

    A foot gives it at least `least_width`, and less only in a brief arrangement.
    """

    def least_width(self) -> int:
        """Return the least width in pixels."""
        return self.minimumSizeHint().width()


class Icons(Enum):
    """Say where the icons of keys stand."""

    BESIDE = auto()
    ABOVE = auto()
    NONE = auto()


Row = Sequence[QWidget]


@dataclass(frozen=True, eq=False, slots=True)
class Arrangement:
    """Hold rows of keys and of what is read.

    `above` stands above the bar. `is_brief`: what is read has its least width, the keys have the rest. A row of keys
    alone is at least `height` millimetres high.
    """

    rows: tuple[Row, ...]
    icons: Icons
    above: QWidget | None = None
    is_brief: bool = False
    height: float = 0

    @property
    def widgets(self) -> Iterator[QWidget]:
        """Yield all widgets in the order of reading."""
        if self.above is not None:
            yield self.above
        for row in self.rows:
            yield from row


def arrangements(
    *rows: Row, icons: Iterable[Icons], above: QWidget | None = None, is_brief: bool = False, height: float = 0
) -> list[Arrangement]:
    """Return the same rows with icons at one place after the other."""
    return [Arrangement(tuple(row for row in rows if row), one, above, is_brief, height) for one in icons]


class Foot(Content):
    """Show the bar at the bottom of a page. `panel` is the size of the window in pixels."""

    def __init__(self, theme: Theme, panel: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._panel, self._most = theme, panel, 0
        #: The height of the chosen arrangement, measured once; a cover does not change it.
        self._bar: int | None = None
        self._tried: Sequence[Arrangement] = ()
        self._chosen: Arrangement | None = None
        self._state: object = None
        self._icons: dict[Key, str] = {}
        #: What is shown in the place of the bar for a while.
        self.cover: QWidget | None = None
        #: The y at which the bar begins.
        self.bar_top = 0
        self.installEventFilter(self)
        self.resize(panel.width(), 0)  # or it would be measured at a width that it never has
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def is_wide(self) -> bool:
        """Return whether the panel is wider than high: then height is dear."""
        return self._panel.width() > self._panel.height()

    def arrange(self, tried: Sequence[Arrangement], most: float) -> bool:
        """Try these arrangements from now on, all of the same widgets; return whether one of them has room.

        `most` is the largest share of the panel's height.
        """
        for widget in tried[0].widgets:
            if widget.parentWidget() is not self:
                widget.setParent(self)
            if isinstance(widget, Key):
                self._icons.setdefault(widget, widget.icon_name)
        self._tried, self._state, self._most = tried, None, round(self._panel.height() * most)
        return self._has_room(self._arrangement(self._panel.width()), self._panel.width())

    def take_cover(self, cover: QWidget) -> None:
        """Keep a widget that is shown in the place of the bar for a while."""
        self.cover = cover
        cover.setParent(self)
        cover.hide()

    def show_cover(self, *, shown: bool) -> None:
        """Show the cover, or the bar."""
        if self.cover is None or not self._tried or self.cover.isHidden() is not shown:
            return
        if shown:
            self._bar_height(self.width())  # measured while its widgets are shown
        for widget in self._arrangement(self.width()).widgets:
            widget.setHidden(shown)
        self.cover.setVisible(shown)
        self.updateGeometry()
        self._place()

    def given_away(self) -> list[Block]:
        """Hide, and return the rows as blocks of the body, for a page without room for a foot."""
        found: list[Block] = []
        for row in self._arrangement(self._panel.width()).rows:
            keys = [widget for widget in row if isinstance(widget, Key)]
            found += [Own(widget, grows=0, is_read=True) for widget in row if widget not in keys]
            if keys:
                found.append(Keys(*keys, height=_BODY_ROW_MM))
        self._tried = ()
        self.hide()
        return found

    # -- choosing ---------------------------------------------------------------------------------------------------

    def _arrangement(self, width: int) -> Arrangement:
        """Return the first arrangement that has room, else the last; its keys are dressed for it."""
        widgets = list(self._tried[0].widgets)
        words = [(widget.label, widget.isHidden(), widget.isChecked()) for widget in widgets if isinstance(widget, Key)]
        wishes = [widget.sizeHint().width() for widget in widgets if isinstance(widget, FootReading)]
        is_covered = self.cover is not None and not self.cover.isHidden()
        if self._chosen is None or (self._state != (width, words, wishes) and not is_covered):
            self._state, self._bar = (width, words, wishes), None
            self._chosen = next((one for one in self._tried if self._has_room(one, width)), self._tried[-1])
            self._dress(self._chosen)
            self.order = list(self._chosen.widgets)
        return self._chosen

    def _dress(self, arrangement: Arrangement) -> None:
        """Show the icons of all keys where the arrangement has them."""
        for key in (widget for widget in arrangement.widgets if isinstance(widget, Key)):
            name = self._icons[key]
            key.stacked = arrangement.icons is Icons.ABOVE and bool(name)
            key.is_tight = self._theme.is_rolled or arrangement.icons is Icons.NONE
            key.set_icon("" if arrangement.icons is Icons.NONE else name)
            key.update()

    def set_icon(self, key: Key, name: str) -> None:
        """Show another icon on a key."""
        self._icons[key] = name
        if self._chosen is not None:
            self._dress(self._chosen)

    def _has_room(self, arrangement: Arrangement, width: int) -> bool:
        self._dress(arrangement)
        room = width - 2 * self._theme.margin
        has_width = all(self._needed(row, arrangement) <= room for row in self._rows(arrangement))
        return has_width and self._height(arrangement, width) <= self._most

    def _rows(self, arrangement: Arrangement) -> list[list[QWidget]]:
        """Return what is shown of each row."""
        rows = [[one for one in row if not (isinstance(one, Key) and one.isHidden())] for row in arrangement.rows]
        return [row for row in rows if row]

    def _needed(self, row: Row, arrangement: Arrangement) -> int:
        is_brief = arrangement.is_brief or len(row) == 1
        return sum(_needed(one, is_brief=is_brief) for one in row) + self._gap * (len(row) - 1)

    @property
    def _gap(self) -> int:
        return self._theme.gap(_GAP_MM)

    # -- placing ----------------------------------------------------------------------------------------------------

    def _widths(self, row: Row, room: int, arrangement: Arrangement) -> list[int]:
        """Share a width in pixels: keys of one width, but none narrower than its words; the rest is for reading."""
        keys = [widget for widget in row if isinstance(widget, Key)]
        readings = [widget for widget in row if isinstance(widget, FootReading)]
        free, needed = room - self._gap * (len(row) - 1), [_needed(key) for key in keys]
        most = free - sum(_needed(one, is_brief=arrangement.is_brief) for one in readings)
        if readings and not arrangement.is_brief:
            wished = sum(max(key.sizeHint().width(), self._theme.mm(_KEY_MM)) for key in keys)
            spare = free - sum(one.sizeHint().width() for one in readings)
            most = max(sum(needed), min(wished, spare if spare >= sum(needed) else most))
        shares, rest = iter(levelled(needed, most)), free - most if keys else free
        return [next(shares) if isinstance(widget, Key) else rest for widget in row]

    def _row_height(self, row: Row, room: int, arrangement: Arrangement) -> int:
        """Return the height of a row; what is read beside keys reaches into the air around them."""
        keys: list[int] = []
        read: list[int] = []
        for widget, wide in zip(row, self._widths(row, room, arrangement), strict=True):
            (keys if isinstance(widget, Key) else read).append(_height(widget, wide))
        if not read:
            return max(*keys, self._theme.primary(arrangement.height) if arrangement.height else 0)
        return max(*keys, max(read) - self._reach) if keys else max(read)

    @property
    def _reach(self) -> int:
        """Return how many pixels what is read beside keys is higher than the row: it needs less air."""
        return 2 * (self._air - self._theme.mm(_READ_AIR_MM))

    @property
    def _is_dense(self) -> bool:
        return self._theme.is_low or self._theme.is_rolled or self.is_wide

    @property
    def _air(self) -> int:
        return self._theme.gap(_DENSE_MM if self._is_dense else _AIR_MM)

    @property
    def _between(self) -> int:
        return self._theme.gap(_DENSE_MM if self._is_dense else _BETWEEN_MM)

    def _height(self, arrangement: Arrangement, width: int) -> int:
        room, rows = width - 2 * self._theme.margin, self._rows(arrangement)
        bar = sum(self._row_height(row, room, arrangement) for row in rows) + self._between * (len(rows) - 1)
        above = height_of(arrangement.above, width) if arrangement.above is not None else 0
        return above + bar + 2 * self._air

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the bar with what stands above it, or of the cover where that is higher.

        It is the same while the cover is hidden, so that nothing moves under a finger when it comes.
        """
        if not self._tried:
            return 0
        cover = height_of(self.cover, width) if self.cover is not None else 0
        return max(self._bar_height(width), cover)

    def _bar_height(self, width: int) -> int:
        arrangement = self._arrangement(width)
        if self._bar is None:
            self._bar = self._height(arrangement, width)
        return self._bar

    def sizeHint(self) -> QSize:
        return QSize(self._panel.width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """Place what changed while nobody saw it: Qt tells a hidden parent nothing."""
        super().showEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place everything anew when a key wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        if self.heightForWidth(self.width()) != self.height():
            self.updateGeometry()
        self._place()

    def _place(self) -> None:
        if not self._tried:
            return
        arrangement, width, top = self._arrangement(self.width()), self.width(), 0
        if self.cover is not None:
            self.cover.setGeometry(self.rect())
        if arrangement.above is not None:
            top = height_of(arrangement.above, width)
            arrangement.above.setGeometry(0, 0, width, top)
        spare = max(0, self.height() - self._bar_height(width))  # a higher cover needs it
        self.bar_top, top = top, top + self._air + spare // 2
        room = width - 2 * self._theme.margin
        for row in self._rows(arrangement):
            high = self._row_height(row, room, arrangement)
            self._place_row(row, QRect(self._theme.margin, top, room, high), arrangement)
            top += high + self._between

    def _place_row(self, row: Row, area: QRect, arrangement: Arrangement) -> None:
        left, widths = area.left(), self._widths(row, area.width(), arrangement)
        heights = [_height(widget, wide) for widget, wide in zip(row, widths, strict=True) if isinstance(widget, Key)]
        keys_high = area.height() if len(heights) == len(row) else max(heights, default=0)
        most = area.height() + (self._reach if heights else 0)
        for widget, wide in zip(row, widths, strict=True):
            high = min(_height(widget, wide), most)
            if isinstance(widget, Key):
                high = keys_high
                widget.setMinimumHeight(0)
                widget.setMaximumHeight(high)
            widget.setGeometry(left, area.top() + (area.height() - high) // 2, wide, high)
            left += wide + self._gap

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground of the bar."""
        painter, bar = QPainter(self), self.rect().adjusted(0, self.bar_top, 0, 0)
        painter.fillRect(bar, self._theme.c.sand)
        if self._theme.high_contrast:
            painter.fillRect(bar.left(), bar.top(), bar.width(), self._theme.mm(1.25), self._theme.c.sun)
        painter.end()


def _needed(widget: QWidget, *, is_brief: bool = False) -> int:
    """Return the width in pixels at which the words of a key stand on one line, or what is read has room."""
    if isinstance(widget, FootReading):
        return widget.minimumSizeHint().width() if is_brief else widget.least_width()
    if not isinstance(widget, Key):
        return 0
    words = widget.text_width()
    if widget.stacked:
        return max(widget.theme.target(0), ceil(words + widget.theme.size(widget.role) * _ABOVE_EM))
    mark = widget.theme.m.icon_key + widget.icon_gap() if widget.icon_name or widget.isChecked() else 0
    return max(widget.theme.target(0), ceil(words + 2 * widget.padding() + mark) + 2)


def _height(widget: QWidget, width: int) -> int:
    if not isinstance(widget, Key):
        return height_of(widget, width)
    whole = widget.sizeHint().height()
    if widget.stacked:
        return whole
    words = max(round(widget.theme.m.key_height + widget.edge_depth()), widget.least_height(width))
    return min(whole, words) if _needed(widget) <= width else words
