"""Where one scan ends and the next begins: CR, LF, CRLF or silence. Pure; time is passed in.

A scanner sends a code and, mostly, a line end; some are set up without one, and then only silence tells. Pieces may be
cut anywhere, inside a letter too. Nothing is decoded here.
"""

import re

#: Longest text taken for one scan, in bytes. The longest card stays below 400.
MAX_FRAME = 1024
#: Silence that ends a frame, in seconds. At 9600 baud a byte takes 1 ms, and a USB piece comes within a few.
SILENCE_S = 0.1

_LINE_END = re.compile(rb"[\r\n]")


class Frames:
    """Cuts a stream of bytes into frames, without their line ends; empty ones are left out.

    A frame over the cap is given once, as its first ``max_frame + 1`` bytes (so a reader sees that it is too long), and
    what follows is dropped up to the next line end or silence.
    """

    def __init__(self, *, silence_s: float = SILENCE_S, max_frame: int = MAX_FRAME) -> None:
        self._silence_s = silence_s
        self._max_frame = max_frame
        self._pending = bytearray()
        self._dropping = False
        self._last_byte_at = 0.0

    def feed(self, data: bytes, at: float) -> list[bytes]:
        """Takes what was read at `at` (seconds, monotonic) and gives the frames that are now complete.

        Time alone cuts nothing here: a machine that was busy for a moment reads late what came without a pause.
        """
        frames: list[bytes] = []
        *ended, rest = _LINE_END.split(data)
        for piece in ended:
            self._take(piece, frames)
            self._end(frames)
        self._take(rest, frames)
        if data:
            self._last_byte_at = at
        return frames

    def idle(self, at: float) -> list[bytes]:
        """To be called when a read came back empty: after enough silence what is pending is a frame."""
        frames: list[bytes] = []
        if at - self._last_byte_at >= self._silence_s:
            self._end(frames)
        return frames

    def _take(self, piece: bytes, frames: list[bytes]) -> None:
        if self._dropping:
            return
        self._pending += piece
        if len(self._pending) > self._max_frame:
            frames.append(bytes(self._pending[: self._max_frame + 1]))
            self._pending.clear()
            self._dropping = True

    def _end(self, frames: list[bytes]) -> None:
        if self._pending:
            frames.append(bytes(self._pending))
        self._pending.clear()
        self._dropping = False
