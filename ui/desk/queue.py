"""Show the next tickets with their reasons, and the absent and parked ones."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.desk import DeskView, QueueLine
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import Ticket
from ui.desk.current import NumberLabel
from ui.theme import Role, Theme
from ui.widgets import Key, Panel, Text
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded

_SHOWN = 5
#: The height of the head, and the distance of its key and its title from the top: on a small window, and a large one.
_SMALL_HEAD, _ROOMY_HEAD = (66, 9, 10), (74, 14, 14)
#: The least height of a row.
_LOWEST = 54
_REASON_ICONS = {
    "why.ratio": "heart-handshake",
    "why.priority": "heart-handshake",
    "why.overdue": "hourglass",
    "why.put_first": "arrow-left-right",
    "why.sent_here": "arrow-left-right",
    "why.appointment": "clock",
    "why.appointment_to_come": "clock",
}


class NextPanel(Panel):
    """Show the first five tickets in calling order, each with the reason for its place."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, outlined=True, parent=parent)
        self._theme, self._texts = theme, texts
        self._lines: tuple[QueueLine, ...] = ()
        self._waiting = 0
        self._head, self._key_top, self._title_top = _SMALL_HEAD
        words = texts.say("desk.numbers.key")
        self.list = Key(theme, text=words, icon="search", shortcut="F5", role=Role.SMALL, parent=self)
        self.list.setFixedHeight(theme.mm(50))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the shown numbers, in their order."""
        return tuple(line.ticket.label for line in self._lines)

    def show_view(self, view: DeskView) -> None:
        """Show this view's queue."""
        self._lines, self._waiting = view.next[:_SHOWN], view.waiting
        self.setAccessibleName(
            ", ".join(f"{one.ticket.label}: {self._texts.message(one.reason)}" for one in self._lines)
        )
        self.update()

    def set_roomy(self, *, roomy: bool) -> None:
        """Keep the key further from the panel's edge on a large window."""
        self._head, self._key_top, self._title_top = _ROOMY_HEAD if roomy else _SMALL_HEAD
        self.list.move(self.list.x(), self._theme.mm(self._key_top))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        mm = self._theme.mm  # always five rows, so that nothing below moves
        return QSize(mm(400), mm(self._head + 72 + 4 * 62 + 12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mm, words = self._theme.mm, self._texts.say("desk.numbers.key")
        is_wide = self.width() >= mm(400)
        self.list.set_text(words if is_wide else "")
        self.list.setAccessibleName(words)
        self.list.resize(mm(190 if is_wide else 100), self.list.height())
        self.list.move(self.width() - self.list.width() - mm(16), mm(self._key_top))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, c, mm, texts = self._theme, self._theme.c, self._theme.mm, self._texts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(mm(23), mm(self._title_top), self.list.x() - mm(23 + 8), mm(26))
        TextBlock(texts.say("desk.next.title"), Style(theme.font(Role.HEADING), 1.25)).draw(painter, head, c.ink)
        many = TextBlock(texts.say("desk.next.waiting", count=self._waiting), Style(theme.font(Role.SMALL), 1.3))
        many.draw(painter, head.translated(0, mm(25)), c.ink_soft)
        y = float(mm(self._head))
        if not self._lines:
            empty = TextBlock(texts.say("desk.next.empty"), Style(theme.font(Role.SMALL), 1.36), head.width())
            empty.draw(painter, QRectF(head.x(), y, head.width(), mm(30)), c.ink_soft)
        spare = self.height() - mm(self._head + 72 + 8)
        low = max(mm(_LOWEST), min(mm(62), spare // (_SHOWN - 1)))
        beside = all(self._fits_beside(line, self.width() - 2 * mm(31)) for line in self._lines)
        for index, line in enumerate(self._lines):
            height = mm(72) if index == 0 else low
            if y + height > self.height():  # a small window shows fewer rows, never half a row
                break
            row = QRectF(mm(15), y, self.width() - 2 * mm(15), height)
            if index == 0:
                painter.fillPath(rounded(row, mm(8)), c.gold_tint)
            elif index > 1:
                painter.fillRect(QRectF(row.x(), row.y(), row.width(), 1), c.line)
            self._paint_row(painter, row.adjusted(mm(16), 0, -mm(16), 0), line, first=index == 0, beside=beside)
            y += height
        painter.end()

    def _wait(self, line: QueueLine, width: float) -> TextBlock:
        theme, texts, minutes = self._theme, self._texts, max(0, line.waited_minutes)
        style = Style(theme.font(Role.BODY), 1.36, theme.font(Role.BODY, 700))
        bold = texts.say("desk.next.minutes", minutes=minutes)
        return TextBlock(texts.say("desk.next.waited", minutes=minutes), style, width, bold=bold)

    def _name_style(self) -> Style:
        return Style(self._theme.font(Role.BODY, 600), 1.36)

    def _fits_beside(self, line: QueueLine, width: float) -> bool:
        """Return whether the wait fits at the right of the service's name. If not, it stands below the number."""
        mm = self._theme.mm
        name = TextBlock(self._texts.name(line.service.name), self._name_style())
        return mm(110) + name.width + mm(12) + self._wait(line, width).width <= width

    def _paint_row(self, painter: QPainter, row: QRectF, line: QueueLine, *, first: bool, beside: bool) -> None:
        theme, c, mm, texts = self._theme, self._theme.c, self._theme.mm, self._texts
        wait = self._wait(line, row.width())
        size = mm(32 if beside else 28) if first else theme.size(Role.TITLE) * (0.94 if beside else 0.9)
        number = fitted(line.ticket.label, Style(theme.font(Role.TITLE, 800, size=size), 1.2), mm(98), row.height())
        x = row.x() + mm(110)
        room = row.right() - x
        name = fitted(
            texts.name(line.service.name), self._name_style(), room, self._name_style().font.pixelSize() * 1.4
        )
        icon = theme.m.icon_inline * 0.9
        small = Style(theme.font(Role.SMALL), 1.36)
        reason = fitted(texts.message(line.reason), small, room - icon - mm(6), small.font.pixelSize() * 1.4)
        top = row.center().y() - (name.height + reason.height) / 2
        above = QRectF(x, top, room, name.height)
        name.draw(painter, above, c.ink)
        if beside:
            number.draw(painter, QRectF(row.x(), row.y(), mm(98), row.height()), c.ink)
            wait.draw(painter, above, c.ink, Qt.AlignmentFlag.AlignRight)
        else:
            y = row.center().y() - (number.height + wait.height) / 2
            number.draw(painter, QRectF(row.x(), y, mm(98), number.height), c.ink)
            wait.draw(painter, QRectF(row.x(), y + number.height, mm(104), wait.height), c.ink)
        mark = _REASON_ICONS.get(line.reason.key, "list-ordered")
        colour = c.info if mark in ("heart-handshake", "clock") else c.edge
        y = top + name.height
        painter.drawPixmap(round(x), round(y + (reason.height - icon) / 2), theme.icon(mark, icon, colour))
        reason.draw(painter, QRectF(x + icon + mm(6), y, room, reason.height), c.ink_soft)


class AbsentRow(QWidget):
    """Show one absent or parked ticket with the key that returns it. Signal: ``returned`` carries the ticket's id."""

    returned = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        self._id = ""
        self.number = NumberLabel(theme, Role.HEADING, size=theme.mm(21))
        self._line = Text(theme, Role.SMALL)
        self.key = Key(theme, text=texts.say("desk.absent.return"), role=Role.SMALL)
        self.key.weight = 600
        self.key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.key.setFixedSize(theme.mm(96), theme.mm(52))
        self.key.clicked.connect(self._return)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.mm(6), 0, theme.mm(6))
        row.setSpacing(theme.mm(14))
        self._away = Text(theme, Role.TITLE, icon="user-x", icon_colour=theme.c.edge, wrap=False)
        self._resting = Text(theme, Role.TITLE, icon="circle-pause", icon_colour=theme.c.edge, wrap=False)
        row.addWidget(self._away)
        row.addWidget(self._resting)
        row.addWidget(self.number)
        row.addWidget(self._line, 1)
        row.addWidget(self.key)

    def show_ticket(self, ticket: Ticket, setup: Setup) -> None:
        """Show this ticket, absent or parked."""
        self._id = ticket.id
        self.number.set_text(ticket.label)
        self._away.setVisible(ticket.park_reason is None)
        self._resting.setVisible(ticket.park_reason is not None)
        if ticket.parked_until is not None and ticket.park_reason is not None:
            reason = self._texts.say(f"desk.park.{ticket.park_reason.value}")
            until = f"{setup.branch.local(ticket.parked_until):%H:%M}"
            self._line.set_text(self._texts.say("desk.absent.parked", reason=reason, time=until))
        elif ticket.called_at is None:
            self._line.set_text(self._texts.say("desk.absent.line", count=ticket.calls))
        else:
            at = f"{setup.branch.local(ticket.called_at):%H:%M}"
            self._line.set_text(self._texts.say("desk.absent.line_at", time=at, count=ticket.calls))
        self.key.setAccessibleName(f"{self._texts.say('desk.absent.return')} {ticket.label}")

    def _return(self) -> None:
        self.returned.emit(self._id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, self._theme.c.line)
        painter.end()


class AbsentPanel(Panel):
    """Show the absent and the parked tickets. Signal: ``returned`` carries the ticket's id."""

    returned = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(theme, outlined=True, parent=parent)
        self._texts = texts
        self.rows = [AbsentRow(theme, texts) for _ in range(rows)]
        self._more = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.mm(23), theme.mm(12), theme.mm(23), theme.mm(10))
        column.setSpacing(0)
        column.addWidget(Text(theme, Role.HEADING, texts.say("desk.absent.title")))
        column.addSpacing(theme.mm(8))
        for row in self.rows:
            row.returned.connect(self.returned)
            column.addWidget(row)
        column.addWidget(self._more)
        column.addStretch(1)

    def show_view(self, view: DeskView, setup: Setup) -> None:
        """Show the absent tickets, the latest first, then the parked ones, as far as the rows go."""
        away = (*view.no_shows, *view.parked)
        for index, row in enumerate(self.rows):
            row.setVisible(index < len(away))
            if index < len(away):
                row.show_ticket(away[index], setup)
        rest = len(away) - len(self.rows)
        self._more.setVisible(rest > 0 or not away)
        self._more.set_text(
            self._texts.say("desk.absent.more", count=rest) if rest > 0 else self._texts.say("desk.absent.empty")
        )

    def set_able(self, *, able: bool) -> None:
        """Enable or disable the keys."""
        for row in self.rows:
            row.key.setEnabled(able)
