"""Show plain text on one line or in a paragraph. Data is never read as rich text."""

from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Extent, Style, TextBlock, Words, balanced, extent, overshoot, stacked, widest_word

_MINIMUM, _ENDLESS = 40, 1e6


class Text(QLabel):
    """Show a sentence in the size of its role. It is a label for assistive programs only: it draws itself.

    `colour` is a colour of the palette; `bold` is a part of the sentence. Lines break at the widget's width unless
    `wrap` is False. A text with too little space shrinks and is never cut.
    """

    def __init__(  # noqa: PLR0913 - named options of a widget
        self,
        theme: Theme,
        role: Role,
        text: str = "",
        *,
        colour: QColor | None = None,
        weight: int | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        wrap: bool = True,
        bold: str = "",
        icon: str = "",
        icon_colour: QColor | None = None,
        size: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.role = role
        self._align = align
        self._wrap = wrap
        self._bold = bold
        self._icon = icon
        self._colour = colour if colour is not None else theme.c.ink
        self._icon_colour = icon_colour if icon_colour is not None else self._colour
        if size is not None and theme.is_rolled:
            size = max(size, theme.size(Role.SMALL))
        self._weight, self._size = weight, size
        self._style = self._style_of(role)
        self._text = ""
        self._blocks: dict[int, TextBlock] = {}
        # Fixed would give a paragraph the height of one line.
        high = QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, high)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.set_text(text, bold=bold)

    @property
    def text(self) -> str:  # type: ignore[override]  # QLabel's own text stays empty
        """Return the shown text."""
        return self._text

    def set_text(self, text: str, *, bold: str = "") -> None:
        """Show another sentence; `bold` is its bold part."""
        if (text, bold) == (self._text, self._bold) and self._text:
            return
        self._text, self._bold = text, bold
        self._blocks.clear()
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_role(self, role: Role) -> None:
        """Show the sentence in the size of another role."""
        if role is self.role:
            return
        self.role = role
        self._style = self._style_of(role)
        self._blocks.clear()
        self.updateGeometry()
        self.update()

    def _style_of(self, role: Role) -> Style:
        font = self._theme.font(role, self._weight, size=self._size)
        return Style(font, self._theme.line_height(role), self._theme.font(role, 700, size=self._size))

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def set_align(self, align: Qt.AlignmentFlag) -> None:
        """Set the alignment: left, centre or right."""
        self._align = align
        self.update()

    def set_colour(self, colour: QColor, icon_colour: QColor | None = None) -> None:
        """Change the colour of the words, and of an icon without a colour of its own."""
        self._colour = colour
        self._icon_colour = icon_colour if icon_colour is not None else colour
        self.update()

    def _lead(self) -> float:
        if not self._icon:
            return 0.0
        return self._icon_size() + self._style.font.pixelSize() * 0.36

    def _icon_size(self) -> float:
        return max(self._theme.m.icon_inline * 0.94, self._style.font.pixelSize() * 1.15)

    def _block(self, width: float | None) -> TextBlock:
        key = -1 if width is None else int(width)
        if key not in self._blocks:
            self._blocks[key] = self._set(width)
        return self._blocks[key]

    def _set(self, width: float | None) -> TextBlock:
        """Return the text broken to a width, if there is one. It is smaller where a word would be broken otherwise."""
        if width is None:
            return TextBlock(self._text, self._style, bold=self._bold)
        block = balanced(self._text, self._style, width, bold=self._bold)
        if block.lines > 1 and widest_word(self._text, self._style.font) > width:
            words = Words(self._text, self._style, self._colour, self._bold)
            return stacked((words,), width, _ENDLESS, 0)[0]
        return block

    def hasHeightForWidth(self) -> bool:
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        return self._height(self._extent(width - self._lead() if self._wrap else None))

    def _extent(self, width: float | None) -> Extent | TextBlock:
        """Return the size of the text at a width, without lines to draw unless a word has to shrink."""
        if width is not None and widest_word(self._text, self._style.font) > width:
            return self._block(width)
        return extent(self._text, self._style, width, bold=self._bold)

    def _height(self, block: Extent | TextBlock) -> int:
        tall = block.height + self._margin()
        return -int(-max(tall, self._icon_size() if self._icon else 0) // 1)

    def _margin(self) -> float:
        """Return the pixels for the marks of capitals beyond the line height."""
        font = self._style.font
        slack = (self._style.line_height - 1.265) * font.pixelSize() / 2
        return max(0.0, overshoot(font) - max(0.0, slack))

    def sizeHint(self) -> QSize:
        block = self._extent(None)
        return QSize(-int(-(block.width + self._lead() + 1) // 1), self._height(block))

    def minimumSizeHint(self) -> QSize:
        """Return the least size. A paragraph may become narrow, a single line may not."""
        hint = self.sizeHint()
        return QSize(min(_MINIMUM, hint.width()), hint.height()) if self._wrap else hint

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        lead = self._lead()
        block = self._block(self.width() - lead if self._wrap else None)
        if block.height > self.height() + 1 or block.width > self.width() - lead + 1:
            words = Words(self._text, self._style, self._colour, self._bold)
            block = stacked((words,), self.width() - lead, self.height(), 0)[0]  # a crowded page: shrink, never cut
        area = QRectF(self.rect()).adjusted(0, self._margin(), 0, 0)
        if self._icon:
            size = self._icon_size()
            x = 0.0
            if self._align == Qt.AlignmentFlag.AlignHCenter:
                x = max(0.0, (area.width() - lead - block.width) / 2)
            elif self._align == Qt.AlignmentFlag.AlignRight:
                x = max(0.0, area.width() - lead - block.width)
            first = area.y() + (area.height() - block.height) / 2 + block.height / max(1, block.lines) / 2
            pixmap = self._theme.icon(self._icon, size, self._icon_colour)
            inner = block.indent() if self._align == Qt.AlignmentFlag.AlignHCenter else 0.0
            painter.drawPixmap(round(x + inner), round(first - size / 2), pixmap)
            if self._align == Qt.AlignmentFlag.AlignLeft:
                area.setLeft(lead)
            else:
                area = QRectF(x + lead, area.y(), block.width + 1, area.height())
        self._draw(painter, block, area)
        painter.end()

    def _draw(self, painter: QPainter, block: TextBlock, area: QRectF) -> None:
        """Draw all lines. Of a paragraph that is partly out of sight draw only the lines that are not cut."""
        seen = self.visibleRegion().boundingRect()
        if block.lines == 1 or seen.isEmpty() or seen.height() >= self.height():
            # Khmer signs reach below a line. Latin marks fit the margin, unless the widget is lower than its text.
            is_short = self._theme.language == "km" or block.height + self._margin() > self.height() + 0.5
            inside = QRectF(self.rect()) if is_short else None
            block.draw(painter, area, self._colour, self._align, inside=inside)
            return
        for number, (top, bottom) in enumerate(self._edges(block)):
            if seen.top() <= top + 1 and bottom - 1 <= seen.bottom() + 1:
                place = QRectF(area.x(), top, area.width(), bottom - top)
                block.of_line(number).draw(painter, place, self._colour, self._align)

    def line_edges(self) -> list[tuple[int, int]]:
        """Return top and bottom of each line on the widget, where it may be parted."""
        return self._edges(self._block(self.width() - self._lead() if self._wrap else None))

    def _edges(self, block: TextBlock) -> list[tuple[int, int]]:
        top = self._margin() + (self.height() - self._margin() - block.height) / 2
        edges = [round(top + number * block.step) for number in range(block.lines + 1)]
        return list(pairwise(edges))
