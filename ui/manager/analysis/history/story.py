"""Draw the story of a visit: how it went in a few figures, then step by step along a line of time."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.history.visit_story import EarlierCall, VisitStep, VisitStory
from kiosk.domain.journal import Event
from kiosk.domain.language.text import Texts
from kiosk.domain.measures.intervals import Phase
from ui.theme import Role, Theme
from ui.widgets import Panel, Text

#: The columns of a step and its line of time, in pixels of the design.
_TIME, _RAIL, _WHERE, _DOT, _FIRST = 156, 40, 260, 7, 21
_PHASES = (Phase.WAITING, Phase.WALKING, Phase.SERVING, Phase.PARKED, Phase.BETWEEN, Phase.ABSENT)
#: Steps that begin or end a stay at a counter have a full dot.
_MAIN = {
    Event.TICKET_ISSUED,
    Event.TICKET_HANDED_OVER,
    Event.TICKET_CALLED,
    Event.TICKET_STARTED,
    Event.TICKET_FINISHED,
}


def exact_words(seconds: int, texts: Texts) -> str:
    """Return a length to the second."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [("hours", hours), ("minutes", minutes), ("seconds", left)]
    told = [texts.say(f"history.{unit}", count=count) for unit, count in parts if count]
    return " ".join(told) or texts.say("history.seconds", count=0)


class StoryPanel(Panel):
    """Show one visit."""

    def __init__(self, theme: Theme, texts: Texts, story: VisitStory) -> None:
        super().__init__(theme, outlined=True)
        mm = theme.mm
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(24), mm(16), mm(24), mm(16))
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(mm(24))
        self.number = Text(theme, Role.TITLE, story.number, weight=800, size=float(mm(44)), wrap=False)
        words = QVBoxLayout()
        words.setSpacing(mm(2))
        words.addWidget(Text(theme, Role.HEADING, texts.name(story.service)))
        self.lengths = Text(theme, Role.BODY, _lengths(story, texts), colour=theme.c.ink_soft)
        words.addWidget(self.lengths)
        self.earlier = Text(theme, Role.BODY, _earlier(story, texts), icon="arrow-left-right", icon_colour=theme.c.flag)
        words.addWidget(self.earlier)
        head.addWidget(self.number)
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addSpacing(mm(10))
        self.rows = [StepRow(theme, texts, step, place, len(story.steps)) for place, step in enumerate(story.steps)]
        for row in self.rows:
            column.addWidget(row)
        if story.earlier:
            column.addSpacing(mm(10))
            column.addWidget(Text(theme, Role.LABEL, texts.say("history.visit.earlier_title")))
            for call in story.earlier:
                column.addWidget(Text(theme, Role.BODY, _call(call, texts)))


class StepRow(QWidget):
    """Show one step: the moment and the time since the step before, what happened and why, where and who."""

    def __init__(self, theme: Theme, texts: Texts, step: VisitStep, place: int, count: int) -> None:
        super().__init__()
        self._theme, self._is_first, self._is_last = theme, place == 0, place == count - 1
        self._is_main = step.kind in _MAIN
        mm, soft = theme.mm, theme.c.ink_soft
        row = QHBoxLayout(self)
        row.setContentsMargins(0, mm(7), 0, mm(7))
        row.setSpacing(0)
        times = QVBoxLayout()
        times.setSpacing(0)
        times.addWidget(Text(theme, Role.BODY, f"{step.at:%H:%M:%S}", weight=600, wrap=False))
        after = "" if step.seconds is None else texts.say("history.after", length=exact_words(step.seconds, texts))
        self.after = Text(theme, Role.SMALL, after, colour=soft, wrap=False)
        if after:
            times.addWidget(self.after)
        times.addStretch(1)
        held = QWidget()
        held.setLayout(times)
        times.setContentsMargins(0, 0, 0, 0)
        held.setFixedWidth(mm(_TIME))
        words = QVBoxLayout()
        words.setSpacing(mm(1))
        self.what = Text(theme, Role.BODY, texts.message(step.what), weight=700 if self._is_main else 600)
        words.addWidget(self.what)
        details = " · ".join(map(texts.message, step.details))
        if details:
            words.addWidget(Text(theme, Role.SMALL, details, colour=soft))
        why = "" if step.why is None else texts.say("history.visit.why", why=texts.message(step.why))
        self.why = Text(theme, Role.SMALL, why, icon="list-ordered", icon_colour=theme.c.flag)
        if why:
            words.addWidget(self.why)
        words.addStretch(1)
        self.where = Text(theme, Role.SMALL, _where(step, texts), colour=soft)
        self.where.setFixedWidth(mm(_WHERE))
        row.addWidget(held)
        row.addSpacing(mm(_RAIL))
        row.addLayout(words, 1)
        row.addSpacing(mm(16))
        row.addWidget(self.where, 0, Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, mm = self._theme, self._theme.mm
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y, dot = mm(_TIME) + mm(_RAIL) / 2, float(mm(_FIRST)), float(mm(_DOT))
        top, bottom = y if self._is_first else 0.0, y if self._is_last else float(self.height())
        painter.fillRect(QRectF(x - 1, top, 2, bottom - top), theme.c.rule)
        painter.setPen(QPen(theme.c.main, mm(2)))
        painter.setBrush(theme.c.main if self._is_main else theme.c.ground)
        painter.drawEllipse(QPointF(x, y), dot, dot)
        painter.end()


def _where(step: VisitStep, texts: Texts) -> str:
    place = texts.say("common.counter", number=step.counter) if step.counter is not None else step.station
    return " · ".join(one for one in (place, step.clerk) if one)


def _earlier(story: VisitStory, texts: Texts) -> str:
    """Return how many later numbers were called earlier."""
    key = "earlier" if story.earlier else "none_earlier"
    return texts.say(f"history.visit.{key}", count=len(story.earlier))


def _call(call: EarlierCall, texts: Texts) -> str:
    counter = texts.say("common.counter", number=call.counter)
    why = "" if call.why is None else texts.message(call.why)
    return " · ".join(one for one in (f"{call.at:%H:%M:%S}", call.number, counter, why) if one)


def _lengths(story: VisitStory, texts: Texts) -> str:
    """Return how the visit ended, and how long each phase was."""
    parts: Sequence[str] = [
        texts.say(f"history.phase.{phase.value}", length=exact_words(story.seconds[phase], texts))
        for phase in _PHASES
        if story.seconds.get(phase)
    ]
    return " · ".join((texts.say(f"history.end.{story.end.value}"), *parts))
