"""Check the board as a value: every call is shown, and none twice."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.branch.board import BoardView, Call
from tests.ui.desk.desk_fakes import NOW
from tests.ui.hall.hall_fakes import FIELDS
from ui.hall.board import Board, paged


def call(label: str, counter: int, seq: int = 1) -> Call:
    return Call(seq, label, counter, NOW, again=False, has_priority=False)


def test_a_new_call_takes_the_first_row() -> None:
    board = Board().with_call(call("A001", 1)).with_call(call("B002", 2))
    assert [one.label for one in board.current] == ["B002", "A001"]


def test_what_the_counter_showed_before_moves_to_the_last_calls() -> None:
    board = Board().with_call(call("A001", 1)).with_call(call("B002", 2)).with_call(call("A003", 1))
    assert [one.label for one in board.current] == ["A003", "B002"]
    assert [one.label for one in board.recent] == ["A001"]


def test_a_repeated_call_stands_once_and_on_top() -> None:
    board = Board().with_call(call("A001", 1)).with_call(call("B002", 2)).with_call(call("A001", 1, seq=3))
    assert [one.label for one in board.current] == ["A001", "B002"]
    assert board.recent == ()


def test_a_number_that_is_called_to_another_counter_leaves_the_first() -> None:
    board = Board().with_call(call("A001", 1)).with_call(call("A001", 2))
    assert [(one.label, one.counter) for one in board.current] == [("A001", 2)]


def test_calls_without_a_row_are_among_the_last_calls() -> None:
    board = Board()
    for counter in range(1, 7):
        board = board.with_call(call(f"A{counter:03d}", counter))
    rows, recent = board.rows(4)
    assert [one.label for one in rows] == ["A006", "A005", "A004", "A003"]
    assert [one.label for one in recent] == ["A002", "A001"]


@given(
    served=st.lists(st.booleans(), max_size=40),
    rows=st.sampled_from([4, 6]),
)
def test_everybody_who_is_waited_for_stands_on_the_board_in_turn(served: list[bool], rows: int) -> None:
    current = tuple(
        replace(call(f"A{counter:03d}", counter), is_served=is_served) for counter, is_served in enumerate(served, 1)
    )
    board = Board(current=current)
    pages = [board.rows(rows, page) for page in range(board.pages(rows))]
    waited = [one for one in current if not one.is_served]
    for large, small in pages:
        assert large[:1] == tuple(waited[:1] or current[:1]), "the newest call is always there"
        assert len(large) <= rows
        assert {*large, *small} == set(current)
        assert len(large) + len(small) == len(current)
    assert {one for large, _ in pages for one in large} >= set(waited)
    assert (len(pages) > 1) == (len(waited) > rows)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5)), max_size=40))
def test_no_number_and_no_counter_stands_twice(calls: list[tuple[int, int]]) -> None:
    board = Board()
    for seq, (number, counter) in enumerate(calls):
        board = board.with_call(call(f"A{number:03d}", counter, seq))
        assert board.current[0].seq == seq
        labels = [one.label for one in (*board.current, *board.recent)]
        assert len(labels) == len(set(labels))
        assert len({one.counter for one in board.current}) == len(board.current)


@given(st.lists(st.integers(1, 5), max_size=12), st.integers(4, 12))
def test_every_row_has_its_page(heights: list[int], room: int) -> None:
    pages = paged(heights, room)
    assert sorted({place for page in pages for place in page}) == list(range(len(heights)))
    for page in pages:
        assert sum(heights[place] for place in page) <= room or len(page) == 1


def test_every_page_is_full_the_last_one_too() -> None:
    assert paged([1] * 8, 6) == (range(6), range(2, 8))
    assert paged([1] * 13, 6) == (range(6), range(6, 12), range(7, 13))
    assert paged([3, 1, 3], 4) == (range(2), range(1, 3))
    assert [len(page) for page in paged([1] * 6, 6)] == [6]
    assert [len(page) for page in paged([], 6)] == [0]


def test_the_branchs_view_becomes_the_board() -> None:
    view = BoardView(3, NOW, (call("A001", 1),), (call("B002", 2),), tuple((field, 0) for field in FIELDS[:2]))
    board = Board.of(view)
    assert (board.current, board.recent, len(board.waiting)) == (view.current, view.recent, 2)
