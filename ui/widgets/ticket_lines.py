"""Show the ticket as lines of words in one column, where a card has no space for the largest letters."""

from PySide6.QtCore import Qt

from ui.theme import Role, Theme
from ui.widgets.card import TicketWords
from ui.widgets.text import Text

_CENTRE = Qt.AlignmentFlag.AlignHCenter
#: The em of the number in millimetres.
_NUMBER_MM = 78.0


class TicketLines:
    """Hold the `texts` that show the words of a `TicketCard`. The page places them."""

    def __init__(self, theme: Theme) -> None:
        self._words = TicketWords("", "", "", "", "", "", "", "", "")
        self._lines = {
            "caption": Text(theme, Role.HEADING, align=_CENTRE, weight=600),
            "label": Text(theme, Role.NUMBER, align=_CENTRE, size=theme.mm(_NUMBER_MM)),
            "service": Text(theme, Role.BODY, align=_CENTRE),
            "go": Text(theme, Role.BODY, align=_CENTRE),
            "counters": Text(theme, Role.TITLE, align=_CENTRE),
            "ahead": Text(theme, Role.HEADING, align=_CENTRE),
            "wait": Text(theme, Role.HEADING, align=_CENTRE),
        }

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return the lines in reading order."""
        return tuple(self._lines.values())

    @property
    def words(self) -> TicketWords:
        """Return the shown words."""
        return self._words

    def set_words(self, words: TicketWords) -> None:
        """Show another ticket, or the same one in another language."""
        self._words = words
        pairs = {"ahead": (words.ahead_caption, words.ahead), "wait": (words.wait_caption, words.wait)}
        for name, line in self._lines.items():
            caption, value = pairs.get(name, ("", ""))
            line.set_text(f"{caption}: {value}" if caption else getattr(words, name), bold=value)
