"""Make the report of a chosen period, show its first page, save and print it, and show how its day was closed."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import zip_longest
from pathlib import Path

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.branch.history.exports import note_report
from kiosk.branch.reports import DaysOfReports, ReportView, days_of_reports, report_view
from kiosk.branch.setup.publishing import Author
from kiosk.branch.statements import verify_day
from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Message
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.domain.measures.report_words import compared_words, part_words, period_title
from kiosk.domain.measures.statement import Difference
from ui.ask import PendingAnswer
from ui.manager.area import ManagerArea
from ui.manager.file_sheet import FileSheet
from ui.manager.form.choices import Pick
from ui.manager.parts.card import AreaCard
from ui.manager.places import places
from ui.manager.reports.choice import ReportChoice
from ui.manager.reports.closing import ClosingCard
from ui.manager.reports.count import DayCount
from ui.manager.reports.paper import ReportPaper
from ui.manager.reports.writer import ENDINGS, DrawnReport, ReportWriter
from ui.manager.scroll import ScrollColumn
from ui.manager.sheets import FindSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Kind, Text

_HIGH = 52
#: The parts of a report that every kind has.
_PARTS = ("figures", "charts", "services", "ratings", "definitions")


class ReportsArea(ManagerArea):
    """Show one report at a time; the newest choice wins."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.period: Period | None = None
        self.view: ReportView | None = None
        self.drawn: DrawnReport | None = None
        #: The period that is being made.
        self._asked: Period | None = None
        self._today: date | None = None
        self._count: DayCount | None = None
        self.sheet: FileSheet | None = None
        theme, mm = kit.theme, kit.theme.mm
        self.choice = ReportChoice(theme, kit.texts)
        self.choice.picked.connect(self.choose)
        self.paper = ReportPaper(theme, kit.texts)
        self.paper.stopped.connect(self.stop)
        self.paper.wanted.connect(self.look)
        self.card = AreaCard(theme, "")
        self.closing = ClosingCard(theme, kit.texts)
        self.closing.hide()
        self.compared = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self.parts = [Text(theme, Role.BODY, icon="check") for _ in range(len(_PARTS) + 1)]
        self.save, self.print = self._keys()
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(20), mm(14), mm(20), mm(14))
        column.setSpacing(mm(14))
        column.addWidget(self.choice)
        body = QHBoxLayout()
        body.setSpacing(mm(16))
        body.addWidget(self.paper, 3)
        body.addWidget(self._side(), 2)
        column.addLayout(body, 1)

    def _keys(self) -> tuple[Key, Key]:
        theme, say = self.kit.theme, self.kit.texts.say
        save = Key(theme, Kind.MAIN, say("reports.save"), icon="file-down")
        prints = Key(theme, Kind.SECOND, say("reports.print"), icon="printer")
        prints.icon_colour = theme.c.flag
        for key, act in ((save, self._ask_file), (prints, self._ask_printer)):
            key.setFixedHeight(theme.mm(_HIGH))
            key.clicked.connect(act)
            key.setEnabled(False)
        return save, prints

    def _side(self) -> QWidget:
        """Return the column beside the paper: what the report contains, its keys, the closing of the day."""
        mm = self.kit.theme.mm
        inner = QVBoxLayout()
        inner.setContentsMargins(mm(10), 0, mm(10), mm(6))
        inner.setSpacing(mm(8))
        inner.addWidget(self.compared)
        for one in self.parts:
            inner.addWidget(one)
        keys = QHBoxLayout()
        keys.setContentsMargins(0, mm(6), 0, mm(4))
        keys.setSpacing(mm(10))
        keys.addWidget(self.save, 1)
        keys.addWidget(self.print, 1)
        inner.addLayout(keys)
        self.card.column.addLayout(inner)
        side = ScrollColumn(self.kit.theme)
        side.column.addWidget(self.card)
        side.column.addWidget(self.closing)
        side.column.addStretch(1)
        return side

    # -- what is shown ------------------------------------------------------------------------------------------------

    def begin(self, manager: Staff, staff: tuple[Staff, ...]) -> None:
        """Work for this manager from now on."""
        super().begin(manager, staff)
        self.look()

    def end(self) -> None:
        """Stop counting, and forget the report: the window is locked, or closes."""
        super().end()
        self.stop()
        self.period = None
        self.forget()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop a long count when another page is opened, because all questions of the window share one thread."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.stop()

    def look(self) -> None:
        """Ask for the date. The first time, make the report of the day that is over last."""
        if self.manager is not None and self.isVisible():
            self.kit.ask(days_of_reports).then(self._dated, self._refuse, self._lose)

    def _dated(self, days: DaysOfReports) -> None:
        self._today = days.today
        if self.manager is None:
            return
        if self.period is None:
            self.choose(Period.around(ReportKind.DAY, days.newest))
        elif self.drawn is None and self._asked is None:
            self.choose(self.period)

    def choose(self, period: Period) -> None:
        """Make the report of another period."""
        if self._today is None:
            return
        self.period = period
        self.forget()
        self.choice.show_period(period, self._today)
        self.card.title.set_text(period_title(period, self.kit.texts))
        self._show_parts(period)
        self.stop()
        self._make()

    def stop(self) -> None:
        """Stop the count that runs. What is counted by then is kept."""
        if self._count is not None:
            self._count.stop()

    def forget(self) -> None:
        """Forget the report that was made."""
        self.view = self.drawn = None
        self.closing.hide()
        self.compared.set_text("")
        self.card.word.set_text("")
        for key in (self.save, self.print):
            key.setEnabled(False)

    def _show_parts(self, period: Period) -> None:
        """Say what a report of this kind contains."""
        say = self.kit.texts.say
        is_day = period.kind is ReportKind.DAY and period.first == period.last
        names = [*_PARTS, *(["closing"] if is_day else [])]
        for one, name in zip_longest(self.parts, names):
            one.set_text(say(f"reports.part.{name}", by=part_words(period.kind, self.kit.texts)) if name else "")
            one.setVisible(bool(name))

    # -- the report ---------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """DayCount and draw the chosen period, unless another one is being made: then it follows."""
        period = self.period
        if period is None or self._asked is not None:
            return
        self._asked, self._count = period, DayCount(self)
        self._count.went_on.connect(self._counted)
        self.paper.show_count(0, 0)
        self.kit.ask(report_view, period, self._count).then(self._made, self._not_made, self._away)

    def _counted(self, done: int, days: int) -> None:
        if self._asked == self.period:
            self.paper.show_count(done, days)

    def _made(self, view: ReportView) -> None:
        if self._is_over():
            return
        self.view = view
        self._asked = self.period
        self.compared.set_text(
            self.kit.texts.say("reports.compared", period=compared_words(view.report, self.kit.texts))
        )
        self._show_closing(view)
        drawing = partial(self._writer.draw, view, self.kit.texts)
        self.kit.ask.work(drawing).then(self._drawn, self._not_made, self._away)

    def _drawn(self, drawn: DrawnReport) -> None:
        if self._is_over():
            return
        self.drawn = drawn
        self.paper.show_page(drawn.first_page)
        self.card.word.set_text(self.kit.texts.say("reports.pages", count=drawn.pages))
        for key in (self.save, self.print):
            key.setEnabled(True)

    def _not_made(self, message: Message) -> None:
        if not self._is_over():
            self.paper.show_reason(message)

    def _away(self) -> None:
        if not self._is_over():
            self.paper.show_reason(Message("reports.away"))
            self.lost.emit()

    def _is_over(self) -> bool:
        """End the question under way. Return whether its answer is not wanted any more; then ask the newest one."""
        asked, self._asked = self._asked, None
        if self._count is not None:
            self._count.deleteLater()
            self._count = None
        if asked == self.period:
            return False
        self._make()
        return True

    def _show_closing(self, view: ReportView) -> None:
        period, today = view.report.period, self._today
        if period.kind is not ReportKind.DAY or period.first != period.last or today is None:
            return
        self.closing.show_day(period.first, today, view.statements)
        self.closing.show()
        if view.statements:
            self.kit.ask(verify_day, period.first).then(partial(self._verified, period), away=self._lose)

    def _verified(self, period: Period, differences: list[Difference]) -> None:
        if period == self.period:
            self.closing.show_verdict(differences)

    def _refuse(self, message: Message) -> None:
        self.refused.emit(message)

    def _lose(self) -> None:
        self.lost.emit()

    # -- its keys -----------------------------------------------------------------------------------------------------

    @property
    def _writer(self) -> ReportWriter:
        if self.kit.reports is None:
            raise RuntimeError("this window was made without a writer of reports")
        return self.kit.reports

    def _note(self, view: ReportView) -> PendingAnswer[None]:
        """Write down who takes a report out, before it leaves."""
        who, period = self.manager, view.report.period
        if who is None:
            raise RuntimeError("nobody has signed in")
        return self.kit.ask(note_report, Author(who.login), period.first, period.last)

    def _ask_file(self) -> None:
        """Ask where the report is saved, and as what."""
        if self.drawn is None:
            return
        say = self.kit.texts.say
        kinds = {say(f"reports.file{one}"): (one,) for one in ENDINGS}
        self.sheet = FileSheet(self.kit, say("reports.save_title"), say("reports.save"), kinds, self.drawn.name)
        self.sheet.chosen.connect(self._save)
        self.kit.ask.work(places).then(self.sheet.show_places)

    def _save(self, file: str) -> None:
        if self.view is None or self.drawn is None:
            return
        path = Path(file)
        path = path if path.suffix in ENDINGS else path.with_name(path.name + ENDINGS[0])
        self._note(self.view).then(partial(self._write, self.view, self.drawn, path), self._not_saved, self._lose)

    def _write(self, view: ReportView, drawn: DrawnReport, path: Path, _nothing: None) -> None:
        work = partial(self._writer.write, view, drawn, self.kit.texts, path)
        self.kit.ask.work(work).then(partial(self._saved, path), self._not_saved)

    def _saved(self, path: Path, _nothing: None) -> None:
        if self.sheet is not None:
            self.sheet.dismiss()
            self.sheet = None
        self.done.emit(self.kit.texts.say("report.written", file=path))

    def _not_saved(self, message: Message) -> None:
        if self.sheet is not None:
            self.sheet.say(message)

    def _ask_printer(self) -> None:
        """Ask on which printer, where there are several."""
        self.kit.ask.work(self._writer.printers).then(self._printers_known, self._refuse)

    def _printers_known(self, names: tuple[str, ...]) -> None:
        if len(names) == 1:
            self._print(names[0])
            return
        say = self.kit.texts.say
        picks = [Pick(one, one, icon="printer") for one in names]
        sheet = FindSheet(self.kit, say("reports.printer_title"), picks, say("reports.printer_hint"))
        sheet.chosen.connect(self._print)

    def _print(self, printer: str) -> None:
        if self.view is None or self.drawn is None:
            return
        title = period_title(self.view.report.period, self.kit.texts)
        work = partial(self._writer.print_pages, self.drawn, title, printer)
        self._note(self.view).then(partial(self._hand_over, work), self._refuse, self._lose)

    def _hand_over(self, work: Callable[[], str], _nothing: None) -> None:
        self.kit.ask.work(work).then(self._printed, self._refuse)

    def _printed(self, printer: str) -> None:
        self.done.emit(self.kit.texts.say("report.print.sent", printer=printer))
