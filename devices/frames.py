"""Find where one scan ends and the next begins: at CR, LF, CRLF or silence. Pure; time is passed in.

Most scanners send a line end after each code. Some are set up without one; then only silence separates two scans. Data
may be cut anywhere, also inside a letter. Nothing is decoded here.
"""

import re

#: The most bytes of one scan. The longest card has fewer than 400.
MAX_FRAME = 1024
#: Seconds of silence that end a frame. A byte takes 1 ms at 9600 baud, and USB pieces come within a few ms.
SILENCE_S = 0.1

_LINE_END = re.compile(rb"[\r\n]")


class Frames:
    """Cut a stream of bytes into frames without their line ends. Empty frames are left out.

    A frame that is too long is returned once, as its first ``max_frame + 1`` bytes, so that the reader sees its length.
    The rest is dropped up to the next line end or silence.
    """

    def __init__(self, *, silence_s: float = SILENCE_S, max_frame: int = MAX_FRAME) -> None:
        self._silence_s = silence_s
        self._max_frame = max_frame
        self._pending = bytearray()
        self._dropping = False
        self._last_byte_at = 0.0

    def feed(self, data: bytes, at: float) -> list[bytes]:
        """Take bytes that were read at `at` (monotonic seconds) and return the frames that are now complete.

        Time alone cuts nothing here, because a busy machine reads late what arrived without a pause.
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
        """Return the pending frame after enough silence. Call this when a read returned nothing."""
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
