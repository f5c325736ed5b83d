"""Show the opening hours of a week: a row of spans for each weekday."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.domain.setup.document import WeekHours
from kiosk.domain.setup.values import Place, value_at
from ui.manager.form.row import FormRow
from ui.manager.form.times import SpansField
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text

DAYS = tuple(WeekHours.__dataclass_fields__)


class WeekForm(QWidget):
    """Show the spans of each weekday. A change goes into the draft at once."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._place: Place = ()
        self.days: dict[str, FormRow] = {}
        mm = kit.theme.mm
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(mm(16))
        grid.setVerticalSpacing(mm(8))
        grid.setColumnStretch(1, 1)
        for line, day in enumerate(DAYS):
            control = SpansField(kit.theme, kit.tell("hours.closed"), kit.tell("hours.add"))
            row = FormRow(kit.theme, "", control, undo=kit.tell("undo_row"))
            name = kit.texts.say(f"common.weekday.{line}")
            control.set_label(name)
            control.changed.connect(partial(self._changed, day))
            row.undone.connect(partial(self._undone, day))
            label = Text(kit.theme, Role.BODY, name, weight=600, wrap=False)
            label.setFixedHeight(mm(46))
            label.setMinimumWidth(mm(96))
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row, line, 1)
            self.days[day] = row

    def show_week(self, place: Place, used: WeekHours | None) -> None:
        """Show the hours at a place of the draft; `used` are those in force."""
        self._place = place
        kit = self._kit
        for day, row in self.days.items():
            value = value_at(kit.settings.document, (*place, day))
            before = getattr(used, day) if used is not None else value
            row.control.show_value(value)
            problem = kit.settings.problem_at((*place, day))
            row.show_state(
                used="" if before == value else kit.tell("used", value=row.control.words(before)),
                problem=kit.texts.message(problem.problem.message) if problem is not None else "",
            )

    def _changed(self, day: str, spans: Any) -> None:
        self._kit.settings.set((*self._place, day), spans)

    def _undone(self, day: str) -> None:
        settings = self._kit.settings
        used = settings.draft.used_at(self._place) or settings.draft.base.hours
        settings.set((*self._place, day), getattr(used, day))
