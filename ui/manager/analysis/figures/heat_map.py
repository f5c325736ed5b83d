"""Draw a heat map: how long half of the people waited, by weekday and hour."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.measures.analysis import HeatCell
from kiosk.domain.measures.report_words import NOT_KNOWN
from ui.manager.parts.period_picker import weekday_words
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded

#: Up to so many minutes each shade is used; the last one is for longer waits.
STEPS = (5, 10, 15, 25)
#: The share of the main colour in the light shades, and of black in the darkest one.
_LIGHT, _DARKEST = (0.0, 0.09, 0.2), 0.45
_NAMES, _HEAD, _ROW, _LEAST_ROW, _GAP, _BREAK = 112, 26, 37, 30, 5, 12
_RADIUS = 5


class HeatMap(QWidget):
    """Show a cell for each weekday and hour. A cell without a wait has a dash and a dashed outline.

    Signal: ``picked`` carries weekday and hour of a cell with a wait that is pressed.
    """

    picked = Signal(int, int)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        self.cells: Mapping[tuple[int, int], HeatCell] = {}
        self.weekdays: Sequence[int] = ()
        self.hours: Sequence[int] = ()
        self.longest: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_cells(
        self,
        cells: Mapping[tuple[int, int], HeatCell],
        weekdays: Sequence[int],
        hours: Sequence[int],
        longest: tuple[int, int] | None,
    ) -> None:
        """Show other waits. `longest` is the cell with a ring."""
        self.cells, self.weekdays, self.hours, self.longest = cells, tuple(weekdays), tuple(hours), longest
        rows = (self._spoken(weekday) for weekday in self.weekdays)
        self.setAccessibleDescription(". ".join(rows))
        self.updateGeometry()
        self.update()

    def minutes_at(self, weekday: int, hour: int) -> int | None:
        """Return the minutes of a cell."""
        cell = self.cells.get((weekday, hour))
        return None if cell is None or cell.wait_median_s is None else round(cell.wait_median_s / 60)

    def sizeHint(self) -> QSize:
        mm = self.theme.mm
        return QSize(mm(480), mm(_HEAD + _ROW * max(1, len(self.weekdays))))

    def minimumSizeHint(self) -> QSize:
        mm = self.theme.mm
        return QSize(mm(320), mm(_HEAD + _LEAST_ROW * max(1, len(self.weekdays))))

    def _spoken(self, weekday: int) -> str:
        found = ((hour, self.minutes_at(weekday, hour)) for hour in self.hours)
        say = self.texts.say
        cells = [
            say("analysis.spoken.cell", hour=hour, minutes=NOT_KNOWN if minutes is None else minutes)
            for hour, minutes in found
        ]
        return f"{weekday_words(weekday, self.texts)}: {', '.join(cells)}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mm = self.theme.mm
        for (weekday, hour), area in self.places():
            if weekday == self.weekdays[0]:
                head = QRectF(area.x(), 0, area.width() + mm(_GAP), mm(_HEAD))
                self._say(painter, self.texts.say("analysis.hour", hour=hour), head)
            if hour == self.hours[0]:
                name = QRectF(0, area.y(), mm(_NAMES), area.height())
                self._say(painter, weekday_words(weekday, self.texts), name, is_left=True)
            self._paint_cell(painter, area, self.minutes_at(weekday, hour), is_longest=(weekday, hour) == self.longest)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for (weekday, hour), area in self.places():
            if area.contains(event.position()) and self.minutes_at(weekday, hour) is not None:
                self.picked.emit(weekday, hour)

    def places(self) -> Iterator[tuple[tuple[int, int], QRectF]]:
        """Yield weekday and hour of each cell, and its place."""
        if not (self.hours and self.weekdays):
            return
        mm, lefts, wide = self.theme.mm, *self._columns()
        high = min(mm(_ROW), (self.height() - mm(_HEAD)) / len(self.weekdays))
        for row, weekday in enumerate(self.weekdays):
            for hour, x in lefts.items():
                yield (weekday, hour), QRectF(x, mm(_HEAD) + row * high, wide - mm(_GAP), high - mm(_GAP))

    def _columns(self) -> tuple[dict[int, float], float]:
        """Return the left side of each hour, and the width of one. Hours that do not follow each other stand apart."""
        mm = self.theme.mm
        breaks = sum(after - before > 1 for before, after in pairwise(self.hours))
        wide = (self.width() - mm(_NAMES) - breaks * mm(_BREAK)) / len(self.hours)
        lefts, x, before = {}, float(mm(_NAMES)), None
        for hour in self.hours:
            x += mm(_BREAK) if before is not None and hour - before > 1 else 0
            lefts[hour], before = x, hour
            x += wide
        return lefts, wide

    def _say(self, painter: QPainter, words: str, area: QRectF, *, is_left: bool = False) -> None:
        block = fitted(words, Style(self.theme.font(Role.SMALL), 1.15), area.width() - 4, area.height())
        x = area.x() if is_left else area.x() + (area.width() - self.theme.mm(_GAP) - block.width) / 2
        block.draw(painter, QRectF(x, area.y(), block.width + 1, area.height()), self.theme.c.ink)

    def _paint_cell(self, painter: QPainter, area: QRectF, minutes: int | None, *, is_longest: bool) -> None:
        c, mm, radius = self.theme.c, self.theme.mm, self.theme.mm(_RADIUS)
        if minutes is None:
            painter.setPen(QPen(c.rule, mm(1), Qt.PenStyle.DashLine))
            painter.drawPath(rounded(area.adjusted(1, 1, -1, -1), radius))
            fill, ink = None, c.ink_soft
        else:
            fill, ink = shade(self.theme, minutes)
            if minutes <= STEPS[0]:
                painter.fillPath(rounded(area, radius), c.line)
                area = area.adjusted(1, 1, -1, -1)
            painter.fillPath(rounded(area, radius), fill)
        if is_longest:
            painter.setPen(QPen(c.ink, mm(3)))
            painter.drawPath(rounded(area.adjusted(-2, -2, 2, 2), radius + 2))
            painter.setPen(QPen(c.ground, mm(2)))
            painter.drawPath(rounded(area.adjusted(1, 1, -1, -1), radius))
        is_dark = fill is not None and ink == c.on_main
        block = TextBlock(
            NOT_KNOWN if minutes is None else str(minutes),
            Style(self.theme.font(Role.SMALL, 700 if is_dark else 400), 1.1),
        )
        x = area.center().x() - block.width / 2
        block.draw(painter, QRectF(x, area.y(), block.width + 1, area.height()), ink)


def shade(theme: Theme, minutes: int) -> tuple[QColor, QColor]:
    """Return the colour of a cell, and that of its figure."""
    c = theme.c
    step = next((place for place, limit in enumerate(STEPS) if minutes <= limit), len(STEPS))
    if step < len(_LIGHT):
        return _mixed(c.paper, c.main, _LIGHT[step]), c.ink
    return (c.main if step == len(_LIGHT) else _mixed(c.main, QColor(Qt.GlobalColor.black), _DARKEST)), c.on_main


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    """Return a colour between two."""
    pairs = (ground.red(), colour.red()), (ground.green(), colour.green()), (ground.blue(), colour.blue())
    return QColor(*(round((1 - share) * below + share * above) for below, above in pairs))


class HeatLegend(QWidget):
    """Explain the shades of a heat map in a row."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme = theme
        say = texts.say
        words = [
            say("analysis.shade.first", minutes=STEPS[0]),
            *map(str, STEPS[1:]),
            say("analysis.shade.last", minutes=STEPS[-1]),
        ]
        self._parts = list(zip((*STEPS, STEPS[-1] + 1), words, strict=True))
        self._blocks = [TextBlock(word, Style(theme.font(Role.SMALL), 1.1)) for word in words]
        mm = theme.mm
        wide = sum(block.width + mm(18 + 6 + 10) for block in self._blocks)
        self.setFixedSize(round(wide), mm(26))
        self.setAccessibleName(", ".join(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mm, x = self.theme.mm, 0.0
        for (minutes, _words), block in zip(self._parts, self._blocks, strict=True):
            area = QRectF(x, (self.height() - mm(16)) / 2, mm(18), mm(16))
            painter.fillPath(rounded(area, mm(4)), self.theme.c.line)
            painter.fillPath(rounded(area.adjusted(1, 1, -1, -1), mm(3)), shade(self.theme, minutes)[0])
            x += mm(18 + 6)
            block.draw(painter, QRectF(x, 0, block.width + 1, self.height()), self.theme.c.ink)
            x += block.width + mm(10)
        painter.end()
