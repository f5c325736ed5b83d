"""Show a row of a list: a name with facts below it."""

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.theme.tokens import number
from ui.widgets.drawing.paint import Style, TextBlock, Words, block_of, extent, paint_stack, stacked
from ui.widgets.keys import Key, Kind

#: Facts shrink to this em in millimetres, and to this share of their size, before they are put below each other.
_LEAST_FACTS, _LEAST_SHARE = 7.4, 0.92
#: The largest share of a row's height for the facts below the name.
_FACTS_SHARE = 0.64
#: A scrolled row narrower than this, in millimetres, has no chevron and no icons.
_BARE_MM = 150


class RowKey(Key):
    """Show a row of a list: a name, then facts with their icons, and a chevron."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        facts: tuple[tuple[str, str], ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, Kind.SECOND, text, align=Qt.AlignmentFlag.AlignLeft, parent=parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_facts(facts)

    def set_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show facts below the name: pairs of icon and words, for instance ``("users", "3 người chờ")``."""
        if facts == self._facts:
            return
        self._facts = facts
        self.setAccessibleDescription(", ".join(words for _, words in facts))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of one row of six to eight on a page."""
        name = self.theme.size(Role.LABEL) * 1.25 + self.theme.size(Role.SMALL) * self.theme.line_height(Role.SMALL)
        height = max(self.theme.mm(number("touch", "list_row") + 6.4), name + 2 * self.padding()) + self.edge_depth()
        return QSize(self.theme.mm(120), round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(60), self.theme.mm(number("touch", "nav_key")))

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the name, the facts below it, and the chevron at the right."""
        theme = self.theme
        chevron = theme.m.icon_key
        x = face.x() + theme.mm(9.4)
        right = x + self._room(face.width())
        at = round(face.right() - theme.mm(7.6) - chevron), round(face.center().y() - chevron / 2)
        if self.is_busy:
            self.paint_busy(painter, QRectF(*at, chevron, chevron))
        elif not self._is_bare(face.width()):
            painter.drawPixmap(
                *at, theme.icon("chevron-right", chevron, theme.c.flag if self.isEnabled() else self.ink())
            )
        area = QRectF(x, face.y(), right - x, face.height())
        words = (Words(self.label, self._name_style(), self.ink()),)
        if not self._facts:
            paint_stack(painter, area, words)
            return
        lines = self._fact_lines(area.width(), area.height() * _FACTS_SHARE, is_bare=self._is_bare(self.width()))
        below = sum(line[0][1].height for line in lines)
        gap = theme.mm(1)
        blocks = stacked(words, area.width(), area.height() - below - gap - theme.mm(2), 0)
        top = area.center().y() - (blocks[0].height + gap + below) / 2
        blocks[0].draw(painter, QRectF(x, top, area.width(), blocks[0].height), self.ink())
        y = top + blocks[0].height + gap
        for line in lines:
            self._paint_facts(painter, x, y, line)
            y += line[0][1].height

    def height_at(self, width: int) -> int:
        """Return the pixels of height for the whole name at full size with the facts below it."""
        theme = self.theme
        room = self._room(width)
        name = extent(self.label, self._name_style(), room)
        below = sum(line[0][1].height for line in self._fact_lines(room, None, is_bare=self._is_bare(width)))
        return ceil(name.height + below + theme.mm(7) + self.edge_depth())

    def _room(self, width: float) -> float:
        """Return the pixels of width that the words have in a row of this width."""
        theme = self.theme
        return width - theme.mm(9.4 + 8.5) - (0 if self._is_bare(width) else theme.m.icon_key)

    def _is_bare(self, width: float) -> bool:
        return self.theme.is_rolled and width < self.theme.mm(_BARE_MM)

    def _name_style(self) -> Style:
        theme = self.theme
        return Style(theme.font(Role.LABEL, 600, size=theme.share(Role.LABEL, 0.935)), 1.25)

    def _fact_lines(
        self, width: float, height: float | None, *, is_bare: bool
    ) -> "list[list[tuple[str, TextBlock, float]]]":
        """Return the facts beside each other if they fit `width`, otherwise below each other. They shrink to fit
        `height`.
        """
        whole = self.theme.size(Role.SMALL)
        size = whole
        while size >= max(self.theme.mm(_LEAST_FACTS), whole * self.theme.shrinks_to(_LEAST_SHARE)):
            facts = self._facts_at(size, None, is_bare=is_bare)
            wide = sum(self._fact_lead(icon) + block.width for _, block, icon in facts)
            tall = max((block.height for _, block, _ in facts), default=0.0)
            if wide + self._fact_gap(size) * (len(facts) - 1) <= width and (height is None or tall <= height + 1):
                return [facts] if facts else []
            size *= 0.96
        size = whole
        while True:
            facts = self._facts_at(size, width, is_bare=is_bare)
            if height is None or sum(block.height for _, block, _ in facts) <= height + 1 or size < whole * 0.6:
                return [[fact] for fact in facts]
            size *= 0.96

    def _facts_at(self, size: float, width: float | None, *, is_bare: bool) -> "list[tuple[str, TextBlock, float]]":
        """Return icon name, words and the icon's side for each fact, at an em of `size`. Words break at `width`."""
        theme = self.theme
        style = Style(theme.font(Role.SMALL, size=size), theme.line_height(Role.SMALL))
        icon = 0.0 if is_bare else theme.m.icon_inline * 0.82 * size / theme.size(Role.SMALL)
        room = None if width is None else width - self._fact_lead(icon)
        return [(name, block_of(words, style, room), icon) for name, words in self._facts]

    def _fact_lead(self, icon: float) -> float:
        return icon + self.theme.mm(3.4) if icon else 0.0

    def _fact_gap(self, size: float) -> float:
        return size * 0.95

    def _paint_facts(self, painter: QPainter, x: float, y: float, facts: "list[tuple[str, TextBlock, float]]") -> None:
        theme = self.theme
        colour = theme.c.flag if theme.high_contrast else theme.c.edge
        for name, block, icon in facts:
            first = y + block.height / max(1, block.lines) / 2
            if icon:
                painter.drawPixmap(round(x), round(first - icon / 2), theme.icon(name, icon, colour))
            x += self._fact_lead(icon)
            block.draw(painter, QRectF(x, y, block.width + 1, block.height), self.soft_ink())
            x += block.width + self._fact_gap(icon / theme.m.icon_inline / 0.82 * theme.size(Role.SMALL))
