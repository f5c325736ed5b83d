"""A field to fill in: the one control without a lower edge. And the large clock of the start screen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.paint import Style, TextBlock, cells_width, fitted, paint_cells, rounded


class Field(QWidget):
    """Shows what is being typed on the keyboard below; `hidden` shows dots (a PIN). It takes no input of its own."""

    def __init__(
        self, theme: Theme, hint: str = "", *, icon: str = "", hidden: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._hint, self._icon, self._hidden = theme, hint, icon, hidden
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(theme.m.key_height))
        self.setAccessibleName(hint)

    @property
    def text(self) -> str:
        """What was typed so far."""
        return self._text

    def set_text(self, text: str) -> None:
        """Replace it."""
        self._text = text
        self.setAccessibleDescription("" if self._hidden else text)
        self.update()

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(self._theme.mm(120), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Outline, icon, text or hint."""
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, w, radius = QRectF(self.rect()), theme.m.outline * 1.4, theme.m.radius_small * 1.25
        painter.fillPath(rounded(area, radius), c.edge)
        painter.fillPath(rounded(area.adjusted(w, w, -w, -w), radius - w), c.ground)
        x = area.height() * 0.36
        if self._icon:
            icon = theme.m.icon_key
            painter.drawPixmap(round(x), round(area.center().y() - icon / 2), theme.icon(self._icon, icon, c.ink))
            x += icon + area.height() * 0.2
        shown = "•" * len(self._text) if self._hidden else self._text
        style = Style(theme.font(Role.LABEL if self._text else Role.BODY), 1.3)
        block = fitted(shown or self._hint, style, area.right() - x - 8, area.height())
        block.draw(painter, QRectF(x, 0, block.width + 1, area.height()), c.ink if self._text else c.ink_soft)
        painter.end()


class Clock(QWidget):
    """A time in large figures; `steady` gives each figure a cell of its own, for a time that changes every second."""

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
        """Left, centre or right."""
        self._align = align
        self.update()

    @property
    def text(self) -> str:
        """The time as it is shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """``09:12`` or ``18:24``."""
        if text != self._text:
            grows = len(text) != len(self._text)
            self._text = text
            self.setAccessibleName(text)
            if grows:
                self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Around the cells."""
        widest = max(self._width_of(self._text), self._width_of("00:00"))  # a dash keeps the room of a time
        return QSize(round(widest) + 1, round(self._font.pixelSize() * 1.1))

    def _width_of(self, text: str) -> float:
        return cells_width(text, self._font) if self._steady else QFontMetricsF(self._font).horizontalAdvance(text)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The figures."""
        painter = QPainter(self)
        spare = self.width() - self._width_of(self._text)
        share = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}.get(self._align, 1.0)
        area = QRectF(spare * share, 0, self.width(), self.height())
        if self._steady:
            paint_cells(painter, area, self._text, self._font, self._theme.c.ink)
        else:
            TextBlock(self._text, Style(self._font, 1.1)).draw(painter, area, self._theme.c.ink)
        painter.end()
