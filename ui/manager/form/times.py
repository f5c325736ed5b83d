"""Take the hours of a day: spans of time, or none for a day off."""

import itertools
import re
from datetime import time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.domain.setup.document import Span
from ui.manager.form.control import FIELD_HIGH, KEY_HIGH, Control
from ui.manager.form.flow import FlowLayout
from ui.manager.form.text_field import TextEntry
from ui.theme import Role, Theme
from ui.widgets import Key, Text

_TIME = r"(\d{1,2})\s*(?:[:.hg]\s*(\d{2})?)?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|–|đến|to)\s*{_TIME}\s*", re.IGNORECASE)
#: Spans that a new one begins with: the morning, then the afternoon.
_USUAL = (Span(time(7), time(11, 30)), Span(time(13, 30), time(17)), Span(time(18), time(20)))


def read_span(text: str) -> Span | None:
    """Return the span of a text such as ``7:00-11:30`` or ``7h đến 11h30``, or None."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    opens, opens_minute, closes, closes_minute = (int(one or 0) for one in found.groups())
    try:
        return Span(time(opens, opens_minute), time(closes, closes_minute))
    except ValueError:
        return None


def span_words(span: Span) -> str:
    """Return a span as people read it: ``07:00–11:30``."""
    return span.to_text().replace("-", "–")


class SpanEntry(TextEntry):
    """Take one span. Signal: ``spanned`` carries its place and the new span; None takes it away."""

    spanned = Signal(int, object)

    def __init__(self, theme: Theme, place: int) -> None:
        super().__init__(theme)
        self.place = place
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(theme.mm(136))
        self.setFont(theme.font(Role.BODY, 600))
        self.typed.connect(self._read)

    def _read(self, text: str) -> None:
        span = read_span(text)
        if span is not None or not text.strip():
            self.spanned.emit(self.place, span)


class SpansField(Control):
    """Hold the spans of a day as a tuple; none is a day off.

    An emptied span goes away, the plus key adds one. `closed` are the words for a day off.
    """

    def __init__(self, theme: Theme, closed: str, add: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._closed, self._is_marked = closed, False
        self._spans: tuple[Span, ...] = ()
        self.entries: list[SpanEntry] = []
        self.add = Key(theme, icon="plus")
        self.add.icon_colour = theme.c.flag
        self.add.setAccessibleName(add)
        self.add.setFixedSize(theme.mm(44), theme.mm(KEY_HIGH))
        self.add.clicked.connect(self._add)
        self._none = Text(theme, Role.BODY, closed, colour=theme.c.ink_soft, wrap=False)
        self._none.setFixedHeight(theme.mm(FIELD_HIGH))
        self._flow = FlowLayout(self, theme.mm(8))
        self._flow.addWidget(self.add)
        self._flow.addWidget(self._none)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.add)

    def show_value(self, value: Any) -> None:
        """Show these spans."""
        spans: tuple[Span, ...] = tuple(value)
        while len(self.entries) > len(spans):
            entry = self.entries.pop()
            self._flow.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        while len(self.entries) < len(spans):
            entry = SpanEntry(self.theme, len(self.entries))
            entry.spanned.connect(self._spanned)
            self._flow.insert(len(self.entries), entry)
            entry.show()
            self.entries.append(entry)
        self._spans = spans
        self._none.setVisible(not spans)
        for entry, span in zip(self.entries, spans, strict=True):
            entry.show_text(span_words(span))
            entry.set_marked(marked=self._is_marked)
            entry.setAccessibleName(f"{self.accessibleName()} {span_words(span)}")
        parts: list[QWidget] = [*self.entries, self.add]
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)
        self.setFocusProxy(parts[0])
        self.updateGeometry()

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the hours differ from those in force."""
        self._is_marked = marked
        for entry in self.entries:
            entry.set_marked(marked=marked)

    def words(self, value: Any) -> str:
        """Return the hours in one line."""
        return ", ".join(span_words(one) for one in value) or self._closed

    def _spanned(self, place: int, span: object) -> None:
        spans = list(self._spans)
        if isinstance(span, Span):
            spans[place] = span
        else:
            del spans[place]
        self._set(tuple(spans))

    def _add(self) -> None:
        after = self._spans[-1].closes if self._spans else time(0)
        self._set((*self._spans, next((one for one in _USUAL if one.opens >= after), _USUAL[-1])))
        self.entries[-1].setFocus(Qt.FocusReason.TabFocusReason)
        self.entries[-1].selectAll()

    def _set(self, spans: tuple[Span, ...]) -> None:
        self.show_value(spans)
        self.changed.emit(spans)
