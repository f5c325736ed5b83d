"""Show an appointment as a leaf of a calendar: the day on a band, the time as large as possible, the service."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Step, Theme
from ui.widgets.drawing.paint import Style, TextBlock, Words, fitted, paint_stack, rounded, stacked

_CENTRE = Qt.AlignmentFlag.AlignHCenter
#: Shares of the leaf's height: the band; of the rest the time, and its least share. In millimetres: the largest time, a
#: hole, its ring.
_BAND, _TIME, _LEAST_TIME = 0.19, 0.55, 0.3
_LARGEST_MM, _RING_MM, _LOOP_MM = 93.8, 8.0, 3.4
_TIGHT = 97.0
#: The height in em of three lines below the time, in a scrolled page.
_ROLLED_EM = 14.0
#: The height in em of the lines below the time in the largest text size, in other pages.
_LARGE_EM = 4.0


@dataclass(frozen=True, slots=True)
class LeafWords:
    """Hold the words of a leaf: ``Thứ Ba, 24/11``, ``09:30``, the service, a quiet line."""

    day: str = ""
    time: str = ""
    title: str = ""
    text: str = ""


class CalendarLeaf(QWidget):
    """Show an appointment."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, LeafWords()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def words(self) -> LeafWords:
        """Return the shown words."""
        return self._words

    def set_words(self, words: LeafWords) -> None:
        """Show another appointment."""
        self._words = words
        self.setAccessibleName(", ".join(part for part in (words.day, words.time, words.title, words.text) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.mm(160), self._theme.mm(200))

    def minimumSizeHint(self) -> QSize:
        theme = self._theme
        lines = _ROLLED_EM if theme.is_rolled else _LARGE_EM if theme.step is Step.XXL else 0.0
        return QSize(theme.mm(90), theme.mm(80) + ceil(theme.size(Role.BODY) * lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c, m = self._theme, self._theme.c, self._theme.m
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, line = QRectF(self.rect()), max(1.5, theme.mm(0.6))
        if theme.high_contrast:
            line = m.outline
        whole = rounded(area, m.radius_card)
        painter.fillPath(whole, c.rule if not theme.high_contrast else c.ink)
        inside = area.adjusted(line, line, -line, -line)
        paper = rounded(inside, m.radius_card - line)
        painter.fillPath(paper, c.ground)
        band = QRectF(area.x(), area.y(), area.width(), area.height() * _BAND)
        ground, ink = (c.ground, c.ink) if theme.high_contrast else (c.info, c.ground)
        cut = rounded(QRectF(area), m.radius_card)
        painter.save()
        painter.setClipRect(band)
        painter.fillPath(paper if theme.high_contrast else cut, ground)
        painter.restore()
        if theme.high_contrast:
            painter.fillRect(QRectF(inside.x(), band.bottom() - line, inside.width(), line), c.ink)
        self._paint_rings(painter, band)
        self._paint_words(painter, inside, band, ink)
        painter.end()

    def _paint_rings(self, painter: QPainter, band: QRectF) -> None:
        """Draw two holes with rings. High contrast leaves them out."""
        theme, c = self._theme, self._theme.c
        if theme.high_contrast:
            return
        hole, loop = theme.mm(_RING_MM), theme.mm(_LOOP_MM)
        painter.setPen(Qt.PenStyle.NoPen)
        for share in (0.12, 0.88):
            x = band.x() + band.width() * share
            painter.setBrush(c.ground)
            painter.drawEllipse(QPointF(x, band.center().y()), hole / 2, hole / 2)
            ring = QRectF(x - loop / 2, band.y(), loop, band.height() / 2 + loop / 2)
            painter.fillPath(rounded(ring, loop / 2), c.gold)

    def _paint_words(self, painter: QPainter, inside: QRectF, band: QRectF, ink: QColor) -> None:
        theme, words = self._theme, self._words
        heading = Style(theme.font(Role.HEADING), theme.line_height(Role.HEADING))
        day = fitted(words.day, heading, band.width() * 0.68, band.height())
        day.draw(painter, band, ink, _CENTRE)
        pad = theme.mm(8)
        room = inside.height() - band.height()
        large = theme.font(Role.HEADING, 700, size=theme.size(Role.HEADING) * (1.0 if theme.is_rolled else 1.15))
        parts = [Words(words.title, Style(large, theme.line_height(Role.HEADING)), theme.c.ink)]
        if words.text:
            em = theme.size(Role.BODY) * (1.0 if theme.is_rolled else 1.1)
            body = Style(theme.font(Role.BODY, size=em), theme.line_height(Role.BODY))
            parts.append(Words(words.text, body, theme.c.ink_soft))
        wide, gap = inside.width() - 2 * pad, theme.mm(2)
        high = room * _TIME
        if theme.is_rolled:  # the words take their height first
            blocks = stacked(tuple(parts), wide, room, gap)
            high = min(high, max(room * _LEAST_TIME, room - sum(block.height + gap for block in blocks) - theme.mm(7)))
        time = QRectF(inside.x() + pad, band.bottom() + theme.mm(3), wide, high)
        self._paint_time(painter, time)
        below = QRectF(time.x(), time.bottom(), time.width(), inside.bottom() - time.bottom() - theme.mm(4))
        paint_stack(painter, below, parts, gap, align=_CENTRE)

    def _paint_time(self, painter: QPainter, area: QRectF) -> None:
        theme = self._theme
        font = theme.font(Role.NUMBER, size=min(theme.mm(_LARGEST_MM), area.height() * 0.98))
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT)
        block = TextBlock(self._words.time, Style(font, 1.0))
        if block.width > area.width():
            font.setPixelSize(max(10, round(font.pixelSize() * area.width() / block.width)))
            block = TextBlock(self._words.time, Style(font, 1.0))
        block.draw(painter, area, theme.c.ink, _CENTRE)
