"""The ticket as lines of words, where the card has no room for the largest letters: the same words in one column."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.card import QrCode, TicketWords
from ui.widgets.text import Text

_CENTRE = Qt.AlignmentFlag.AlignHCenter
#: Millimetres: the em of the number, the side of the QR.
_NUMBER_MM, _QR_MM = 78.0, 84.0


class TicketLines(QWidget):
    """Shows what a `TicketCard` shows, and its QR with the words that stand beside it there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._code = theme, ""
        self._words = TicketWords("", "", "", "", "", "", "", "", "")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.mm(5), 0, 0)
        self._column.setSpacing(theme.mm(2.5))
        self._lines = {
            "caption": Text(theme, Role.HEADING, align=_CENTRE, weight=600),
            "label": Text(theme, Role.NUMBER, align=_CENTRE, size=theme.mm(_NUMBER_MM)),
            "service": Text(theme, Role.BODY, align=_CENTRE),
            "go": Text(theme, Role.BODY, align=_CENTRE),
            "counters": Text(theme, Role.TITLE, align=_CENTRE),
            "ahead": Text(theme, Role.HEADING, align=_CENTRE),
            "wait": Text(theme, Role.HEADING, align=_CENTRE),
        }
        for line in self._lines.values():
            self._column.addWidget(line)
        self._beside = [Text(theme, role, align=_CENTRE) for role in (Role.HEADING, Role.BODY, Role.BODY)]
        for line in self._beside:
            self._column.addWidget(line)
            line.hide()
        self._qr: QrCode | None = None

    @property
    def words(self) -> TicketWords:
        """What is shown."""
        return self._words

    def set_words(self, words: TicketWords) -> None:
        """Another ticket, or the same one in another language."""
        self._words = words
        pairs = {"ahead": (words.ahead_caption, words.ahead), "wait": (words.wait_caption, words.wait)}
        for name, line in self._lines.items():
            caption, value = pairs.get(name, ("", ""))
            line.set_text(f"{caption}: {value}" if caption else getattr(words, name), bold=value)
        heading, first, second, bold = words.beside
        for line, text in zip(self._beside, (heading, first, second), strict=True):
            line.set_text(text, bold=bold)
            line.setVisible(bool(words.code))
        if words.code and words.code != self._code:
            self._code = words.code
            if self._qr is not None:
                self._qr.deleteLater()
            self._qr = QrCode(self._theme, words.code, self._theme.mm(_QR_MM))
            self._column.insertWidget(self._column.count() - len(self._beside), self._qr, 0, _CENTRE)
