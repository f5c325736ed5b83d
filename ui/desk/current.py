"""Show the citizen at the counter: number, service, priority, and the three times of the visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.desk import DeskView
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import PriorityCheck, Ticket, TicketState
from ui.theme import Role, Theme
from ui.widgets import Key, Panel, Progress, Tag, Text, TimeLabel, Tone
from ui.widgets.drawing.paint import Style, TextBlock
from ui.widgets.moments import settle, span

_TIGHT = 97.0
#: The width of the panel below which the number is smaller, and its share of the size then.
_WIDE, _SMALLER = 780, 0.78
_CHECKS = {
    PriorityCheck.DECLARED: (Tone.INFO, "declared", "heart-handshake"),
    PriorityCheck.CONFIRMED: (Tone.GOOD, "confirmed", "check"),
    PriorityCheck.REFUSED: (Tone.QUIET, "refused", "x"),
}


@dataclass(frozen=True, slots=True)
class Times:
    """Hold the three times of a visit; None before a time has begun."""

    waited: timedelta
    walking: timedelta | None
    served: timedelta | None


def times(ticket: Ticket, now: datetime) -> Times:
    """Return the times of a visit: waiting until the call, walking until the start, serving since then."""
    called = ticket.called_at or now
    walking = (ticket.started_at or now) - called if ticket.called_at else None
    served = (ticket.finished_at or now) - ticket.started_at if ticket.started_at else None
    return Times(called - ticket.queued_at, walking, served)


class NumberLabel(QWidget):
    """Show a ticket's number in large, tight figures."""

    def __init__(self, theme: Theme, role: Role, *, size: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.font(role, 800, size=size)
        self._font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT)
        self._text = ""
        self._size = self._font.pixelSize()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """Set the size as a share of the full one."""
        size = round(self._size * share)
        if size != self._font.pixelSize():
            self._font.setPixelSize(size)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        """Return the shown number."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another number."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        block = TextBlock(self._text, Style(self._font, 0.98))
        return QSize(round(block.width) + 2, round(block.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        TextBlock(self._text, Style(self._font, 0.98)).draw(painter, QRectF(self.rect()), self._theme.c.ink)
        painter.end()


class _Line(QWidget):
    """Draw a thin line, horizontal or vertical (`standing`)."""

    def __init__(self, theme: Theme, *, standing: bool = False) -> None:
        super().__init__()
        self._theme = theme
        if standing:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.line)
        painter.end()


class _Span(QWidget):
    """Show one time with its name above it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.clock = TimeLabel(theme, Role.DISPLAY, steady=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Text(theme, Role.SMALL, name, colour=theme.c.ink_soft, wrap=False))
        column.addWidget(self.clock)


class CurrentPanel(Panel):
    """Show the citizen of a `DeskView`. `tick` repaints only the times."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, outlined=True, parent=parent)
        self._theme, self._texts = theme, texts
        self._ticket: Ticket | None = None
        self._target = 1
        self._state = Text(theme, Role.SMALL, wrap=False)
        self.number = NumberLabel(theme, Role.NUMBER)
        self._service = Text(theme, Role.TITLE, weight=700, size=theme.size(Role.TITLE) * 0.93)
        self._taken = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self.priority = Tag(theme, Tone.INFO, "")
        self.calls = Tag(theme, Tone.QUIET, "", icon="ticket")
        self.cancel = Key(theme, text=texts.say("desk.act.cancel"), icon="x", shortcut="F10")
        self.cancel.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.waited, self.walking, self.served = (
            _Span(theme, texts.say(f"desk.now.{name}")) for name in ("waited", "walking", "served")
        )
        self._progress = Progress(theme, theme.mm(14))
        self._goal = Text(theme, Role.SMALL, colour=theme.c.ink_soft, wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._beside_name, self._beside_tags = QHBoxLayout(), QHBoxLayout()
        self._lay_out()

    def set_roomy(self, *, roomy: bool) -> None:
        """Put the key that cancels beside the tags on a large window, away from the other keys."""
        row = self._beside_tags if roomy else self._beside_name
        if row.indexOf(self.cancel) < 0:
            row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignBottom if roomy else Qt.AlignmentFlag.AlignTop)

    def _lay_out(self) -> None:
        mm = self._theme.mm
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(28), mm(22), mm(28), mm(18))
        column.setSpacing(0)
        column.addWidget(self._state)
        top = QHBoxLayout()
        top.setSpacing(mm(32))
        top.addWidget(self.number)
        words, name = QVBoxLayout(), QVBoxLayout()
        words.setSpacing(mm(3))
        name.setSpacing(mm(3))
        name.addWidget(self._service)
        name.addWidget(self._taken)
        self._beside_name.addLayout(name, 1)
        self._beside_name.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(self._beside_name)
        tags = self._beside_tags
        tags.setContentsMargins(0, mm(9), 0, 0)
        tags.setSpacing(mm(10))
        tags.addWidget(self.priority)
        tags.addWidget(self.calls)
        tags.addStretch(1)
        words.addLayout(tags)
        top.addLayout(words, 1)
        column.addLayout(top)
        column.addSpacing(mm(22))
        column.addWidget(_Line(self._theme))
        column.addSpacing(mm(14))
        row = QHBoxLayout()
        row.setSpacing(mm(22))
        row.addWidget(self.waited, 9)
        row.addWidget(_Line(self._theme, standing=True))
        row.addWidget(self.walking, 9)
        row.addWidget(_Line(self._theme, standing=True))
        row.addWidget(self.served, 5)
        goal = QVBoxLayout()
        goal.addStretch(3)
        bar = QHBoxLayout()
        bar.setSpacing(mm(16))
        bar.addWidget(self._progress, 1)
        bar.addWidget(self._goal)
        goal.addLayout(bar)
        goal.addStretch(1)
        row.addLayout(goal, 12)
        column.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.number.set_share(1.0 if self.width() >= self._theme.mm(_WIDE) else _SMALLER)

    def show_view(self, view: DeskView, setup: Setup, now: datetime) -> None:
        """Show the citizen of this view, or that nobody is at the counter."""
        texts, ticket, service = self._texts, view.current, view.service
        self._ticket = ticket
        for part in (self.calls, self._progress, self._goal, self.number, self.cancel):
            part.setVisible(ticket is not None)
        self.priority.setVisible(ticket is not None and ticket.priority is not None)
        if ticket is None or service is None:
            self._state.set_text("")
            self._service.set_text(texts.say("desk.now.nobody"))
            hint = "paused_hint" if view.pause is not None else "nobody_hint" if view.next else "nobody_waits"
            self._taken.set_text(texts.say(f"desk.now.{hint}"))
            self.tick(now)
            return
        is_serving = ticket.state is TicketState.SERVING
        self._state.set_text(texts.say("desk.now.serving" if is_serving else "desk.now.called"))
        self.number.set_text(ticket.label)
        self._service.set_text(texts.name(service.name))
        field = next((texts.name(f.name) for f in setup.fields if f.code == service.field_code), "")
        taken = setup.branch.local(ticket.issued_at)
        self._taken.set_text(texts.say("desk.now.taken_at", field=field, time=f"{taken:%H:%M}"))
        self.calls.say(Tone.QUIET, texts.say("desk.now.calls", count=ticket.calls), icon="megaphone")
        if ticket.priority is not None:
            tone, word, icon = _CHECKS[ticket.priority.check]
            self.priority.say(tone, texts.say(f"desk.priority.{word}"), icon)
        self._target = service.target_minutes
        self._goal.set_text(texts.say("desk.now.target", minutes=self._target))
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Update the times."""
        if self._ticket is None:
            for part in (self.waited, self.walking, self.served):
                part.clock.set_text("–")
            return
        spans = times(self._ticket, now)
        self.waited.clock.set_text(span(spans.waited))
        self.walking.clock.set_text("–" if spans.walking is None else span(spans.walking))
        self.served.clock.set_text("–" if spans.served is None else span(spans.served))
        if any(part.clock.sizeHint().width() > part.clock.width() for part in (self.waited, self.walking, self.served)):
            settle(self)  # an hour has one more figure: lay out before the paint
        seconds = spans.served.total_seconds() if spans.served is not None else 0.0
        self._progress.set_share(seconds / (self._target * 60))
