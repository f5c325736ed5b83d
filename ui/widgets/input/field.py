"""Show an input field, the one control without a lower edge, and the large clock of the start screen."""

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded

#: The line distance of a field in em; the padding above and below several lines in millimetres, and the least one.
_LINE, _ROOM_MM, _LEAST_ROOM_MM = 1.3, 5.0, 1.5
#: Mark before the shown lines of a text that is longer.
_MORE = "… "


class InputField(QWidget):
    """Show what is typed on the keyboard. The field takes no input itself.

    `hidden`: dots for a PIN. `caret`: a bar marks the next letter's place. `lines` over 1: the field is as high as the
    space allows, and shows the last lines of a longer text.
    """

    def __init__(
        self,
        theme: Theme,
        hint: str = "",
        *,
        icon: str = "",
        hidden: bool = False,
        caret: bool = False,
        lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._hint, self._icon, self._hidden = theme, hint, icon, hidden
        self._caret = caret
        #: How many lines are wished.
        self.lines = lines
        self._text = ""
        if lines == 1:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setFixedHeight(round(theme.m.key_height))
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(hint)

    @property
    def text(self) -> str:
        """Return the typed text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Replace the typed text."""
        self._text = text
        self.setAccessibleDescription("" if self._hidden else text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.mm(120), self.height() if self.lines == 1 else self.high(self.lines))

    def minimumSizeHint(self) -> QSize:
        """Return the height of all lines with padding. A page in parts may leave only the last line."""
        if self.lines == 1:
            return super().minimumSizeHint()
        return QSize(self._theme.mm(60), self.high(1 if self._theme.is_rolled else self.lines))

    def high(self, lines: int) -> int:
        """Return the pixels of height with so many lines."""
        return round(self._theme.size(Role.LABEL) * _LINE * lines + 2 * self._room())

    def _room(self) -> int:
        return self._theme.mm(_LEAST_ROOM_MM if self._theme.is_rolled or self._theme.is_low else _ROOM_MM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, w, radius = QRectF(self.rect()), theme.m.outline * 1.4, theme.m.radius_small * 1.25
        painter.fillPath(rounded(area, radius), c.edge)
        painter.fillPath(rounded(area.adjusted(w, w, -w, -w), radius - w), c.ground)
        high = min(area.height(), theme.m.key_height)
        x = high * 0.36
        if self._icon:
            icon = theme.m.icon_key
            painter.drawPixmap(round(x), round(area.y() + (high - icon) / 2), theme.icon(self._icon, icon, c.ink))
            x += icon + high * 0.2
        inner = QRectF(x, 0, area.right() - x - 8, area.height())
        if self.lines > 1:
            inner.adjust(0, self._room(), 0, -self._room())
        self._paint_text(painter, inner)
        painter.end()

    def _paint_text(self, painter: QPainter, area: QRectF) -> None:
        theme, c = self._theme, self._theme.c
        bar = max(2.0, theme.m.outline * 1.6)
        block = self._block(area.width() - 4 * bar, area.height())
        top = area.y() if self.lines > 1 else area.center().y() - block.height / 2
        block.draw(painter, QRectF(area.x(), top, block.width + 1, block.height), c.ink if self._text else c.ink_soft)
        if self._caret:
            at, tall = block.end if self._text else QPointF(0, 0), block.step * 0.8
            spot = QRectF(area.x() + at.x() + bar, top + at.y() + (block.step - tall) / 2, bar, tall)
            painter.fillRect(spot, c.ink)

    def _block(self, width: float, height: float) -> TextBlock:
        """Return the shown text. A single line shrinks until it fits; of several lines the last ones that fit are
        shown.
        """
        shown = ("•" * len(self._text) if self._hidden else self._text) or self._hint
        style = Style(self._theme.font(Role.LABEL if self._text else Role.BODY), _LINE)
        if self.lines == 1:
            return fitted(shown, style, width, height - 2 * self._theme.mm(_LEAST_ROOM_MM), balance=False)
        block = TextBlock(shown, style, width)
        while block.height > height and block.lines > 1:
            fits = max(1, int(height // block.step))
            over = max(1, block.lines - fits)
            block = TextBlock(_MORE + block.text_from(over), style, width)
        return block


class TimeLabel(QLabel):
    """Show a time in large figures. The label draws itself.

    `steady`: every digit has the width of a zero, for a time that changes every second.
    """

    def __init__(
        self,
        theme: Theme,
        role: Role = Role.HERO,
        *,
        weight: int = 700,
        size: float | None = None,
        steady: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._steady = theme, steady
        self._font = theme.font(role, weight, size=size)
        self._text = ""
        self._align = Qt.AlignmentFlag.AlignLeft
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_align(self, align: Qt.AlignmentFlag) -> None:
        """Set the alignment: left, centre or right."""
        self._align = align
        self.update()

    @property
    def text(self) -> str:  # type: ignore[override]  # QLabel's own text stays empty
        """Return the shown time."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show a time such as ``09:12`` or ``18:24``."""
        if text != self._text:
            grows = len(text) != len(self._text)
            self._text = text
            self.setAccessibleName(text)
            if grows:
                self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        widest = max(self._width_of(self._text), self._width_of("00:00"))  # a dash keeps the width of a time
        return QSize(round(widest) + 1, round(self._font.pixelSize() * 1.1))

    def _width_of(self, text: str) -> float:
        return QFontMetricsF(self._font).horizontalAdvance(re.sub(r"\d", "0", text) if self._steady else text)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        spare = self.width() - self._width_of(self._text)
        share = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}.get(self._align, 1.0)
        area = QRectF(spare * share, 0, self.width(), self.height())
        TextBlock(self._text, Style(self._font, 1.1)).draw(painter, area, self._theme.c.ink)
        painter.end()
