"""Order the tests of a run, so that the heavy ones begin first and no worker has them all.

With ``--dist worksteal`` each worker first gets a part of the list, of equal length and in one piece. A worker that has
done its part takes the end of another one's.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

#: Seconds: the weight of a slow test without a time limit of its own.
_USUAL = 120.0


def shared_out(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return the tests with each worker's share of heavy modules at the start of that worker's part.

    A heavy module stays whole, because its tests share fixtures. The light tests keep their order.
    """
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    weights = {path: _sum(module) for path, module in modules.items()}
    heavy = sorted((module for path, module in modules.items() if weights[path]), key=_heaviest, reverse=True)
    light = [item for item in items if not weights[item.path]]
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for module in heavy:
        min(shares, key=_sum).extend(sorted(module, key=weight, reverse=True))
    found: list[pytest.Item] = []
    for place, share in enumerate(shares):
        part = (len(items) - len(found)) // (workers - place)
        missing = max(0, part - len(share))
        found += [*share, *light[:missing]]
        light = light[missing:]
    return [*found, *light]


def weight(item: pytest.Item) -> float:
    """Return the seconds that a heavy test may take, 0 for a light one. The time limit of a test is the estimate."""
    limit = item.get_closest_marker("timeout")
    if limit is None:
        return _USUAL if item.get_closest_marker("slow") is not None else 0.0
    return float(limit.args[0]) or _USUAL


def _heaviest(module: Sequence[pytest.Item]) -> tuple[float, float]:
    """Return the weight of the heaviest test and of all: one that takes half an hour begins first."""
    return max(map(weight, module)), _sum(module)


def _sum(items: Sequence[pytest.Item]) -> float:
    return sum(map(weight, items))
