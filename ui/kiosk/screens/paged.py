"""Keys in a column (or in rows of two) that turns pages when they do not fit; no flick scrolling."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Role, Theme
from ui.widgets.bars import Pager
from ui.widgets.keys import Key

_TALLEST = 1.7
#: Words may shrink to this share before a page takes a row less, and anyway where it would be left with one row.
_SHRINK, _FEWEST = 0.87, 2
#: But one row stands alone before its words would shrink to less than this share.
_HALF = 0.5


class PagedKeys(QWidget):
    """Shows keys in rows of equal height. ``turned`` carries the page that was asked for.

    `rows` is how many rows a page has at best; fewer when a larger text needs it. `columns` fill from left to right.
    `names` and `is_narrow`: see `Pager`.
    """

    turned = Signal(int)

    def __init__(
        self,
        theme: Theme,
        previous: str,
        following: str,
        *,
        rows: int,
        columns: int = 1,
        names: tuple[str, str] = ("", ""),
        is_narrow: bool = False,
    ) -> None:
        super().__init__()
        self._theme, self._rows, self._columns = theme, rows, columns
        self._keys: tuple[Key, ...] = ()
        self._page = 0
        self._pager = Pager(theme, previous, following, parent=self, names=names, is_narrow=is_narrow)
        self._pager.turned.connect(self.turned)
        self._pager.hide()
        self.gap = theme.gap(4.4)
        self.row_height = theme.target(29)
        #: Rows grow to this share of their height before long names shrink instead.
        self.tallest = _TALLEST
        self._filler: QWidget | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, on whatever page."""
        return self._keys

    @property
    def pages(self) -> int:
        """How many pages there are at this size."""
        return self._pages(self._fit())

    def hasHeightForWidth(self) -> bool:
        """In a body that is rolled, a list is as high as its keys, up to its maximum."""
        return self._theme.is_rolled

    def heightForWidth(self, width: int) -> int:
        """All keys below each other, or what the list may have at most."""
        column = (width - self.gap * (self._columns - 1)) // self._columns
        row = max(self.row_height, max((key.height_at(column) for key in self._keys), default=0))
        rows = -(-len(self._keys) // self._columns)
        return min(rows * (row + self.gap) - self.gap, self.maximumHeight())

    def show_keys(self, keys: Sequence[Key], page: int) -> None:
        """These keys, on this page; keys that were shown before and are not among them are deleted."""
        for key in self._keys:
            if key not in keys:
                key.hide()
                key.deleteLater()
        self._keys = tuple(keys)
        for key in self._keys:
            if key.parent() is not self:
                key.setParent(self)
        self._page = page
        self._place()

    def fill(self, filler: QWidget | None) -> None:
        """Something to read, where the last page leaves room for two rows or more; the last filler is deleted."""
        if self._filler is not None:
            self._filler.hide()
            self._filler.deleteLater()
        self._filler = filler
        if filler is not None:
            filler.setParent(self)
        self._place()

    def show_page(self, page: int) -> None:
        """Another page."""
        if page != self._page:
            self._page = page
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, other rows."""
        super().resizeEvent(event)
        self._place()

    def _pages(self, fit: int) -> int:
        return -(-len(self._keys) // fit) if self._keys else 1

    def _column_width(self) -> int:
        return (self.width() - self.gap * (self._columns - 1)) // self._columns

    def _fit(self) -> int:
        """How many keys stand on one page; how tall they would like to be is asked once, it sets every label."""
        wish = max((key.height_at(self._column_width()) for key in self._keys), default=0)
        whole = self._rows_in(self.height(), wish) * self._columns
        if len(self._keys) <= whole:
            return max(1, whole)
        return self._rows_in(self.height() - self._pager.sizeHint().height() - self.gap, wish) * self._columns

    def _rows_in(self, height: int, wish: int) -> int:
        shrink = self._theme.shrinks_to(_SHRINK)
        most = self.row_height * self.tallest
        if self._theme.is_rolled:  # there is always another page
            shrink, most = 1.0, wish
        row = max(self.row_height, min(round(wish * shrink), round(most)))
        tall, low = ((height + self.gap) // (one + self.gap) for one in (row, self.row_height))
        role = Role.SMALL if any(key.second for key in self._keys) else Role.LABEL
        half = max(_HALF, self._theme.shrinks_to(0, role) ** 2)  # of its height: lines and letters shrink alike
        fewest = _FEWEST if not self._theme.is_rolled and wish * half <= height // _FEWEST else 1
        return max(1, min(self._rows, max(tall, min(low, fewest))))

    def _place(self) -> None:
        fit = self._fit()
        pages = self._pages(fit)
        page = min(self._page, pages - 1)
        self._pager.set_pages(pages, page)
        pager_height = self._pager.sizeHint().height() if pages > 1 else 0
        room = self.height() - (pager_height + self.gap if pages > 1 else 0)
        rows = fit // self._columns
        height = (room - self.gap * (rows - 1)) // rows
        width = self._column_width()
        for place, key in enumerate(self._keys):
            on_page = place // fit == page
            row, column = divmod(place % fit, self._columns)
            if on_page:
                key.setGeometry(column * (width + self.gap), row * (height + self.gap), width, height)
            key.setVisible(on_page)
        if self._filler is not None:
            used = -(-len(self._keys) // self._columns) * (height + self.gap)
            self._filler.setGeometry(0, used, self.width(), max(0, self.height() - used))
            self._filler.setVisible(pages == 1 and self.height() - used >= 2 * height)
        if pages > 1:
            self._pager.setGeometry(0, self.height() - pager_height, self.width(), pager_height)
