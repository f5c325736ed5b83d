"""Measure four processes at one SQLite file: 2 000 tickets each, with calls in between."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure
from benchmarks.reception.crowd import measure_crowd


def measure() -> list[Figure]:
    """Count tickets issued twice, left out or called twice, and measure the longest wait."""
    with TemporaryDirectory() as name:
        return measure_crowd("4 x 2000 on SQLite", Path(name), None, processes=4, tickets_each=2_000)
