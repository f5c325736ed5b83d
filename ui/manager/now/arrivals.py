"""Draw the numbers of today by half hour as bars, and those of a week before as a line."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, rounded

_LEFT, _BOTTOM, _TOP, _DOT = 36, 28, 14, 4
_STEPS_AN_HOUR = 2
_NICE = (4, 8, 12, 20, 40, 60, 80, 120, 200, 400, 800)
_LINES = 4


class ArrivalsChart(QWidget):
    """Show counts by half hour of the local day, from `first` to `last` (half hours from midnight)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.counts: Mapping[int, int] = {}
        self.before: Mapping[int, int] = {}
        self.first, self.last, self.running = 14, 34, -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_counts(
        self, counts: Mapping[int, int], before: Mapping[int, int], first: int, last: int, running: int
    ) -> None:
        """Show other counts; `running` is the half hour that is not over yet."""
        self.counts, self.before = counts, before
        known = (*counts, *before, first, last)
        self.first, self.last, self.running = min(known), max(known), running
        spoken = (f"{_time(step)}: {count}" for step, count in counts.items())
        self.setAccessibleDescription(", ".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(420), self.theme.mm(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(260), self.theme.mm(110))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mm = self.theme.mm
        area = QRectF(mm(_LEFT), mm(_TOP), self.width() - mm(_LEFT + 8), self.height() - mm(_TOP + _BOTTOM))
        most = max((*self.counts.values(), *self.before.values(), 1))
        top = next((one for one in _NICE if one >= most), most)
        self._paint_scale(painter, area, top)
        wide = area.width() / (self.last - self.first + 1)
        for step, count in self.counts.items():
            self._paint_bar(painter, area, step, count / top, wide)
        self._paint_line(painter, area, top, wide)
        painter.end()

    def _paint_scale(self, painter: QPainter, area: QRectF, top: int) -> None:
        c = self.theme.c
        for line in range(_LINES + 1):
            y = area.bottom() - area.height() * line / _LINES
            painter.fillRect(QRectF(area.x(), y, area.width(), 1), c.line)
            self._say(painter, str(top * line // _LINES), area.x() - self.theme.mm(8), y, right=True)
        wide = area.width() / (self.last - self.first + 1)
        every = _STEPS_AN_HOUR if wide * _STEPS_AN_HOUR > self.theme.mm(44) else 2 * _STEPS_AN_HOUR
        for step in range(self.first, self.last + 1):
            if step % every == 0:
                x = area.x() + (step - self.first) * wide
                self._say(painter, _time(step), x, area.bottom() + self.theme.mm(14))

    def _say(self, painter: QPainter, text: str, x: float, y: float, *, right: bool = False) -> None:
        block = TextBlock(text, Style(self.theme.font(Role.SMALL), 1.1))
        left = x - block.width if right else x
        block.draw(painter, QRectF(left, y - block.height / 2, block.width + 1, block.height), self.theme.c.ink)

    def _paint_bar(self, painter: QPainter, area: QRectF, step: int, share: float, wide: float) -> None:
        c, mm = self.theme.c, self.theme.mm
        high = max(area.height() * share, 1.0)
        x = area.x() + (step - self.first) * wide
        bar = QRectF(x + wide * 0.12, area.bottom() - high, wide * 0.76, high)
        if step == self.running:
            painter.setPen(QPen(c.main, mm(2), Qt.PenStyle.DashLine))
            painter.drawRect(bar.adjusted(1, 1, -1, 0))
        else:
            painter.fillPath(rounded(bar, mm(2)), c.main)

    def _paint_line(self, painter: QPainter, area: QRectF, top: int, wide: float) -> None:
        c, mm = self.theme.c, self.theme.mm
        if not self.before:
            return
        steps = range(min(self.before), max(self.before) + 1)
        points = [
            QPointF(
                area.x() + (step - self.first + 0.5) * wide,
                area.bottom() - area.height() * self.before.get(step, 0) / top,
            )
            for step in steps
        ]
        painter.setPen(QPen(c.ground, mm(5)))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(c.ink, mm(2)))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(c.ground)
        for point in points:
            painter.drawEllipse(point, mm(_DOT), mm(_DOT))


def _time(step: int) -> str:
    return f"{step // _STEPS_AN_HOUR}:{30 * (step % _STEPS_AN_HOUR):02d}"
