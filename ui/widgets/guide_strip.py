"""Show the strip of the spoken guidance: the spoken words, the volume, and five keys in place of a keypad."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.theme import Role, Step, Theme
from ui.widgets.drawing.paint import Style, TextBlock, widest_word
from ui.widgets.header import Band, header_height
from ui.widgets.keys import Key

#: The icons of previous, next, choose, repeat, back; and of softer and louder.
_ICONS = ("chevron-left", "chevron-right", "check", "rotate-ccw", "arrow-left")
_VOLUME_ICONS = ("volume-1", "volume-2")
#: Lengths in millimetres: the strip in low reach; the row of keys in portrait.
_LOW_MM, _KEYS_MM = 34.0, 22.15
#: The least height of a one-row strip, in millimetres, that has icons above its words.
_ICONS_MM = 30.0
#: The smallest share of their size to which the words shrink if one of them is wider than the strip.
_SMALLEST = 0.75
_WORDS_MM, _PAD_MM, _VOLUME_MM, _LINE_MM = 19.5, 3.7, 24.0, 1.25
#: The largest width of one of the five keys in a row with the volume, in millimetres.
_WIDE_KEY_MM = 56
#: The largest share of a volume key's width for its icon.
_ICON_SHARE = 0.62


def strip_height(theme: Theme, *, is_landscape: bool) -> int:
    """Return the pixels of the strip's height.

    In landscape it has the height of the header, which it replaces; in portrait it is higher. In low reach it holds
    only the keys, and the spoken words are at the top (`words_height`).
    """
    if theme.is_low:
        return max(theme.mm(_LOW_MM), theme.target(0) + 2 * theme.gap(_PAD_MM) + theme.mm(_LINE_MM))
    if is_landscape:
        return max(header_height(theme, Band.KIOSK), theme.target(0) + 2 * theme.gap(_PAD_MM) + theme.mm(_LINE_MM))
    rows = theme.target(_WORDS_MM) + theme.target(_KEYS_MM)
    return rows + 3 * theme.gap(_PAD_MM) + theme.mm(_LINE_MM)


def words_height(theme: Theme) -> int:
    """Return the pixels of the spoken words at the top of the screen, or 0 if they are on the strip."""
    return theme.mm(_WORDS_MM + 2 * _PAD_MM + _LINE_MM) if theme.is_low else 0


class _Words(QWidget):
    """Show the spoken words on lacquer."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._said = theme, ""
        self._style = Style(theme.font(Role.SMALL, 500), 1.22)

    def show_words(self, words: str) -> None:
        """Show other words."""
        self._said = words
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        side = theme.margin if theme.is_low else 0  # in low reach the words reach over the whole screen width
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.c.header)
        area = QRectF(self.rect()).adjusted(side, 0, -side, 0)
        self._block(area).draw(painter, area, theme.c.on_header)
        painter.end()

    def _block(self, area: QRectF) -> TextBlock:
        """Return the words at full size. A sentence that is too long ends in an ellipsis; it is heard in full."""
        words, shown, style = self._said.split(), self._said, self._style
        least = round(style.font.pixelSize() * _SMALLEST)
        while style.font.pixelSize() > least and any(widest_word(word, style.font) > area.width() for word in words):
            font = QFont(style.font)
            font.setPixelSize(font.pixelSize() - 1)
            style = Style(font, style.line_height)
        while True:
            block = TextBlock(shown, style, area.width())
            if block.height <= area.height() + 1 or not words:
                return block
            words = [*words[:-1], *([_shorter(words[-1])] if len(words) == 1 and len(words[-1]) > 1 else [])]
            shown = f"{' '.join(words)} …"


def _shorter(word: str) -> str:
    """Return a word without its last letter and the marks of that letter. Khmer has no spaces between words."""
    word = word[:-1]
    while len(word) > 1 and (unicodedata.category(word[-1]) in ("Mn", "Mc", "Cf")):
        word = word[:-1]
    return word


class _Volume(Key):
    """Show a key of the volume: an icon, smaller on a narrow key."""

    def icon_size(self) -> float:
        """Return the icon's side in pixels."""
        return min(super().icon_size(), self.width() * _ICON_SHARE)


class GuideStrip(QWidget):
    """Show the strip. ``pressed`` carries the place of one of the five keys; ``turned`` -1 for softer, +1 for louder.

    The five keys take no focus, because they move it. The volume keys take it, as the last controls of every screen.
    """

    pressed = Signal(int)
    turned = Signal(int)

    def __init__(
        self, theme: Theme, names: Sequence[str], volume: Sequence[str], *, is_landscape: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._is_landscape, self.words = theme, is_landscape, ""
        self._is_one_row = is_landscape or theme.is_low
        self._said = _Words(theme, parent if theme.is_low else self)
        is_high = theme.real_mm(strip_height(theme, is_landscape=is_landscape)) >= _ICONS_MM
        has_room = (is_landscape and is_high) or theme.step is Step.M  # large words take the icon's place
        self.keys = [
            Key(theme, text=name, icon=icon if has_room else "", stacked=has_room and self._is_one_row, parent=self)
            for name, icon in zip(names, _ICONS, strict=True)
        ]
        self.volume: list[Key] = [_Volume(theme, icon=icon, parent=self) for icon in _VOLUME_ICONS]
        for key, name in zip(self.volume, volume, strict=True):
            key.setAccessibleName(name)
        self._five, self._two = QButtonGroup(self), QButtonGroup(self)
        for group, keys in ((self._five, self.keys), (self._two, self.volume)):
            for place, key in enumerate(keys):
                group.addButton(key, place)
            group.setExclusive(False)
        for key in self.keys:
            key.is_tight = True
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._five.idClicked.connect(self.pressed)
        self._two.idClicked.connect(self._turn)

    def show_words(self, words: str) -> None:
        """Show the spoken words."""
        self.words = words
        self._said.show_words(words)

    def place(self, window: QRect) -> QRect:
        """Place the strip in a window and return the rectangle that is left for the page."""
        left = page_rect(window, self._theme, is_landscape=self._is_landscape)
        self.setGeometry(0, left.bottom() + 1, window.width(), window.bottom() - left.bottom())
        if self._theme.is_low:
            self._said.setGeometry(0, 0, window.width(), left.top())
        for part in (self, self._said):
            part.show()
        return left

    def leave(self) -> None:
        """Hide and delete the strip."""
        for part in (self._said, self):
            part.hide()
            part.deleteLater()

    def _turn(self, place: int) -> None:
        self.turned.emit(1 if place else -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place words above keys in portrait, beside them in landscape. In low reach the strip holds only keys."""
        super().resizeEvent(event)
        theme, one_row = self._theme, self._is_one_row
        pad, side, row = theme.gap(_PAD_MM), theme.margin, theme.target(_WORDS_MM)
        top = pad + theme.mm(_LINE_MM) if one_row else row + 2 * pad + theme.mm(_LINE_MM)
        tall = self.height() - top - pad
        small, widths = self._widths(self.width() - 2 * side, tall, pad)
        left = begin = self.width() - side - sum(widths) - 4 * pad
        for key, wide in zip(self.keys, widths, strict=True):
            key.setGeometry(left, top, wide, tall)
            left += wide + pad
        right = begin - 2 * pad if one_row else self.width() - side
        above, high = (top, tall) if one_row else (pad + theme.mm(_LINE_MM), row)
        for place, key in enumerate(self.volume):
            key.setGeometry(right - (2 - place) * small - (1 - place) * pad, above, small, high)
        if not theme.is_low:
            self._said.setGeometry(side, above, right - 2 * small - 3 * pad - side, high)

    def _widths(self, inside: int, tall: int, pad: int) -> tuple[int, list[int]]:
        """Return the width of a volume key and of each of the five keys, in pixels.

        The five have one width. Where words would shrink in low reach, they share the room as their words need it.
        """
        theme = self._theme
        small = theme.target(_VOLUME_MM)
        if not self._is_one_row:
            return small, [(inside - 4 * pad) // 5] * 5
        if self._is_landscape:
            return small, [min(theme.mm(_WIDE_KEY_MM), inside // 8)] * 5
        room = inside - 7 * pad
        equal = (room - 2 * small) // 5
        if all(key.least_height(equal) <= tall for key in self.keys):
            return small, [min(theme.mm(_WIDE_KEY_MM), equal)] * 5
        words = [key.line_width() for key in self.keys]
        small = min(small, max(theme.target(0), (room - sum(words)) // 2))
        return small, [(room - 2 * small) * word // sum(words) for word in words]

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.c.header)
        painter.fillRect(0, 0, self.width(), theme.mm(_LINE_MM), theme.c.sun if theme.high_contrast else theme.c.gold)
        painter.end()


def page_rect(window: QRect, theme: Theme, *, is_landscape: bool) -> QRect:
    """Return the page's rectangle between the spoken words at the top and the strip."""
    is_wide = is_landscape or window.width() > window.height()
    return window.adjusted(0, words_height(theme), 0, -strip_height(theme, is_landscape=is_wide))
