"""Lay out the page of now: five figures, queues by service, counters, what is to be done, ratings, machines."""

from collections.abc import Iterator
from datetime import datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.alerts import AlertNow
from kiosk.branch.live import STEP_MINUTES, CounterNow, CounterState, LiveView, ServiceNow
from kiosk.branch.stations.overview import DeviceOverview, StationOverview
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.language.text import Texts
from kiosk.domain.late_delivery import NO_CENTRE, LateDelivery, late_delivery
from kiosk.domain.queue.alerts import Alert, AlertCause, Remedy
from ui.manager.now.arrivals import ArrivalsChart
from ui.manager.parts.card import AreaCard
from ui.manager.parts.headline import HeadlineFigure
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.staff.alerts import alert_title, alert_words
from ui.theme import Role, Theme
from ui.widgets import Key, Text

#: A number and its unit stand on one line.
_BOUND = "\u00a0"
_STATE_ICONS = {
    CounterState.CLOSED: "circle-minus",
    CounterState.FREE: "circle",
    CounterState.CALLED: "megaphone",
    CounterState.SERVING: "circle-play",
    CounterState.PAUSED: "circle-pause",
}
_ALERT_ICONS = {AlertCause.NO_COUNTER: "circle-minus", AlertCause.PAUSED: "circle-pause", AlertCause.BUSY: "hourglass"}


class _AlertRow(QWidget):
    """Show one alert with the key of its remedy, or a key that says that somebody takes care."""

    acted = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, view: LiveView, now: AlertNow) -> None:
        super().__init__()
        self.now = now
        alert, mm = now.alert, theme.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(10), mm(8), mm(10), mm(8))
        row.setSpacing(mm(12))
        words = QVBoxLayout()
        words.setSpacing(mm(2))
        title = alert_title(texts, view.setup, alert)
        self.title = Text(theme, Role.BODY, title, weight=700, icon=_icon(alert))
        self.text = Text(theme, Role.SMALL, alert_words(texts, view.setup, alert))
        words.addWidget(self.title)
        words.addWidget(self.text)
        row.addLayout(words, 1)
        self.key = Key(theme, text=self._act(texts, view, alert))
        self.key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.key.setFixedHeight(mm(46))
        self.key.setEnabled(not now.seen_by or _remedy(alert) is not None)
        self.key.clicked.connect(self._pressed)
        row.addWidget(self.key, 0, Qt.AlignmentFlag.AlignVCenter)

    def _act(self, texts: Texts, view: LiveView, alert: Alert | LateDelivery) -> str:
        remedy = _remedy(alert)
        if remedy is not None:
            number = view.setup.counters[remedy.counter_id].number
            return texts.say(f"now.remedy.{remedy.kind.value}", counter=number)
        if self.now.seen_by:
            return texts.say("now.alert.seen_by", name=self.now.seen_by)
        return texts.say("now.alert.seen")

    def _pressed(self) -> None:
        self.acted.emit(self.now)


class NowPage(QWidget):
    """Show a `LiveView`. Signals: ``acted`` carries the pressed alert; ``wants_counters``: the key of the counters."""

    acted = Signal(object)
    wants_counters = Signal()
    wants_notice = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        self.view: LiveView | None = None
        mm, say = theme.mm, texts.say
        names = ("waiting", "longest", "served", "service", "satisfied")
        self.headlines = {
            name: HeadlineFigure(theme, say(f"now.headline.{name}"), first=name == "waiting") for name in names
        }
        self.services = Table(theme, self._service_columns())
        self.counters = Table(theme, _columns(1, 8, 7, 3))
        self.levels = Table(theme, _columns(5, 6, 2))
        self.machines = Table(theme, _columns(5, 6))
        self.queue_card = AreaCard(theme, say("now.services"))
        self.counter_card = AreaCard(theme, say("now.counters"))
        self.alert_card = AreaCard(theme, say("now.alerts"))
        self.arrivals = ArrivalsChart(theme)
        self.arrival_card = AreaCard(theme, say("now.arrivals"))
        self.rating_card = AreaCard(theme, say("now.ratings"))
        self.machine_card = AreaCard(theme, say("now.machines"))
        self.manage = self._small_key(say("now.manage"), "pencil")
        self.notice = self._small_key(say("now.notice"), "megaphone")
        self.alert_rows: list[_AlertRow] = []
        self.nothing = Text(theme, Role.BODY, say("now.no_alert"), icon="circle-check", icon_colour=theme.c.good)
        self.reasons = Text(theme, Role.SMALL)
        self.stand = Text(theme, Role.SMALL, icon="circle-check", icon_colour=theme.c.good)
        self._fill_cards()
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(24), mm(16), mm(24), mm(10))
        column.setSpacing(mm(14))
        row = QHBoxLayout()
        row.setSpacing(mm(8))
        for headline in self.headlines.values():
            row.addWidget(headline, 1)
        column.addLayout(row)
        column.addLayout(self._grid(), 1)
        column.addWidget(self.stand)

    def _service_columns(self) -> list[TableColumn]:
        say = self.texts.say
        return [
            TableColumn(say("now.column.service"), 5.6),
            TableColumn(say("now.column.people"), 3),
            TableColumn(say("now.column.longest"), 4.6, right=True),
            TableColumn(say("now.column.counter"), 2.8, right=True),
        ]

    def _small_key(self, text: str, icon: str) -> Key:
        key = Key(self.theme, text=text, icon=icon)
        key.icon_colour = self.theme.c.flag
        key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        key.setFixedHeight(self.theme.mm(42))
        return key

    def _fill_cards(self) -> None:
        self.queue_card.column.addWidget(self.services, 1)
        self.counter_card.column.addWidget(self.counters, 1)
        self.counter_card.head.addWidget(self.manage)
        self.manage.clicked.connect(self.wants_counters)
        self.alerts_column = QVBoxLayout()
        self.alerts_column.setSpacing(0)
        self.alert_card.column.addLayout(self.alerts_column)
        self.alert_card.column.addLayout(self._indented(self.nothing))
        self.alert_card.column.addStretch(1)
        self.alert_card.head.addWidget(self.notice)
        self.notice.clicked.connect(self.wants_notice)
        self.arrival_card.word.set_text(self.texts.say("now.arrivals_before"))
        self.arrival_card.column.addWidget(self.arrivals, 1)
        self.rating_card.column.addWidget(self.levels, 1)
        self.rating_card.column.addLayout(self._indented(self.reasons))
        self.machine_card.column.addWidget(self.machines, 1)

    def _indented(self, part: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(self.theme.mm(10), self.theme.mm(6), self.theme.mm(10), 0)
        row.addWidget(part)
        return row

    def _grid(self) -> QVBoxLayout:
        upper = self._row((self.queue_card, 32), (self.counter_card, 34), (self.alert_card, 34))
        lower = self._row((self.arrival_card, 44), (self.rating_card, 26), (self.machine_card, 30))
        rows = QVBoxLayout()
        rows.setSpacing(self.theme.mm(16))
        rows.addLayout(upper, 58)
        rows.addLayout(lower, 42)
        return rows

    def _row(self, *cards: tuple[QWidget, int]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.mm(16))
        for card, wide in cards:
            row.addWidget(card, wide)
        return row

    # -- showing ----------------------------------------------------------------------------------------------------

    def show_view(self, view: LiveView) -> None:
        """Show the branch as it stands."""
        self.view = view
        self._show_headlines(view)
        most = max((one.waiting for one in view.services), default=0)
        waiting = sorted(view.services, key=_by_wait)
        self.services.show_lines([self._service(one, most) for one in waiting])
        self.counters.show_lines([self._counter(view.now, one) for one in view.counters])
        open_ones = sum(one.state is not CounterState.CLOSED for one in view.counters)
        self.counter_card.word.set_text(self.texts.say("now.open", count=open_ones, all=len(view.counters)))
        self._show_arrivals(view)
        self._show_alerts(view)
        self._show_ratings(view)
        self.machines.show_lines(list(self._machine_lines(view)))
        at = view.setup.branch.local(view.now)
        self.stand.set_text(self.texts.say("now.stand", at=f"{at:%H:%M:%S}"))

    def _show_headlines(self, view: LiveView) -> None:
        say, today, before, c = self.texts.say, view.today, view.before, self.theme.c
        self.headlines["waiting"].show_figure(str(view.waiting), say("now.unit.people"))
        waits = [one.alert for one in view.alerts if isinstance(one.alert, Alert)]
        over = next((one for one in waits if one.waited >= one.limit), None)
        said = say("now.over", limit=over.limit) if over is not None else say("now.within")
        icon, tone = ("triangle-alert", c.ink) if over is not None else ("check", c.good)
        longest = "–" if view.waited is None else str(view.waited)
        self.headlines["longest"].show_figure(longest, say("now.unit.minutes"), said, icon=icon, tone=tone)
        week = say("now.week_before", count=_or_dash(before.served))
        self.headlines["served"].show_figure(_or_dash(today.served), say("now.unit.visits"), week)
        median = "–" if today.service_median_s is None else str(round(today.service_median_s / 60))
        week = say(
            "now.week_before", count="–" if before.service_median_s is None else round(before.service_median_s / 60)
        )
        self.headlines["service"].show_figure(median, say("now.unit.minutes"), week)
        share = "–" if today.satisfied_share is None else f"{100 * today.satisfied_share:.0f}"
        rated = say("now.rated", count=_or_dash(today.ratings))
        self.headlines["satisfied"].show_figure(share, "%", rated)

    def _service(self, one: ServiceNow, most: int) -> TableLine:
        is_over = one.waited is not None and one.waited >= one.service.wait_minutes
        waited = "–" if one.waited is None else self.texts.say("now.minutes", count=one.waited).replace(" ", _BOUND)
        cells = (
            TableCell(self.texts.name(one.service.name), bold=is_over),
            TableCell(str(one.waiting), bold=True, bar=one.waiting / most if most else 0.0),
            TableCell(waited, bold=is_over, icon="triangle-alert" if is_over else ""),
            TableCell(", ".join(map(str, one.counters)) or "–"),
        )
        return TableLine(cells, lit=is_over)

    def _counter(self, now: datetime, one: CounterNow) -> TableLine:
        c, say = self.theme.c, self.texts.say
        tone = {CounterState.SERVING: c.good, CounterState.CLOSED: c.ink_soft}.get(one.state)
        state = say(f"now.state.{one.state.value}")
        what = f"{state} {one.number}" if one.number else state
        if one.pause is not None:
            what = f"{state}, {say(f'desk.pause.{one.pause.value}').lower()}"
        name = self.texts.name(one.service.name) if one.service is not None else one.clerk
        since = "" if one.since is None else _clock(now, one.since)
        cells = (
            TableCell(str(one.counter.number), bold=True),
            TableCell(name or self.texts.name(one.counter.name), tone=None if one.clerk else c.ink_soft),
            TableCell(what, bold=one.state is CounterState.SERVING, icon=_STATE_ICONS[one.state], tone=tone),
            TableCell(since),
        )
        return TableLine(cells)

    def _show_arrivals(self, view: LiveView) -> None:
        local = view.setup.branch.local(view.now)
        spans = spans_on(view.setup, local.date()) or ((time(7), time(17)),)
        first, last = (at.hour * 2 + at.minute // STEP_MINUTES for at in (spans[0][0], spans[-1][1]))
        running = (local.hour * 60 + local.minute) // STEP_MINUTES
        self.arrivals.show_counts(view.arrivals, view.arrivals_before, first, max(first, last - 1), running)

    def _show_alerts(self, view: LiveView) -> None:
        if [one.now for one in self.alert_rows] == list(view.alerts):
            return
        for row in self.alert_rows:
            row.hide()
            row.deleteLater()
        self.alert_rows = [_AlertRow(self.theme, self.texts, view, one) for one in view.alerts[:4]]
        for row in self.alert_rows:
            row.acted.connect(self.acted)
            self.alerts_column.addWidget(row)
        self.nothing.setVisible(not self.alert_rows)
        self.alert_card.word.set_text(str(len(view.alerts)) if view.alerts else "")

    def _show_ratings(self, view: LiveView) -> None:
        is_known, levels = view.today.levels is not None, view.today.levels or {}
        most = max(levels.values(), default=0)
        lines = []
        for level in view.setup.rating.scale:
            count = levels.get(level.value, 0)
            share = count / most if most else 0.0
            said = str(count) if is_known else "–"
            name = self.texts.say(f"rating.face.{level.value}")
            lines.append(TableLine((TableCell(name), TableCell("", bar=share), TableCell(said, bold=True))))
        self.levels.show_lines(lines)
        reasons = sorted((view.today.reasons or {}).items(), key=lambda item: -item[1])[:3]
        said = ", ".join(f"{self._reason(view, code)} {count}" for code, count in reasons)
        self.reasons.set_text(self.texts.say("now.reasons", reasons=said) if said else "")

    def _reason(self, view: LiveView, code: str) -> str:
        own = next((one for one in view.setup.reasons if one.code == code), None)
        return self.texts.name(own.name) if own is not None else self.texts.say(f"rating.reasons.{code}")

    def _machine_lines(self, view: LiveView) -> Iterator[TableLine]:
        yield self._delivery(view)
        for one in view.stations:
            yield self._station(one)

    def _delivery(self, view: LiveView) -> TableLine:
        say, sync, c = self.texts.say, view.sync, self.theme.c
        name = TableCell(say("now.delivery"), icon="landmark")
        if sync.link in NO_CENTRE:
            return TableLine((name, TableCell(say("now.link.not_configured"), tone=c.ink_soft)))
        is_late = late_delivery(view.setup, sync, view.now) is not None
        if sync.quarantined:
            return TableLine(
                (name, TableCell(say("now.quarantined", count=sync.quarantined), icon="triangle-alert")), lit=True
            )
        if not sync.backlog:
            return TableLine((name, TableCell(say("now.all_sent"), icon="circle-check", tone=c.good)))
        words = say("now.backlog", count=sync.backlog, minutes=max(1, sync.lag_seconds // 60))
        return TableLine(
            (name, TableCell(words, icon="triangle-alert" if is_late else "clock", tone=None if is_late else c.info)),
            lit=is_late,
        )

    def _station(self, one: StationOverview) -> TableLine:
        say, c = self.texts.say, self.theme.c
        name = TableCell(one.station, icon="monitor")
        if one.state.is_out:
            return TableLine((name, TableCell(say("now.machine.out"), icon="circle-minus")), lit=True)
        worst = next((device for device in one.devices if not device.is_well), None)
        if worst is not None:
            return TableLine((name, TableCell(self._device(worst), icon="triangle-alert")), lit=True)
        if not one.programs:
            return TableLine((name, TableCell(say("now.machine.silent"), icon="triangle-alert")), lit=True)
        return TableLine((name, TableCell(say("now.machine.good"), icon="circle-check", tone=c.good)))

    def _device(self, device: DeviceOverview) -> str:
        report = device.report
        name = self.texts.say(f"now.device.{report.part.value}")
        status = report.status.value if report.is_heard else "not_heard"
        return f"{name}: {self.texts.say(f'now.status.{status}')}"


def _columns(*shares: float) -> list[TableColumn]:
    """Return columns without headings; the last one stands at the right."""
    return [TableColumn("", share, right=place == len(shares)) for place, share in enumerate(shares, start=1)]


def _icon(alert: Alert | LateDelivery) -> str:
    return "landmark" if isinstance(alert, LateDelivery) else _ALERT_ICONS[alert.cause]


def _remedy(alert: Alert | LateDelivery) -> Remedy | None:
    return None if isinstance(alert, LateDelivery) else alert.remedy


def _by_wait(one: ServiceNow) -> tuple[int, int]:
    return (-one.waiting, -(one.waited or 0))


def _clock(now: datetime, since: datetime) -> str:
    seconds = max(0, int((now - since).total_seconds()))
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def _minutes(seconds: int | None) -> str:
    return "–" if seconds is None else str(round(seconds / 60))


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)
