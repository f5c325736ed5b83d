"""Run a group of benchmarks, or one story of it, print the table and write ``benchmarks/results.json``."""

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from benchmarks.harness import RESULTS, Figure, measure_module, save, table

#: The groups and their stories: modules of ``benchmarks/GROUP`` with a function ``measure() -> list[Figure]``.
GROUPS = {
    "reception": ("issue", "history", "together", "postgres", "paper", "scan", "start", "memory"),
    "calling": ("one_desk", "sixteen_desks", "history", "board", "idle", "estimate"),
    "screens": ("change", "visits", "monkey"),
    "setup": ("large", "settings", "windows"),
    "reports": ("past_days", "closing", "five_years"),
    "central": ("hostile",),
    "sync": ("backlog", "returning"),
}


def main() -> int:
    """Return 1 if a story could not be measured. A figure that misses its goal is shown and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("group", nargs="?", default=os.environ.get("GROUP") or None, choices=list(GROUPS))
    parser.add_argument("--only", metavar="STORY", help="one story of the group, for instance: issue")
    wish = parser.parse_args()
    failed = False
    for group, stories in GROUPS.items():
        if wish.group in (None, group):
            failed |= _run(group, stories, wish.only)
    return int(failed)


def _run(group: str, stories: tuple[str, ...], only: str | None) -> bool:
    figures: list[Figure] = []
    failed = False
    for story in stories:
        if only not in (None, story):
            continue
        start = time.monotonic()
        try:
            figures += _alone(f"benchmarks.{group}.{story}")
        except Exception as problem:  # noqa: BLE001 - the other stories are still worth measuring; it is shown and counted
            print(f"{story}: {problem}", file=sys.stderr)
            failed = True
        print(f"{group} {story}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(table(group, figures))
    save(group, figures, whole=only is None)
    print(f"written: {RESULTS.name}")
    return failed


def _alone(module: str) -> list[Figure]:
    """Measure a story in a fresh process, so that it inherits no caches or memory of another story."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure_module, module).result()


if __name__ == "__main__":
    sys.exit(main())
