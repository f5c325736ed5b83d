"""Show the control bar, the countdown, the pager and the progress bar."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Role, Step, Theme
from ui.widgets.drawing.paint import Style, TextBlock, paint_arc, rounded
from ui.widgets.keys import Key
from ui.widgets.text import Text

#: The padding above and below the keys of the bar in millimetres, and the smaller one of low reach.
_AIR_MM, _LOW_AIR_MM = 7.4, 4.4


class ControlBar(QWidget):
    """Show the bar at the bottom of a screen: rows of equal keys, always in the same places."""

    def __init__(
        self,
        theme: Theme,
        rows: Sequence[Sequence[QWidget]],
        *,
        is_low: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        column = QVBoxLayout(self)
        air = theme.gap(_LOW_AIR_MM if is_low else _AIR_MM)
        column.setContentsMargins(theme.margin, air, theme.margin, air)
        column.setSpacing(theme.gap(_LOW_AIR_MM if is_low else 5.6))
        for keys in rows:
            row = QHBoxLayout()
            row.setSpacing(theme.gap(5.2))
            for key in keys:
                row.addWidget(key, 1)
            column.addLayout(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.sand)
        if self._theme.high_contrast:
            painter.fillRect(0, 0, self.width(), self._theme.mm(1.25), self._theme.c.sun)
        painter.end()


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


class Countdown(QWidget):
    """Warn before the screen goes back: a ring, a sentence, and a key for more time.

    The key emits ``more``. `band` False: no ground of its own, for use inside another bar.
    """

    more = Signal()

    def __init__(
        self, theme: Theme, question: str, key: str, *, band: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._band = theme, band
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._ring = Ring(theme, parent=self)
        self._question = Text(theme, Role.LABEL, question, size=theme.size(Role.SMALL) * 1.16)
        self._sentence = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        self.key = Key(theme, text=key)
        self.key.is_tight = theme.is_rolled
        self.key.setSizePolicy(QSizePolicy.Policy.Fixed, self.key.sizePolicy().verticalPolicy())
        self.key.clicked.connect(self.more)
        row = QHBoxLayout(self)
        left, right = (theme.mm(5), theme.mm(8)) if theme.is_rolled else (theme.mm(16), theme.margin)
        row.setContentsMargins(left, theme.mm(6), right, theme.mm(5))
        row.setSpacing(theme.mm(9 if theme.step in (Step.M, Step.L) else 5))
        row.addWidget(self._ring)
        words = QVBoxLayout()
        words.setSpacing(theme.mm(0.6))
        words.addStretch(1)
        words.addWidget(self._question)
        words.addWidget(self._sentence)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(self.key)

    def set_seconds(self, left: int, whole: int, sentence: str, *, bold: str = "") -> None:
        """Show `left` of `whole` seconds, and the sentence about them."""
        self._ring.set_seconds(left, whole)
        self._sentence.set_text(sentence, bold=bold)

    def show_question(self, *, shown: bool) -> None:
        """Show or hide the question. Without it the sentence has more space."""
        self._question.setVisible(shown)

    def set_words(self, question: str, key: str) -> None:
        """Show the words of another language."""
        self._question.set_text(question)
        self.key.set_text(key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._band:
            return
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
