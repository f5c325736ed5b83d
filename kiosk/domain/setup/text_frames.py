"""State where names and sentences of a set-up are shown, and how much of them fits there in the smallest letters.

On a kiosk the smallest letters are capitals of 4.8 mm, on the smallest panel with low reach. On a board they are those
of its columns, and half as high in its header. On a slip they have 22 dots, for a service and a paper 24. The tests of
this name in `tests/ui/` and `tests/printing/strip/` measure the widgets and the slip.
"""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.language.letters import Typeface, lines_of
from kiosk.domain.language.text import Message


class Surface(StrEnum):
    """List where the words of a branch are shown."""

    BOARD = "board"
    KIOSK = "kiosk"
    SLIP = "slip"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class TextFrame:
    """Hold what one text gets on one surface: lines of `width` em in the smallest letters.

    `word` is the width of its widest word, where a key with such a word gets a wider column. `capitals`: it is shown in
    capitals.
    """

    surface: Surface
    face: Typeface
    width: float
    lines: int
    word: float | None = None
    capitals: bool = False

    def holds(self, text: str) -> bool:
        """Return whether the text fits, with every word whole."""
        lines, widest = lines_of(text.upper() if self.capitals else text, self.face, self.width)
        return lines <= self.lines and widest <= (self.word or self.width)

    def letters_over(self, text: str) -> int:
        """Return how many letters have to go from the end of a text before the rest fits, 0 where all of it does."""
        if self.holds(text):
            return 0
        fitting, over = 0, len(text)
        while over - fitting > 1:
            middle = (fitting + over) // 2
            if self.holds(text[:middle]):
                fitting = middle
            else:
                over = middle
        return len(text) - fitting


Frames = tuple[TextFrame, ...]
_KIOSK, _BOARD, _SLIP = Surface.KIOSK, Surface.BOARD, Surface.SLIP
#: The widest word of a key in a list of one column.
_WORD = 17.0
NAME: Frames = (
    TextFrame(_KIOSK, Typeface.SCREEN_BOLD, 18.0, 2, capitals=True),
    TextFrame(_BOARD, Typeface.SCREEN_BOLD, 28.0, 2, capitals=True),
    TextFrame(_SLIP, Typeface.PAPER_BOLD, 23.4, 2, capitals=True),
)
PLACE: Frames = (TextFrame(_KIOSK, Typeface.SCREEN_BOLD, 19.6, 1, capitals=True), *NAME[1:])
SLOGAN: Frames = (TextFrame(_SLIP, Typeface.PAPER, 23.4, 2),)
FIELD: Frames = (
    TextFrame(_BOARD, Typeface.SCREEN, 8.8, 2),
    TextFrame(_KIOSK, Typeface.SCREEN_SEMIBOLD, 8.8, 6, _WORD),
)
SERVICE: Frames = (
    TextFrame(_KIOSK, Typeface.SCREEN_SEMIBOLD, 8.2, 4, _WORD),
    TextFrame(_SLIP, Typeface.PAPER_BOLD, 21.4, 4),
)
COUNTER: Frames = (TextFrame(Surface.DESK, Typeface.SCREEN, 18.0, 2),)
GROUP: Frames = (TextFrame(_KIOSK, Typeface.SCREEN_BOLD, 9.1, 5, _WORD),)
REASON = GROUP
#: A notice is shown in up to five parts: of one line on a wide board, of three on an upright one.
NOTICE: Frames = (
    TextFrame(_BOARD, Typeface.SCREEN_SEMIBOLD, 34.5, 5),
    TextFrame(_BOARD, Typeface.SCREEN_SEMIBOLD, 19.9, 15),
)
NOTE: Frames = (TextFrame(_SLIP, Typeface.PAPER_BOLD, 23.4, 4),)
PAPER: Frames = (TextFrame(_SLIP, Typeface.PAPER, 19.8, 3),)
#: The first line of an address begins with what it is; the address has the next three.
ADDRESS: Frames = (TextFrame(_SLIP, Typeface.PAPER, 23.4, 3),)


def too_long(text: str, frames: Frames) -> Message | None:
    """Return what does not fit where it lacks the most, None where the text fits everywhere."""
    count, frame = max(((one.letters_over(text), one) for one in frames), key=lambda found: found[0])
    return Message(f"setup.problem.long_on_{frame.surface}", {"count": count, "lines": frame.lines}) if count else None
