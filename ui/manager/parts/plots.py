"""Draw a chart with pyqtgraph: axes, rounded bars, dashed bars, lines with white dots, and marked places.

Import it through `ui.manager.parts.chart.load_plots`: with numpy it takes about a second.
"""

from collections.abc import Callable
from itertools import pairwise
from math import nan

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from ui.manager.parts.chart import Bar, Chart, ChartBand, Line
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock

# The library would look through every object of the process when the program ends.
pg.setConfigOptions(antialias=True, exitCleanup=False)

_RADIUS, _TOP_ROOM, _DOT = 4, 8, 9
_LABEL_ROOM = 10
#: The view reaches above the end of the scale, so that a dot there is not cut.
_ABOVE = 1.04


class _Layer(QGraphicsItem):
    """Cover the whole chart."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.chart = Chart()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, max(1, len(self.chart.bars)), self.chart.scale()[0])


class _Grid(_Layer):
    """Draw the lines of the scale, behind everything."""

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        top, step = self.chart.scale()
        place = painter.worldTransform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if self.chart.band is not None:
            self._paint_band(painter, place, self.chart.band, top)
        for number in range(round(top / step) + 1):
            left, right = (place.map(QPointF(x, number * step)) for x in (0, len(self.chart.bars)))
            y = round(left.y()) - (number == 0)  # the lowest one stands inside of the view
            painter.fillRect(QRectF(left.x(), y, right.x() - left.x(), 1), self._theme.c.line)

    def _paint_band(self, painter: QPainter, place: QTransform, band: ChartBand, top: float) -> None:
        """Tint a part of the scale, with its words at the top."""
        wide = len(self.chart.bars)
        begin, end = max(0.0, band.begin), min(float(wide), band.end)
        area = place.mapRect(QRectF(begin, 0, max(0.0, end - begin), top))
        painter.fillRect(area, self._theme.c.gold_tint)
        block = TextBlock(band.words, Style(self._theme.font(Role.SMALL, 700), 1.1))
        right = place.map(QPointF(wide, 0)).x()
        left = min(area.x() + self._theme.mm(8), right - block.width)
        block.draw(
            painter, QRectF(left, area.y() + self._theme.mm(4), block.width + 1, block.height), self._theme.c.ink
        )


class _Bars(_Layer):
    """Draw bars with round tops, their labels, and the marked places, in whole pixels of the screen."""

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        place, wide = painter.worldTransform(), self.chart.wide
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, bar in enumerate(self.chart.bars):
            if bar.value:
                area = place.mapRect(QRectF(number + (1 - wide) / 2, 0, wide, bar.value)).toRect()
                self._paint_bar(painter, QRectF(area), bar)
        end, taken = place.map(QPointF(len(self.chart.bars), 0)).x(), QRectF()
        lines = [[place.map(QPointF(mark.at, y)) for y in (0, self.chart.scale()[0])] for mark in self.chart.marks]
        for foot, head in lines:
            self._paint_marked(painter, round(foot.x()), head.y(), foot.y())
        for mark, (foot, head) in zip(self.chart.marks, lines, strict=True):  # over every line
            taken = self._paint_words(painter, mark.words, round(foot.x()), head.y(), end, taken)

    def _paint_bar(self, painter: QPainter, area: QRectF, bar: Bar) -> None:
        c, mm = self._theme.c, self._theme.mm
        if area.height() < 1:
            area.setTop(area.bottom() - 1)
        radius = min(float(mm(_RADIUS)), area.height(), area.width() / 2)
        if bar.is_running:
            inside = area.adjusted(1, 1, -1, 0)
            painter.fillPath(_round_top(inside, radius), c.ground)
            painter.setPen(QPen(c.main, mm(2), Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_round_top(inside, radius))
        else:
            painter.fillPath(_round_top(area, radius), c.main)
        style = Style(self._theme.font(Role.SMALL, 700), 1.1)
        block = TextBlock(bar.label, style) if bar.label else None
        if block is not None and block.width + 4 <= area.width() and block.height + mm(4) <= area.height():
            left, top = area.center().x() - block.width / 2, area.bottom() - block.height - mm(4)
            spot = QRectF(left, top, block.width + 1, block.height)
            block.draw(painter, spot, c.ink if bar.is_running else c.on_main)

    def _paint_marked(self, painter: QPainter, x: int, top: float, foot: float) -> None:
        c, mm = self._theme.c, self._theme.mm
        for pen in (QPen(c.ground, mm(5)), QPen(c.ink, mm(2), Qt.PenStyle.DashLine)):
            painter.setPen(pen)
            painter.drawLine(QPointF(x, top), QPointF(x, foot))

    def _paint_words(self, painter: QPainter, words: str, x: int, top: float, end: float, taken: QRectF) -> QRectF:
        """Write the words of a marked place beside its line, below the words that are there. Return where they are."""
        c, mm = self._theme.c, self._theme.mm
        block = TextBlock(words, Style(self._theme.font(Role.SMALL, 700), 1.1))
        left = x + mm(10) if x + mm(10) + block.width <= end else x - mm(10) - block.width
        area = QRectF(left - mm(3), top, block.width + 2 * mm(3), block.height)
        if area.intersects(taken):
            area.moveTop(taken.bottom() + mm(2))
        painter.fillRect(area, c.ground)
        block.draw(painter, area.adjusted(mm(3), 0, 0, 0), c.ink)
        return area


class Plot(QWidget):
    """Draw one chart. `number` writes a number of the scale in the language of the window."""

    def __init__(self, theme: Theme, number: Callable[[float], str]) -> None:
        super().__init__()
        self.theme, self._number = theme, number
        self.chart = Chart()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = pg.GraphicsView(self, useOpenGL=False, background=None)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, theme.mm(_TOP_ROOM), theme.mm(_TOP_ROOM), 0)
        layout.setSpacing(0)
        self._view.setCentralItem(layout)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._font = theme.font(Role.SMALL)
        self._left, self._below = (self._axis(side) for side in ("left", "bottom"))
        layout.addItem(self._left, 0, 0)
        layout.addItem(self._box, 0, 1)
        layout.addItem(self._below, 1, 1)
        self._grid, self._bars = _Grid(theme), _Bars(theme)
        for item in (self._grid, self._bars):
            self._box.addItem(item, ignoreBounds=True)
        self._lines: list[pg.PlotDataItem] = []

    def show_chart(self, chart: Chart) -> None:
        """Show another chart."""
        self.chart = chart
        top, step = chart.scale()
        for item in (self._grid, self._bars):
            item.prepareGeometryChange()
            item.chart = chart
            item.update()
        self._box.setRange(xRange=(0, max(1, len(chart.bars))), yRange=(0, top * _ABOVE), padding=0)
        scale = [(n * step, self._number(n * step)) for n in range(round(top / step) + 1)]
        self._left.setTicks([scale])
        self._left.setWidth(self.theme.mm(14) + max(self._width(words) for _at, words in scale))
        self._show_ticks()
        for line in self._lines:
            self._box.removeItem(line)
        self._lines = [part for line in chart.lines for part in self._line(line)]
        for part in self._lines:
            self._box.addItem(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_ticks()

    def _axis(self, side: str) -> pg.AxisItem:
        axis = pg.AxisItem(side)
        axis.linkToView(self._box)
        axis.setTickFont(QFont(self._font))
        axis.setPen(pg.mkPen(None))
        axis.setTickPen(pg.mkPen(None))
        axis.setTextPen(self.theme.c.ink)
        offset = self.theme.mm(8)
        axis.setStyle(tickLength=0, tickTextOffset=offset, autoExpandTextSpace=False, hideOverlappingLabels=False)
        if side == "bottom":
            axis.setHeight(offset + QFontMetricsF(self._font).height() + self.theme.mm(2))
        return axis

    def _show_ticks(self) -> None:
        """Show as many words below the bars as have room, with even gaps; the last ones always."""
        ticks, gap = self.chart.ticks, self.theme.mm(_LABEL_ROOM)
        unit = max(1.0, self.width() - self._left.width()) / max(1, len(self.chart.bars))

        def has_room(first: tuple[float, str], second: tuple[float, str]) -> bool:
            need = (self._width(first[1]) + self._width(second[1])) / 2 + gap
            return bool((second[0] - first[0]) * unit >= need)

        for every in range(1, len(ticks) + 1):
            shown = list(ticks[::every])
            if all(has_room(*pair) for pair in pairwise(shown[:-1])):
                break
        else:
            shown = []
        last = ticks[-1:]
        while shown and last and not has_room(shown[-1], last[0]):
            shown.pop()
        self._below.setTicks([[*shown, *last]])

    def _width(self, words: str) -> float:
        return QFontMetricsF(self._font).horizontalAdvance(words)

    def _line(self, line: Line) -> list[pg.PlotDataItem]:
        c, mm = self.theme.c, self.theme.mm
        x = np.arange(len(line.values)) + 0.5
        y = np.array([nan if value is None else value for value in line.values], dtype=float)
        if line.is_behind:
            return [pg.PlotDataItem(x, y, pen=pg.mkPen(c.edge, width=mm(2)), connect="finite")]
        halo = pg.PlotDataItem(x, y, pen=pg.mkPen(c.ground, width=mm(5)), connect="finite")
        ink = pg.mkPen(c.ink, width=mm(2))
        dots = pg.PlotDataItem(
            x, y, pen=ink, connect="finite", symbol="o", symbolSize=mm(_DOT), symbolPen=ink, symbolBrush=c.ground
        )
        return [halo, dots]


def _round_top(area: QRectF, radius: float) -> QPainterPath:
    """Return a rectangle with round corners above and square ones below."""
    path = QPainterPath(area.bottomLeft())
    path.lineTo(area.x(), area.y() + radius)
    path.quadTo(area.topLeft(), QPointF(area.x() + radius, area.y()))
    path.lineTo(area.right() - radius, area.y())
    path.quadTo(area.topRight(), QPointF(area.right(), area.y() + radius))
    path.lineTo(area.bottomRight())
    path.closeSubpath()
    return path
