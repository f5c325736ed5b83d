"""Four processes at one SQLite file, 2 000 tickets each, with calling going on."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure
from benchmarks.reception.crowd import measure_crowd


def measure() -> list[Figure]:
    """No number twice, none left out, nobody called twice, and nobody waits long."""
    with TemporaryDirectory() as name:
        return measure_crowd("4 x 2000 on SQLite", Path(name), None, processes=4, tickets_each=2_000)
