"""Check the gaps of an epoch against a plain set of numbers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sync.central.received import Received


@given(st.lists(st.integers(min_value=1, max_value=40)))
def test_gaps_are_what_a_set_of_numbers_says(arrivals: list[int]) -> None:
    received = Received()
    for seq in arrivals:
        received = received.add(seq)
    there = set(arrivals)
    highest = max(there, default=0)
    missing = {seq for first, last in received.gaps for seq in range(first, last + 1)}
    assert received.highest == highest
    assert missing == set(range(1, highest + 1)) - there
    assert received.contiguous_through == next((n for n in range(highest + 1) if n + 1 not in there), highest)
    assert all(first <= last for first, last in received.gaps)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(received.gaps))


def test_an_empty_epoch_has_nothing_and_misses_nothing() -> None:
    assert (Received().contiguous_through, Received().gaps) == (0, ())
