"""Choose the pause after a failure with full jitter, so that the kiosks do not all return in one second."""

from collections.abc import Callable


class Backoff:
    """Double the limit with each failure in a row, and choose a random pause below it."""

    def __init__(self, first: float, longest: float, chance: Callable[[], float]) -> None:
        """Set the first and the longest limit in seconds. `chance` returns a number from 0 up to 1."""
        self._first = first
        self._longest = longest
        self._chance = chance
        self._failures = 0

    def next_pause(self, at_least: float) -> float:
        """Return the seconds to wait after one more failure, never less than the other side asked for."""
        bound = min(self._first * 2.0 ** min(self._failures, 32), self._longest)
        self._failures += 1
        return max(self._chance() * bound, at_least)

    def reset(self) -> None:
        """Note a success: the next failure starts with the first limit."""
        self._failures = 0
