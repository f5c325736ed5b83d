"""How long to rest after a failure: full jitter, so that a province's kiosks do not all come back in one second."""

from collections.abc import Callable


class Backoff:
    """Each failure in a row doubles the bound, and the pause is anywhere below it."""

    def __init__(self, first: float, longest: float, chance: Callable[[], float]) -> None:
        """`first`: the first bound in seconds; `longest`: the last; `chance`: a number from 0 up to 1."""
        self._first = first
        self._longest = longest
        self._chance = chance
        self._failures = 0

    def next_pause(self, at_least: float) -> float:
        """Seconds to rest after one more failure, never less than the other side asked for."""
        bound = min(self._first * 2.0 ** min(self._failures, 32), self._longest)
        self._failures += 1
        return max(self._chance() * bound, at_least)

    def reset(self) -> None:
        """Something worked."""
        self._failures = 0
