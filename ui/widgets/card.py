"""Show the ticket on the screen: a white card with the drum as watermark, notches, a dashed line and a shadow."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QMoveEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from shiboken6 import isValid

from ui.drum import paint_drum
from ui.theme import Role, Step, Theme
from ui.theme.tokens import number
from ui.widgets.drawing.paint import Style, TextBlock, Words, fitted, paint_stack, rounded

_CENTRE = Qt.AlignmentFlag.AlignHCenter
_SHADOW = (60, 48, 30)
_SHADOW_ALPHA = 0.2
_TIGHT = 97.0
_DRUM_MM = 147.5
#: The side of a QR code without a size of its own, in millimetres, and its least side.
_QR_MM, _LEAST_QR_MM = 180, 100
#: The side of the card in millimetres, and the least readable shares of it for ordinary and for large text.
_SIDE_MM, _SMALLEST = 307, (0.62, 0.78)
#: Shares of the card's size: the largest one with large text, and the one above which the card is drawn unscaled.
_LARGE_WORDS, _WHOLE = 0.94, 0.99


@dataclass(frozen=True, slots=True)
class TicketWords:
    """Hold the sentences of a ticket card."""

    caption: str
    label: str
    service: str
    go: str
    counters: str
    ahead_caption: str
    ahead: str
    wait_caption: str
    wait: str


@lru_cache(maxsize=4)
def _shadow(width: int, height: int, radius: int, drop: int, blur: int) -> QPixmap:
    """Return the shadow of a card as a cached picture. It is made of thin rings whose darkness adds up."""
    pixmap = QPixmap(width + 2 * blur, height + 2 * blur)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    steps = max(4, blur)
    base = QRectF(blur, blur + drop / 2, width, height)
    for step in range(steps):
        grow = blur * (1 - 2 * step / steps) * 0.5
        colour = QColor(*_SHADOW)
        colour.setAlphaF(_SHADOW_ALPHA / steps)
        painter.fillPath(rounded(base.adjusted(-grow, -grow, grow, grow), radius + grow), colour)
    painter.end()
    return pixmap


def warm_up() -> None:
    """Load the QR library before the first ticket needs it. Call it on the worker thread.

    It must not draw: two threads that paint at the same time have crashed the process.
    """
    _modules("WARM")


class QrCode(QWidget):
    """Show a QR code in whole pixels, with its quiet zone, black on white in every contrast.

    It has `side` pixels, or without `side` all the space it gets.
    """

    def __init__(self, theme: Theme, code: str, side: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._code = theme, code
        if side is not None:
            self.setFixedSize(side, side)

    @property
    def code(self) -> str:
        """Return the text that the code holds."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show another code."""
        if code != self._code:
            self._code = code
            self.update()

    def sizeHint(self) -> QSize:
        """Return a size that a telephone can read from where a person stands."""
        return QSize(self._theme.mm(_QR_MM), self._theme.mm(_QR_MM))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that a telephone can read."""
        return QSize(self._theme.mm(_LEAST_QR_MM), self._theme.mm(_LEAST_QR_MM))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._code:
            return
        painter = QPainter(self)
        side = min(self.width(), self.height())
        paint_qr(painter, QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side), self._code)
        painter.end()


@lru_cache(maxsize=8)
def _modules(code: str) -> tuple[bytes, ...]:
    return tuple(bytes(row) for row in segno.make(code, micro=False, error="m").matrix)


def paint_qr(painter: QPainter, area: QRectF, code: str) -> None:
    """Draw `code` into a square. Every module has the same whole number of pixels."""
    rows = _modules(code)
    quiet = 2  # modules; the white card around it is the rest of the quiet zone
    module = max(1, int(area.width() // (len(rows) + 2 * quiet)))
    side = module * len(rows)
    x0, y0 = round(area.center().x() - side / 2), round(area.center().y() - side / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(area.toRect(), QColor("#FFFFFF"))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(x0 + x * module, y0 + y * module, module, module, QColor("#1C1917"))


class TicketCard(QLabel):
    """Show a ticket with its number as large as possible. The label draws itself, scaled to the space it gets."""

    def __init__(self, theme: Theme, words: TicketWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = self._theme = theme
        self._words = words
        self._shade: QLabel | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    @property
    def words(self) -> TicketWords:
        """Return the shown words."""
        return self._words

    def set_words(self, words: TicketWords) -> None:
        """Show another ticket, or the same one in another language."""
        self._words = words
        self.setAccessibleName(
            f"{words.caption} {words.label}. {words.service}. {words.go} {words.counters}. "
            f"{words.ahead_caption} {words.ahead}. {words.wait_caption} {words.wait}."
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the design, higher for large text."""
        theme = self._whole
        growth = theme.size(Role.BODY) / theme.m.unit / 9.1
        return QSize(theme.mm(_SIDE_MM), theme.mm(_SIDE_MM + 40 * (growth - 1)))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which all words are readable."""
        side = self._whole.mm(_SIDE_MM * _SMALLEST[self._whole.step in (Step.XL, Step.XXL)])
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect())
        radius = theme.m.radius_card
        line = theme.m.outline if theme.high_contrast else max(1.0, theme.mm(0.6))
        tear = self._tear(card)
        painter.fillPath(rounded(card, radius), c.rule)
        inside = card.adjusted(line, line, -line, -line)
        inner = rounded(inside, radius - line)
        painter.fillPath(inner, c.ground)
        if c.watermark is not None:
            painter.save()
            painter.setClipPath(inner)
            paint_drum(painter, QPointF(card.center().x(), theme.mm(91.6)), theme.mm(_DRUM_MM), c.watermark, inside)
            painter.restore()
        painter.fillPath(self._notches(card, tear, 0).intersected(rounded(card, radius)), c.rule)
        painter.fillPath(self._notches(card, tear, -line).intersected(rounded(card, radius)), c.paper)
        pen = QPen(c.rule, max(2.0, theme.mm(1.2)))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([2.1, 1.0])
        painter.setPen(pen)
        painter.drawLine(QPointF(theme.mm(14.5), tear), QPointF(card.right() - theme.mm(14.5), tear))
        self._paint_words(painter, inside, tear)
        painter.end()

    def _tear(self, card: QRectF) -> float:
        """Return the pixels from the top to the dashed line."""
        return card.height() - self._theme.mm(142.6)

    @property
    def _fact_line(self) -> float | None:
        """Return the line distance of the facts in em. Large text has closer lines; None: the role's own."""
        return 1.2 if self._is_large else None

    @property
    def _is_large(self) -> bool:
        """Return whether the text size is one of the two largest."""
        return self._theme.step in (Step.XL, Step.XXL)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the shadow below the card. It is a sibling on the same parent."""
        super().showEvent(event)
        self._lay_shadow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._shade is not None and isValid(self._shade):
            self._shade.hide()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._lay_shadow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale words and shadow to the space."""
        super().resizeEvent(event)
        whole = self._whole
        largest = _LARGE_WORDS if whole.step in (Step.XL, Step.XXL) else 1.0
        factor = min(largest, self.width() / whole.mm(_SIDE_MM), self.height() / whole.mm(_SIDE_MM))
        self._theme = whole if factor > _WHOLE else whole.smaller(factor)
        self._lay_shadow()

    def _lay_shadow(self) -> None:
        theme, parent = self._theme, self.parentWidget()
        if theme.high_contrast or parent is None or not self.isVisible():
            return
        if self._shade is None or not isValid(self._shade) or self._shade.parentWidget() is not parent:
            self._shade = QLabel(parent)
            self._shade.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        drop, blur = theme.mm(number("shadow", "y")), theme.mm(number("shadow", "blur"))
        self._shade.setPixmap(_shadow(self.width(), self.height(), round(theme.m.radius_card), drop, blur))
        self._shade.setGeometry(self.geometry().adjusted(-blur, -blur, blur, blur))
        self._shade.stackUnder(self)
        self._shade.show()

    def _notches(self, card: QRectF, y: float, grow: float) -> QPainterPath:
        r = self._theme.mm(6.8) + grow
        path = QPainterPath()
        path.addEllipse(QPointF(card.left(), y), r, r)
        path.addEllipse(QPointF(card.right(), y), r, r)
        return path

    def _paint_number(self, painter: QPainter, area: QRectF, most: float) -> None:
        theme = self._theme
        size = min(most, theme.size(Role.NUMBER))
        font = theme.font(Role.NUMBER, size=size)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT)
        block = TextBlock(self._words.label, Style(font, 1.0))
        if block.width > area.width():
            font.setPixelSize(max(10, round(size * area.width() / block.width)))
            block = TextBlock(self._words.label, Style(font, 1.0))
        block.draw(painter, area, theme.c.ink, _CENTRE)

    def _centred(
        self, painter: QPainter, text: str, style: Style, middle: float, width: float, height: float = 0.0
    ) -> None:
        block = fitted(text, style, width, height or style.font.pixelSize() * 2.6)
        area = QRectF((self.width() - width) / 2, middle - block.height / 2, width, block.height)
        block.draw(painter, area, self._theme.c.ink, _CENTRE)

    def _style(self, role: Role, weight: int | None = None, em: float = 1.0, *, line: float | None = None) -> Style:
        theme = self._theme
        return Style(theme.font(role, weight, size=theme.size(role) * em), line or theme.line_height(role))

    def _paint_words(self, painter: QPainter, card: QRectF, tear: float) -> None:
        theme, words, mm = self._theme, self._words, self._theme.mm
        width = card.width() - mm(30)
        self._centred(painter, words.caption, self._style(Role.HEADING, 600), mm(22), width)
        high = min(float(mm(94)), tear - mm(34 + 36))  # a card with less height has a smaller number
        spot = QRectF(mm(12), mm(34), card.width() - mm(24), high)
        self._paint_number(painter, spot, min(theme.size(Role.NUMBER), high))
        self._centred(painter, words.service, self._style(Role.HEADING, 400), tear - mm(21), width, mm(36))
        pin = mm(29)
        beside = min(card.width() * (0.78 if self._is_large else 0.72), card.width() - pin - mm(12 + 16))
        go = fitted(words.go, self._style(Role.BODY, em=1.0 if self._is_large else 1.165), beside, mm(34))
        counters = fitted(words.counters, self._style(Role.DISPLAY, em=1.12), beside, mm(40))
        block = max(go.width, counters.width)
        x = card.center().x() - (pin + mm(12) + block) / 2
        middle = tear + mm(36)
        painter.drawPixmap(round(x), round(middle - pin / 2), theme.icon("map-pin", pin, theme.c.flag))
        x += pin + mm(12)
        top = middle - (go.height + counters.height) / 2
        go.draw(painter, QRectF(x, top, go.width + 1, go.height), theme.c.ink)
        counters.draw(painter, QRectF(x, top + go.height, counters.width + 1, counters.height), theme.c.ink)
        self._paint_facts(painter, QRectF(card.x() + mm(12.5), tear + mm(71), card.width() - mm(25), mm(53)))

    def _paint_facts(self, painter: QPainter, area: QRectF) -> None:
        theme, words = self._theme, self._words
        if theme.high_contrast:
            painter.setPen(QPen(theme.c.line, theme.m.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(rounded(area, theme.m.radius_key))
        else:
            painter.fillPath(rounded(area, theme.m.radius_key), theme.c.paper)
        split = area.x() + area.width() * 0.452
        painter.fillRect(
            QRectF(split, area.y() + theme.mm(8), theme.mm(0.9), area.height() - theme.mm(16)), theme.c.line
        )
        large = 0.9 if self._is_large else 1.155  # otherwise the captions would shrink
        pairs = (
            (words.ahead_caption, words.ahead, area.x(), split),
            (words.wait_caption, words.wait, split, area.right()),
        )
        for caption, value, left, right in pairs:
            room = right - left - theme.mm(6)
            parts = [
                Words(caption, self._style(Role.BODY, line=self._fact_line), theme.c.ink_soft),
                Words(value, self._style(Role.TITLE, 700, large, line=self._fact_line), theme.c.ink),
            ]
            paint_stack(painter, QRectF(left + theme.mm(3), area.y(), room, area.height()), parts, align=_CENTRE)
