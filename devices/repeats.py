"""Filter scans that repeat the last one, and noise. Pure; time is passed in."""

from kiosk.domain.people.scan import OtherCode, Scan, ScanProblem

#: Seconds within which the same code means that the card still lies under the reader.
SAME_CODE_S = 2.5


class Repeats:
    """Remember the last scan as a keyed hash (Python's own, with a new key each run), never as text.

    The time runs from the last sighting. Of unreadable scans in a row only the first counts: three kilobytes of garbage
    hold a few line ends, and are one problem.
    """

    def __init__(self, within_s: float = SAME_CODE_S) -> None:
        self._within_s = within_s
        self._last: int | None = None
        self._last_is_noise = False
        self._seen_at = 0.0

    def is_new(self, scan: Scan, at: float) -> bool:
        """Return whether `scan`, seen at `at` (monotonic seconds), is to be passed on, and remember it."""
        seen, is_noise = hash(scan), isinstance(scan, ScanProblem) or scan is OtherCode.UNKNOWN
        is_soon = self._last is not None and at - self._seen_at < self._within_s
        is_same = seen == self._last or (is_noise and self._last_is_noise)
        self._last, self._last_is_noise, self._seen_at = seen, is_noise, at
        return not (is_soon and is_same)
