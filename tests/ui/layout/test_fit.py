"""Fit blocks into a rectangle: examples, and rules that hold for any sizes."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ui.layout.fit import (
    Box,
    Columns,
    Rows,
    Side,
    Sized,
    fit,
    grid,
    levelled,
    packed,
    parts,
    questions_fit,
)

COLUMNS = Columns(1, 2, gap=10)


def block(
    wish: int, least: int = 0, *, floor: int = 0, width: int = 0, side: Side = Side.ACROSS, grow: int = 0,
    gives_way: bool = False, above: int = 0,
) -> Sized:  # fmt: skip
    low = least or wish
    return Sized(
        lambda _: wish,
        lambda _: low,
        lambda _: floor or low,
        width,
        grow=grow,
        above=above,
        least_above=above,
        side=side,
        gives_way=gives_way,
    )


def tops(boxes: tuple[Box | None, ...]) -> list[int]:
    return [box.top for box in boxes if box is not None]


def test_blocks_stand_below_each_other_at_their_own_height() -> None:
    found = fit([block(30), block(20, above=5)], 100, 200)
    assert found.boxes == (Box(0, 0, 100, 30), Box(0, 35, 100, 20))
    assert found.height == 200


def test_room_left_over_goes_to_what_grows() -> None:
    found = fit([block(30), block(20, grow=1), block(10)], 100, 100)
    assert found.boxes == (Box(0, 0, 100, 30), Box(0, 30, 100, 60), Box(0, 90, 100, 10))


def test_what_is_at_the_end_has_the_room_left_over_above_it() -> None:
    at_end = replace(block(20, above=5), at_end=True)
    assert tops(fit([block(30), at_end, block(10)], 100, 100).boxes) == [0, 70, 90]
    growing = replace(block(20), grow=1, most=lambda _: 25)
    assert tops(fit([block(30), replace(growing, at_end=True)], 100, 100).boxes) == [0, 75]


def test_a_block_at_a_side_with_none_beside_it_takes_the_whole_width() -> None:
    title, field = block(20, side=Side.LEFT), block(20, side=Side.ABOVE)
    sides = [block(30, side=Side.LEFT), block(60, side=Side.RIGHT)]
    found = fit([title, field, *sides], 310, 100, COLUMNS)
    assert found.boxes == (Box(0, 0, 310, 20), Box(0, 20, 310, 20), Box(0, 40, 100, 30), Box(110, 40, 200, 60))
    found = fit([title, field, *sides], 310, 80, COLUMNS)
    assert found.boxes == (Box(0, 0, 100, 20), Box(110, 0, 200, 20), Box(0, 20, 100, 30), Box(110, 20, 200, 60))


def test_a_share_of_the_room_left_over_stands_above() -> None:
    assert tops(fit([block(30), block(20)], 100, 150, slack=0.5).boxes) == [50, 80]


def test_blocks_shrink_before_anything_else_happens() -> None:
    found = fit([block(60, 40), block(60, 20)], 100, 90)
    assert found.boxes == (Box(0, 0, 100, 50), Box(0, 50, 100, 40))


def test_two_columns_stand_where_one_is_too_high_and_both_have_their_width() -> None:
    sides = [block(20), block(80, width=50, side=Side.LEFT), block(80, width=120, side=Side.RIGHT)]
    found = fit(sides, 310, 100, COLUMNS)
    assert found.boxes == (Box(0, 0, 310, 20), Box(0, 20, 100, 80), Box(110, 20, 200, 80))
    assert not fit(sides, 310, 180, COLUMNS).has_columns
    assert not fit(sides, 150, 100, COLUMNS).has_columns


def test_a_picture_gives_way_before_a_list_is_turned_in_pages() -> None:
    found = fit([block(50, gives_way=True), block(80, 60, floor=30)], 100, 70)
    assert found.boxes == (None, Box(0, 0, 100, 70))
    assert fit([block(80, 60, floor=30)], 100, 40).boxes == (Box(0, 0, 100, 40),)


def test_what_has_no_room_at_all_is_higher_than_its_rectangle() -> None:
    found = fit([block(80, 60), block(80, 60)], 100, 100)
    assert found.height == 120
    assert tops(found.boxes) == [0, 60]


sizes = st.builds(
    block,
    st.integers(40, 200),
    st.integers(20, 40),
    floor=st.integers(10, 20),
    width=st.integers(0, 150),
    side=st.sampled_from(Side),
    grow=st.integers(0, 2),
    gives_way=st.booleans(),
    above=st.integers(0, 10),
)


@given(st.lists(sizes, max_size=7), st.integers(100, 500), st.integers(50, 1500))
def test_nothing_overlaps_or_leaves_the_rectangle_and_everything_has_its_least_height(
    blocks: list[Sized], width: int, height: int
) -> None:
    found = fit(blocks, width, height, COLUMNS)
    shown = [(one, box) for one, box in zip(blocks, found.boxes, strict=True) if box is not None]
    assert all(one.gives_way for one, box in zip(blocks, found.boxes, strict=True) if box is None)
    for one, box in shown:
        assert box.left >= 0
        assert box.left + box.width <= width
        assert box.top >= 0
        assert box.bottom <= found.height
        assert box.height >= min(one.floor(width), one.least(width))
    for (_, first), (_, second) in combinations(shown, 2):
        beside = first.left + first.width <= second.left or second.left + second.width <= first.left
        assert beside or first.bottom <= second.top or second.bottom <= first.top


@given(st.lists(sizes, min_size=1, max_size=7), st.integers(100, 500), st.integers(50, 1500))
def test_columns_stand_only_where_every_block_has_its_width(blocks: list[Sized], width: int, height: int) -> None:
    found = fit(blocks, width, height, COLUMNS)
    if found.has_columns:
        assert all(box is None or box.width >= one.width for one, box in zip(blocks, found.boxes, strict=True))


def test_what_stands_above_two_columns_joins_the_right_one_where_the_left_needs_the_height() -> None:
    blocks = [block(20, side=Side.ABOVE), block(80, side=Side.LEFT), block(40, side=Side.RIGHT)]
    high = fit(blocks, 310, 110, COLUMNS, beside=True)
    assert high.boxes == (Box(0, 0, 310, 20), Box(0, 20, 100, 80), Box(110, 20, 200, 40))
    low = fit(blocks, 310, 80, COLUMNS, beside=True)
    assert low.boxes == (Box(110, 0, 200, 20), Box(0, 0, 100, 80), Box(110, 20, 200, 40))


def test_the_left_column_is_not_wider_than_its_blocks_use() -> None:
    narrow = replace(block(80, side=Side.LEFT), most_width=60)
    found = fit([narrow, block(80, side=Side.RIGHT)], 310, 100, COLUMNS)
    assert found.boxes == (Box(0, 0, 60, 80), Box(70, 0, 240, 80))


def test_two_questions_stand_beside_each_other_only_with_all_that_belongs_to_them() -> None:
    blocks = [block(80, 60, floor=30, side=Side.LEFT), block(90, 70, floor=30, side=Side.RIGHT)]
    assert questions_fit(blocks, 310, 70, COLUMNS)
    assert not questions_fit(blocks, 310, 69, COLUMNS)


def rows(row: int = 29, least: int = 22, *, column: int = 75, most: int = 2) -> Rows:
    return Rows(lambda _: row, lambda _: least, lambda _: 2 * row, 4, column, 30, most)


def test_a_list_has_one_column_while_its_rows_have_the_preferred_height() -> None:
    found = grid(5, 160, 5 * 33 + 10, rows())
    assert (found.columns, found.rows, found.pages) == (1, 5, 1)


def test_a_list_takes_another_column_before_its_rows_shrink() -> None:
    found = grid(8, 160, 220, rows())
    assert (found.columns, found.rows, found.row, found.pages) == (2, 4, 52, 1)


def test_a_list_begins_with_its_first_columns_and_has_fewer_where_they_have_no_room() -> None:
    wide = replace(rows(), most_columns=3, first_columns=3)
    assert grid(6, 1000, 1000, wide).columns == 3
    assert wide.wish(6, 1000) == 2 * 29 + 4
    assert grid(6, 160, 1000, wide).columns == 2
    assert grid(6, 100, 1000, wide).columns == 1


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(0, 200))
def test_rows_of_keys_are_level_unless_one_needs_more(needed: list[int], spare: int) -> None:
    height = sum(needed) + spare
    level = levelled(needed, height)
    assert sum(level) <= height
    assert all(high >= need for high, need in zip(level, needed, strict=True))
    assert all(high in (min(level), need) for high, need in zip(level, needed, strict=True))


def test_rows_shrink_before_a_list_is_turned_in_pages() -> None:
    found = grid(8, 80, 8 * 26, rows())
    assert (found.columns, found.rows, found.pages) == (1, 8, 1)
    assert 22 <= found.row < 29


def test_a_pager_comes_only_when_the_least_row_has_no_room_and_takes_no_key_away() -> None:
    found = grid(8, 80, 8 * 26 - 8, rows())
    assert found.pages == 2
    assert found.per_page * found.pages >= 8
    assert found.rows * found.row + (found.rows - 1) * 4 + 4 + 30 <= 8 * 26 - 8


@given(st.integers(1, 30), st.integers(80, 400), st.integers(100, 900))
def test_a_grid_has_room_for_every_key(count: int, width: int, height: int) -> None:
    asked = rows()
    found = grid(count, width, height, asked)
    pager = asked.gap + asked.pager if found.pages > 1 else 0
    assert found.per_page * found.pages >= count
    assert found.per_page * (found.pages - 1) < count
    assert found.rows * found.row + (found.rows - 1) * asked.gap + pager <= height
    assert found.row >= 22
    if asked.least(count, width) <= height:
        assert found.pages == 1


@given(st.lists(st.integers(20, 90), min_size=1, max_size=20), st.integers(130, 600))
def test_rows_of_their_own_heights_fill_pages(heights: list[int], height: int) -> None:
    pages = packed(heights, height, 4, 30)
    assert sum(pages) == len(heights)
    assert all(pages)
    first = 0
    for count in pages:
        used = sum(heights[first : first + count]) + 4 * (count - 1)
        assert used <= height - (34 if len(pages) > 1 else 0)
        first += count


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(5, 80)), min_size=1, max_size=15), st.integers(80, 300))
def test_parts_cut_nothing_and_leave_nothing_out(stacked: list[tuple[int, int]], height: int) -> None:
    spans, top = [], 0
    for air, high in stacked:
        spans.append((top + air, top + air + high))
        top += air + high
    found = parts(spans, height, top)
    assert all(end - start <= height for start, end in found)
    assert all(any(start <= one and other <= end for start, end in found) for one, other in spans)
