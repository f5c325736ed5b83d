"""Choose what a report is about: one period of the calendar, or any two periods that are compared."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.measures.report import Period, ReportKind
from ui.manager.form.choices import Pick, PickKey
from ui.manager.form.dates import DateField
from ui.manager.parts.period_picker import PeriodPicker
from ui.theme import Role, Theme
from ui.widgets import Text

#: The place of the picker and of the four dates in the stack.
_ONE, _TWO = 0, 1


class ReportChoice(QWidget):
    """Show the chosen period or periods. Signal: ``picked`` carries the period of another report."""

    picked = Signal(object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        self.period: Period | None = None
        self.today: date | None = None
        self._days: list[date] = []
        mm, say = theme.mm, texts.say
        self.one, self.two = (
            PickKey(theme, Pick(is_two, say(f"reports.{name}"))) for is_two, name in ((False, "one"), (True, "two"))
        )
        self.picker = PeriodPicker(theme, texts)
        self.picker.picked.connect(self.picked)
        self.dates = [DateField(theme) for _ in range(4)]
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._stack.addWidget(self._held(self.picker))
        self._stack.addWidget(self._two_periods())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(8))
        for key in (self.one, self.two):
            key.picked.connect(self._choose)
            row.addWidget(key)
        row.addSpacing(mm(14))
        row.addWidget(self._stack)
        row.addStretch(1)

    @staticmethod
    def _held(widget: QWidget) -> QWidget:
        """Return a widget at the left of its own room, as the stack is as wide as its widest page."""
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(widget)
        row.addStretch(1)
        return held

    def _two_periods(self) -> QWidget:
        held, theme, say = QWidget(), self.theme, self.texts.say
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.mm(8))
        for place, (field, name) in enumerate(zip(self.dates, ("first", "last") * 2, strict=True)):
            if place == len(self.dates) // 2:
                row.addSpacing(theme.mm(6))
                row.addWidget(Text(theme, Role.BODY, say("reports.with"), wrap=False))
                row.addSpacing(theme.mm(6))
            elif place % 2:
                row.addWidget(Text(theme, Role.BODY, "–", wrap=False))
            side = "this" if place < len(self.dates) // 2 else "other"
            field.set_label(say(f"reports.date.{side}.{name}"))
            field.entry.setFixedWidth(theme.mm(140))
            field.changed.connect(partial(self._set_day, place))
            row.addWidget(field)
        row.addStretch(1)
        return held

    def show_period(self, period: Period, today: date) -> None:
        """Show what is chosen."""
        self.period, self.today = period, today
        is_two = period.against is not None
        self.one.setChecked(not is_two)
        self.two.setChecked(is_two)
        self._stack.setCurrentIndex(_TWO if is_two else _ONE)
        if period.against is None:
            self.picker.show_period(period, today)
            return
        self._days = [period.first, period.last, *period.against]
        for field, day in zip(self.dates, self._days, strict=True):
            field.show_value(day)

    def _choose(self, is_two: bool) -> None:  # noqa: FBT001 - a slot
        """Compare the chosen period with the one before it, or go back to the period that was compared."""
        period = self.period
        if period is None or self.today is None or self.picker.period is None:
            return
        if is_two is (period.against is not None):
            self.show_period(period, self.today)  # the pressed key stays chosen
        elif is_two:
            before = period.before()
            self.picked.emit(Period(ReportKind.COMPARE, period.first, period.last, (before.first, before.last)))
        else:
            self.picked.emit(self.picker.period)

    def _set_day(self, place: int, day: date) -> None:
        self._days[place] = day
        first, last, *other = self._days
        self.picked.emit(Period(ReportKind.COMPARE, first, last, (other[0], other[1])))
