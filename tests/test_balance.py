"""Check the order of a run: heavy modules are shared out among the workers, and begin first."""

from pathlib import Path
from typing import Any, cast

import pytest

from tests.balance import shared_out


class Item:
    """Stand in for a test of pytest: its module and its marks."""

    def __init__(self, module: str, *marks: pytest.Mark) -> None:
        self.path = Path(module)
        self._marks = {mark.name: mark for mark in marks}

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return self._marks.get(name)


SLOW, LONGER = pytest.mark.slow.mark, pytest.mark.timeout(600).mark
LIGHT = [Item("light") for _ in range(20)]
HEAVY = [Item("demo", SLOW), Item("demo", SLOW, LONGER), Item("demo")], [Item("day", LONGER)], [Item("board", SLOW)]


def parts(workers: int, items: list[Item]) -> list[list[Item]]:
    """Return the part of each worker, as `worksteal` gives them out at the start."""
    left = cast(list[Item], shared_out(cast(Any, items), workers))
    assert sorted(map(id, left)) == sorted(map(id, items)), "no test is lost or runs twice"
    found = []
    for rest in range(workers, 0, -1):
        found.append(left[: len(left) // rest])
        left = left[len(left) // rest :]
    return found


def test_each_worker_begins_with_its_share_of_the_heavy_modules() -> None:
    demo, day, board = HEAVY
    first, second = parts(2, [*LIGHT[:7], *board, *day, *demo, *LIGHT[7:]])
    assert first[:3] == [demo[1], demo[0], demo[2]], "a module stays whole, its longest test comes first"
    assert second[:2] == [*day, *board]
    assert [*first[3:], *second[2:]] == LIGHT, "the others keep their random order"


@pytest.mark.parametrize("workers", [1, 3, 8])
def test_more_workers_than_heavy_modules_have_light_tests(workers: int) -> None:
    heavy = [item for module in HEAVY for item in module]
    assert all(len(part) >= len(LIGHT) // workers for part in parts(workers, [*LIGHT, *heavy]))


def test_few_tests_are_all_run() -> None:
    assert len([item for part in parts(3, [Item("demo", SLOW)]) for item in part]) == 1
    assert parts(3, []) == [[], [], []]


def test_the_longest_test_begins_before_a_module_of_many() -> None:
    many, longest = [Item("many", LONGER) for _ in range(10)], Item("longest", pytest.mark.timeout(3600).mark)
    assert parts(1, [*many, longest])[0][0] is longest
