"""Choose a period: a day, a week, a month or a year, and the one before or after it."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.measures.report import Period, ReportKind
from ui.manager.form.choices import Pick, PickKey
from ui.theme import Role, Theme
from ui.widgets import Key, Text

_ARROW, _HIGH, _WORDS = 48, 48, 210
#: The kinds of periods of the calendar.
KINDS = (ReportKind.DAY, ReportKind.WEEK, ReportKind.MONTH, ReportKind.YEAR)


def period_words(period: Period, texts: Texts) -> str:
    """Return a calendar period in a few words."""
    first, last = period.first, period.last
    if period.kind is ReportKind.DAY:
        weekday = weekday_words(first.weekday(), texts)
        return texts.say("analysis.period.day", weekday=weekday, day=f"{first:%d/%m/%Y}")
    if period.kind is ReportKind.WEEK:
        begin = f"{first:%d/%m}" if first.year == last.year else f"{first:%d/%m/%Y}"
        return texts.say("analysis.period.week", first=begin, last=f"{last:%d/%m/%Y}")
    if period.kind is ReportKind.MONTH:
        return texts.say("analysis.period.month", month=f"{first:%m/%Y}")
    return texts.say("analysis.period.year", year=first.year)


def weekday_words(weekday: int, texts: Texts) -> str:
    """Return a weekday (0 is Monday) as it is written alone."""
    words = texts.say(f"report.weekday.{weekday}")
    return words[:1].upper() + words[1:]


class PeriodPicker(QWidget):
    """Show the chosen period. Signal: ``picked`` carries another one that a person chose.

    `today` is the last day that a period may begin; a later one cannot be chosen.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        self.period: Period | None = None
        self.today: date | None = None
        mm, say = theme.mm, texts.say
        self.kinds = {kind: PickKey(theme, Pick(kind, say(f"analysis.kind.{kind.value}"))) for kind in KINDS}
        self.back, self.on = (Key(theme, icon=f"chevron-{side}") for side in ("left", "right"))
        self.back.setAccessibleName(say("analysis.back"))
        self.on.setAccessibleName(say("analysis.on"))
        self.words = Text(theme, Role.LABEL, wrap=False, align=Qt.AlignmentFlag.AlignHCenter)
        self.words.setFixedWidth(mm(_WORDS))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(8))
        for key in self.kinds.values():
            key.picked.connect(self._choose_kind)
            row.addWidget(key)
        row.addSpacing(mm(6))
        for widget in (self.back, self.words, self.on):
            row.addWidget(widget)
        for arrow in (self.back, self.on):
            arrow.setFixedSize(mm(_ARROW), mm(_HIGH))
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_period(self, period: Period, today: date) -> None:
        """Show a period."""
        self.period, self.today = period, today
        for kind, key in self.kinds.items():
            key.setChecked(kind is period.kind)
        self.words.set_text(period_words(period, self.texts))
        self.on.setEnabled(period.moved(1).first <= today)

    def _choose_kind(self, kind: ReportKind) -> None:
        """Choose the period of another kind that has the present day, or the last day of the chosen one."""
        if self.period is None or self.today is None or kind is self.period.kind:
            return
        inside = self.period.first <= self.today <= self.period.last
        self._pick(Period.around(kind, self.today if inside else self.period.last))

    def _go_back(self) -> None:
        if self.period is not None:
            self._pick(self.period.moved(-1))

    def _go_on(self) -> None:
        if self.period is not None:
            self._pick(self.period.moved(1))

    def _pick(self, period: Period) -> None:
        if self.today is not None:
            self.show_period(period, self.today)
            self.picked.emit(period)
