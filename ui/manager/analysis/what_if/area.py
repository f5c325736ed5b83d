"""Read past days, replay them with a change on a thread of their own, and keep what was tried."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from kiosk.branch.what_if import days_to_replay, recorded_day
from kiosk.domain.language.text import Message
from kiosk.domain.queue.day_change import DayChange
from kiosk.domain.queue.recorded_day import RecordedDay
from kiosk.domain.queue.what_if import RUNS, ChangeResult, compare, recorded_waits
from ui.ask import Work
from ui.manager.analysis.what_if.page import WhatIfPage
from ui.manager.analysis.what_if.results import TriedChange
from ui.manager.area import ManagerArea
from ui.manager.parts.chart import MakesPlot, load_plots
from ui.manager.parts.definition import DefinitionSheet, measure_of
from ui.manager.sheets import TellSheet
from ui.manager.state import Kit

#: The runs from one report of the progress to the next, and the most changes that are listed.
_EVERY, _MOST = 10, 6
_METHOD = ("kept", "times", "rule", "runs", "close")


@dataclass(slots=True)
class _Run:
    """Hold whether a replay is still wanted. The worker reads it between two runs."""

    is_wanted: bool = True


class WhatIfArea(ManagerArea):
    """Try changes on past days. What was tried is kept while the window is open.

    The replay takes a second or two, so it has a thread of its own: questions to the branch do not wait for it.
    ``progressed`` carries a run, how many replays are done, and of how many.
    """

    progressed = Signal(object, int, int)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.page = WhatIfPage(kit)
        self.tries: list[TriedChange] = []
        self._run = _Run(is_wanted=False)
        self._work: Work | None = None
        self._has_plots = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        form, results = self.page.form, self.page.results
        form.day_picked.connect(self._read)
        form.tried.connect(self._try)
        form.stopped.connect(self._stop)
        form.emptied.connect(self._show_day)
        results.wants_definition.connect(self._define)
        results.wants_tried.connect(self._show_tried)
        self.page.wants_method.connect(self._tell_method)
        self.progressed.connect(self._show_progress)

    def look(self) -> None:
        """Ask for the past days, and once for the library that draws the chart."""
        if self.manager is None:
            return
        self.kit.ask(days_to_replay).then(self._offer, self._refuse, self._away)
        if not self._has_plots:
            self._has_plots = True
            self.kit.ask.work(load_plots, "the charts").then(self._draw)

    def end(self) -> None:
        """Stop the replay that is under way, and its thread."""
        super().end()
        self._stop()
        if self._work is not None:
            self._work.close()
            self._work = None

    # -- days -------------------------------------------------------------------------------------------------------

    def _offer(self, days: tuple[date, ...]) -> None:
        self.page.form.show_days(days)
        if days and self.page.form.day is None:
            self._read(days[0])

    def _read(self, day: date) -> None:
        self._stop()
        self.kit.ask(recorded_day, day).then(self._show_recorded, self._refuse, self._away)

    def _show_recorded(self, day: RecordedDay) -> None:
        self.page.form.show_day(day)
        self._show_day()

    def _show_day(self) -> None:
        """Show the day of the form as it was recorded."""
        day = self.page.form.day
        if day is not None:
            self.page.results.show_day(*recorded_waits(day))
            self.page.results.show_tried(self.tries, None, day)

    # -- replays ----------------------------------------------------------------------------------------------------

    def _try(self, change: DayChange) -> None:
        day = self.page.form.day
        if day is None:
            return
        self._stop()
        self._run = run = _Run()
        self._work = self._work or Work()
        self.page.form.show_running(0, RUNS)
        asked = self._work.work(partial(compare, day, change, partial(self._goes_on, run)), "a change on a past day")
        asked.then(partial(self._done, run, day), partial(self._cannot, run), partial(self._failed, run))

    def _goes_on(self, run: _Run, done: int, runs: int) -> bool:
        """Tell the progress, on the worker's thread, and return whether the result is still wanted."""
        if done % _EVERY == 0:
            self.progressed.emit(run, done, runs)
        return run.is_wanted

    def _show_progress(self, run: _Run, done: int, runs: int) -> None:
        if run is self._run and run.is_wanted:
            self.page.form.show_running(done, runs)

    def _stop(self) -> None:
        self._run.is_wanted = False
        self.page.form.show_running(RUNS, RUNS)

    def _done(self, run: _Run, day: RecordedDay, result: ChangeResult | None) -> None:
        if result is not None and run.is_wanted:
            self._stop()
            self.keep(TriedChange(day, result))

    def keep(self, tried: TriedChange) -> None:
        """Show a change that was tried, and keep it with the others."""
        same = tried.day.day, tried.result.change
        known = [one for one in self.tries if (one.day.day, one.result.change) != same]
        self.tries = [tried, *known][:_MOST]
        self.page.results.show_result(tried)
        self.page.results.show_tried(self.tries, tried, tried.day)

    def _cannot(self, run: _Run, message: Message) -> None:
        if run.is_wanted:
            self._stop()
            self.page.form.say(self.kit.texts.message(message))

    def _failed(self, run: _Run) -> None:
        if run.is_wanted:
            self._stop()

    def _show_tried(self, tried: TriedChange) -> None:
        """Show a change that was tried before, with its day and its values."""
        self._stop()
        if self.page.form.day is not tried.day:
            self.page.form.show_day(tried.day)
        self.page.form.show_change(tried.result.change)
        self.page.results.show_result(tried)
        self.page.results.show_tried(self.tries, tried, tried.day)

    # -- the rest ---------------------------------------------------------------------------------------------------

    def _refuse(self, message: Message) -> None:
        self.page.form.say(self.kit.texts.message(message))

    def _away(self) -> None:
        self.lost.emit()

    def _draw(self, make: MakesPlot) -> None:
        self.page.results.chart.begin(make)

    def _define(self, measure: str) -> None:
        say = self.kit.texts.say
        if measure == "over":
            TellSheet(self.kit, say("what_if.page.figure.over"), [say("what_if.page.over_means")], [])
        else:
            DefinitionSheet(self.kit, [measure_of(measure)], has_visits=False)

    def _tell_method(self) -> None:
        say = self.kit.texts.say
        lines = [say(f"what_if.method.{one}") for one in _METHOD]
        TellSheet(self.kit, say("what_if.page.method"), lines, [])
