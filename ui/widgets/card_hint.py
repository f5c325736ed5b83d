"""Show what an identity card is good for: a picture, a question, a sentence, and that nothing is kept."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Role, Theme
from ui.widgets.banner import Panel
from ui.widgets.reader import CardOnReader
from ui.widgets.text import Text

#: Millimetres: air above and below, and at the sides; between picture and words; between two texts.
_AIR_MM, _SIDE_MM, _BESIDE_MM, _LINES_MM = 5.0, 10.0, 10.0, 1.5
#: In em of the sentence: narrower words have no picture beside them.
_LEAST_EM = 14.0


class CardHint(Panel):
    """Show the picture beside the words where they have room."""

    def __init__(self, theme: Theme, title: str = "", hint: str = "", privacy: str = "") -> None:
        super().__init__(theme)
        self._has_picture = True
        self.picture = CardOnReader(theme, parent=self)
        self.title = Text(theme, Role.HEADING, title, size=theme.size(Role.LABEL), parent=self)
        self.hint = Text(theme, Role.BODY, hint, parent=self)
        self.privacy = Text(
            theme,
            Role.SMALL,
            privacy,
            colour=theme.c.ink_soft,
            icon="shield-check",
            icon_colour=theme.c.good,
            parent=self,
        )

    def set_words(self, title: str, hint: str) -> None:
        """Say something else, for instance that the reader is out of order; without a title the sentence alone."""
        self.title.set_text(title)
        self.title.setHidden(not title)
        self.hint.set_text(hint)
        self.updateGeometry()

    def show_use(self, *, shown: bool) -> None:
        """Show the picture and the promise, which belong to a reader that works."""
        if shown is not self._has_picture:
            self._has_picture = shown
            self.privacy.setVisible(shown)
            self.updateGeometry()
            self._place()

    def hasHeightForWidth(self) -> bool:
        """Return True: the words break."""
        return True

    def sizeHint(self) -> QSize:
        """Return the size of the words on one line each."""
        wide = max(text.sizeHint().width() for text in self._texts())
        return QSize(wide + self._words_left(wide) + self._theme.mm(_SIDE_MM), self.heightForWidth(wide))

    def heightForWidth(self, width: int) -> int:
        """Return the height of words and picture."""
        left = self._words_left(width)
        room = width - left - self._theme.mm(_SIDE_MM)
        tall = self._picture_size().height() if left > self._theme.mm(_SIDE_MM) else 0
        return max(self._words_height(room), tall) + 2 * self._theme.mm(_AIR_MM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place picture and words."""
        super().resizeEvent(event)
        self._place()

    def _texts(self) -> list[QWidget]:
        return [text for text in (self.title, self.hint, self.privacy) if not text.isHidden()]

    def _words_height(self, width: int) -> int:
        texts = self._texts()
        heights = [text.heightForWidth(width) for text in texts]
        return sum(heights) + self._theme.mm(_LINES_MM) * (len(heights) - 1)

    def _picture_size(self) -> QSize:
        return self.picture.sizeHint()

    def _words_left(self, width: int) -> int:
        """Return where the words begin: beside the picture, or at its place where they would be too narrow."""
        theme, side = self._theme, self._theme.mm(_SIDE_MM)
        left = side + self._picture_size().width() + theme.mm(_BESIDE_MM)
        has_room = width - left - side >= theme.size(Role.BODY) * _LEAST_EM
        return left if self._has_picture and has_room else side

    def _place(self) -> None:
        theme, side = self._theme, self._theme.mm(_SIDE_MM)
        left, size = self._words_left(self.width()), self._picture_size()
        room = self.width() - left - side
        top = max(0, self.height() - self._words_height(room)) // 2
        for text in self._texts():
            high = text.heightForWidth(room)
            text.setGeometry(left, top, room, high)
            top += high + theme.mm(_LINES_MM)
        self.picture.setVisible(left > side)
        middle = (left - theme.mm(_BESIDE_MM) + side) // 2
        self.picture.resize(size)
        self.picture.move(middle - size.width() // 2, (self.height() - size.height()) // 2)
