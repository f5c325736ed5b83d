"""Show how a day was closed: its statement, what was corrected later, and whether the journal confirms it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.branch.statements import DayStatement
from kiosk.domain.language.text import Texts
from kiosk.domain.measures.report_words import number_words
from kiosk.domain.measures.statement import Difference
from ui.manager.parts.card import AreaCard
from ui.theme import Role, Theme
from ui.widgets import Text

#: The counts that have a name among the measures, in their order.
_COUNTS = ("arrivals", "served", "no_shows", "abandoned", "cancelled", "unfinished", "transfers", "parks", "ratings")
#: Corrections that are shown; more are counted.
_SHOWN = 3
_GROUP = 4


class ClosingCard(AreaCard):
    """Show the closing statement of a day. `verdict` says whether the journal confirms it."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, texts.say("reports.closing.title"))
        self.texts = texts
        self.state = Text(theme, Role.LABEL, icon="lock")
        self.verdict = Text(theme, Role.BODY, icon="shield-check")
        self.rows = QWidget()
        self._lines = [Text(theme, Role.BODY) for _ in range(3 + _SHOWN)]
        column = QVBoxLayout(self.rows)
        mm = theme.mm
        column.setContentsMargins(mm(10), 0, mm(10), 0)
        column.setSpacing(mm(8))
        for one in (self.state, self.verdict, *self._lines):
            column.addWidget(one)
        self.column.addWidget(self.rows)

    @property
    def lines(self) -> list[str]:
        """Return the lines that are shown."""
        return [one.text for one in self._lines if not one.isHidden()]

    def show_day(self, day: date, today: date, statements: Sequence[DayStatement]) -> None:
        """Show the statement of a day and its corrections."""
        say = self.texts.say
        if not statements:
            self._state("clock", say("reports.closing.open" if day >= today else "reports.closing.none"))
            self._show([])
            self.verdict.hide()
            return
        newest = statements[-1]
        self._state("lock", say("reports.closing.at", at=f"{statements[0].at:%H:%M, %d/%m/%Y}"))
        self._verdict("hourglass", say("reports.closing.checking"))
        lines = [self._counts(newest), self._records(newest), self._head(newest)]
        later = statements[1:]
        lines += [self._correction(number, one) for number, one in enumerate(later, start=1)][-_SHOWN:]
        self._show(lines)

    def show_verdict(self, differences: Sequence[Difference]) -> None:
        """Show whether the journal gives the same."""
        if differences:
            self._verdict("triangle-alert", self.texts.say("reports.closing.wrong", count=len(differences)))
        else:
            self._verdict("shield-check", self.texts.say("reports.closing.right"))

    def _counts(self, one: DayStatement) -> str:
        """Return the counts that are not 0, each with its name."""
        say = self.texts.say
        named = [
            f"{say(f'measure.{key}.name')}\u00a0{number_words(one.counts[key], self.texts)}"
            for key in _COUNTS
            if one.counts.get(key) or key in _COUNTS[:2]
        ]
        return "; ".join(named) + "."

    def _records(self, one: DayStatement) -> str:
        places = {key: number_words(getattr(one, key), self.texts) for key in ("first", "last", "records", "seq")}
        return self.texts.say("reports.closing.records", **places)

    def _head(self, one: DayStatement) -> str:
        code = one.head.upper()
        grouped = " ".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP))
        return self.texts.say("report.closing.head", head=grouped)

    def _correction(self, number: int, one: DayStatement) -> str:
        """Return when a day was corrected, what changed, and by which numbers."""
        say = self.texts.say
        changed = ", ".join(
            f"{say(f'measure.{key}.name')}\u00a0{was}\u00a0→\u00a0{now}"
            for key in _COUNTS
            for was, now in [one.changed.get(key, (0, 0))]
            if was != now
        )
        words = {"number": number, "at": f"{one.at:%H:%M, %d/%m/%Y}", "visits": ", ".join(one.visits) or "–"}
        return say("reports.closing.corrected", **words, changed=changed or say("reports.closing.no_count"))

    def _state(self, icon: str, words: str) -> None:
        self.state.set_icon(icon)
        self.state.set_text(words)

    def _verdict(self, icon: str, words: str) -> None:
        self.verdict.set_icon(icon)
        self.verdict.set_text(words)
        self.verdict.show()

    def _show(self, lines: Sequence[str]) -> None:
        for place, one in enumerate(self._lines):
            one.set_text(lines[place] if place < len(lines) else "")
            one.setVisible(place < len(lines))
