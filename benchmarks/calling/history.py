"""Call, start and finish over 1.5 million old tickets: the reception's two branches, the calls of them."""

from benchmarks.harness import Figure
from benchmarks.reception import history


def measure() -> list[Figure]:
    """The one figure of that story that is a clerk's."""
    return [figure for figure in history.measure() if figure.name.startswith("call")]
