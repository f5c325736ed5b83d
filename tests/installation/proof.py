"""Print what each step proves, and a summary with an exit status."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Proofs:
    """Collect the claims of a run and whether they held."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.held: list[str] = []
        self.broken: list[str] = []

    @contextmanager
    def claim(self, words: str) -> Iterator[None]:
        """Count a claim as held when the block raises nothing. A broken claim does not end the run."""
        began = time.monotonic()
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - the next claims are still worth knowing
            self.broken.append(words)
            self._print(f"✗ {words}\n    {type(problem).__name__}: {problem}")
        else:
            self.held.append(words)
            self._print(f"✓ {words} ({time.monotonic() - began:.0f} s)")

    def note(self, words: str) -> None:
        """Print what is under way."""
        self._print(f"  {words}")

    def summary(self) -> int:
        """Print how many claims held, and return the exit status."""
        total, seconds = len(self.held) + len(self.broken), time.monotonic() - self._began
        self._print(f"\n{len(self.held)} of {total} claims hold, after {seconds:.0f} s.")
        for words in self.broken:
            self._print(f"✗ {words}")
        return 1 if self.broken else 0

    def _print(self, words: str) -> None:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def expect(holds: object, words: object) -> None:
    """Raise AssertionError with `words` unless something holds."""
    if not holds:
        raise AssertionError(words)
