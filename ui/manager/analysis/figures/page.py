"""Lay out the page of figures: six headline figures, then cards with a heat map, charts and tables."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.analysis import AnalysisView
from kiosk.domain.measures.figures import EVERYTHING, Figures, Selection
from kiosk.domain.measures.report import FieldFigures, ReportKind, ServiceFigures
from kiosk.domain.measures.report_words import NOT_KNOWN, field_name, length_words, number_words, share_words
from ui.manager.analysis.figures import charts
from ui.manager.analysis.figures.filters import Filters, shown_hours, shown_weekdays
from ui.manager.analysis.figures.heat_map import HeatLegend, HeatMap
from ui.manager.analysis.figures.words import BOUND, bound_words, compared_name, parts_of, reason_words
from ui.manager.parts.card import AreaCard
from ui.manager.parts.chart import ChartPlace, Legend, LegendKind
from ui.manager.parts.definition import DefinitionKey, measure_of
from ui.manager.parts.headline import HeadlineFigure
from ui.manager.parts.period_picker import PeriodPicker, weekday_words
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Text

HEADLINES = ("arrivals", "wait_median_s", "wait_p90_s", "service_median_s", "wait_in_target_share", "no_shows")
OTHERS = (
    "served",
    "abandoned",
    "transfers",
    "parks",
    "priority_share",
    "appointments_kept",
    "appointments_late",
    "appointments_missed",
    "walk_median_s",
    "between_median_s",
    "park_median_s",
    "ratings",
    "satisfied_share",
)
#: Of these, more is better (True) or less is (False).
_BETTER = {"wait_median_s": False, "wait_p90_s": False, "wait_in_target_share": True}
#: A share of waits within the target below this one, the lowest of all, is lit.
_MOST_IN_TARGET = 0.9
_ROW = 35
#: The space at both sides of the page, of which a scrolled column takes a part for focus rings and for its bar.
_SIDE, _RING, _BAR = 24, 7, 18


class _MeasureCard(AreaCard):
    """Show a card whose heading has the key of a definition."""

    def __init__(self, kit: Kit, title: str, measure: str) -> None:
        super().__init__(kit.theme, title, on_line=True)
        self.key = DefinitionKey(kit, measure)
        self.head.insertWidget(1, self.key, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.setStretch(0, 0)
        self.head.insertStretch(2, 1)


class _OtherFigure(QWidget):
    """Show one more figure in a row: its name, its definition, the figure, and the one of the comparison."""

    def __init__(self, kit: Kit, measure: str) -> None:
        super().__init__()
        theme = kit.theme
        self.key = DefinitionKey(kit, measure)
        self.key.setFixedHeight(theme.mm(_ROW))
        self.name = Text(theme, Role.BODY, kit.texts.message(measure_of(measure).name), wrap=False)
        right = Qt.AlignmentFlag.AlignRight
        self.figure = Text(theme, Role.BODY, NOT_KNOWN, weight=700, wrap=False, align=right)
        self.before = Text(theme, Role.SMALL, colour=theme.c.ink_soft, wrap=False, align=right)
        self.figure.setFixedWidth(theme.mm(80))
        self.before.setFixedWidth(theme.mm(84))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(10), 0, theme.mm(10), 0)
        row.setSpacing(theme.mm(4))
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.name, 0, middle)
        row.addWidget(self.key, 0, middle)
        row.addStretch(1)
        row.addWidget(self.figure, 0, middle)
        row.addWidget(self.before, 0, middle)
        self.setFixedHeight(theme.mm(_ROW))

    def show_figures(self, figure: str, before: str) -> None:
        """Show other figures."""
        self.figure.set_text(figure)
        self.before.set_text(before)


class FiguresPage(QWidget):
    """Show an `AnalysisView`.

    Signals: ``wants_definition`` carries the key of a measure; ``wants_definitions``: all of them are asked for.
    ``wants_visits``: the visits of the period are. ``wants_cell`` carries weekday and hour of a cell whose visits are.
    """

    wants_definition = Signal(str)
    wants_visits = Signal()
    wants_definitions = Signal()
    wants_cell = Signal(int, int)

    def __init__(self, kit: Kit, filters: Filters) -> None:
        super().__init__()
        self.kit, self.theme, self.texts, self.filters = kit, kit.theme, kit.texts, filters
        self.view: AnalysisView | None = None
        mm = kit.theme.mm
        self.picker = PeriodPicker(kit.theme, kit.texts)
        self.headlines = {key: self._headline(key) for key in HEADLINES}
        self.trouble = Text(kit.theme, Role.LABEL, icon="info", weight=400)
        self.trouble.hide()
        self.cards = ScrollColumn(kit.theme)
        self._make_cards()
        self.heat.picked.connect(self.wants_cell)
        self.stand = Text(kit.theme, Role.SMALL, wrap=False, icon="circle-check", icon_colour=kit.theme.c.good)
        self.help = self._small_key("analysis.help", "")
        self.help.cap = "F1"
        self.help.listen_to("F1")
        self.help.clicked.connect(self.wants_definitions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, mm(10), 0, 0)
        column.setSpacing(mm(8))
        column.addLayout(self._choices())
        column.addLayout(self._figures())
        around = QVBoxLayout()
        around.setContentsMargins(mm(_SIDE - _RING), 0, mm(_SIDE - _BAR), 0)
        around.addWidget(self.trouble)
        around.addWidget(self.cards, 1)
        column.addLayout(around, 1)
        column.addLayout(self._foot())

    # -- what the page is made of -----------------------------------------------------------------------------------

    def _headline(self, key: str) -> HeadlineFigure:
        name = self.texts.message(measure_of(key).name)
        headline = HeadlineFigure(self.theme, name, first=key == HEADLINES[0])
        headline.put_key(self._definition(DefinitionKey(self.kit, key)))
        return headline

    def _definition(self, key: DefinitionKey) -> DefinitionKey:
        key.wanted.connect(self.wants_definition)
        return key

    def _card(self, title: str, measure: str) -> _MeasureCard:
        card = _MeasureCard(self.kit, self.texts.say(title), measure)
        self._definition(card.key)
        return card

    def _small_key(self, words: str, icon: str) -> Key:
        key = Key(self.theme, text=self.texts.say(words), icon=icon)
        key.icon_colour = self.theme.c.flag
        key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        key.setFixedHeight(self.theme.mm(42))
        return key

    def _make_cards(self) -> None:
        theme, texts = self.theme, self.texts
        self.heat = HeatMap(theme, texts)
        self.heat_card = self._card("analysis.heat", "wait_median_s")
        self.heat_words = Text(theme, Role.SMALL)
        self._fill(self.heat_card, self.heat)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.mm(10), 0, theme.mm(10), 0)
        foot.addWidget(self.heat_words, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(HeatLegend(theme, texts), 0, Qt.AlignmentFlag.AlignVCenter)
        self.heat_card.column.addLayout(foot)
        self.arrivals = ChartPlace(theme, texts)
        self.arrivals_legend = Legend(theme)
        self.arrivals_card = self._card("analysis.arrivals", "arrivals")
        self._fill(self.arrivals_card, self.arrivals_legend, self.arrivals)
        self.waits = ChartPlace(theme, texts)
        self.waits_card = self._card("analysis.waits", "wait_median_s")
        self.waits_card.word.set_text(texts.say("analysis.waits_hint"))
        self.waits_words = Text(theme, Role.SMALL)
        self._fill(self.waits_card, self.waits, self.waits_words)
        self.services = Table(theme, self._service_columns(), row=_ROW)
        self.services_card = self._card("analysis.services", "wait_in_target_share")
        self.each = self._small_key("analysis.each_service", "")
        self.each.clicked.connect(self._toggle_services)
        self.is_each = False
        self.visits = self._small_key("analysis.visits", "list-checks")
        self.visits.clicked.connect(self.wants_visits)
        for key in (self.each, self.visits):
            self.services_card.head.addWidget(key)
        self.services_card.column.addWidget(self.services)
        self.services_card.column.addStretch(1)
        self.times = ChartPlace(theme, texts)
        self.times_legend = Legend(theme)
        self.times_card = self._card("analysis.times.week", "wait_median_s")
        self._fill(self.times_card, self.times_legend, self.times)
        self.ratings = ChartPlace(theme, texts)
        self.ratings_legend = Legend(theme)
        self.ratings_card = self._card("analysis.ratings", "satisfied_share")
        self._fill(self.ratings_card, self.ratings_legend, self.ratings)
        self.reasons = Table(theme, [TableColumn("", 6), TableColumn("", 4), TableColumn("", 2, right=True)], row=_ROW)
        self.reasons_card = self._card("analysis.reasons", "reasons")
        self.no_reason = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self._fill(self.reasons_card, self.no_reason, self.reasons)
        self.reasons_card.column.addStretch(1)
        self.others_card = AreaCard(theme, texts.say("analysis.others"))
        self.others = {key: _OtherFigure(self.kit, key) for key in OTHERS}
        for other in self.others.values():
            self._definition(other.key)
            self.others_card.column.addWidget(other)
        self.others_card.column.addStretch(1)
        self.cards.column.addLayout(self._grid())

    @property
    def places(self) -> tuple[ChartPlace, ...]:
        """Return the places of the charts."""
        return self.arrivals, self.waits, self.times, self.ratings

    def _fill(self, card: AreaCard, *widgets: QWidget) -> None:
        side = self.theme.mm(10)
        for widget in widgets:
            row = QHBoxLayout()
            row.setContentsMargins(side, 0, side, 0)
            row.addWidget(widget)
            card.column.addLayout(row, 0 if isinstance(widget, Text | Legend) else 1)

    def _service_columns(self) -> list[TableColumn]:
        say, message = self.texts.say, self.texts.message
        return [
            TableColumn(say("analysis.column.field"), 4.4),
            TableColumn(say("analysis.column.visits"), 1.3, right=True),
            TableColumn(message(measure_of("wait_median_s").name), 2.7, right=True),
            TableColumn(message(measure_of("wait_p90_s").name), 3.0, right=True),
            TableColumn(say("analysis.column.service"), 2.1, right=True),
            TableColumn(message(measure_of("wait_in_target_share").name), 3.3),
            TableColumn("", 3.4, right=True),
        ]

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.mm(14))
        first: tuple[tuple[QWidget, int, int], ...] = (
            (self.heat_card, 0, 6),
            (self.arrivals_card, 0, 6),
            (self.waits_card, 6, 6),
        )
        rows = (
            first,
            ((self.services_card, 0, 7), (self.times_card, 7, 5)),
            ((self.ratings_card, 0, 5), (self.reasons_card, 5, 3), (self.others_card, 8, 4)),
        )
        for place, cards in enumerate(rows):
            for card, left, wide in cards:
                card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
                grid.addWidget(card, place, left, 1, wide)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        return grid

    def _choices(self) -> QHBoxLayout:
        mm = self.theme.mm
        row = QHBoxLayout()
        row.setContentsMargins(mm(_SIDE), 0, mm(_SIDE), 0)
        row.setSpacing(mm(8))
        row.addWidget(self.picker)
        row.addStretch(1)
        for key in self.filters.keys:
            row.addWidget(key)
        return row

    def _figures(self) -> QHBoxLayout:
        mm = self.theme.mm
        row = QHBoxLayout()
        row.setContentsMargins(mm(_SIDE), mm(4), mm(_SIDE), 0)
        row.setSpacing(mm(8))
        for headline in self.headlines.values():
            row.addWidget(headline, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        mm = self.theme.mm
        row = QHBoxLayout()
        row.setContentsMargins(mm(_SIDE), 0, mm(_SIDE), mm(8))
        row.addWidget(self.stand, 1)
        row.addWidget(self.help)
        return row

    # -- what it shows ----------------------------------------------------------------------------------------------

    def show_view(self, view: AnalysisView) -> None:
        """Show an analysis."""
        self.view = view
        analysis = view.analysis
        self.trouble.hide()
        self.picker.show_period(analysis.period, analysis.today)
        self._show_headlines(view)
        self._show_heat(view)
        self._show_charts(view)
        self._show_services(view)
        self._show_reasons(view)
        self._show_others(view)
        self.stand.set_icon("circle-check")
        self.stand.set_text(self.texts.say("analysis.stand", at=f"{view.made_at:%H:%M:%S}"))

    def show_counting(self, done: int, days: int) -> None:
        """Say that another answer is being counted; the former one stays until then."""
        words = self.texts.say("report.counting", done=done, days=days) if days else self.texts.say("analysis.counting")
        self.stand.set_icon("hourglass")
        self.stand.set_text(words)

    def show_trouble(self, words: str) -> None:
        """Show a sentence in place of figures that cannot be known."""
        self.trouble.set_text(words)
        self.trouble.show()
        self.forget()

    def forget(self) -> None:
        """Show no figures."""
        self.view = None
        self.cards.hide()
        self.stand.set_text("")
        for headline in self.headlines.values():
            headline.show_figure(NOT_KNOWN, "")

    def _show_headlines(self, view: AnalysisView) -> None:
        analysis = view.analysis
        self.cards.show()
        for key, headline in self.headlines.items():
            measure = measure_of(key)
            figure, unit = parts_of(analysis.total, measure, self.texts)
            better = self._is_better(key, analysis.total, analysis.before)
            better = better and (figure, unit) != parts_of(analysis.before, measure, self.texts)
            meaning = self._meaning(view, key)
            icon, tone = ("check", self.theme.c.good) if better else ("", None)
            headline.show_figure(figure, "" if figure == NOT_KNOWN else unit, meaning, icon=icon, tone=tone)

    def _meaning(self, view: AnalysisView, key: str) -> str:
        """Return the figure of the comparison in words."""
        name = compared_name(view, self.texts)
        if not name:
            return ""
        before = bound_words(view.analysis.before, measure_of(key), self.texts)
        sentence = (
            "analysis.compared_so_far" if view.analysis.is_running and key == HEADLINES[0] else "analysis.compared"
        )
        return self.texts.say(sentence, name=name[:1].upper() + name[1:], figure=before)

    @staticmethod
    def _is_better(key: str, now: Figures, before: Figures) -> bool:
        this, other, more = getattr(now, key), getattr(before, key), _BETTER.get(key)
        if this is None or other is None or more is None:
            return False
        return bool(this > other if more else this < other)

    def _show_heat(self, view: AnalysisView) -> None:
        analysis, chosen = view.analysis, self._selection
        is_day = analysis.period.kind is ReportKind.DAY
        self.heat_card.setVisible(not is_day)
        self.arrivals_card.setVisible(is_day)
        hours, longest = shown_hours(view, chosen), analysis.longest
        self.heat.show_cells(analysis.heat, shown_weekdays(view, chosen), hours, longest)
        if longest is None or (seconds := analysis.heat[longest].wait_median_s) is None:
            self.heat_words.set_text(self.texts.say("analysis.heat_none"))
            return
        weekday, hour = longest
        wait = length_words(seconds, self.texts)
        bold = self.texts.say("analysis.heat_where", weekday=weekday_words(weekday, self.texts), hour=hour, wait=wait)
        self.heat_words.set_text(self.texts.say("analysis.heat_longest", where=bold), bold=bold)

    def _show_charts(self, view: AnalysisView) -> None:
        analysis, texts, say = view.analysis, self.texts, self.texts.say
        kind = analysis.period.kind.value
        compared, is_day = compared_name(view, texts), analysis.period.kind is ReportKind.DAY
        self.waits.show_chart(charts.waits(view, texts))
        self.waits_words.set_text(self._waits_sentence(analysis.total))
        self.arrivals.show_chart(charts.by_time(view, charts.arrivals, texts, say("analysis.unit.visits")))
        self.times_card.title.set_text(say(f"analysis.times.{kind}"))
        self.times.show_chart(charts.by_time(view, charts.minutes, texts, say("analysis.unit.minutes")))
        self.ratings.show_chart(charts.by_time(view, charts.satisfied, texts, "%", top=100.0))
        parts = [(LegendKind.BAR, say(f"analysis.this.{kind}"))]
        if analysis.is_running:
            parts.append((LegendKind.RUNNING, say("analysis.running")))
        if compared:
            parts.append((LegendKind.LINE, compared[:1].upper() + compared[1:]))
        behind = [(LegendKind.BEHIND, say("analysis.other_weeks"))] if is_day and len(analysis.others) > 1 else []
        for legend in (self.times_legend, self.arrivals_legend, self.ratings_legend):
            legend.show_parts(*parts, *behind)

    def _waits_sentence(self, total: Figures) -> str:
        if total.wait_median_s is None or total.wait_p90_s is None:
            return self.texts.say("analysis.no_waits")
        median, nine = (length_words(one, self.texts) for one in (total.wait_median_s, total.wait_p90_s))
        return self.texts.say("analysis.waits_sentence", median=median, nine=nine)

    @property
    def _selection(self) -> Selection:
        return self.filters.selection if self.view is not None else EVERYTHING

    # -- tables -----------------------------------------------------------------------------------------------------

    def _toggle_services(self) -> None:
        self.is_each = not self.is_each
        self.each.set_text(self.texts.say("analysis.only_fields" if self.is_each else "analysis.each_service"))
        if self.view is not None:
            self._show_services(self.view)

    def _show_services(self, view: AnalysisView) -> None:
        columns = self._service_columns()
        compared = compared_name(view, self.texts)
        title = self.texts.say("analysis.column.compared", name=compared) if compared else ""
        self.services.columns = (*columns[:-1], TableColumn(title, columns[-1].wide, right=True))
        self.services.show_lines(list(self._service_lines(view.analysis.fields)))
        self.services.update()

    def _service_lines(self, fields: Sequence[FieldFigures]) -> Iterator[TableLine]:
        shares = [share for one in fields if (share := one.figures.wait_in_target_share) is not None]
        worst = min(shares, default=1.0)
        for field in fields:
            is_worst = field.figures.wait_in_target_share == worst < _MOST_IN_TARGET
            yield self._service_line(field, field_name(field, self.texts), lit=is_worst)
            for service in field.services if self.is_each else ():
                yield self._service_line(service, self.texts.name(service.name))

    def _service_line(self, row: FieldFigures | ServiceFigures, name: str, *, lit: bool = False) -> TableLine:
        figures, is_field = row.figures, isinstance(row, FieldFigures)
        share = figures.wait_in_target_share
        lengths = (figures.wait_median_s, figures.wait_p90_s, figures.service_median_s)
        words = [NOT_KNOWN if one is None else length_words(one, self.texts).replace(" ", BOUND) for one in lengths]
        visits = NOT_KNOWN if figures.arrivals is None else number_words(figures.arrivals, self.texts)
        cells = (
            TableCell(name, bold=is_field and (lit or self.is_each), indent=not is_field),
            TableCell(visits),
            TableCell(words[0], bold=is_field),
            TableCell(words[1]),
            TableCell(words[2]),
            TableCell(
                NOT_KNOWN if share is None else share_words(share).replace(" ", BOUND),
                bold=True,
                bar=share,
                on_track=True,
            ),
            self._change(share, row.before.wait_in_target_share),
        )
        return TableLine(cells, lit=lit)

    def _change(self, now: float | None, before: float | None) -> TableCell:
        """Return by how many points a share rose or fell."""
        if now is None or before is None:
            return TableCell(NOT_KNOWN)
        points = round(100 * now) - round(100 * before)
        if not points:
            return TableCell(self.texts.say("analysis.same"))
        words = self.texts.say(f"analysis.{'up' if points > 0 else 'down'}", points=abs(points)).replace(" ", BOUND)
        if points > 0:
            return TableCell(words, icon="arrow-up", tone=self.theme.c.good)
        return TableCell(words, icon="arrow-down")

    def _show_reasons(self, view: AnalysisView) -> None:
        reasons = view.analysis.total.reasons
        found = sorted((reasons or {}).items(), key=_most_first)
        most = max((count for _code, count in found), default=1)
        lines = [
            TableLine(
                (
                    TableCell(reason_words(view, code, self.texts)),
                    TableCell("", bar=count / most),
                    TableCell(number_words(count, self.texts), bold=True),
                )
            )
            for code, count in found
        ]
        self.reasons.show_lines(lines)
        self.reasons.setVisible(bool(lines))
        self.no_reason.set_text(self.texts.say("analysis.no_data" if reasons is None else "analysis.no_reason"))
        self.no_reason.setVisible(not lines)

    def _show_others(self, view: AnalysisView) -> None:
        analysis = view.analysis
        for key, row in self.others.items():
            measure = measure_of(key)
            before = bound_words(analysis.before, measure, self.texts) if analysis.compared is not None else ""
            row.show_figures(bound_words(analysis.total, measure, self.texts), before)
        name = compared_name(view, self.texts)
        self.others_card.word.set_text(self.texts.say("analysis.beside", name=name) if name else "")


def _share(share: float | None) -> str:
    return NOT_KNOWN if share is None else share_words(share).replace(" ", BOUND)


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
