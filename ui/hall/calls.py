"""Show the calls on the large part of the board: number, arrow and counter, the newest call on red with a blink."""

from PySide6.QtCore import QRectF, Qt, QTimerEvent
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.branch.board import Call
from kiosk.domain.language.text import Texts
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded

_HEAD, _FIRST, _GOLD = 76, 272, 14
_TIGHT = 97.0
_BLINKS = 3
_STROKE = 2.6
#: The width of the priority mark without its word: the icon with a margin at each side.
_PILL = 24 + 48 + 24


class CallsView(QWidget):
    """Show up to `rows` calls. The arrow of a new call blinks three times."""

    def __init__(self, theme: Theme, texts: Texts, *, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts, self._rows = theme, texts, rows
        self._calls: tuple[Call, ...] = ()
        self._mark = ""
        self._morning: tuple[str, ...] = ()
        self._blink = 0
        self._timer = 0

    @property
    def is_blinking(self) -> bool:
        """Return whether the arrow of a new call still blinks."""
        return self._timer != 0

    @property
    def halves_left(self) -> int:
        """Return the half blinks that are left. At an odd number the arrow is hidden."""
        return self._blink

    @property
    def arrow_is_shown(self) -> bool:
        """Return whether the arrow of the first row is drawn now."""
        return self._blink % 2 == 0

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the shown numbers from above."""
        return tuple(call.label for call in self._calls)

    @property
    def page_mark(self) -> str:
        """Return the words for the page, or "" where all calls have rows."""
        return self._mark

    def show_calls(self, calls: tuple[Call, ...], *, is_new: bool = False, page: int = 1, pages: int = 1) -> None:
        """Show these calls, newest first, as page `page` of `pages`. `is_new`: the first call blinks."""
        self._calls = calls[: self._rows]
        self._mark = self._texts.say("hall.page", page=page, pages=pages) if pages > 1 else ""
        named = [f"{call.label}, {self._texts.say('common.counter', number=call.counter)}" for call in calls]
        self.setAccessibleName("; ".join([*named, *filter(None, [self._mark])]))
        if is_new:
            self._start()
        self.update()

    def show_morning(self, lines: tuple[str, ...]) -> None:
        """Set the sentences for the rows until the first call, one a row."""
        self._morning = lines[: self._rows - 1]
        self.update()

    def _start(self) -> None:
        period = self._theme.ms("board_call_blink")
        self._stop()
        if period and self.isVisible():
            self._blink = 2 * _BLINKS
            self._timer = self.startTimer(period // 2)

    def _stop(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
        self._timer = self._blink = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        if event.timerId() != self._timer:
            return
        self._blink -= 1
        if self._blink <= 0:
            self._stop()
        self.update(self._first().toRect())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop()

    def _first(self) -> QRectF:
        mm = self._theme.mm
        return QRectF(0, mm(_HEAD), self.width(), mm(_FIRST))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c, mm = self._theme, self._theme.c, self._theme.mm
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), c.ground)
        head = QRectF(mm(56), 0, self.width() - mm(56) - mm(32), mm(_HEAD))
        style = Style(theme.font(Role.SMALL, 600), 1.3)
        TextBlock(self._texts.say("hall.number"), style).draw(painter, head, c.ink)
        TextBlock(self._texts.say("hall.counter"), style).draw(painter, head, c.ink, Qt.AlignmentFlag.AlignRight)
        if self._mark:
            TextBlock(self._mark, style).draw(painter, head, c.ink, Qt.AlignmentFlag.AlignHCenter)
        first = self._first()
        painter.fillRect(first, c.header)
        painter.fillRect(QRectF(0, first.bottom(), self.width(), mm(_GOLD)), c.gold)
        top = first.bottom() + mm(_GOLD)
        height = (self.height() - top) / (self._rows - 1)
        if not self._calls:
            self._paint_nobody(painter, first)
            for index, line in enumerate(self._morning):
                room = QRectF(mm(56), top + index * height, self.width() - mm(56) - mm(32), height)
                plain = Style(theme.font(Role.BODY, 600), 1.25)
                fitted(line, plain, room.width(), room.height()).draw(painter, room, c.ink)
        for index, call in enumerate(self._calls):
            row = first if index == 0 else QRectF(0, top + (index - 1) * height, self.width(), height)
            self._paint_row(painter, row, call, first=index == 0)
        for index in range(1, self._rows - 1):
            painter.fillRect(QRectF(0, top + index * height - 1, self.width(), max(2, mm(3))), c.line)
        painter.end()

    def _paint_nobody(self, painter: QPainter, row: QRectF) -> None:
        mm = self._theme.mm
        area = row.adjusted(mm(56), 0, -mm(32), 0)
        style = Style(self._theme.font(Role.TITLE, 600), 1.3)
        TextBlock(self._texts.say("hall.nobody_called"), style, area.width()).draw(
            painter, area, self._theme.c.on_header
        )

    def _paint_row(self, painter: QPainter, row: QRectF, call: Call, *, first: bool) -> None:
        theme, c, mm = self._theme, self._theme.c, self._theme.mm
        ink = c.on_header if first else c.ink
        columns = self.width() / 1216
        arrow = mm(153 if first else 90)
        middle = 849 * columns
        role = Role.NUMBER if first else Role.HERO
        beside = mm(30 + _PILL) if first and call.has_priority else 0  # the mark needs room beside the number
        number = self._number(call.label, role, middle - arrow / 2 - mm(60) - beside)
        number.draw(painter, QRectF(mm(58), row.y(), number.width, row.height()), ink)
        counter = self._number(str(call.counter), role, mm(220))
        counter.draw(
            painter,
            QRectF(1076 * columns - mm(200), row.y(), mm(400), row.height()),
            ink,
            Qt.AlignmentFlag.AlignHCenter,
        )
        if not first or self.arrow_is_shown:
            icon = theme.icon("arrow-right", arrow, c.icon_on_header if first else c.flag, stroke=_STROKE)
            painter.drawPixmap(round(middle - arrow / 2), round(row.center().y() - arrow / 2), icon)
        if call.has_priority:
            self._paint_priority(painter, row, mm(58) + number.width + mm(30), middle - arrow / 2, first=first)

    def _number(self, text: str, role: Role, room: float) -> TextBlock:
        font = self._theme.font(role, 800)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT)
        block = TextBlock(text, Style(font, 1.0))
        if block.width > room:
            font.setPixelSize(max(8, int(font.pixelSize() * room / block.width)))
            block = TextBlock(text, Style(font, 1.0))
        return block

    def _paint_priority(self, painter: QPainter, row: QRectF, x: float, limit: float, *, first: bool) -> None:
        theme, c, mm = self._theme, self._theme.c, self._theme.mm
        word = TextBlock(self._texts.say("hall.priority"), Style(theme.font(Role.SMALL, 600), 1.3))
        icon, height = mm(48), mm(80)
        width = mm(24) + icon + mm(14) + word.width + mm(30)
        if x + width > limit + mm(30):
            width = mm(_PILL)  # beside the large number only the icon fits
        pill = QRectF(x, row.center().y() - height / 2, width, height)
        painter.fillPath(rounded(pill, height / 2), c.info)
        mark = theme.icon("heart-handshake", icon, c.on_header)
        painter.drawPixmap(round(x + mm(24)), round(pill.center().y() - icon / 2), mark)
        if pill.width() > mm(_PILL):
            spot = QRectF(x + mm(24) + icon + mm(14), pill.y(), word.width + 1, height)
            word.draw(painter, spot, c.on_header)
        if first:
            painter.setPen(Qt.PenStyle.NoPen)
