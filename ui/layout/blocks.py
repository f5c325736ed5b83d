"""Make pages of blocks. A block knows its widgets and their heights; a layout says where it stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.layout.fit import Side, Sized, levelled
from ui.layout.key_list import KeyList
from ui.theme import Role, Theme
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text

#: Millimetres of air above a block, preferred and least; and between two texts of one block.
_AIR_MM, _LEAST_AIR_MM, _LINES_MM = 8.0, 3.0, 2.0
#: Millimetres between two keys that stand beside or below each other.
_GAP_MM = 6.2
#: In em: a column of text is not narrower.
_LINE_EM = 14.0
B = TypeVar("B", bound="Block")


class Block:
    """Hold what a page shows in one place.

    `is_read`: nothing of it can be pressed, so low reach puts it into the upper part. `stays`: it keeps its place where
    the rest of the page is shown in parts. `gives_way`: it is left out where the others have no room. `instead`: the
    block that it stands for where that one gave way. `is_at_end`: room that is left over stands above it. `question`:
    the number of the question that it belongs to; where questions have no room beside each other, one is shown.
    """

    is_read = False

    def __init__(self, *widgets: QWidget) -> None:
        self.widgets = widgets
        self.side = Side.ACROSS
        self.air = _AIR_MM
        self.stays = self.gives_way = self.is_at_end = False
        self.instead: Block | None = None
        self.question: int | None = None

    def at(self: B, side: Side) -> B:
        """Stand at one side where there are two columns."""
        self.side = side
        return self

    def below(self: B, air: float) -> B:
        """Have so many millimetres of air above; at least 3 remain where there is no room."""
        self.air = air
        return self

    def staying(self: B) -> B:
        """Keep the place where the rest of the page is shown in parts."""
        self.stays = True
        return self

    def giving_way(self: B) -> B:
        """Be left out where the others have no room."""
        self.gives_way = True
        return self

    def instead_of(self: B, other: "Block") -> B:
        """Be shown only where another block gave way, and give way as well."""
        self.instead, self.gives_way = other, True
        return self

    def at_end(self: B) -> B:
        """Stand at the end of the column: room that is left over is above."""
        self.is_at_end = True
        return self

    def asking(self: B, question: int) -> B:
        """Belong to one of the questions of the page, from 0."""
        self.question = question
        return self

    @property
    def shown(self) -> list[QWidget]:
        """Return the widgets that the page has not hidden."""
        return [widget for widget in self.widgets if not widget.isHidden()]

    def sized(self, theme: Theme) -> Sized:
        """Return what the fitter has to know."""
        wished = theme.gap(self.air) if self.air else 0
        return replace(
            self._sized(theme),
            above=wished,
            least_above=min(wished, theme.gap(_LEAST_AIR_MM)),
            side=self.side,
            gives_way=self.gives_way,
            at_end=self.is_at_end,
        )

    def _sized(self, theme: Theme) -> Sized:
        """Return heights, widths and growth."""
        raise NotImplementedError

    def place(self, area: QRect, theme: Theme) -> None:
        """Give every widget its place in `area`, in pixels of the widget they stand on."""
        raise NotImplementedError

    def least_width(self) -> int:
        """Return the pixels of width below which the block cannot be used at all."""
        return 0

    def least_part(self, width: int, theme: Theme) -> int:
        """Return the least height of a part that shows anything of it whole."""
        return self.sized(theme).least(width)

    def spans(self, most: int) -> Iterator[tuple[int, int]]:
        """Return top and bottom of everything that no part may cut; a part is `most` pixels high."""
        for widget in self.shown:
            yield widget.y(), widget.y() + widget.height()
        del most


class Read(Block):
    """Stack texts, facts and pictures. A text has the height of its lines at any width."""

    is_read = True

    def _sized(self, theme: Theme) -> Sized:
        """Return the height of all of it: texts never shrink."""

        def high(width: int) -> int:
            heights = [height_of(widget, width) for widget in self.shown]
            return sum(heights) + theme.mm(_LINES_MM) * (len(heights) - 1)

        return Sized(high, high, high, width=round(theme.size(Role.BODY) * _LINE_EM))

    def place(self, area: QRect, theme: Theme) -> None:
        """Put the texts below each other."""
        top = area.top()
        for widget in self.shown:
            high = height_of(widget, area.width())
            widget.setGeometry(area.left(), top, area.width(), high)
            top += high + theme.mm(_LINES_MM)

    def least_part(self, width: int, theme: Theme) -> int:  # noqa: ARG002 - the same for every block
        """Return 0: a text may be cut between its lines."""
        return 0

    def spans(self, most: int) -> Iterator[tuple[int, int]]:
        """Return the texts; a paragraph that is higher than a part is cut between its lines."""
        for widget in self.shown:
            if isinstance(widget, Text) and widget.height() > most:
                yield from ((widget.y() + top, widget.y() + bottom) for top, bottom in widget.line_edges())
            else:
                yield widget.y(), widget.y() + widget.height()


class Own(Block):
    """Hold one widget that paints itself: a ticket, a plate, a keyboard, a field.

    `width` is its least width in a column in millimetres, and `words` returns what its words need in pixels. It `grows`
    into room that is left over, up to `most` millimetres; one that is `steady` always has its least height.
    """

    def __init__(
        self,
        widget: QWidget,
        *,
        width: float = 60,
        words: Callable[[], int] | None = None,
        grows: int = 1,
        most: float | None = None,
        is_read: bool = False,
        steady: bool = False,
    ) -> None:
        super().__init__(widget)
        self._width, self._words, self._most, self.is_read, self._is_steady = width, words, most, is_read, steady
        self._grows = 0 if steady else grows

    def least_width(self) -> int:
        """Return the least width of the widget."""
        return self.widgets[0].minimumSizeHint().width()

    def _sized(self, theme: Theme) -> Sized:
        """Return the hints of the widget."""
        widget = self.widgets[0]

        def least(width: int) -> int:
            return least_of(widget, width)

        def wish(width: int) -> int:
            return least(width) if self._is_steady else max(least(width), height_of(widget, width))

        most = None if self._most is None else theme.mm(self._most)
        return Sized(
            wish,
            least,
            least,
            width=max(theme.mm(self._width), widget.minimumSizeHint().width(), self._words() if self._words else 0),
            grow=self._grows,
            most=None if most is None else lambda _: most,
        )

    def place(self, area: QRect, theme: Theme) -> None:  # noqa: ARG002 - the same for every block
        """Fill the area; a widget of a fixed width stands in its middle."""
        widget = self.widgets[0]
        wide = min(area.width(), widget.maximumWidth())
        widget.setGeometry(area.left() + (area.width() - wide) // 2, area.top(), wide, area.height())


class Choices(Block):
    """List keys of one kind: rows shrink before the list is turned in pages."""

    def __init__(self, keys: KeyList) -> None:
        super().__init__(keys)
        self.list = keys

    def _sized(self, theme: Theme) -> Sized:  # noqa: ARG002 - the same for every block
        """Return the heights of the list."""
        one = self.list
        return Sized(
            one.wish,
            one.least,
            one.floor,
            width=one.least_width,
            most_width=max(one.least_width, one.widest),
            grow=1,
            most=one.most,
        )

    def place(self, area: QRect, theme: Theme) -> None:  # noqa: ARG002 - the same for every block
        """Fill the area."""
        self.list.place_in(area)

    def least_part(self, width: int, theme: Theme) -> int:  # noqa: ARG002 - the same for every block
        """Return the height of a row."""
        return self.list.least_row(width)

    def spans(self, most: int) -> Iterator[tuple[int, int]]:
        """Return the keys: a list in parts needs no pager."""
        del most
        top = self.list.y()
        for key in self.list.keys:
            if not key.isHidden():
                yield top + key.y(), top + key.y() + key.height()


class Keys(Block):
    """Put keys side by side. Where their words have no room, the main key stands below the others, or each alone.

    `height` is the preferred height in millimetres. The keys share the width by `shares`, or each has `width`
    millimetres.
    """

    def __init__(self, *keys: Key, height: float = 41, shares: Sequence[int] = (), width: float | None = None) -> None:
        super().__init__(*keys)
        self.keys, self._height, self._shares, self._width = keys, height, shares or (1,) * len(keys), width

    def _sized(self, theme: Theme) -> Sized:
        """Return the height of the row or of the rows."""

        def wish(width: int) -> int:
            rows = self._rows(width, theme)
            return sum(max(self._wish(row, wide, theme), self._least(row, wide, theme)) for row, wide in rows) + (
                theme.gap(_GAP_MM) * (len(rows) - 1)
            )

        def least(width: int) -> int:
            rows = self._rows(width, theme)
            return sum(self._least(row, wide, theme) for row, wide in rows) + theme.gap(_LEAST_AIR_MM) * (len(rows) - 1)

        return Sized(wish, least, least)

    def place(self, area: QRect, theme: Theme) -> None:
        """Put the keys into rows of equal height, or higher ones where their words or a finger need it."""
        rows = self._rows(area.width(), theme)
        if not rows:
            return
        gap = theme.gap(_GAP_MM if area.height() >= self.sized(theme).wish(area.width()) else _LEAST_AIR_MM)
        needed = [self._least(row, wide, theme) for row, wide in rows]
        top = area.top()
        for (row, _), high in zip(rows, levelled(needed, area.height() - gap * (len(rows) - 1)), strict=True):
            widths = self._widths(row, area.width(), theme)
            left = area.left() + (area.width() - sum(widths) - theme.gap(_GAP_MM) * (len(row) - 1)) // 2
            for key, wide in zip(row, widths, strict=True):
                key.setMinimumHeight(0)
                key.setMaximumHeight(area.height())
                key.setGeometry(left, top, wide, high)
                left += wide + theme.gap(_GAP_MM)
            top += high + gap

    def least_part(self, width: int, theme: Theme) -> int:
        """Return the height of a row."""
        return max((self._least(row, wide, theme) for row, wide in self._rows(width, theme)), default=0)

    def _rows(self, width: int, theme: Theme) -> list[tuple[list[Key], int]]:
        """Return the keys of each row, and the width of its narrowest key."""
        shown = [key for key in self.keys if not key.isHidden()]
        if not shown:
            return []
        main = [key for key in shown if key.kind is Kind.MAIN]
        others = [key for key in shown if key not in main]
        tried = ([shown], [row for row in (others, main) if row], [[key] for key in shown])
        rows = next((rows for rows in tried if all(self._has_room(row, width, theme) for row in rows)), tried[-1])
        return [(row, min(self._widths(row, width, theme))) for row in rows]

    def _has_room(self, row: Sequence[Key], width: int, theme: Theme) -> bool:
        return all(wide >= key.least_width() for key, wide in zip(row, self._widths(row, width, theme), strict=True))

    def _widths(self, keys: Sequence[Key], width: int, theme: Theme) -> list[int]:
        gap = theme.gap(_GAP_MM)
        room = width - gap * (len(keys) - 1)
        if self._width is not None:
            wide = max(theme.mm(self._width), *(key.least_width() for key in keys))
            return [min(wide, room // len(keys))] * len(keys)
        shares = [self._shares[self.keys.index(key)] for key in keys]
        return [room * share // sum(shares) for share in shares]

    def _wish(self, row: Sequence[Key], width: int, theme: Theme) -> int:
        is_main = any(key.kind is Kind.MAIN for key in row)
        own = (theme.primary if is_main else theme.target)(self._height)
        return max(own, *(key.heightForWidth(width) if key.hasHeightForWidth() else 0 for key in row))

    def _least(self, row: Sequence[Key], width: int, theme: Theme) -> int:
        del theme
        return max(key.least_height(width) for key in row)


class Main(Keys):
    """Hold the one main key of a page."""

    def __init__(self, key: Key, *, height: float = 41, width: float | None = None) -> None:
        super().__init__(key, height=height, width=width)


def height_of(widget: QWidget, width: int) -> int:
    """Return the height that a widget wishes at a width, within its own limits."""
    high = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    return min(max(high, widget.minimumHeight()), widget.maximumHeight())


def least_of(widget: QWidget, width: int) -> int:
    """Return the smallest height of a widget at a width."""
    if isinstance(widget, Key):
        return widget.least_height(width)
    if widget.hasHeightForWidth():
        return height_of(widget, width)
    return min(max(widget.minimumSizeHint().height(), widget.minimumHeight()), widget.maximumHeight())
