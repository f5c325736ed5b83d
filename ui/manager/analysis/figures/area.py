"""Ask for the analysis of the chosen period; the newest question wins."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout

from kiosk.branch.analysis import AnalysisView, VisitList, analysis_view, visits_shown
from kiosk.domain.language.text import Message
from kiosk.domain.measures.analysis import AnalysisQuestion
from kiosk.domain.measures.figures import Selection
from kiosk.domain.measures.report import Period
from ui.manager.analysis.figures.filters import Filters
from ui.manager.analysis.figures.page import FiguresPage
from ui.manager.analysis.figures.visits import VisitsSheet
from ui.manager.area import ManagerArea
from ui.manager.parts.chart import MakesPlot, load_plots
from ui.manager.parts.definition import DefinitionSheet, measure_of
from ui.manager.parts.period_picker import period_words
from ui.manager.state import Kit

#: Milliseconds after which the page says that it counts.
_SOON_MS = 300


@dataclass(slots=True)
class _Request:
    """Hold whether the answer to a question is still wanted, and how far it is. The worker asks between two days."""

    is_wanted: bool = True
    done: int = 0
    days: int = 0

    def goes_on(self, done: int, days: int) -> bool:
        self.done, self.days = done, days
        return self.is_wanted


class FiguresArea(ManagerArea):
    """Show the page of figures for the chosen period and selection."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.filters = Filters(kit)
        self.page = FiguresPage(kit, self.filters)
        self.question = AnalysisQuestion()
        self._request = _Request()
        self._has_plots = False
        self._counting = QTimer(self)
        self._counting.setInterval(_SOON_MS)
        self._counting.timeout.connect(self._tell_progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.picker.picked.connect(self._choose_period)
        self.filters.changed.connect(self.look)
        self.page.wants_definition.connect(self._define)
        self.page.wants_definitions.connect(self._define_all)
        self.page.wants_visits.connect(self._list_arrivals)
        self.page.wants_cell.connect(self._list_cell)

    def look(self) -> None:
        """Ask for the figures, and once for the library that draws charts."""
        if self.manager is None:
            return
        self._request.is_wanted = False
        self._request = request = _Request()
        self._counting.start()
        asked = self.kit.ask(analysis_view, self.filters.question(self.question), request.goes_on)
        asked.then(partial(self._show, request), partial(self._refuse, request), self._away)
        if not self._has_plots:
            self._has_plots = True
            self.kit.ask.work(load_plots, "the charts").then(self._draw)

    def end(self) -> None:
        """Forget what was shown. A question that is under way is not answered."""
        super().end()
        self._stop()
        self.question = AnalysisQuestion()
        self.filters.forget()
        self.page.forget()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop a long count when another page is opened, because all questions of the window share one thread."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._stop()

    def _stop(self) -> None:
        self._request.is_wanted = False
        self._counting.stop()

    def _tell_progress(self) -> None:
        self.page.show_counting(self._request.done, self._request.days)

    def _choose_period(self, period: Period) -> None:
        self.question = replace(self.question, kind=period.kind, day=period.first)
        self.look()

    def _show(self, request: _Request, view: AnalysisView) -> None:
        if request.is_wanted:
            self._counting.stop()
            self.filters.show_view(view)
            self.page.show_view(view)

    def _refuse(self, request: _Request, message: Message) -> None:
        if request.is_wanted:
            self._counting.stop()
            self.page.show_trouble(self.kit.texts.message(message))

    def _refused(self, message: Message) -> None:
        self.refused.emit(message)

    def _away(self) -> None:
        self._counting.stop()
        self.lost.emit()

    def _draw(self, make: MakesPlot) -> None:
        for place in self.page.places:
            place.begin(make)

    # -- definitions and visits -------------------------------------------------------------------------------------

    def _define(self, measure: str) -> None:
        sheet = DefinitionSheet(self.kit, [measure_of(measure)], has_visits=self.page.view is not None)
        sheet.wants_visits.connect(self._list_visits)
        sheet.wants_all.connect(self._define_all)

    def _define_all(self) -> None:
        DefinitionSheet(self.kit)

    def _list_arrivals(self) -> None:
        self._list_visits("arrivals")

    def _list_cell(self, weekday: int, hour: int) -> None:
        """Show the visits behind a cell of the heat map."""
        hours, weekdays = frozenset({hour}), frozenset({weekday})
        self._list_chosen("wait_median_s", replace(self.filters.selection, hours=hours, weekdays=weekdays))

    def _list_visits(self, measure: str) -> None:
        self._list_chosen(measure, self.filters.selection)

    def _list_chosen(self, measure: str, selection: Selection) -> None:
        if self.page.view is None:
            return
        asked = self.kit.ask(visits_shown, measure, self.page.view.analysis.period, selection)
        asked.then(partial(self._show_visits, measure, self._request), self._refused, self._away)

    def _show_visits(self, measure: str, request: _Request, visits: VisitList) -> None:
        if request.is_wanted and self.page.view is not None:
            name = self.kit.texts.message(measure_of(measure).name)
            period = period_words(self.page.view.analysis.period, self.kit.texts)
            VisitsSheet(self.kit, f"{name}: {period}", visits)
