"""Show the countdown, the pager and the progress bar."""

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, paint_arc, rounded
from ui.widgets.keys import Key
from ui.widgets.text import Text

#: The largest em of a ring's figures, as a share of its width.
_RING_SHARE = 0.5
#: In a scrolled page: the least side of a ring in millimetres, and in the em of SMALL.
_ROLLED_RING_MM, _ROLLED_RING_EM = 27.0, 2.0


class Ring(QWidget):
    """Show the seconds left in a ring that empties. Only the ring is repainted, once a second."""

    def __init__(self, theme: Theme, size_mm: float = 24.5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._left, self._whole = 0, 1
        side = theme.mm(size_mm)
        if theme.is_rolled:
            side = max(side, theme.mm(_ROLLED_RING_MM), ceil(theme.size(Role.SMALL) * _ROLLED_RING_EM))
        self.setFixedSize(side, side)

    def set_seconds(self, left: int, whole: int) -> None:
        """Show `left` of `whole` seconds."""
        if (left, whole) != (self._left, self._whole):
            self._left, self._whole = max(0, left), max(1, whole)
            self.setAccessibleName(str(self._left))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        width = area.width() * 0.108
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.ground)
        painter.drawEllipse(area)
        track = c.rule.lighter(108) if not theme.high_contrast else c.ground
        paint_arc(painter, area, track, width, 0, 360)
        share = min(1.0, self._left / self._whole)
        paint_arc(painter, area, c.lacquer, width, 0, 360 * share)
        em = min(max(area.width() * 0.37, theme.size(Role.SMALL)), area.width() * _RING_SHARE)
        font = theme.font(Role.LABEL, 800, size=em)
        TextBlock(str(self._left), Style(font, 1.2)).draw(painter, area, c.ink, Qt.AlignmentFlag.AlignHCenter)
        painter.end()


#: Millimetres: the air at both ends of a countdown, least of it, around its ring and around its words.
_ENDS_MM, _LEAST_ENDS_MM, _RING_AIR_MM, _WORDS_AIR_MM = 15, 5, 5.5, 3
#: Millimetres between the parts of a countdown, and the largest height of its words with the question.
_PARTS_MM, _QUESTION_MM = 6, 36
#: The share of one line in which a sentence stands on two.
HALF = 0.56


class Countdown(QWidget):
    """Warn before the screen goes back: a ring, a sentence, and a key for more time.

    The key emits ``more``. `sentence` is the longest one that will be shown. Where the parts have too little width, the
    air at the ends is smaller, then the key has two lines. The question is left out where the words are too high.
    """

    more = Signal()

    def __init__(self, theme: Theme, question: str, key: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ring = Ring(theme, parent=self)
        self._question = Text(theme, Role.LABEL, question, size=theme.size(Role.SMALL) * 1.16, parent=self)
        self._sentence = Text(theme, Role.SMALL, sentence, colour=theme.c.ink_soft, parent=self)
        #: Measures for the longest sentence, so that nothing moves from second to second.
        self._longest = Text(theme, Role.SMALL, sentence, parent=self)
        self._longest.hide()
        self._widest = self._longest.sizeHint().width()
        self.key = Key(theme, text=key, parent=self)
        self.key.is_tight = theme.is_rolled
        self.key.clicked.connect(self.more)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_seconds(self, left: int, whole: int, sentence: str, *, bold: str = "") -> None:
        """Show `left` of `whole` seconds, and the sentence about them."""
        self._ring.set_seconds(left, whole)
        self._sentence.set_text(sentence, bold=bold)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: sentence and key on two lines."""
        return self._around(self.key.least_width())

    def sizeHint(self) -> QSize:
        """Return the size with the sentence on two lines and the key on one."""
        return self._around(self.key.sizeHint().width())

    def _around(self, key: int) -> QSize:
        theme = self._theme
        beside = 2 * (theme.mm(_LEAST_ENDS_MM) + theme.mm(_PARTS_MM)) + self._ring.width()
        width = beside + ceil(self._widest * HALF) + key
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the highest part with its air."""
        theme = self._theme
        _, words, key = self._widths(width)
        ring = self._ring.height() + 2 * theme.mm(_RING_AIR_MM)
        others = max(self._words_height(words), self._key_height(key)) + 2 * theme.mm(_WORDS_AIR_MM)
        return max(ring, others)

    def _widths(self, width: int) -> tuple[int, int, int]:
        """Return the pixels of the air at both ends, of the words and of the key."""
        theme, line = self._theme, self.key.sizeHint().width()
        around = 2 * theme.mm(_PARTS_MM) + self._ring.width()
        tried = [(theme.margin, line), (theme.mm(_LEAST_ENDS_MM), line)]
        tried.append((theme.mm(_LEAST_ENDS_MM), self.key.least_width()))
        found = [(ends, width - around - 2 * ends - key, key) for ends, key in tried]
        has_room = (one for one in found if one[1] >= self._widest * HALF)
        return next(has_room, found[-1])

    def _has_question(self, width: int) -> bool:
        return self._height_with_question(width) <= self._theme.mm(_QUESTION_MM)

    def _height_with_question(self, width: int) -> int:
        return self._question.heightForWidth(width) + self._longest.heightForWidth(width)

    def _words_height(self, width: int) -> int:
        return self._height_with_question(width) if self._has_question(width) else self._longest.heightForWidth(width)

    def _key_height(self, width: int) -> int:
        return max(self.key.sizeHint().height(), self.key.least_height(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place ring, words and key."""
        super().resizeEvent(event)
        theme, high = self._theme, self.height()
        ends, words, key = self._widths(self.width())
        self._question.setVisible(self._has_question(words))
        side = self._ring.width()
        self._ring.move(ends, (high - side) // 2)
        left, top = ends + side + theme.mm(_PARTS_MM), (high - self._words_height(words)) // 2
        if self._has_question(words):
            self._question.setGeometry(left, top, words, self._question.heightForWidth(words))
            top += self._question.height()
        self._sentence.setGeometry(left, top, words, self._longest.heightForWidth(words))
        tall = self._key_height(key)
        self.key.setGeometry(self.width() - ends - key, (high - tall) // 2, key, tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.gold_tint)
        painter.fillRect(0, 0, self.width(), max(2, self._theme.mm(1.25)), self._theme.c.gold)
        painter.end()


class Pager(QWidget):
    """Turn pages by two keys around "2 / 3", without flick scrolling. ``turned`` carries the page, from 0.

    `names` are the spoken names of the two keys, for when only their arrows fit. `is_narrow`: the page number is above
    the keys.
    """

    turned = Signal(int)

    def __init__(
        self,
        theme: Theme,
        back: str,
        on: str,
        parent: QWidget | None = None,
        *,
        names: tuple[str, str] = ("", ""),
        is_narrow: bool = False,
    ) -> None:
        super().__init__(parent)
        self._page, self._pages = 0, 1
        self._words = back, on
        self._names = back or names[0], on or names[1]
        self._back = Key(theme, text=back, icon="chevron-left")
        self._on = Key(theme, text=on, trailing="chevron-right")
        self._back.setAccessibleName(back or names[0])
        self._on.setAccessibleName(on or names[1])
        self._where = Text(theme, Role.LABEL, align=Qt.AlignmentFlag.AlignHCenter, wrap=False)
        for key in (self._back, self._on):
            key.is_tight = theme.is_rolled
        self._back.clicked.connect(self._go_back)
        self._on.clicked.connect(self._go_on)
        column, row = QVBoxLayout(self), QHBoxLayout()
        self._row = row
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row.setSpacing(theme.gap(5.2))
        row.addWidget(self._back, 2)
        if is_narrow:
            column.addWidget(self._where)
        else:
            row.addWidget(self._where, 1)
        row.addWidget(self._on, 2)
        column.addLayout(row)
        self.set_pages(1)

    def set_pages(self, pages: int, page: int = 0) -> None:
        """Show `page` of `pages`. With one page the pager hides."""
        self._pages, self._page = max(1, pages), page
        self._where.set_text(f"{self._page + 1} / {self._pages}")
        self._back.setEnabled(self._page > 0)
        self._on.setEnabled(self._page + 1 < self._pages)
        self.setVisible(self._pages > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show arrows alone where the words have no room."""
        super().resizeEvent(event)
        room = (self.width() - 2 * self._row.spacing()) * 2 // 5
        keys = self._back, self._on
        for key, text in zip(keys, self._words, strict=True):
            key.set_text(text)
        has_room = all(key.sizeHint().width() <= room for key in keys)
        for key, text, name in zip(keys, self._words, self._names, strict=True):
            key.set_text(text if has_room else "")
            key.setAccessibleName(name)

    def _go_back(self) -> None:
        self._turn(self._page - 1)

    def _go_on(self) -> None:
        self._turn(self._page + 1)

    def _turn(self, page: int) -> None:
        self.set_pages(self._pages, page)
        self.turned.emit(page)


class Progress(QWidget):
    """Show progress from 0 to 1 in an outlined bar."""

    def __init__(self, theme: Theme, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._share = theme, 0.0
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """Set the share, clamped to 0..1."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, area = self._theme.c, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, w = area.height() / 2, max(1.0, area.height() * 0.11)
        painter.fillPath(rounded(area, radius), c.edge)
        inside = rounded(area.adjusted(w, w, -w, -w), radius - w)
        painter.fillPath(inside, c.ground if self.height() > self._theme.mm(3.5) else c.sand)
        painter.setClipPath(inside)
        painter.fillRect(QRectF(0, 0, area.width() * self._share, area.height()), c.lacquer)
        painter.end()
