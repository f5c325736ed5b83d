"""Show the weekly hours, and the days on which other hours hold."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.language.text import VIETNAMESE, CounterError
from kiosk.domain.setup import edits
from kiosk.domain.setup.document import CalendarDay, DayHours, Span
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import has_part, with_value
from ui.manager.form import Pick, PickField, SpansField, TextField
from ui.manager.form.dates import DateField
from ui.manager.form.part_form import open_list
from ui.manager.form.times import span_words
from ui.manager.form.week import DAYS, WeekForm
from ui.manager.page import Card, ColumnPage, DropKey, act_key, clear
from ui.manager.pages.common import name_rows, name_values, with_name
from ui.manager.sheets import AskSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Text

_CLOSED, _OWN = "closed", "own"


class HoursPage(ColumnPage):
    """Show the hours of the week in a card, and the calendar from today on in another."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.HOURS}"), kit.tell("hours.text"))
        self.week = WeekForm(kit)
        self.add_card(kit.tell("hours.week"), self.week)
        card = Card(kit, kit.tell("hours.calendar"))
        self.add = act_key(kit, kit.tell("hours.day_add"), "plus")
        self.add.clicked.connect(self._ask_new)
        card.keys.addWidget(self.add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(kit.theme.mm(4))
        card.column.addLayout(self._lines)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self.days: list[DayLine] = []
        self._rows: list[QWidget] = []

    def refresh(self) -> None:
        """Show the draft."""
        document = self.settings.document
        self.week.show_week(("hours",), self.settings.draft.base.hours)
        today = self._today()
        clear(self._rows)
        coming = [one for one in document.calendar if one.day >= today]
        self.days = [DayLine(self.kit, one) for one in coming]
        self._rows = [*self.days]
        if not coming:
            self._rows = [Text(self.kit.theme, Role.BODY, self.kit.tell("hours.no_days"))]
        for line in self.days:
            line.edits.connect(self._ask_day)
            line.dropped.connect(self._drop)
        for row in self._rows:
            self._lines.addWidget(row)

    def _today(self) -> date:
        zone = self.settings.document.branch.zone
        return self.kit.local(self.kit.clock.now(), zone).date()

    def _drop(self, day: date) -> None:
        self.settings.put(edits.remove(self.settings.document, "calendar", day))

    def _ask_new(self) -> None:
        self._ask(None)

    def _ask_day(self, part: CalendarDay) -> None:
        self._ask(part)

    def _ask(self, part: CalendarDay | None) -> None:
        """Ask for a day: which, what it is called, its hours, and the decision that says so."""
        kit = self.kit
        day = DateField(kit.theme)
        day.setEnabled(part is None)
        kind = PickField(kit.theme, [Pick(one, words) for one, words in hours_kinds(kit)])
        spans = SpansField(kit.theme, "–", kit.tell("hours.add"))
        hours = part.hours if part is not None else DayHours()
        rows = {
            "day": (kit.tell("hours.day"), day),
            **name_rows(kit),
            "kind": (kit.tell("hours.day_hours"), kind),
            "spans": (kit.tell("hours.day_spans"), spans),
            "source": (kit.tell("hours.day_source"), TextField(kit.theme)),
        }
        values = {
            "day": part.day if part is not None else edits.free_day(self.settings.document, self._today()),
            **name_values(part.name if part is not None else None),
            "kind": _kind_of(hours),
            "spans": tuple(_spans(hours)),
            "source": part.source if part is not None else "",
        }
        title = kit.tell("hours.day_edit" if part is not None else "hours.day_add")
        self.sheet = AskSheet(kit, title, rows, kit.tell("hours.day_done"), values=values, needs=(VIETNAMESE,))
        kind.opened.connect(self._open_kinds)
        self.sheet.answered.connect(self._put_day)

    def _open_kinds(self) -> None:
        control = self.sheet.controls["kind"]
        if isinstance(control, PickField):
            open_list(self.kit, self.kit.tell("hours.day_hours"), control)

    def _put_day(self, values: dict[str, Any]) -> None:
        document, day = self.settings.document, values["day"]
        try:
            if not has_part(document, "calendar", day):
                document = edits.add_day(document, day, values[VIETNAMESE], values["source"])
            elif self.sheet.controls["day"].isEnabled():
                raise CounterError("setup.day_taken")
        except CounterError as refusal:
            self.sheet.say(refusal.message)
            return
        document = with_name(document, ("calendar", day), values)
        document = with_value(document, ("calendar", day, "source"), values["source"])
        document = with_value(document, ("calendar", day, "hours"), _hours_of(values["kind"], values["spans"]))
        self.sheet.dismiss()
        self.settings.put(document)


def hours_kinds(kit: Kit) -> list[tuple[object, str]]:
    """Return the kinds of hours that a special day may have, with their words."""
    like = [(place, kit.tell("hours.like", day=kit.texts.say(f"common.weekday.{place}"))) for place in range(len(DAYS))]
    return [(_CLOSED, kit.tell("hours.closed")), (_OWN, kit.tell("hours.own")), *like]


def _kind_of(hours: DayHours) -> object:
    if hours.like is not None:
        return hours.like
    return _OWN if hours.spans else _CLOSED


def _spans(hours: DayHours) -> list[Span]:
    return [Span(opens, closes) for opens, closes in hours.spans]


def _hours_of(kind: object, spans: tuple[Span, ...]) -> DayHours:
    if isinstance(kind, int):
        return DayHours(like=kind)
    return DayHours(tuple((one.opens, one.closes) for one in spans)) if kind == _OWN else DayHours()


class DayLine(QWidget):
    """Show one special day. Signals: ``edits`` carries it, ``dropped`` its date."""

    edits = Signal(object)
    dropped = Signal(object)

    def __init__(self, kit: Kit, part: CalendarDay) -> None:
        super().__init__()
        self._part = part
        mm, texts = kit.theme.mm, kit.texts
        row = QHBoxLayout(self)
        row.setContentsMargins(0, mm(4), 0, mm(4))
        row.setSpacing(mm(14))
        weekday = texts.say(f"common.weekday.{part.day.weekday()}")
        when = Text(kit.theme, Role.BODY, f"{weekday}, {part.day:%d/%m/%Y}", weight=600, wrap=False)
        when.setFixedWidth(mm(220))
        row.addWidget(when)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(kit.theme, Role.BODY, texts.name(part.name)))
        names.addWidget(Text(kit.theme, Role.SMALL, part.source, colour=kit.theme.c.ink_soft))
        row.addLayout(names, 1)
        kinds = dict(hours_kinds(kit))
        spans = ", ".join(span_words(one) for one in _spans(part.hours))
        hours = Text(kit.theme, Role.BODY, spans or kinds[_kind_of(part.hours)], wrap=False)
        row.addWidget(hours)
        edit = Key(kit.theme, text=kit.tell("edit"), icon="pencil")
        edit.icon_colour = kit.theme.c.flag
        edit.setFixedHeight(mm(44))
        edit.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        edit.clicked.connect(self._edit)
        row.addWidget(edit)
        drop = DropKey(kit, part.day, f"{part.day:%d/%m/%Y}")
        drop.dropped.connect(self.dropped)
        row.addWidget(drop)

    def _edit(self) -> None:
        self.edits.emit(self._part)
