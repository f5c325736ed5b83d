"""Who is next and why, and who was not there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.office import Setup
from kiosk.domain.text import Texts
from kiosk.domain.ticket import Ticket
from ui.desk.current import NumberLabel
from ui.theme import Role, Theme
from ui.widgets import Key, Panel, Text
from ui.widgets.paint import Style, TextBlock, fitted, rounded

if TYPE_CHECKING:
    from kiosk.branch.desk import DeskView, QueueLine

_SHOWN = 5
_REASON_ICONS = {
    "why.ratio": "heart-handshake",
    "why.priority": "heart-handshake",
    "why.overdue": "hourglass",
}


class NextPanel(Panel):
    """The first five of the queue in calling order, each with the reason for its place."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, outlined=True, parent=parent)
        self._theme, self._texts = theme, texts
        self._lines: tuple[QueueLine, ...] = ()
        self._waiting = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def labels(self) -> tuple[str, ...]:
        """The numbers that are shown, in their order."""
        return tuple(line.ticket.label for line in self._lines)

    def show_view(self, view: "DeskView") -> None:
        """Show this view's queue."""
        self._lines, self._waiting = view.next[:_SHOWN], view.waiting
        self.setAccessibleName(
            ", ".join(f"{one.ticket.label}: {self._texts.message(one.reason)}" for one in self._lines)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Always five rows, so nothing below it jumps."""
        mm = self._theme.mm
        return QSize(mm(400), mm(48 + 72 + 4 * 62 + 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, how many, rows."""
        super().paintEvent(event)
        theme, c, mm, texts = self._theme, self._theme.c, self._theme.mm, self._texts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(mm(23), mm(14), self.width() - 2 * mm(23), mm(26))
        TextBlock(texts.say("desk.next.title"), Style(theme.font(Role.HEADING), 1.25)).draw(painter, head, c.ink)
        many = TextBlock(texts.say("desk.next.waiting", count=self._waiting), Style(theme.font(Role.SMALL), 1.3))
        many.draw(painter, head, c.ink_soft, Qt.AlignmentFlag.AlignRight)
        y = float(mm(48))
        if not self._lines:
            empty = TextBlock(texts.say("desk.next.empty"), Style(theme.font(Role.SMALL), 1.36), head.width())
            empty.draw(painter, QRectF(head.x(), y, head.width(), mm(30)), c.ink_soft)
        for index, line in enumerate(self._lines):
            height = mm(72) if index == 0 else mm(62)
            row = QRectF(mm(15), y, self.width() - 2 * mm(15), height)
            if index == 0:
                painter.fillPath(rounded(row, mm(8)), c.gold_tint)
            elif index > 1:
                painter.fillRect(QRectF(row.x(), row.y(), row.width(), 1), c.line)
            self._paint_row(painter, row.adjusted(mm(16), 0, -mm(16), 0), line, first=index == 0)
            y += height
        painter.end()

    def _paint_row(self, painter: QPainter, row: QRectF, line: "QueueLine", *, first: bool) -> None:
        theme, c, mm, texts = self._theme, self._theme.c, self._theme.mm, self._texts
        size = mm(32) if first else theme.size(Role.TITLE) * 0.94
        number = fitted(line.ticket.label, Style(theme.font(Role.TITLE, 800, size=size), 1.2), mm(98), row.height())
        number.draw(painter, QRectF(row.x(), row.y(), mm(98), row.height()), c.ink)
        x = row.x() + mm(110)
        minutes = max(0, line.waited_minutes)
        bold_part = texts.say("desk.next.minutes", minutes=minutes)
        font, bold = theme.font(Role.BODY), theme.font(Role.BODY, 700)
        waited = texts.say("desk.next.waited", minutes=minutes)
        wait = TextBlock(waited, Style(font, 1.36, bold), row.width(), bold=bold_part)
        room = row.right() - x - wait.width - mm(12)
        strong = theme.font(Role.BODY, 600)
        shown = QFontMetricsF(strong).elidedText(texts.name(line.service.name), Qt.TextElideMode.ElideRight, room)
        name = TextBlock(shown, Style(strong, 1.36))
        reason = TextBlock(texts.message(line.reason), Style(theme.font(Role.SMALL), 1.36))
        top = row.center().y() - (name.height + reason.height) / 2
        above = QRectF(x, top, row.right() - x, name.height)
        wait.draw(painter, above, c.ink, Qt.AlignmentFlag.AlignRight)
        name.draw(painter, above, c.ink)
        icon = theme.m.icon_inline * 0.9
        mark = _REASON_ICONS.get(line.reason.key, "list-ordered")
        colour = c.info if mark == "heart-handshake" else c.edge
        y = top + name.height
        painter.drawPixmap(round(x), round(y + (reason.height - icon) / 2), theme.icon(mark, icon, colour))
        painter.setClipRect(row)
        reason.draw(painter, QRectF(x + icon + mm(6), y, row.width(), reason.height), c.ink_soft)
        painter.setClipping(False)


class AbsentRow(QWidget):
    """One number that did not come, with the key that puts it back; ``returned`` carries the ticket's id."""

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
        self._mark = Text(theme, Role.TITLE, icon="user-x", icon_colour=theme.c.edge, wrap=False)
        row.addWidget(self._mark)
        row.addWidget(self.number)
        row.addWidget(self._line, 1)
        row.addWidget(self.key)

    def show_ticket(self, ticket: Ticket, setup: Setup) -> None:
        """Stand for this number."""
        self._id = ticket.id
        self.number.set_text(ticket.label)
        if ticket.called_at is None:
            self._line.set_text(self._texts.say("desk.absent.line", count=ticket.calls))
        else:
            at = f"{setup.branch.local(ticket.called_at):%H:%M}"
            self._line.set_text(self._texts.say("desk.absent.line_at", time=at, count=ticket.calls))
        self.key.setAccessibleName(f"{self._texts.say('desk.absent.return')} {ticket.label}")

    def _return(self) -> None:
        self.returned.emit(self._id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line above."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, self._theme.c.line)
        painter.end()


class AbsentPanel(Panel):
    """The numbers that did not come; ``returned`` carries the ticket's id."""

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

    def show_view(self, view: "DeskView", setup: Setup) -> None:
        """The latest first, as many as there are rows for."""
        for index, row in enumerate(self.rows):
            row.setVisible(index < len(view.no_shows))
            if index < len(view.no_shows):
                row.show_ticket(view.no_shows[index], setup)
        rest = len(view.no_shows) - len(self.rows)
        self._more.setVisible(rest > 0 or not view.no_shows)
        self._more.set_text(
            self._texts.say("desk.absent.more", count=rest) if rest > 0 else self._texts.say("desk.absent.empty")
        )

    def set_able(self, *, able: bool) -> None:
        """Whether the keys can be used now."""
        for row in self.rows:
            row.key.setEnabled(able)
