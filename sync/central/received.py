"""Track which numbers of an epoch have arrived: the highest, and the gaps below it. Plain values, no database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Received:
    """Hold the highest number and the gaps.

    `gaps` are ranges below `highest` that have not arrived. Both ends are included; they ascend and never touch.
    """

    highest: int = 0
    gaps: tuple[tuple[int, int], ...] = ()

    @property
    def contiguous_through(self) -> int:
        """Return the number up to which everything has arrived."""
        return self.gaps[0][0] - 1 if self.gaps else self.highest

    def add(self, seq: int) -> "Received":
        """Return the value after `seq` (from 1) arrived. A number that had arrived before changes nothing."""
        if seq == self.highest + 1:
            return Received(seq, self.gaps)
        if seq > self.highest:
            return Received(seq, (*self.gaps, (self.highest + 1, seq - 1)))
        gaps: list[tuple[int, int]] = []
        for first, last in self.gaps:
            if first <= seq <= last:
                gaps += [part for part in ((first, seq - 1), (seq + 1, last)) if part[0] <= part[1]]
            else:
                gaps.append((first, last))
        return Received(self.highest, tuple(gaps))
