"""Show the figures of each clerk over a period: in the order of names, in one ink, and no ranking."""

from collections.abc import Iterator

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.branch.history.clerks import ClerkFigures, ClerksView, clerks_in
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.domain.measures.report_words import NOT_KNOWN, length_words, number_words
from kiosk.domain.people.rating import Level
from ui.manager.analysis.history.asking import AskingArea
from ui.manager.analysis.history.story import exact_words
from ui.manager.parts.card import AreaCard
from ui.manager.parts.definition import DefinitionSheet, measure_of
from ui.manager.parts.period_picker import PeriodPicker
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Banner, Key, Text, Tone

_ROW, _KEY, _AN_HOUR = 44, 42, 60
#: The measures of the columns, for their definitions.
_MEASURES = ("served", "service_median_s", "ratings", "satisfied_share")
_SATISFIED = (Level.VERY_SATISFIED, Level.SATISFIED)
#: The columns with their shares of the width. All but the name stand at the right.
_COLUMNS = (("name", 5.0), ("served", 2.4), ("median", 2.8), ("serving", 2.8), ("pauses", 3.4), ("ratings", 3.6))


class ClerksArea(AskingArea):
    """Show one line a clerk. Nothing sorts the lines by a figure or colours one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        mm, say = kit.theme.mm, kit.texts.say
        self.view: ClerksView | None = None
        self.picker = PeriodPicker(kit.theme, kit.texts)
        self.note = Banner(kit.theme, Tone.INFO, say("history.people.title"), say("history.people.note"), icon="info")
        columns = [TableColumn(say(f"history.people.{name}"), wide, right=name != "name") for name, wide in _COLUMNS]
        self.table = Table(kit.theme, columns, row=_ROW)
        self.nothing = Text(kit.theme, Role.BODY, colour=kit.theme.c.ink_soft)
        self.means = Text(kit.theme, Role.SMALL, say("history.people.means"), colour=kit.theme.c.ink_soft)
        held = ScrollColumn(kit.theme, 0)
        held.column.addWidget(self.table)
        held.column.addWidget(self.nothing)
        held.column.addStretch(1)
        card = AreaCard(kit.theme, say("history.people.card"))
        self.define = Key(kit.theme, text=say("history.people.define"), icon="info")
        self.define.icon_colour = kit.theme.c.flag
        self.define.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.define.setFixedHeight(mm(_KEY))
        self.define.clicked.connect(self._define)
        card.head.addWidget(self.define)
        card.column.addWidget(held, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(mm(10), 0, mm(10), mm(4))
        foot.addWidget(self.means)
        card.column.addLayout(foot)
        row = QHBoxLayout()
        row.addWidget(self.picker)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(24), mm(12), mm(24), mm(16))
        column.setSpacing(mm(12))
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(card, 1)
        self.picker.picked.connect(self._choose)
        self.forget()

    def look(self) -> None:
        """Ask for the chosen period; at first for the present week."""
        if self.manager is None:
            return
        today = self.today
        period = self.picker.period or Period.around(ReportKind.WEEK, today)
        self.picker.show_period(period, today)
        self.ask_for(self.show_view, clerks_in, period.first, period.last)

    def show_view(self, view: ClerksView) -> None:
        """Show the lines."""
        self.view = view
        self.table.show_lines([TableLine(tuple(self._cells(one))) for one in view.clerks])
        self.table.setVisible(bool(view.clerks))
        self.nothing.set_text("" if view.clerks else self.kit.texts.say("history.people.nothing"))

    def show_refusal(self, message: Message) -> None:
        self.view = None
        self.table.hide()
        self.nothing.set_text(self.kit.texts.message(message))

    def forget(self) -> None:
        self.view = None
        self.table.show_lines(())
        self.table.hide()
        self.nothing.set_text("")

    def _define(self) -> None:
        DefinitionSheet(self.kit, [measure_of(key) for key in _MEASURES])

    def _choose(self, _period: Period) -> None:
        self.look()

    def _cells(self, one: ClerkFigures) -> Iterator[TableCell]:
        texts, figures = self.kit.texts, one.figures
        yield TableCell(one.name, bold=True)
        yield TableCell(_count(figures.served, texts))
        median = figures.service_median_s
        yield TableCell(NOT_KNOWN if median is None else length_words(median, texts))
        yield TableCell(long_words(one.serving_s, texts) if one.serving_s else NOT_KNOWN)
        pauses = texts.say(
            "history.people.paused", count=one.pauses.count, length=long_words(one.pauses.seconds, texts)
        )
        yield TableCell(pauses if one.pauses.count else NOT_KNOWN)
        satisfied = sum((figures.levels or {}).get(level.value, 0) for level in _SATISFIED)
        rated = texts.say("history.people.rated", count=figures.ratings, satisfied=satisfied)
        yield TableCell(rated if figures.ratings else NOT_KNOWN)


def long_words(seconds: int, texts: Texts) -> str:
    """Return a length of hours and minutes, or in shorter units below an hour."""
    minutes = round(seconds / 60)
    return exact_words(60 * minutes, texts) if minutes >= _AN_HOUR else length_words(seconds, texts)


def _count(number: int | None, texts: Texts) -> str:
    return NOT_KNOWN if number is None else number_words(number, texts)
