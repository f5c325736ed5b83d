"""Show what a change would have done: a sentence, four figures, waits by half hour and by service, what was tried."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.measures.report_words import number_words
from kiosk.domain.queue.day_change import MoreCounter
from kiosk.domain.queue.recorded_day import RecordedDay
from kiosk.domain.queue.what_if import ChangeResult, GroupWaits, WaitFigures
from kiosk.domain.queue.what_if_words import WhatIfWords, minutes, or_dash
from ui.manager.analysis.what_if.figures import BeforeAfterFigure
from ui.manager.parts.card import AreaCard
from ui.manager.parts.chart import Bar, Chart, ChartBand, ChartPlace, Legend, LegendKind, Line
from ui.manager.parts.definition import DefinitionKey, measure_of
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Banner, Key, Text, Tone

_STEPS_AN_HOUR, _SERVICES_SHOWN, _ROW = 2, 4, 38
#: The units of figures that are no minutes, and the measures that define figures.
_UNITS = {"over": "visits", "target": "percent"}
_MEASURES = {"median": "wait_median_s", "p90": "wait_p90_s", "target": "wait_in_target_share"}


@dataclass(frozen=True, slots=True)
class TriedChange:
    """Hold a change that was tried, with its day."""

    day: RecordedDay
    result: ChangeResult


class _TriedRow(QWidget):
    """Show one change that was tried. Signal: ``wanted`` carries it."""

    wanted = Signal(object)

    def __init__(self, kit: Kit, tried: TriedChange, day: RecordedDay | None, *, is_shown: bool) -> None:
        super().__init__()
        theme, words = kit.theme, WhatIfWords(kit.texts, tried.day)
        self.tried, self._theme, self._is_shown = tried, theme, is_shown
        say, middle = kit.texts.say, Qt.AlignmentFlag.AlignVCenter
        name = Text(theme, Role.BODY, words.short(tried.result.change), weight=700 if is_shown else None)
        name.setMinimumWidth(theme.mm(90))
        wait = say("what_if.page.minutes", count=or_dash(minutes(tried.result.after.median_s)))
        cost = words.short_cost(tried.result)
        if day is not tried.day:
            cost = f"{tried.day.day:%d/%m}, {cost}"
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(10), theme.mm(4), theme.mm(10), theme.mm(4))
        row.setSpacing(theme.mm(10))
        row.addWidget(name, 1, middle)
        row.addWidget(Text(theme, Role.BODY, wait, weight=700, wrap=False), 0, middle)
        row.addWidget(Text(theme, Role.SMALL, cost, colour=theme.c.ink_soft, wrap=False), 0, middle)
        if is_shown:
            row.addWidget(Text(theme, Role.SMALL, say("what_if.page.shown"), weight=700, wrap=False, icon="check"))
            self.setAutoFillBackground(True)
            palette = self.palette()
            palette.setColor(self.backgroundRole(), theme.c.gold_tint)
            self.setPalette(palette)
        else:
            key = Key(theme, text=say("what_if.page.show"))
            key.setAccessibleDescription(name.text)
            key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            key.setFixedHeight(theme.mm(42))
            key.clicked.connect(self._want)
            row.addWidget(key, 0, middle)

    def _want(self) -> None:
        self.wanted.emit(self.tried)


class ResultsPane(QWidget):
    """Show a day as it was recorded, and what a change does to it.

    Signals: ``wants_definition`` carries the key of a measure, ``wants_tried`` a `TriedChange`.
    """

    wants_definition = Signal(str)
    wants_tried = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit, self.theme, self.texts = kit, kit.theme, kit.texts
        theme, say, mm = kit.theme, kit.texts.say, kit.theme.mm
        self.banner = Banner(theme, Tone.CAUTION, icon="users", role=Role.HEADING)
        self.figures = {name: self._figure(name) for name in ("median", "p90", "target", "over")}
        self.chart = ChartPlace(theme, kit.texts, high=150)
        self.legend = Legend(theme)
        self.chart_card = AreaCard(theme, say("what_if.page.by_half_hour"), on_line=True)
        self.chart_card.word.set_text(say("what_if.page.by_half_hour_hint"))
        self.chart_card.head.setStretch(0, 0)
        self.chart_card.head.addStretch(1)
        self.chart_card.head.addWidget(self.legend)
        self.chart_card.column.addWidget(self.chart, 1)
        self.services = Table(theme, self._columns(), row=_ROW)
        self.services_card = AreaCard(theme, say("what_if.page.by_service"), on_line=True)
        self.services_card.column.addWidget(self.services)
        self.services_card.column.addStretch(1)
        self.tried_card = AreaCard(theme, say("what_if.page.tried"), on_line=True)
        self.tried_card.word.set_text(say("what_if.page.tried_hint"))
        self.rows: list[_TriedRow] = []
        self.tried_card.column.addStretch(1)
        held = ScrollColumn(theme, 12)
        held.column.addWidget(self.banner)
        held.column.addLayout(self._figure_row())
        held.column.addWidget(self.chart_card, 1)
        held.column.addLayout(self._cards())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(held)
        self.setMinimumWidth(mm(400))

    def _figure(self, name: str) -> BeforeAfterFigure:
        measure = _MEASURES.get(name, name)
        label = self.texts.say("what_if.page.figure.over")
        if name in _MEASURES:
            label = self.texts.message(measure_of(measure).name)
        key = DefinitionKey(self.kit, measure, label)
        key.wanted.connect(self.wants_definition)
        figure = BeforeAfterFigure(self.theme, label, first=name == "median")
        figure.put_key(key)
        return figure

    def _figure_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.mm(8))
        for figure in self.figures.values():
            row.addWidget(figure, 1)
        return row

    def _columns(self) -> list[TableColumn]:
        """Return the columns: a service, its wait on the day and with the change, and the difference."""
        return [
            TableColumn("", 3.0),
            TableColumn("", 1.6, right=True),
            TableColumn("", 2.2),
            TableColumn("", 2.0, right=True),
        ]

    def _cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.mm(14))
        for card, share in ((self.services_card, 5), (self.tried_card, 6)):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            row.addWidget(card, share)
        return row

    # -- what it shows ----------------------------------------------------------------------------------------------

    def show_day(self, before: WaitFigures, half_hours: Sequence[GroupWaits]) -> None:
        """Show a day as it was recorded."""
        say = self.texts.say
        self.banner.say(Tone.INFO, say("what_if.page.ask"), say("what_if.page.ask_hint"), icon="info")
        for name, value in self._values(before).items():
            self.figures[name].show_figures(str(or_dash(value)), "", self._unit(name), "")
        self.legend.show_parts((LegendKind.LINE, say("what_if.page.recorded")))
        self._show_chart(half_hours, after=False, band=None)
        self.services.show_lines([])
        self.services_card.hide()

    def show_result(self, tried: TriedChange) -> None:
        """Show what a change does."""
        result, words, say = tried.result, WhatIfWords(self.texts, tried.day), self.texts.say
        self.banner.say(Tone.CAUTION, words.result(result), words.price(result), icon="users")
        after = self._values(result.after)
        for name, value in self._values(result.before).items():
            shown = str(or_dash(value)), str(or_dash(after[name]))
            meaning = words.difference(value, after[name], _UNITS.get(name, "minutes"))
            self.figures[name].show_figures(*shown, self._unit(name), meaning[:1].upper() + meaning[1:])
        self.legend.show_parts(
            (LegendKind.LINE, say("what_if.page.recorded")), (LegendKind.BAR, words.short(result.change))
        )
        self._show_chart(result.half_hours, after=True, band=self._band(tried, words))
        self._show_services(tried, words)

    def show_tried(self, tries: Sequence[TriedChange], shown: TriedChange | None, day: RecordedDay | None) -> None:
        """List what was tried, the newest first; `day` is the one that is shown."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [_TriedRow(self.kit, one, day, is_shown=one is shown) for one in tries]
        self.tried_card.setVisible(bool(tries))
        for place, row in enumerate(self.rows, start=1):
            row.wanted.connect(self.wants_tried)
            self.tried_card.column.insertWidget(place, row)

    def _values(self, found: WaitFigures) -> dict[str, int | None]:
        share = found.in_target_share
        return {
            "median": minutes(found.median_s),
            "p90": minutes(found.p90_s),
            "target": None if share is None else round(100 * share),
            "over": found.over,
        }

    def _unit(self, name: str) -> str:
        return self.texts.say(f"what_if.unit.{_UNITS.get(name, 'minutes')}")

    def _band(self, tried: TriedChange, words: WhatIfWords) -> ChartBand | None:
        """Return the changed hours on the chart."""
        change = tried.result.change
        if not isinstance(change, MoreCounter):
            return None
        first = min(one.key for one in tried.result.half_hours)
        begin, end = (2 * (at.hour + at.minute / 60) - first for at in (change.begin, change.end))
        return ChartBand(begin, end, words.short(change))

    def _show_chart(self, groups: Sequence[GroupWaits], *, after: bool, band: ChartBand | None) -> None:
        known = {one.key: one for one in groups}
        steps = range(min(known, default=0), max(known, default=-1) + 1)
        before = tuple(_minutes(known[one].before_s) if one in known else None for one in steps)
        waits = [_minutes(known[one].after_s) if after and one in known else None for one in steps]
        bars = tuple(Bar(wait, "" if wait is None else number_words(round(wait), self.texts)) for wait in waits)
        ticks = tuple((place + 0.5, _clock(one)) for place, one in enumerate(steps))
        self.chart.show_chart(Chart(bars, (Line(before),), ticks=ticks, band=band, spoken=self._spoken(groups)))

    def _spoken(self, groups: Sequence[GroupWaits]) -> str:
        say = self.texts.say
        return ". ".join(
            say(
                "what_if.page.spoken",
                at=_clock(one.key),
                before=or_dash(minutes(one.before_s)),
                after=or_dash(minutes(one.after_s)),
            )
            for one in groups
        )

    def _show_services(self, tried: TriedChange, words: WhatIfWords) -> None:
        found = sorted(tried.result.services, key=_gain, reverse=True)
        lines = []
        for one in found:
            before, after = minutes(one.before_s), minutes(one.after_s)
            cells = (
                TableCell(self.texts.name(tried.day.names[one.key])),
                TableCell(self.texts.say("what_if.page.minutes", count=or_dash(before))),
                TableCell(self.texts.say("what_if.page.minutes", count=or_dash(after)), bold=True, icon="arrow-right"),
                TableCell(words.difference(before, after, "minutes"), tone=self.theme.c.ink_soft),
            )
            lines.append(TableLine(cells))
        self.services.show_lines(lines[:_SERVICES_SHOWN])
        self.services_card.show()


def _gain(one: GroupWaits) -> tuple[float, int]:
    """Return what a service wins, and its visits."""
    known = one.before_s is not None and one.after_s is not None
    return ((one.before_s or 0) - (one.after_s or 0) if known else 0.0, one.visits)


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / 60


def _clock(half_hour: int) -> str:
    return f"{half_hour // _STEPS_AN_HOUR:02d}:{30 * (half_hour % _STEPS_AN_HOUR):02d}"
