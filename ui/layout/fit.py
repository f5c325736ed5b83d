"""Fit blocks into a rectangle: pure arithmetic over sizes in pixels, without Qt.

A block has three heights at a width. `wish` is how the look has it. `least` is the smallest at which all of it is
shown: rows shrink from `wish` to `least`. `floor` is smaller only for a list that can be turned in pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

Height = Callable[[int], int]
#: More pixels than any panel has.
ENDLESS = 1_000_000


class Side(Enum):
    """Name the side of a block where there are two columns.

    ACROSS takes the whole width and parts what is around it. ABOVE takes the whole width above two columns, or stands
    at the top of the right one where the left one needs the height.
    """

    ACROSS = auto()
    ABOVE = auto()
    LEFT = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Sized:
    """Hold what the fitter knows of one block.

    `width` is the least width at which the block can stand in a column, `most_width` what it uses at most. `grow` is
    its share of room that is left over, up to `most`; what then remains stands above the first block that is `at_end`.
    `above` and `least_above` are the air above the block, preferred and least. A block that `gives_way` is left out
    where the others have no room.
    """

    wish: Height
    least: Height
    floor: Height
    width: int = 0
    most_width: int = ENDLESS
    grow: int = 0
    most: Height | None = None
    above: int = 0
    least_above: int = 0
    side: Side = Side.ACROSS
    gives_way: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Hold the place of a block, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        """Return the first pixel row below the box."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Columns:
    """Share the width among two columns: `left` to `right`, `gap` pixels between them.

    A column has its least width first: `least_left`, `least_right`. The left one is not wider than `most_left`.
    """

    left: int = 1
    right: int = 1
    gap: int = 0
    least_left: int = 0
    least_right: int = 0
    most_left: int = ENDLESS

    def widths(self, width: int) -> tuple[int, int]:
        """Return the widths of both columns."""
        room = width - self.gap
        left = min(room * self.left // (self.left + self.right), self.most_left)
        left = max(min(left, room - self.least_right), min(self.least_left, room))
        return left, room - left

    def of(self, blocks: Sequence["Sized"]) -> "Columns":
        """Return the same with the least widths of these blocks."""
        left, right = (
            max((block.width for block in blocks if block.side is side), default=0) for side in (Side.LEFT, Side.RIGHT)
        )
        most = max((block.most_width for block in blocks if block.side is Side.LEFT), default=ENDLESS)
        return replace(self, least_left=left, least_right=right, most_left=most)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Hold the answer: a box for each block, None for one that gave way; the height of it all.

    `height` is more than the rectangle's where the blocks have no room: the page is then shown in parts.
    """

    boxes: tuple[Box | None, ...]
    height: int
    has_columns: bool


def fit(
    blocks: Sequence[Sized],
    width: int,
    height: int,
    columns: Columns = Columns(),
    *,
    slack: float = 0.0,
    beside: bool = False,
) -> Fitted:
    """Place `blocks` below each other in a rectangle, or in two columns where one has no room.

    One column stands while every block has the height it wishes. Else two columns are tried, then smaller blocks, then
    without what gives way, the highest first, of equal ones the last, then lists in pages. The first block needs no air
    above it. `slack` is the share of the room left over that stands above. `beside` asks for two columns also where one
    has room.
    """
    whole = tuple(range(len(blocks)))
    blocks = [replace(block, least_above=0) if place == 0 else block for place, block in enumerate(blocks)]
    giving = sorted((at for at in whole if blocks[at].gives_way), key=lambda at: (-blocks[at].least(width), -at))
    fewer = [tuple(place for place in whole if place not in giving[:count]) for count in range(len(giving) + 1)]
    kept = fewer[-1]
    one, two = _Arrangement(blocks, None), _in_columns(blocks, width, columns)
    tried = [(each, whole, _least) for each in two] if beside else [(one, whole, _wish)]
    for places in fewer:
        tried += [(each, places, _least) for each in (*two, one)]
    tried += [(each, kept, _floor) for each in (*two, one)]
    for arrangement, places, level in tried:
        if arrangement.height(places, width, level) <= height:
            return arrangement.placed(places, width, height, slack)
    return one.placed(kept, width, one.height(kept, width, _least), slack)


def at_most(block: Sized, height: int) -> Sized:
    """Return a block that is never higher than `height`."""

    def capped(wanted: Height) -> Height:
        return lambda width: min(wanted(width), height)

    return replace(block, wish=capped(block.wish), least=capped(block.least), floor=capped(block.floor))


def asked_once(block: Sized) -> Sized:
    """Return the same block; each of its heights is found once for a width."""
    most = block.most and cache(block.most)
    return replace(block, wish=cache(block.wish), least=cache(block.least), floor=cache(block.floor), most=most)


def levelled(needed: Sequence[int], height: int) -> list[int]:
    """Share a height among rows: all of one height, but none below what it needs where that has room."""
    rows, fixed = list(needed), set[int]()
    while len(fixed) < len(rows):
        free = [place for place in range(len(rows)) if place not in fixed]
        even = (height - sum(rows[place] for place in fixed)) // len(free)
        higher = [place for place in free if needed[place] > even]
        if not higher or sum(needed) > height:
            return [even if place in free else high for place, high in enumerate(rows)]
        fixed.update(higher)
    return rows


def least_height(blocks: Sequence[Sized], width: int, columns: Columns) -> int:
    """Return the smallest height at which all of the blocks are shown, in one column or in two."""
    places = range(len(blocks))
    arrangements = _Arrangement(blocks, None), *_in_columns(blocks, width, columns)
    return min(each.height(places, width, _least) for each in arrangements)


def questions_fit(blocks: Sequence[Sized], width: int, height: int, columns: Columns) -> bool:
    """Return whether two questions stand beside each other with all that belongs to them."""
    kept = [place for place, block in enumerate(blocks) if not block.gives_way]
    return any(each.height(kept, width, _least) <= height for each in _in_columns(blocks, width, columns))


def _have_widths(blocks: Sequence[Sized], width: int, columns: Columns) -> bool:
    left, right = columns.of(blocks).widths(width)
    room = {Side.LEFT: left, Side.RIGHT: right}
    sides = {block.side for block in blocks}
    return room.keys() <= sides and all(block.width <= room.get(block.side, width) for block in blocks)


def _in_columns(blocks: Sequence[Sized], width: int, columns: Columns) -> "list[_Arrangement]":
    """Return the arrangements in two columns: with what stands above them, and with that in the right one."""
    found = []
    has_right = any(block.side is Side.RIGHT for block in blocks)
    for side in (Side.ACROSS, Side.RIGHT) if has_right else (Side.ACROSS,):
        placed = [replace(block, side=side) if block.side is Side.ABOVE else block for block in blocks]
        if _have_widths(placed, width, columns):
            found.append(_Arrangement(placed, columns.of(placed)))
    return found


# -- levels of height -------------------------------------------------------------------------------------------------


def _wish(block: Sized, width: int) -> tuple[int, int]:
    return block.wish(width), block.above


def _least(block: Sized, width: int) -> tuple[int, int]:
    return min(block.least(width), block.wish(width)), block.least_above


def _floor(block: Sized, width: int) -> tuple[int, int]:
    return min(block.floor(width), block.least(width), block.wish(width)), block.least_above


_Level = Callable[[Sized, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """Arrange blocks in one column, or with sections of two; `places` are the numbers of the blocks that are shown."""

    blocks: Sequence[Sized]
    columns: Columns | None

    def sections(self, places: Sequence[int]) -> list[list[int]]:
        """Return runs of blocks: each one across by itself, those at the sides together.

        A block at a side that has no other beside it takes the whole width.
        """
        runs: list[list[int]] = []
        for place in places:
            is_side = self.columns is not None and self.blocks[place].side is not Side.ACROSS
            if is_side and runs and self.blocks[runs[-1][0]].side is not Side.ACROSS:
                runs[-1].append(place)
            else:
                runs.append([place])
        return runs

    def height(self, places: Sequence[int], width: int, level: _Level) -> int:
        """Return the height of it all."""
        return _stacked(self._stack(self.sections(places), width), width, level)

    def _stack(self, runs: Sequence[Sequence[int]], width: int) -> list[Sized]:
        """Return runs as blocks below each other; the first needs no air above, for the area has some."""
        found = [self._section(run, width) for run in runs]
        return [replace(block, least_above=0) for block in found[:1]] + found[1:]

    def _section(self, run: Sequence[int], width: int) -> Sized:
        """Return a run as one block: two columns are as high as the higher one."""
        if len(run) == 1:
            return self.blocks[run[0]]
        sides, above = self._sides(run), max(self.blocks[place].above for place in run[:1])

        def at(level: _Level) -> Height:
            widths = self.columns.widths(width) if self.columns else (width, width)
            return lambda _: max(_stacked(side, wide, level) for side, wide in zip(sides, widths, strict=True))

        grow = max((block.grow for side in sides for block in side), default=0)
        least_above = self.blocks[run[0]].least_above
        at_end = any(self.blocks[place].at_end for place in run)
        return Sized(at(_wish), at(_least), at(_floor), grow=grow, above=above, least_above=least_above, at_end=at_end)

    def _sides(self, run: Sequence[int]) -> tuple[list[Sized], list[Sized]]:
        """Return the blocks of the left and of the right column; the first of each has no air above."""
        sides: tuple[list[Sized], list[Sized]] = ([], [])
        for place in run:
            block = self.blocks[place]
            side = sides[block.side is Side.RIGHT]
            side.append(block if side else replace(block, above=0, least_above=0))
        return sides

    def placed(self, places: Sequence[int], width: int, height: int, slack: float) -> Fitted:
        """Return a box for each block in a rectangle that has room for all of them."""
        boxes: list[Box | None] = [None] * len(self.blocks)
        runs = self.sections(places)
        spans, free = _spans(self._stack(runs, width), width, height)
        down = round(free * slack)
        for run, (top, high) in zip(runs, spans, strict=True):
            if len(run) == 1:
                boxes[run[0]] = Box(0, top + down, width, high)
                continue
            self._place_sides(run, (top + down, high), width, boxes)
        has_columns = any(len(run) > 1 for run in runs)
        return Fitted(tuple(boxes), height, has_columns)

    def _place_sides(self, run: Sequence[int], span: tuple[int, int], width: int, boxes: list[Box | None]) -> None:
        top, high = span
        wide = self.columns.widths(width) if self.columns else (width, width)
        lefts = (0, width - wide[1])
        for number, side in enumerate((Side.LEFT, Side.RIGHT)):
            places = [place for place in run if (self.blocks[place].side is Side.RIGHT) is (side is Side.RIGHT)]
            spans, _ = _spans(self._sides(run)[number], wide[number], high)
            for place, (down, tall) in zip(places, spans, strict=True):
                boxes[place] = Box(lefts[number], top + down, wide[number], tall)


# -- one column -------------------------------------------------------------------------------------------------------


def _stacked(blocks: Sequence[Sized], width: int, level: _Level) -> int:
    """Return the height of blocks below each other."""
    return sum(sum(level(block, width)) for block in blocks)


def _spans(blocks: Sequence[Sized], width: int, height: int) -> tuple[list[tuple[int, int]], int]:
    """Return top and height of each block in one column of `height`, and the pixels that are left over."""
    levels = [[level(block, width) for block in blocks] for level in (_floor, _least, _wish)]
    sums = [sum(sum(pair) for pair in level) for level in levels]
    low = max(0, sum(total <= height for total in sums) - 1)
    if low == len(levels) - 1:
        return _grown(blocks, levels[-1], width, height - sums[-1])
    share = max(0.0, (height - sums[low]) / max(1, sums[low + 1] - sums[low]))
    airs, heights = [], []
    for (small, near), (large, far) in zip(levels[low], levels[low + 1], strict=True):
        airs.append(near + int((far - near) * share))
        heights.append(small + int((large - small) * share))
    rounded = max(0, height - sum(airs) - sum(heights))
    return _below_each_other(blocks, airs, heights, rounded)[0], 0


def _grown(
    blocks: Sequence[Sized], wishes: Sequence[tuple[int, int]], width: int, spare: int
) -> tuple[list[tuple[int, int]], int]:
    """Share out what is left over among the blocks that grow."""
    heights = [high for high, _ in wishes]
    growing = {place for place, block in enumerate(blocks) if block.grow}
    while growing and spare > 0:
        whole = sum(blocks[place].grow for place in growing)
        given = {place: spare * blocks[place].grow // whole for place in growing}
        if not any(given.values()):
            break
        for place, more in given.items():
            most = blocks[place].most
            room = max(0, (most(width) if most else ENDLESS) - heights[place])
            heights[place] += min(more, room)
            spare -= min(more, room)
            if more >= room:
                growing.discard(place)
    return _below_each_other(blocks, [above for _, above in wishes], heights, max(0, spare))


def _below_each_other(
    blocks: Sequence[Sized], airs: Sequence[int], heights: Sequence[int], spare: int
) -> tuple[list[tuple[int, int]], int]:
    """Return top and height of each block, with `spare` pixels above the first one at the end; what then remains."""
    spans, top = [], 0
    for block, above, high in zip(blocks, airs, heights, strict=True):
        if block.at_end:
            top, spare = top + spare, 0
        top += above
        spans.append((top, high))
        top += high
    return spans, spare


# -- lists of keys ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold what a list of equal keys asks for, in pixels.

    `row` and `least_row` are the preferred and the least height of a row, `most_row` the largest; each depends on the
    width of a column. `column` is the least width of a column, `pager` the height of the keys that turn pages. There
    are `first_columns` where they have room, else the next number that has.
    """

    row: Height
    least_row: Height
    most_row: Height
    gap: int
    column: int
    pager: int
    most_columns: int = 2
    first_columns: int = 1

    def columns_in(self, width: int) -> int:
        """Return how many columns of keys stand beside each other at most."""
        return max(1, min(self.most_columns, (width + self.gap) // (self.column + self.gap)))

    def choices_in(self, width: int) -> list[int]:
        """Return the numbers of columns that have room, the preferred ones first."""
        return sorted(range(1, self.columns_in(width) + 1), key=self._preference)

    def _preference(self, columns: int) -> tuple[bool, int]:
        return columns < self.first_columns, abs(columns - self.first_columns)

    def column_width(self, columns: int, width: int) -> int:
        """Return the width of one of so many columns."""
        return (width - self.gap * (columns - 1)) // columns

    def height(self, count: int, columns: int, row: int) -> int:
        """Return the height of `count` keys in so many columns."""
        high = max(1, -(-count // columns))
        return high * row + self.gap * (high - 1)

    def wish(self, count: int, width: int) -> int:
        """Return the height of all keys in the preferred columns with the preferred row."""
        columns = min(self.first_columns, self.columns_in(width))
        return self.height(count, columns, self.row(self.column_width(columns, width)))

    def most(self, count: int, width: int) -> int:
        """Return the largest height that all keys use."""
        columns = min(self.first_columns, self.columns_in(width))
        return self.height(count, columns, self.most_row(self.column_width(columns, width)))

    def least(self, count: int, width: int) -> int:
        """Return the smallest height at which no page has to be turned."""
        every = self.choices_in(width)
        return min(self.height(count, one, self.least_row(self.column_width(one, width))) for one in every)

    def floor(self, count: int, width: int) -> int:
        """Return the height of two rows and the pager, or of all keys where that is less."""
        columns = self.columns_in(width)
        row = self.least_row(self.column_width(columns, width))
        return min(self.least(count, width), self.height(2 * columns, columns, row) + self.gap + self.pager)


@dataclass(frozen=True, slots=True)
class Grid:
    """Hold how a list stands: equal keys of height `row` in `columns` and `rows` on each of `pages`."""

    columns: int
    rows: int
    row: int
    pages: int

    @property
    def per_page(self) -> int:
        """Return how many keys a page holds."""
        return self.columns * self.rows


def grid(count: int, width: int, height: int, rows: Rows) -> Grid:
    """Arrange `count` keys: the first columns that have the preferred row, then lower rows, then pages."""
    for needed in (rows.row, rows.least_row):
        for columns in rows.choices_in(width):
            high, column = max(1, -(-count // columns)), rows.column_width(columns, width)
            row = (height - rows.gap * (high - 1)) // high
            if row >= needed(column):
                return Grid(columns, high, min(row, max(needed(column), rows.most_row(column))), 1)
    columns = rows.columns_in(width)
    room, least = height - rows.pager - rows.gap, rows.least_row(rows.column_width(columns, width))
    high = max(1, (room + rows.gap) // (least + rows.gap))
    row = max(1, (room - rows.gap * (high - 1)) // high)
    return Grid(columns, high, row, -(-count // (columns * high)))


def packed(heights: Sequence[int], height: int, gap: int, pager: int) -> list[int]:
    """Put rows of their own heights on pages: return how many stand on each.

    One page has the whole height; several leave room for the pager. A page has one row at least.
    """
    if sum(heights) + gap * max(0, len(heights) - 1) <= height:
        return [len(heights)]
    room, pages, used = height - pager - gap, [0], 0
    for high in heights:
        if pages[-1] and used + gap + high > room:
            pages.append(0)
            used = 0
        used += high + (gap if pages[-1] else 0)
        pages[-1] += 1
    return pages


# -- parts ------------------------------------------------------------------------------------------------------------


def parts(spans: Sequence[tuple[int, int]], height: int, whole: int) -> list[tuple[int, int]]:
    """Cut a page of `whole` pixels into parts of at most `height`; none of the `spans` is cut that fits a part.

    A part begins where something stands; air alone is no part.
    """
    found: list[tuple[int, int]] = []
    start, height = 0, max(1, height)
    while start < whole:
        cut = min(start + height, whole)
        while cut < whole and (tops := [top for top, bottom in spans if start < top < cut < bottom]):
            cut = min(tops)
        is_empty = not any(top < cut and bottom > start for top, bottom in spans)
        if not is_empty or (not found and cut == whole):
            found.append((start, cut))
        start = min((top for top, _ in spans if top >= cut), default=whole)
    return found or [(0, min(height, whole))]
