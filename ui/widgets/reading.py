"""Show long texts as paragraphs in pages that keys turn. Nothing is cut or scrolled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from weakref import proxy

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.bars import Pager
from ui.widgets.drawing.paint import Style, TextBlock, rounded

_PAD_MM, _GAP_MM = 7.5, 5.0
#: The preferred size in millimetres, and the least in lines.
_WIDTH_MM, _HEIGHT_MM, _LEAST_LINES = 120.0, 120.0, 5
#: In millimetres: the side of the mark of an item, the indent of its paragraph, the gap after an icon.
_MARK_MM, _BESIDE_MM, _ICON_GAP_MM = 3.2, 13.5, 2.5


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Hold one paragraph.

    `label`: bold words above. `detail`: soft words below. `is_item`: one of a list. `is_aside`: soft words that stand
    in a list without its mark. `is_head`: a heading. `icon`: a remark with its icon. `is_rest`: it continues from the
    page before, where its mark or icon is.
    """

    text: str
    label: str = ""
    detail: str = ""
    is_item: bool = False
    is_aside: bool = False
    is_head: bool = False
    icon: str = ""
    is_rest: bool = False


class Reading(QWidget):
    """Show a page of paragraphs. ``turned`` carries the requested page, from 0. `turn` names the keys of the pager.

    In low reach (`is_apart`) the paragraphs are out of reach: the owner of this widget places its `pager` among keys.
    """

    turned = Signal(int)

    def __init__(self, theme: Theme, turn: tuple[str, str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.is_apart = theme, theme.is_low
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._pages: list[list[Paragraph]] = [[]]
        #: The broken lines of each paragraph at this width. Pages are put together from their heights.
        self._set: dict[Paragraph, list[tuple[TextBlock, QColor]]] = {}
        self._is_broken = True
        self._page = 0
        self._leaf = _Leaf(self)
        self.pager = Pager(theme, *turn, parent=None if self.is_apart else self, names=turn)
        self.pager.turned.connect(self.turned)
        self.pager.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def pages(self) -> int:
        """Return the number of pages at this size."""
        return len(self._pages)

    @property
    def shown(self) -> tuple[Paragraph, ...]:
        """Return the paragraphs of the open page. A long one may continue on the next page."""
        return tuple(self._pages[min(self._page, self.pages - 1)])

    def show_paragraphs(self, paragraphs: Sequence[Paragraph], page: int) -> None:
        """Show a page of these paragraphs."""
        if tuple(paragraphs) != self._paragraphs:
            self._paragraphs = tuple(paragraphs)
            self._is_broken = False
        self._page = page
        if self.isVisible():
            self._tell()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.mm(_WIDTH_MM), max(self._theme.mm(_HEIGHT_MM), self.minimumSizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few lines above the pager."""
        line = self._theme.size(Role.BODY) * self._theme.line_height(Role.BODY)
        high = round(_LEAST_LINES * line) + 2 * self._theme.mm(_PAD_MM) + self._pager_room()
        return QSize(self._theme.mm(_WIDTH_MM), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_broken = False
        if self.isVisible():
            self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        """Break the lines when the widget is shown, because only then its width is final."""
        super().showEvent(event)
        self._tell()

    # -- pages --------------------------------------------------------------------------------------------------

    def _break(self) -> None:
        """Make one page if all of it fits, otherwise pages with space for the pager below."""
        room = self._room(self.height())
        fits = self._used(self._paragraphs) - self._theme.mm(_GAP_MM) <= room
        self._pages = [list(self._paragraphs)] if fits else self._filled(self._room(self.height() - self._pager_room()))

    def _room(self, height: int) -> int:
        return max(height - 2 * self._theme.mm(_PAD_MM), 1)

    def _pager_room(self) -> int:
        return 0 if self.is_apart else self.pager.sizeHint().height() + self._theme.mm(4.4)

    def _filled(self, room: int) -> list[list[Paragraph]]:
        """Return the paragraphs in pages of `room` pixels. A heading is never the last on its page."""
        pages: list[list[Paragraph]] = [[]]
        for paragraph in self._paragraphs:
            rest: Paragraph | None = paragraph
            while rest is not None:
                page = pages[-1]
                left = room - self._used(page)
                if self._height(rest) <= left:
                    page.append(rest)
                    rest = None
                elif all(one.is_head or (one.icon and left * 2 > room) for one in page):
                    # At the top of a page, or a remark with space left: part it, and continue on the next page.
                    part, rest = self._parted(rest, left)
                    page.append(part)
                    pages.append([])
                else:
                    pages.append([page.pop()] if page[-1].is_head else [])
        return [page for page in pages if page] or [[]]

    def _used(self, page: Sequence[Paragraph]) -> float:
        """Return the height of a page's paragraphs, with the gap below each."""
        return sum(self._height(one) + self._theme.mm(_GAP_MM) for one in page)

    def _parted(self, paragraph: Paragraph, room: float) -> tuple[Paragraph, Paragraph | None]:
        """Return as many words as fit `room`, at least one, and the rest. The label stays with the first part, the
        detail with the last.
        """
        words = paragraph.text.split(" ")
        first = replace(paragraph, detail="")
        if paragraph.label and self._height(replace(first, text=words[0])) > room:  # the label fills the page alone
            return Paragraph(paragraph.label, is_head=True), replace(paragraph, label="")
        low, high = 1, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            if self._height(replace(first, text=" ".join(words[:middle]))) <= room:
                low = middle
            else:
                high = middle - 1
        if low == len(words):  # only the detail does not fit
            low -= 1 if low > 1 else 0
        rest = " ".join(words[low:])
        if not rest:
            return paragraph, None
        return replace(first, text=" ".join(words[:low])), replace(paragraph, text=rest, label="", is_rest=True)

    def _height(self, paragraph: Paragraph) -> float:
        return sum(block.height for block, _ in self._blocks(paragraph))

    def _blocks(self, paragraph: Paragraph) -> list[tuple[TextBlock, QColor]]:
        if paragraph not in self._set:
            self._set[paragraph] = self._broken(paragraph)
        return self._set[paragraph]

    def _broken(self, paragraph: Paragraph) -> list[tuple[TextBlock, QColor]]:
        theme, c = self._theme, self._theme.c
        width = self.width() - 2 * theme.mm(_PAD_MM) - self._indent(paragraph)
        body = Style(theme.font(Role.BODY), theme.line_height(Role.BODY))
        strong = Style(theme.font(Role.BODY, 700), theme.line_height(Role.BODY))
        small = Style(theme.font(Role.SMALL), theme.line_height(Role.SMALL))
        blocks = []
        if paragraph.label:
            blocks.append((TextBlock(paragraph.label, strong, width), c.ink))
        text = strong if paragraph.is_head else small if paragraph.icon else body
        blocks.append((TextBlock(paragraph.text, text, width), c.ink_soft if paragraph.is_aside else c.ink))
        if paragraph.detail:
            blocks.append((TextBlock(paragraph.detail, small, width), c.ink_soft))
        return blocks

    def _indent(self, paragraph: Paragraph) -> int:
        return self._theme.mm(_BESIDE_MM) if paragraph.is_item or paragraph.is_aside or paragraph.icon else 0

    def _tell(self) -> None:
        if not self._is_broken:
            self._is_broken = True
            self._set.clear()
            self._break()
        page = min(self._page, self.pages - 1)
        self.pager.set_pages(self.pages, page)
        if not self.is_apart:
            room = self.pager.sizeHint().height()
            self.pager.setGeometry(0, self.height() - room, self.width(), room)
        high = self.height() - (self._pager_room() if self.pages > 1 else 0)
        self._leaf.setGeometry(0, 0, self.width(), high)
        words = (part for one in self.shown for part in (one.label, one.text, one.detail) if part)
        self._leaf.setAccessibleName("\n".join(words))
        self._leaf.update()

    # -- painting -----------------------------------------------------------------------------------------------

    def paint_leaf(self, painter: QPainter, area: QRectF) -> None:
        """Draw paper, marks and words of the open page."""
        theme, c = self._theme, self._theme.c
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(rounded(area, theme.m.radius_card * 0.85), c.paper)
        pad, y = theme.mm(_PAD_MM), float(theme.mm(_PAD_MM))
        for paragraph in self.shown:
            blocks = self._blocks(paragraph)
            x = pad + self._indent(paragraph)
            first = blocks[0][0]
            if paragraph.is_item and not paragraph.is_rest:
                self._paint_mark(painter, pad, y + first.step / 2)
            elif paragraph.icon and not paragraph.is_rest:
                icon = min(theme.m.icon_inline, theme.mm(_BESIDE_MM - _ICON_GAP_MM))
                at = round(pad), round(y + first.step / 2 - icon / 2)
                painter.drawPixmap(*at, theme.icon(paragraph.icon, icon, c.ink))
            tops = accumulate((block.height for block, _ in blocks), initial=y)
            for (block, colour), top in zip(blocks, tops, strict=False):
                block.draw(painter, QRectF(x, top, block.width + 1, block.height), colour)
            y += sum(block.height for block, _ in blocks) + theme.mm(_GAP_MM)

    def _paint_mark(self, painter: QPainter, x: float, middle: float) -> None:
        """Draw the mark of an item: a small full square, which nobody takes for a box to press."""
        side = float(self._theme.mm(_MARK_MM))
        painter.fillRect(QRectF(x, middle - side / 2, side, side), self._theme.c.flag)


class _Leaf(QWidget):
    """Show the paper, which assistive programs read as one part beside the keys below."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._reading: Reading = proxy(reading)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._reading.paint_leaf(painter, QRectF(self.rect()))
        painter.end()
