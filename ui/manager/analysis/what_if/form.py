"""Choose a past day, one change, and its values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, time
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.measures.report import Period, ReportKind
from kiosk.domain.measures.report_words import number_words
from kiosk.domain.queue.day_change import DayChange, MoreCounter, OtherHours, OtherServices, day_limits
from kiosk.domain.queue.recorded_day import RecordedDay
from kiosk.domain.setup.document import Span
from ui.manager.form.choices import CheckKey, Pick, PickField, PickKey
from ui.manager.form.text_field import TextEntry
from ui.manager.form.times import SpansField, read_span
from ui.manager.parts.period_picker import period_words
from ui.manager.scroll import ScrollColumn
from ui.manager.sheets import FindSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Kind, Panel, Text

_WIDE, _LINE, _KIND_HIGH = 348, 1, 58
#: How many hours a counter more is open when the page begins, and the last half hour at which they begin.
_HOURS = 2
_LAST_BEGIN = 43


class DayChangeKind(Enum):
    """List the changes. The value is the key of the name."""

    COUNTER = "counter"
    SERVICES = "services"
    HOURS = "hours"


class _CounterPick(PickField):
    """Hold one of the counters. The list is on a sheet."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme)
        self._kit = kit
        self.key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.opened.connect(self._open)

    @property
    def value(self) -> int | None:
        """Return the number of the counter; None for every one, or while there is none."""
        chosen: int | None = self._value
        return chosen

    def _open(self) -> None:
        say = self._kit.texts.say
        sheet = FindSheet(self._kit, say("what_if.page.which_counter"), self.picks, say("what_if.page.counter_hint"))
        sheet.chosen.connect(self.choose)


class _Services(QWidget):
    """Hold the services that are marked. Signal: ``changed``."""

    changed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.keys: list[CheckKey] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_services(self, services: Sequence[int], marked: Iterable[int], day: RecordedDay) -> None:
        """Show services, some of them marked."""
        for key in self.keys:
            key.hide()
            key.deleteLater()
        wanted = set(marked)
        self.keys = []
        for service in services:
            key = CheckKey(self._kit.theme, Pick(service, self._kit.texts.name(day.names[service])), bare=True)
            key.setChecked(service in wanted)
            key.setFixedHeight(self._kit.theme.mm(40))
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            key.marked.connect(self._tell)
            self._column.addWidget(key)
            self.keys.append(key)

    @property
    def marked(self) -> tuple[int, ...]:
        """Return the marked services."""
        return tuple(key.value for key in self.keys if key.isChecked())

    def _tell(self, _value: object, _marked: object) -> None:
        self.changed.emit()


class ChangeForm(Panel):
    """Show the values of a change.

    Signals: ``day_picked`` carries a date, ``tried`` a `DayChange`, ``stopped``: the running replay is not wanted any
    more, ``emptied``: everything begins anew.
    """

    day_picked = Signal(object)
    tried = Signal(object)
    stopped = Signal()
    emptied = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, outlined=True)
        self.kit, self.texts = kit, kit.texts
        self.day: RecordedDay | None = None
        self.kind = DayChangeKind.COUNTER
        self.is_running = False
        mm, say = kit.theme.mm, kit.texts.say
        self.setFixedWidth(mm(_WIDE))
        self.day_field = PickField(kit.theme)
        self.day_field.key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.day_field.set_label(say("what_if.page.replay"))
        self.day_field.opened.connect(self._choose_day)
        self.day_field.changed.connect(self.day_picked)
        self.day_note = Text(kit.theme, Role.SMALL, colour=kit.theme.c.ink_soft)
        self.kinds = {kind: self._kind_key(kind) for kind in DayChangeKind}
        self.counters = {kind: _CounterPick(kit) for kind in DayChangeKind}
        self.services = {kind: _Services(kit) for kind in (DayChangeKind.COUNTER, DayChangeKind.SERVICES)}
        self.begin, self.end = self._time_entry("from"), self._time_entry("to")
        self.hours = SpansField(kit.theme, say("what_if.page.no_hours"), say("what_if.page.add_hours"))
        self.hours.changed.connect(self._take_hours)
        self._hours: tuple[tuple[time, time], ...] = ()
        self.pages = self._pages()
        self.note = Text(kit.theme, Role.SMALL, icon="info", icon_colour=kit.theme.c.flag)
        self.note.hide()
        self.reset = Key(kit.theme, text=say("what_if.page.reset"), icon="rotate-ccw")
        self.reset.icon_colour = kit.theme.c.flag
        self.reset.clicked.connect(self._reset)
        self.main = Key(kit.theme, Kind.MAIN, say("what_if.page.run"), icon="circle-play")
        self.main.clicked.connect(self._run)
        self._lay_out()
        for field in self.counters.values():
            field.set_label(say("what_if.page.whose"))
            field.changed.connect(self._show_counter)
        self.choose_kind(DayChangeKind.COUNTER)

    # -- what the form is made of -----------------------------------------------------------------------------------

    def _kind_key(self, kind: DayChangeKind) -> PickKey:
        say = self.texts.say
        pick = Pick(kind, say(f"what_if.page.{kind.value}.name"), say(f"what_if.page.{kind.value}.means"), "circle")
        key = PickKey(self.kit.theme, pick)
        key.setFixedHeight(self.kit.theme.mm(_KIND_HIGH))
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        key.picked.connect(self.choose_kind)
        return key

    def _time_entry(self, name: str) -> TextEntry:
        entry = TextEntry(self.kit.theme, self.texts.say(f"what_if.page.{name}"))
        entry.setPlaceholderText("")
        entry.setFont(self.kit.theme.font(Role.BODY, 600))
        entry.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return entry

    def _pages(self) -> dict[DayChangeKind, QWidget]:
        say = self.texts.say
        labelled = self._labelled
        first = QHBoxLayout()
        first.setSpacing(self.kit.theme.mm(10))
        first.addLayout(labelled(say("what_if.page.whose"), self.counters[DayChangeKind.COUNTER]), 7)
        first.addLayout(labelled(say("what_if.page.from"), self.begin), 4)
        first.addLayout(labelled(say("what_if.page.to"), self.end), 4)
        more = labelled(say("what_if.page.serves"), self.services[DayChangeKind.COUNTER])
        split = labelled(say("what_if.page.whose"), self.counters[DayChangeKind.SERVICES])
        marks = labelled(say("what_if.page.served"), self.services[DayChangeKind.SERVICES])
        whose = labelled(say("what_if.page.whose"), self.counters[DayChangeKind.HOURS])
        when = labelled(say("what_if.page.works"), self.hours)
        return {
            DayChangeKind.COUNTER: self._page(first, more),
            DayChangeKind.SERVICES: self._page(split, marks),
            DayChangeKind.HOURS: self._page(whose, when),
        }

    def _page(self, *rows: QHBoxLayout | QVBoxLayout) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.kit.theme.mm(12))
        for row in rows:
            column.addLayout(row)
        column.addStretch(1)
        return page

    def _labelled(self, label: str, widget: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.kit.theme.mm(5))
        column.addWidget(Text(self.kit.theme, Role.SMALL, label, wrap=False))
        column.addWidget(widget)
        return column

    def _lay_out(self) -> None:
        theme, say, mm = self.kit.theme, self.texts.say, self.kit.theme.mm
        held = ScrollColumn(theme, 8)
        held.column.addWidget(Text(theme, Role.HEADING, say("what_if.page.replay")))
        held.column.addWidget(self.day_field)
        held.column.addWidget(self.day_note)
        held.column.addSpacing(mm(4))
        held.column.addWidget(Text(theme, Role.HEADING, say("what_if.page.if")))
        for key in self.kinds.values():
            held.column.addWidget(key)
        line = QWidget()
        line.setFixedHeight(_LINE)
        line.setAutoFillBackground(True)
        palette = line.palette()
        palette.setColor(line.backgroundRole(), theme.c.line)
        line.setPalette(palette)
        held.column.addSpacing(mm(2))
        held.column.addWidget(line)
        for page in self.pages.values():
            held.column.addWidget(page)
        held.column.addStretch(1)
        below = QHBoxLayout()
        below.setContentsMargins(mm(9), 0, mm(9), 0)
        below.addWidget(self.note)
        foot = QHBoxLayout()
        foot.setContentsMargins(mm(9), mm(4), mm(9), mm(4))
        foot.setSpacing(mm(10))
        foot.addWidget(self.reset, 3)
        foot.addWidget(self.main, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(10), mm(8), mm(6), mm(10))
        column.setSpacing(mm(6))
        column.addWidget(held, 1)
        column.addLayout(below)
        column.addLayout(foot)

    # -- what it shows ----------------------------------------------------------------------------------------------

    def show_days(self, days: Sequence[date]) -> None:
        """Offer these days."""
        picks = [
            Pick(day, period_words(Period(ReportKind.DAY, day, day), self.texts), icon="calendar-check") for day in days
        ]
        self.day_field.offer(picks)
        if not days:
            self.day_note.set_text(self.texts.say("what_if.page.no_days"))

    def show_day(self, day: RecordedDay) -> None:
        """Show a day that was read, with values to begin with."""
        self.day = day
        self.day_field.show_value(day.day)
        counts = {"visits": number_words(len(day.visits), self.texts), "counters": len(day.counters)}
        self.day_note.set_text(self.texts.say("what_if.page.as_recorded", **counts))
        self._begin_anew(day)

    def say(self, words: str) -> None:
        """Show why a change cannot be tried; without words the line goes away."""
        self.note.set_text(words)
        self.note.setVisible(bool(words))

    def show_running(self, done: int, runs: int) -> None:
        """Show how far the replay is; `done` is `runs` when it is over."""
        self.is_running = done < runs
        say = self.texts.say
        self.main.set_text(
            say("what_if.page.running", done=done, count=runs) if self.is_running else say("what_if.page.run")
        )
        self.main.setEnabled(not self.is_running)
        self.reset.set_text(say("what_if.page.stop" if self.is_running else "what_if.page.reset"))
        self.reset.set_icon("x" if self.is_running else "rotate-ccw")

    def show_change(self, change: DayChange) -> None:
        """Show the values of a change that was tried."""
        if isinstance(change, MoreCounter):
            self.choose_kind(DayChangeKind.COUNTER)
            self._show_hours_of(change.begin, change.end)
            self._show_value(change.counter)
            self._mark(change.services)
        elif isinstance(change, OtherServices):
            self.choose_kind(DayChangeKind.SERVICES)
            self._show_value(change.counter)
            had = self._had(change.counter)
            self._mark([*(one for one in had if one not in change.drops), *change.takes])
        else:
            self.choose_kind(DayChangeKind.HOURS)
            self._show_value(change.counter)
            self.hours.show_value(tuple(Span(*span) for span in change.hours))
            self._hours = change.hours

    def choose_kind(self, kind: DayChangeKind) -> None:
        """Show the values of a kind of change."""
        self.kind = kind
        for one, key in self.kinds.items():
            key.setChecked(one is kind)
            key.set_icon("circle-check" if one is kind else "circle")
        for one, page in self.pages.items():
            page.setVisible(one is kind)
        self.say("")

    def change(self) -> DayChange | None:
        """Return the chosen change; None while a time cannot be read."""
        counter = self._counter
        if self.kind is DayChangeKind.HOURS:
            return OtherHours(self._hours, counter)
        if counter is None:
            return None
        if self.kind is DayChangeKind.SERVICES:
            had, wanted = self._had(counter), self.services[DayChangeKind.SERVICES].marked
            takes = tuple(one for one in wanted if one not in had)
            return OtherServices(counter, takes, tuple(one for one in had if one not in wanted))
        span = read_span(f"{self.begin.text()}-{self.end.text()}")
        if span is None:
            return None
        return MoreCounter(counter, span.opens, span.closes, self.services[DayChangeKind.COUNTER].marked)

    # -- what happens -----------------------------------------------------------------------------------------------

    def _choose_day(self) -> None:
        say = self.texts.say
        sheet = FindSheet(self.kit, say("what_if.page.which_day"), self.day_field.picks, say("what_if.page.day_hint"))
        sheet.chosen.connect(self.day_field.choose)

    def _run(self) -> None:
        self.setFocus()  # a field that is being typed in tells its text
        change = self.change()
        if change is None:
            key = "no_time" if self._counter is not None else "no_counter"
            self.say(self.texts.say(f"what_if.page.{key}"))
            return
        self.say("")
        self.tried.emit(change)

    def _reset(self) -> None:
        if self.is_running:
            self.stopped.emit()
            return
        if self.day is not None:
            self._begin_anew(self.day)
        self.emptied.emit()

    def _begin_anew(self, day: RecordedDay) -> None:
        """Show what a manager asks first: a closed counter more in the hours of the longest waits."""
        offered = sorted(day.services_of)
        picks = [Pick(one, self.texts.say("what_if.page.one_counter", counter=one)) for one in offered]
        opened = [one for one in picks if one.value in day.counters]
        everyone = Pick(None, self.texts.say("what_if.page.every_counter"))
        self.counters[DayChangeKind.COUNTER].offer(picks)
        self.counters[DayChangeKind.SERVICES].offer(opened)
        self.counters[DayChangeKind.HOURS].offer([everyone, *opened])
        closed = [one for one in offered if one not in day.counters]
        self.counters[DayChangeKind.COUNTER].show_value(next(iter(closed or offered), None))
        self.counters[DayChangeKind.SERVICES].show_value(opened[0].value if opened else None)
        self.counters[DayChangeKind.HOURS].show_value(None)
        self._show_hours_of(*busiest_hours(day))
        self._hours = day.opening
        self.hours.show_value(tuple(Span(*one) for one in day.opening))
        self._show_services()
        self.say("")

    def _show_counter(self, _counter: object) -> None:
        self._show_services()
        self.say("")

    def _show_services(self) -> None:
        day = self.day
        if day is None:
            return
        needed = [one for one in day.names if one in day.services]
        for kind, shown in self.services.items():
            counter = self.counters[kind].value
            own = day.services_of.get(counter or 0, {}) if kind is DayChangeKind.COUNTER else self._had(counter)
            services = sorted(needed, key=lambda one: one not in own) if kind is DayChangeKind.COUNTER else needed
            shown.show_services(services, own, day)

    def _had(self, counter: int | None) -> tuple[int, ...]:
        """Return the services that a counter called on the day and that somebody needed."""
        day = self.day
        if day is None or counter is None:
            return ()
        called = {service for span in day.counters.get(counter, ()) for service in span.services}
        return tuple(one for one in day.names if one in called and one in day.services)

    def _mark(self, services: Iterable[int]) -> None:
        wanted = set(services)
        for key in self.services[self.kind].keys:
            key.setChecked(key.value in wanted)

    def _show_hours_of(self, begin: time, end: time) -> None:
        self.begin.show_text(f"{begin:%H:%M}")
        self.end.show_text(f"{end:%H:%M}")

    def _show_value(self, counter: int | None) -> None:
        self.counters[self.kind].show_value(counter)
        self._show_services()

    def _take_hours(self, spans: tuple[Span, ...]) -> None:
        self._hours = tuple((one.opens, one.closes) for one in spans)

    @property
    def _counter(self) -> int | None:
        return self.counters[self.kind].value


def busiest_hours(day: RecordedDay) -> tuple[time, time]:
    """Return two hours from the half hour in which the most people came, or less at the end of the day."""
    counts = Counter(visit.half_hour for visit in day.visits)
    first = min(counts, key=lambda one: (-counts[one], one), default=16)
    begin = min(first, _LAST_BEGIN)
    end = time((begin + 2 * _HOURS) // 2, begin % 2 * 30)
    return time(begin // 2, begin % 2 * 30), min(end, day_limits(day)[1])
