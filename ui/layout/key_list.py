"""List keys of one kind: columns as the width allows, then lower rows, then pages; no flick scrolling."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from ui.layout.fit import ENDLESS, Grid, Rows, grid, packed
from ui.theme import Theme
from ui.widgets.bars import Pager
from ui.widgets.keys import Key

#: Words may shrink to this share of their size before a row has to be higher.
_SHRINK = 0.87
#: Of its preferred height: a row that is so high for its words grows no more; they shrink.
_WORDS = 2.4
#: The same for rows of their own heights: names of 400 letters happen.
_LONG = 8.0


class KeyList(QWidget):
    """Show keys in rows. ``turned`` carries the page that was asked for, from 0.

    Lengths are millimetres of the look. `row` and `least_row` are the preferred and the least height of a row, `column`
    is the least width of a column. A row is never lower than a finger. Rows grow to `tallest` times their height.
    There are `first_columns` where they have room, else the next number that has. Rows have one height, or each `own`
    height in one column. With `fills` a last key without a neighbour takes its whole row. Beside another list the keys
    are not wider than `widest`. `turn` names the keys of the pager.
    """

    turned = Signal(int)

    def __init__(  # noqa: PLR0913 - named options of a widget
        self,
        theme: Theme,
        turn: tuple[str, str],
        *,
        row: float = 29,
        least_row: float = 22,
        column: float = 75,
        most_columns: int = 2,
        first_columns: int = 1,
        tallest: float = 1.7,
        gap: float = 4.4,
        own: bool = False,
        fills: bool = False,
        widest: float | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._own, self._fills, self._tallest = theme, own, fills, tallest
        self._row, self._least_row = theme.target(row), theme.target(least_row)
        self._keys: tuple[Key, ...] = ()
        self._expected, self._limit = 0, ENDLESS
        self._page = 0
        self._pager = Pager(theme, *turn, parent=self, names=turn)
        self._pager.turned.connect(self.turned)
        self._pager.hide()
        self.gap = theme.gap(gap)
        self._column = theme.mm(column)
        #: The largest width in pixels that the keys use beside another list.
        self.widest = theme.mm(widest) if widest is not None else ENDLESS
        self._columns = (1, 1) if own else (most_columns, first_columns)

    def _asked(self) -> Rows:
        """Return what the keys ask for: a column is as wide as the longest word of a key.

        It is not kept: its methods are the list's own, a cycle that would keep the page alive.
        """
        return Rows(
            self._preferred,
            self._least,
            self._most,
            self.gap,
            self._least_column,
            self._pager.sizeHint().height(),
            *self._columns,
        )

    @property
    def least_width(self) -> int:
        """Return the least width of the list in pixels."""
        return self._least_column

    @property
    def _least_column(self) -> int:
        return max(self._column, *(key.least_width() for key in self._keys)) if self._keys else self._column

    # -- keys -------------------------------------------------------------------------------------------------------

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return all keys, on whatever page."""
        return self._keys

    @property
    def pages(self) -> int:
        """Return how many pages there are at this size."""
        return len(self._packed(self.height())) if self._own else self._grid().pages

    def show_keys(self, keys: Sequence[Key], page: int) -> None:
        """Show these keys; delete those that were shown before and are not among them."""
        for key in self._keys:
            if key not in keys:
                key.hide()
                key.deleteLater()
        self._keys = tuple(keys)
        for key in self._keys:
            if key.parent() is not self:
                key.setParent(self)
                key.setMinimumHeight(0)
        self._page = page
        self.updateGeometry()
        if self.isVisible():
            self.place_keys()

    def expect(self, count: int) -> None:
        """Ask for the height of at least so many keys: another question of the same page has them."""
        self._expected = count

    def limit_rows(self, height: int) -> None:
        """Let no row be higher than this where a page is shown in parts: its words shrink instead."""
        self._limit = height

    def show_page(self, page: int) -> None:
        """Turn to another page."""
        if page != self._page:
            self._page = page
            self.place_keys()

    # -- heights ----------------------------------------------------------------------------------------------------

    def wish(self, width: int) -> int:
        """Return the height of all keys below each other with the preferred row."""
        if self._own and self._keys:
            return sum(self._heights(width)) + self.gap * max(0, len(self._keys) - 1)
        return self._asked().wish(self._count, width)

    def least(self, width: int) -> int:
        """Return the smallest height at which no page has to be turned; rows of their own heights always have pages."""
        return self.floor(width) if self._own else self._asked().least(self._count, width)

    def whole(self, width: int) -> int:
        """Return the smallest height of all keys on one page."""
        return self.wish(width) if self._own else self.least(width)

    def floor(self, width: int) -> int:
        """Return the height of two rows (one of its own height) and the pager, or of all keys where that is less."""
        if self._own:
            highest = max(self._heights(width), default=self._row)
            paged = highest + self.gap + self._asked().pager
            return min(self.wish(width), paged) if self._keys else paged
        return self._asked().floor(self._count, width)

    def most(self, width: int) -> int:
        """Return the largest height that the keys use; rows of their own heights leave it free below them."""
        return ENDLESS if self._own else self._asked().most(self._count, width)

    @property
    def _count(self) -> int:
        return max(len(self._keys), self._expected)

    def least_row(self, width: int) -> int:
        """Return the least height of a row, in as many columns as there may be."""
        if self._own:
            return max(self._heights(width), default=0)
        asked = self._asked()
        return asked.least_row(asked.column_width(asked.columns_in(width), width))

    def _need(self, width: int) -> int:
        """Return the height that the highest key needs for its words in their full size."""
        return max((key.height_at(width) for key in self._keys), default=0)

    def _cap(self) -> int:
        """Return the height from which words shrink instead of rows growing; in parts of a page it is their height."""
        return self._limit if self._theme.is_rolled else round(self._row * max(self._tallest, _WORDS))

    def _preferred(self, width: int) -> int:
        return max(self._row, min(self._need(width), self._cap()))

    def _least(self, width: int) -> int:
        shrink = 1.0 if self._theme.is_rolled else self._theme.shrinks_to(_SHRINK)
        return max(self._least_row, min(round(self._need(width) * shrink), self._cap()))

    def _most(self, width: int) -> int:
        return max(self._preferred(width), round(self._row * self._tallest))

    def _heights(self, width: int) -> list[int]:
        most = self._limit if self._theme.is_rolled else min(self._limit, round(self._row * _LONG))
        return [min(max(self._row, key.height_at(width)), most) for key in self._keys]

    # -- placing ----------------------------------------------------------------------------------------------------

    def place_in(self, area: QRect) -> None:
        """Stand in an area, in pixels of the parent, and give every key of the page its place."""
        self.setGeometry(area)
        self.place_keys()

    def _grid(self) -> Grid:
        return grid(len(self._keys), self.width(), self.height(), self._asked())

    def _packed(self, height: int) -> list[int]:
        return packed(self._heights(self.width()), height, self.gap, self._asked().pager)

    def place_keys(self) -> None:
        """Give every key of the page its place."""
        if self.width() < 1 or self.height() < 1:
            return
        counts = self._packed(self.height()) if self._own else []
        if self._own:
            pages = len(counts)
            page = min(self._page, pages - 1)
            first, count = sum(counts[:page]), counts[page]
            self._place_below(first, count)
        else:
            found = self._grid()
            pages = found.pages
            page = min(self._page, pages - 1)
            first, count = page * found.per_page, found.per_page
            self._place_grid(found, first)
        for number, key in enumerate(self._keys):
            key.setVisible(first <= number < first + count)
        details = min((key.details_in(key.size()) for key in self._keys[first : first + count]), default=0)
        for key in self._keys:
            key.show_details(details)
        self._pager.set_pages(pages, page)
        if pages > 1:
            high = self._asked().pager
            self._pager.setGeometry(0, self.height() - high, self.width(), high)

    def _place_grid(self, found: Grid, first: int) -> None:
        width = self._asked().column_width(found.columns, self.width())
        shown = self._keys[first : first + found.per_page]
        for number, key in enumerate(shown):
            row, column = divmod(number, found.columns)
            left, is_last = column * (width + self.gap), number + 1 == len(shown)
            wide = self.width() - left if self._fills and is_last else width
            key.setGeometry(left, row * (found.row + self.gap), wide, found.row)

    def _place_below(self, first: int, count: int) -> None:
        top = 0
        heights = self._heights(self.width())
        for key, high in zip(self._keys[first : first + count], heights[first : first + count], strict=True):
            key.setGeometry(0, top, self.width(), high)
            top += high + self.gap
