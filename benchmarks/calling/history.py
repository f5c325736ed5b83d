"""Measure call, start and finish over 1.5 million old tickets, in the branches of the reception's story."""

from benchmarks.harness import Figure
from benchmarks.reception import history


def measure() -> list[Figure]:
    """Return the figures of that story that concern a clerk."""
    return [figure for figure in history.measure() if figure.name.startswith("call")]
