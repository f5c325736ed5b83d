"""Recognise the hidden gesture for the staff's sign-in: every corner once, clockwise, and the first again.

No key of any screen lies in a corner, and any touch elsewhere begins it anew, so a citizen does not find it by chance.
With a keyboard: F10 five times. Either within eight seconds. Pure: places and moments are passed in.
"""

from dataclasses import dataclass

_SECONDS = 8.0
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
_PRESSES = 5


@dataclass
class StaffGesture:
    """Watch touches and the staff's key; `touch` and `press` return True when the gesture is complete."""

    _begun: float = 0.0
    _touches: int = 0
    _presses: int = 0

    def touch(self, x: float, y: float, size: tuple[int, int], corner: float, now: float) -> bool:
        """Take a touch at `x`, `y` of a window of `size`; `corner` is the side of a corner's square, in pixels.

        `now` counts seconds.
        """
        self._presses = 0
        if self._touches and now - self._begun > _SECONDS:
            self._touches = 0
        place = _corner_at(x, y, size, corner)
        if place != _CORNERS[self._touches]:
            self._touches = 0
        if place != _CORNERS[self._touches]:
            return False
        if not self._touches:
            self._begun = now
        self._touches = (self._touches + 1) % len(_CORNERS)
        return self._touches == 0

    def press(self, *, is_staff_key: bool, now: float) -> bool:
        """Take a key of a keyboard; leave out the repeats of one that is held."""
        self._touches = 0
        if not is_staff_key:
            self._presses = 0
            return False
        if self._presses and now - self._begun > _SECONDS:
            self._presses = 0
        if not self._presses:
            self._begun = now
        self._presses = (self._presses + 1) % _PRESSES
        return self._presses == 0


def _corner_at(x: float, y: float, size: tuple[int, int], corner: float) -> tuple[int, int] | None:
    """Return the corner a place belongs to, 0 left and top, 1 right and bottom; None for everywhere else."""
    width, height = size
    across = 0 if 0 <= x < corner else 1 if width - corner < x <= width else None
    down = 0 if 0 <= y < corner else 1 if height - corner < y <= height else None
    return None if across is None or down is None else (across, down)
