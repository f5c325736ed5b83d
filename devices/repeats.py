"""The same code again, and noise: what a screen should hear of only once. Pure; time is passed in."""

from kiosk.domain.scan import OtherCode, Scan, ScanProblem

#: A code that comes again within this time, in seconds, is the card still lying under the reader.
SAME_CODE_S = 2.5


class Repeats:
    """Remembers the last scan, not its text: only a keyed hash of it (Python's own, a new key each run).

    The time runs from the last sighting. Of unreadable scans in a row the first one counts, whatever each of them is:
    three kilobytes of garbage hold a few line ends, and are one problem.
    """

    def __init__(self, within_s: float = SAME_CODE_S) -> None:
        self._within_s = within_s
        self._last: int | None = None
        self._last_is_noise = False
        self._seen_at = 0.0

    def is_new(self, scan: Scan, at: float) -> bool:
        """Whether `scan`, seen at `at` (seconds, monotonic), is to be passed on; it is remembered either way."""
        seen, is_noise = hash(scan), isinstance(scan, ScanProblem) or scan is OtherCode.UNKNOWN
        is_soon = self._last is not None and at - self._seen_at < self._within_s
        is_same = seen == self._last or (is_noise and self._last_is_noise)
        self._last, self._last_is_noise, self._seen_at = seen, is_noise, at
        return not (is_soon and is_same)
