"""Describe a chart by values, and hold its place until the library that draws it is loaded.

pyqtgraph and numpy take about a second to import, so `load_plots` runs on a worker thread.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.measures.report_words import number_words
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, rounded

#: Makes the widget that draws a chart, of the theme and of the function that writes a number.
MakesPlot = Callable[[Theme, Callable[[float], str]], Any]
_STEPS = (1, 2, 5)
_LINES = 5
_SWATCH, _LEGEND_GAP, _LEGEND_HIGH = 16, 18, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar; its value is None where nothing is known. `label` stands in it. `is_running`: it still grows."""

    value: float | None
    label: str = ""
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line over the bars, a value for each. `is_behind`: it is thin and without dots."""

    values: tuple[float | None, ...]
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class ChartMark:
    """Mark a place on the scale below, in bars from the left, by a dashed line with words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class ChartBand:
    """Mark a part of the scale below, in bars from the left, by a tint with words."""

    begin: float
    end: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold a chart: bars from the left, lines over them, and what stands below.

    `ticks` are words with their places in bars from the left; the middle of the first bar is 0.5. `top` is the end of
    the scale, None to fit the values. `wide` is the share of its place that a bar takes. `spoken` tells all of it in
    words, for assistive programs.
    """

    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    marks: tuple[ChartMark, ...] = ()
    band: ChartBand | None = None
    ticks: tuple[tuple[float, str], ...] = ()
    top: float | None = None
    wide: float = 0.7
    spoken: str = ""

    @property
    def most(self) -> float:
        """Return the largest value."""
        values = [one.value for one in self.bars] + [value for line in self.lines for value in line.values]
        return max((value for value in values if value is not None), default=0.0)

    def scale(self) -> tuple[float, float]:
        """Return the end of the scale and the distance of its lines: round numbers, at most five of them."""
        top = self.top or max(self.most, 1.0)
        step = next(unit * 10**power for power in range(12) for unit in _STEPS if unit * 10**power * _LINES >= top)
        return self.top or -(-top // step) * step, step


class LegendKind:
    """Name what a legend explains."""

    BAR, RUNNING, LINE, BEHIND = range(4)


class Legend(QWidget):
    """Explain the marks of a chart in a row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.parts: tuple[tuple[int, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, *parts: tuple[int, str]) -> None:
        """Show other marks, each a `LegendKind` with its words."""
        if parts != self.parts:
            self.parts = parts
            self.setAccessibleName(", ".join(words for _kind, words in parts))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        mm, style = self.theme.mm, Style(self.theme.font(Role.SMALL), 1.2)
        wide = [
            mm(_SWATCH * 1.6) + mm(6) + TextBlock(words, style).width + mm(_LEGEND_GAP) for _kind, words in self.parts
        ]
        return QSize(round(sum(wide)) + 1, mm(_LEGEND_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mm, x = self.theme.mm, 0.0
        style = Style(self.theme.font(Role.SMALL), 1.2)
        for kind, words in self.parts:
            wide = mm(_SWATCH) * (1.0 if kind in (LegendKind.BAR, LegendKind.RUNNING) else 1.6)
            self._paint_swatch(painter, kind, QRectF(x, (self.height() - mm(_SWATCH)) / 2, wide, mm(_SWATCH)))
            block = TextBlock(words, style)
            x += wide + mm(6)
            block.draw(painter, QRectF(x, 0, block.width + 1, self.height()), self.theme.c.ink)
            x += block.width + mm(_LEGEND_GAP)
        painter.end()

    def _paint_swatch(self, painter: QPainter, kind: int, area: QRectF) -> None:
        c, mm = self.theme.c, self.theme.mm
        if kind == LegendKind.BAR:
            painter.fillPath(rounded(area, mm(3)), c.main)
        elif kind == LegendKind.RUNNING:
            painter.setPen(QPen(c.main, mm(2), Qt.PenStyle.DashLine))
            painter.drawPath(rounded(area.adjusted(1, 1, -1, -1), mm(3)))
        else:
            is_line = kind == LegendKind.LINE
            y = round(area.center().y())
            painter.fillRect(QRectF(area.x(), y - 1, area.width(), mm(2)), c.ink if is_line else c.edge)
            if is_line:
                painter.setPen(QPen(c.ink, mm(2)))
                painter.setBrush(c.ground)
                painter.drawEllipse(area.center(), mm(4), mm(4))


def load_plots() -> MakesPlot:
    """Import the library of the charts and return the class that draws one. Call it on a worker thread."""
    plot: MakesPlot = importlib.import_module("ui.manager.parts.plots").Plot
    return plot


class ChartPlace(QWidget):
    """Hold the place of a chart. It is drawn as soon as `begin` brings what `load_plots` returned."""

    def __init__(self, theme: Theme, texts: Texts, *, high: int = 165) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        self.chart = Chart()
        self._high = high
        self._plot: Any = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(320), self.theme.mm(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(220), self.theme.mm(self._high))

    @property
    def is_drawn(self) -> bool:
        """Return whether the library is there."""
        return self._plot is not None

    def begin(self, make: MakesPlot) -> None:
        """Draw the chart from now on."""
        if self._plot is None:
            self._plot = make(self.theme, self._number)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._plot)
            self._plot.show_chart(self.chart)

    def show_chart(self, chart: Chart) -> None:
        """Show another chart."""
        if chart != self.chart:
            self.chart = chart
            self.setAccessibleDescription(chart.spoken)
            if self._plot is not None:
                self._plot.show_chart(chart)

    def _number(self, value: float) -> str:
        return number_words(round(value), self.texts)
