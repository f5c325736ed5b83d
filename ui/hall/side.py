"""Show the side of the board: the recent calls, the waiting citizens of each field, and the notice below."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.branch.board import Call
from kiosk.domain.branch_setup import Field
from kiosk.domain.language.text import Texts
from ui.hall.board import paged
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, balanced, fitted

_HEAD, _CALL, _FIELD, _GAP = 77, 72, 74, 8
#: The columns of numbers, of long numbers, and the distance of their lines.
_COLUMNS, _LONG_COLUMNS, _LINE = 3, 2, 60


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold the row of a field: its name and how many wait, or its next numbers in columns."""

    height: int
    name: TextBlock | None = None
    many: TextBlock | None = None
    labels: tuple[str, ...] = ()
    columns: int = _COLUMNS


class SideView(QWidget):
    """Show two lists: beside each other on a portrait board (`wide`), else one below the other."""

    def __init__(self, theme: Theme, texts: Texts, *, wide: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts, self._wide = theme, texts, wide
        self._recent: tuple[Call, ...] = ()
        self._waiting: tuple[tuple[Field, int], ...] = ()
        self._following: tuple[tuple[Field, tuple[str, ...]], ...] = ()
        self._page, self._mark = 0, ""

    def show_lists(
        self,
        recent: tuple[Call, ...],
        waiting: tuple[tuple[Field, int], ...],
        following: tuple[tuple[Field, tuple[str, ...]], ...] = (),
        *,
        page: int = 0,
    ) -> None:
        """Show the recent calls and the waiting citizens.

        Next numbers (`following`) replace the counts of waiting citizens. `page` counts up; rows that do not fit are
        shown page by page.
        """
        self._page = page
        self._recent, self._waiting = recent[: 6 if self._wide else 3], waiting
        self._following = following
        rows = [(field, ", ".join(labels)) for field, labels in following] or [(f, str(count)) for f, count in waiting]
        self.setAccessibleName(", ".join(f"{self._texts.name(field.name)}: {words}" for field, words in rows))
        self.update()

    @property
    def recent_labels(self) -> tuple[str, ...]:
        """Return the shown recent calls."""
        return tuple(call.label for call in self._recent)

    @property
    def page_mark(self) -> str:
        """Return the words for the page that was painted last, or "" where all fields fitted."""
        return self._mark

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, mm = self._theme.c, self._theme.mm
        painter = QPainter(self)
        painter.fillRect(self.rect(), c.paper)
        if self._wide:
            painter.fillRect(0, 0, self.width(), max(2, mm(3)), c.line)
            half = self.width() / 2
            self._paint_recent(painter, QRectF(mm(56), mm(10), half - mm(96), self.height()))
            self._paint_waiting(painter, QRectF(half + mm(16), mm(10), half - mm(64), self.height()))
        else:
            painter.fillRect(0, 0, max(2, mm(3)), self.height(), c.line)
            area = QRectF(mm(51), 0, self.width() - mm(51) - mm(48), self.height())
            self._paint_recent(painter, area)
            below = mm(_HEAD) + 3 * mm(_CALL) + mm(_GAP)
            self._paint_waiting(painter, area.adjusted(0, below, 0, 0))
        painter.end()

    def _head(self, painter: QPainter, area: QRectF, key: str) -> float:
        theme, mm = self._theme, self._theme.mm
        style = Style(theme.font(Role.SMALL, 600), 1.3)
        TextBlock(self._texts.say(key), style).draw(
            painter, QRectF(area.x(), area.y(), area.width(), mm(_HEAD)), theme.c.ink
        )
        return area.y() + mm(_HEAD)

    def _rule(self, painter: QPainter, area: QRectF, y: float) -> None:
        painter.fillRect(QRectF(area.x(), y, area.width(), max(2, self._theme.mm(3))), self._theme.c.line)

    def _paint_recent(self, painter: QPainter, area: QRectF) -> None:
        theme, c, mm = self._theme, self._theme.c, self._theme.mm
        y = self._head(painter, area, "hall.recent")
        number, plain = Style(theme.font(Role.BODY, 800), 1.3), theme.font(Role.BODY)
        where = self._texts.say("hall.recent_counter")
        for call in self._recent:
            self._rule(painter, area, y)
            row = QRectF(area.x(), y, area.width(), mm(_CALL))
            TextBlock(call.label, number).draw(painter, row, c.ink)
            counter = TextBlock(str(call.counter), number)
            counter.draw(painter, row, c.ink, Qt.AlignmentFlag.AlignRight)
            space = QFontMetricsF(plain).horizontalAdvance(" ")
            left = row.adjusted(0, 0, -counter.width - space, 0)
            TextBlock(where, Style(plain, 1.3)).draw(painter, left, c.ink, Qt.AlignmentFlag.AlignRight)
            y += mm(_CALL)

    def _paint_waiting(self, painter: QPainter, area: QRectF) -> None:
        """Paint how many wait in each field, or the next numbers; rows that do not fit come on the next pages."""
        key, rows = ("hall.following", self._numbers(area)) if self._following else ("hall.waiting", self._counts(area))
        y = self._head(painter, area, key)
        pages = paged([row.height for row in rows], self.height() + 1 - y)
        page = self._page % len(pages)
        self._mark = self._texts.say("hall.page", page=page + 1, pages=len(pages)) if len(pages) > 1 else ""
        if self._mark:
            head = QRectF(area.x(), area.y(), area.width(), self._theme.mm(_HEAD))
            style = Style(self._theme.font(Role.SMALL, 600), 1.3)
            mark, title = TextBlock(self._mark, style), TextBlock(self._texts.say(key), style)
            if title.width + self._theme.mm(24) + mark.width > area.width():  # beside a long title without the word
                mark = TextBlock(f"{page + 1}/{len(pages)}", style)
            mark.draw(painter, head, self._theme.c.ink, Qt.AlignmentFlag.AlignRight)
        for place in pages[page]:
            row = rows[place]
            self._rule(painter, area, y)
            self._paint_row(painter, QRectF(area.x(), y, area.width(), row.height), row)
            y += row.height

    def _paint_row(self, painter: QPainter, spot: QRectF, row: "_Row") -> None:
        mm, ink = self._theme.mm, self._theme.c.ink
        if row.name is not None and row.many is not None:
            row.many.draw(painter, spot, ink, Qt.AlignmentFlag.AlignRight)
            row.name.draw(painter, spot, ink)
        column = spot.width() / row.columns
        for place, label in enumerate(row.labels):
            style = Style(self._theme.font(Role.BODY, 400 if place else 800), 1.3)
            x, y = spot.x() + place % row.columns * column, spot.y() + place // row.columns * mm(_LINE)
            cell = QRectF(x, y, column - mm(12), mm(_FIELD))
            fitted(label, style, cell.width(), cell.height()).draw(painter, cell, ink)

    def _counts(self, area: QRectF) -> "list[_Row]":
        theme, mm = self._theme, self._theme.mm
        rows = []
        for field, count in self._waiting:
            many = TextBlock(str(count), Style(theme.font(Role.BODY, 800), 1.3))
            name = self._field_name(" ".join(self._texts.name(field.name).split()), area.width() - many.width - mm(24))
            rows.append(_Row(mm(_FIELD) if name.lines == 1 else round(name.height + mm(16)), name, many))
        return rows

    def _numbers(self, area: QRectF) -> "list[_Row]":
        """Return the rows of next numbers, one for each field; the letter of a number tells its field."""
        mm, style = self._theme.mm, Style(self._theme.font(Role.BODY, 800), 1.3)
        widest = max(TextBlock(label, style).width for _, labels in self._following for label in labels)
        columns = _COLUMNS if widest <= area.width() / _COLUMNS - mm(12) else _LONG_COLUMNS
        return [
            _Row(mm(_FIELD) + (ceil(len(labels) / columns) - 1) * mm(_LINE), labels=labels, columns=columns)
            for _field, labels in self._following
        ]

    def _field_name(self, name: str, room: float) -> TextBlock:
        """Return the name on one line, in small type if necessary, else on two lines."""
        theme = self._theme
        for role in (Role.BODY, Role.SMALL):
            block = TextBlock(name, Style(theme.font(role, 400), 1.3))
            if block.width <= room:
                return block
        return balanced(name, Style(theme.font(Role.SMALL, 400), 1.12), room)


class NoticeBar(QWidget):
    """Show one sentence on gold at the foot of the board, smaller if necessary but still legible."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text, self._icon = theme, text, "info"
        self._known: dict[tuple[str, int, int], tuple[str, ...]] = {}
        self.setAccessibleName(text)

    def say(self, text: str, icon: str = "info") -> None:
        """Show another sentence."""
        self._text, self._icon = text, icon
        self.setAccessibleName(text)
        self.update()

    def parts(self, text: str) -> tuple[str, ...]:
        """Return the text, in parts where it is too long to be legible as a whole."""
        known = self._known.get((text, self.width(), self.height()))
        if known is None:
            known = self._known[text, self.width(), self.height()] = self._parted(text)
        return known

    def _parted(self, text: str) -> tuple[str, ...]:
        area, style = self._area(), Style(self._theme.font(Role.SMALL, 600), 1.25)
        if TextBlock(text, style, area.width()).height <= area.height():
            return (text,)
        found, part = [], ""
        for word in text.split():
            longer = f"{part} {word}".strip()
            if part and TextBlock(longer, style, area.width()).height > area.height():
                found.append(part)
                longer = word
            part = longer
        return (*found, part)

    def _area(self) -> QRectF:
        mm = self._theme.mm
        return QRectF(mm(154), 0, self.width() - mm(154) - mm(48), self.height())

    @property
    def text(self) -> str:
        """Return the shown sentence."""
        return self._text

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c, mm = self._theme, self._theme.c, self._theme.mm
        painter = QPainter(self)
        painter.fillRect(self.rect(), c.gold)
        icon = mm(66)
        painter.drawPixmap(mm(55), round((self.height() - icon) / 2), theme.icon(self._icon, icon, c.ink))
        area = self._area()
        fitted(self._text, Style(theme.font(Role.BODY, 600), 1.3), area.width(), area.height()).draw(
            painter, area, c.ink
        )
        painter.end()
