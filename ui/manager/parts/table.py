"""Show rows that are read and not pressed: words, numbers, bars and icons in columns, with a line between the rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, fitted, rounded

#: The usual and the least height of a row, and other lengths in pixels of the design.
_ROW, _LEAST_ROW, _HEAD, _SIDE, _GAP, _BAR = 44, 32, 32, 10, 12, 16
_TRACK, _TRACK_HIGH, _INDENT = 56, 14, 22


@dataclass(frozen=True, slots=True)
class TableCell:
    """Hold the content of one cell.

    `bar` is a share from 0 to 1 that is drawn before the words. It is drawn on a track, which is the whole, when
    `on_track`. `tone` colours all, `indent` moves the words to the right.
    """

    text: str = ""
    bold: bool = False
    icon: str = ""
    bar: float | None = None
    tone: QColor | None = None
    on_track: bool = False
    indent: bool = False


@dataclass(frozen=True, slots=True)
class TableLine:
    """Hold one row. One that is `lit` needs somebody."""

    cells: tuple[TableCell, ...]
    lit: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """Describe a column: its heading, its share of the width, and whether its words stand at the right."""

    title: str
    wide: float
    right: bool = False


class Table(QWidget):
    """Show lines under their headings. What has no room below is left out, the last line says how many.

    With `row`, the height of a row in pixels of the design, the table is as high as all of its lines.
    """

    def __init__(
        self, theme: Theme, columns: Sequence[TableColumn], parent: QWidget | None = None, *, row: int = 0
    ) -> None:
        super().__init__(parent)
        self.theme, self.columns, self._row = theme, tuple(columns), row
        self.lines: tuple[TableLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lines(self, lines: Sequence[TableLine]) -> None:
        """Show other lines; an assistive program reads them from left to right."""
        if tuple(lines) != self.lines:
            self.lines = tuple(lines)
            said = (", ".join(cell.text for cell in line.cells if cell.text) for line in self.lines)
            self.setAccessibleDescription(". ".join(said))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        mm = self.theme.mm
        return QSize(mm(300), self._head + mm(self._row or _ROW) * len(self.lines))

    def minimumSizeHint(self) -> QSize:
        if self._row:
            return QSize(self.theme.mm(220), self.sizeHint().height())
        return QSize(self.theme.mm(220), self._head + self.theme.mm(_ROW) * min(len(self.lines), 3))

    @property
    def _head(self) -> int:
        return self.theme.mm(_HEAD) if any(column.title for column in self.columns) else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, top = self.theme.c, self._head
        row = self._row_height(self.height() - top)
        if top:
            self._paint_line(painter, 0, top, [TableCell(column.title, tone=c.ink_soft) for column in self.columns])
        room = max(1, (self.height() - top) // row)
        shown = self.lines if len(self.lines) <= room else self.lines[: room - 1]
        for line in shown:
            if top <= event.rect().bottom() and top + row >= event.rect().top():  # the rest is scrolled away
                if line.lit:
                    painter.fillRect(QRectF(0, top, self.width(), row), c.gold_tint)
                painter.fillRect(QRectF(0, top, self.width(), 1), c.line)
                self._paint_line(painter, top, row, line.cells)
            top += row
        if len(shown) < len(self.lines):
            rest = QRectF(self.theme.mm(_SIDE), top, self.width(), row)
            self._paint_cell(
                painter, rest, TableCell(f"+ {len(self.lines) - len(shown)}", tone=c.ink_soft), right=False
            )
        painter.end()

    def _row_height(self, room: int) -> int:
        """Return the height at which all lines have room, within limits."""
        if self._row:
            return self.theme.mm(self._row)
        even = room // len(self.lines) if self.lines else room
        return max(self.theme.mm(_LEAST_ROW), min(self.theme.mm(_ROW), even))

    def _paint_line(self, painter: QPainter, top: float, high: float, cells: Sequence[TableCell]) -> None:
        side, gap = self.theme.mm(_SIDE), self.theme.mm(_GAP)
        unit = (self.width() - 2 * side - gap * (len(self.columns) - 1)) / sum(one.wide for one in self.columns)
        x = float(side)
        for column, cell in zip(self.columns, cells, strict=False):
            area = QRectF(x, top, unit * column.wide, high)
            self._paint_cell(painter, area, cell, right=column.right)
            x += area.width() + gap

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: TableCell, *, right: bool) -> None:
        theme, ink = self.theme, cell.tone or self.theme.c.ink
        if cell.indent:
            area = area.adjusted(theme.mm(_INDENT), 0, 0, 0)
        if cell.bar is not None and cell.on_track:
            area = self._paint_track(painter, area, cell.bar)
        elif cell.bar is not None:
            area = self._paint_bar(painter, area, cell.bar)
        icon = theme.m.icon_inline if cell.icon else 0.0
        room = area.width() - (icon + theme.mm(8) if icon else 0)
        style = Style(theme.font(Role.SMALL if ink == theme.c.ink_soft else Role.BODY, 700 if cell.bold else 400), 1.15)
        block = fitted(cell.text, style, room, area.height() - 2)
        lead = area.width() - room
        x = area.right() - block.width - lead if right else area.x()
        if icon:
            place = round(x), round(area.center().y() - icon / 2)
            painter.drawPixmap(*place, theme.icon(cell.icon, icon, ink))
            x += lead
        inside = QRectF(x, area.y(), max(room, block.width), area.height())
        block.draw(painter, QRectF(x, area.y(), block.width + 1, area.height()), ink, inside=inside)

    def _paint_track(self, painter: QPainter, area: QRectF, share: float) -> QRectF:
        """Draw a share of a track of a fixed width, and return what is left for the words."""
        mm, c = self.theme.mm, self.theme.c
        track = QRectF(area.x(), area.center().y() - mm(_TRACK_HIGH) / 2, mm(_TRACK), mm(_TRACK_HIGH))
        painter.fillPath(rounded(track, mm(2)), c.sand)
        if share:
            track.setWidth(max(mm(3), track.width() * share))
            painter.fillPath(rounded(track, mm(2)), c.main)
        return area.adjusted(mm(_TRACK + 10), 0, 0, 0)

    def _paint_bar(self, painter: QPainter, area: QRectF, share: float) -> QRectF:
        """Draw a bar in the first part of a cell, and return what is left for the words."""
        high, wide = self.theme.mm(_BAR), area.width() * 0.68
        length = max(self.theme.mm(4), wide * share) if share else 0.0
        if length:
            bar = QRectF(area.x(), area.center().y() - high / 2, length, high)
            painter.fillPath(rounded(bar, self.theme.mm(2)), self.theme.c.main)
        left = length + (self.theme.mm(8) if length else 0)
        return area.adjusted(left, 0, 0, 0)
