"""Build the form of a part of the document from rows that are declared as values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.domain.setup.values import Place, value_at
from ui.manager.form.choices import Pick, PickField
from ui.manager.form.control import Control
from ui.manager.form.number import NumberField
from ui.manager.form.row import FormRow
from ui.manager.state import Kit
from ui.staff.choice import ChoiceSheet, Option

#: The columns of a form; a row takes some of them.
COLUMNS = 12
#: A form of fewer pixels of the design is narrow: a name of thirty letters has no room in five columns.
_NARROW = 760


@dataclass(frozen=True, slots=True)
class Row:
    """Declare one row.

    Attributes:
        keys: the keys from the part to the value, for instance ``("name", "en")``.
        label: its sentence under ``manager.``; `helps` names the line below, if there is one.
        make: returns the control.
        wide: how many of the `COLUMNS` it takes.
        narrow: the same in a narrow form; 0: as `wide`.
        good: the sentence that stands below a value without a problem.
        beside: the label stands at the left of the control.
    """

    keys: tuple[str, ...]
    label: str
    make: Callable[[Kit], Control]
    wide: int = COLUMNS
    narrow: int = 0
    helps: str = ""
    good: str = ""
    beside: bool = False


class PartForm(QWidget):
    """Show rows for one part of the document. `show_part` says which; each change goes into the draft at once."""

    def __init__(self, kit: Kit, rows: Sequence[Row]) -> None:
        super().__init__()
        self._kit = kit
        self._prefix: Place = ()
        self._rows = tuple(rows)
        self.rows: dict[tuple[str, ...], FormRow] = {}
        self._is_narrow = False
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(kit.theme.mm(16))
        grid.setVerticalSpacing(kit.theme.mm(16))
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 0)
        for row in self._rows:
            helps = kit.tell(row.helps) if row.helps else ""
            undo = kit.tell("undo_row")
            shown = FormRow(kit.theme, kit.tell(row.label), row.make(kit), helps, undo=undo, beside=row.beside)
            shown.control.changed.connect(partial(self._changed, row.keys))
            shown.undone.connect(partial(self._undone, row.keys))
            if isinstance(shown.control, PickField):
                shown.control.opened.connect(partial(self._open, row.keys))
            self.rows[row.keys] = shown
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._kit.theme.mm(_NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place()

    def _place(self) -> None:
        """Place the rows beside each other as far as the columns go."""
        line = used = 0
        for row in self._rows:
            shown = self.rows[row.keys]
            wide = row.narrow or row.wide if self._is_narrow else row.wide
            if used + wide > COLUMNS:
                line, used = line + 1, 0
            self._grid.removeWidget(shown)
            self._grid.addWidget(shown, line, used, 1, wide, Qt.AlignmentFlag.AlignTop)
            used += wide

    def show_part(self, *prefix: object) -> None:
        """Show the part at this place of the draft."""
        self._prefix = prefix
        self.refresh()

    def offer(self, keys: tuple[str, ...], picks: Sequence[Pick]) -> None:
        """Offer these values in a row with a list."""
        control = self.rows[keys].control
        if isinstance(control, PickField):
            control.offer(picks)

    def refresh(self) -> None:
        """Show the values of the draft, and below each what is in force or wrong."""
        settings, texts = self._kit.settings, self._kit.texts
        for row in self._rows:
            place = (*self._prefix, *row.keys)
            shown = self.rows[row.keys]
            value, used = value_at(settings.document, place), settings.draft.used_at(place)
            is_new = len(self._prefix) > 1 and settings.draft.is_new(str(self._prefix[0]), self._prefix[1])
            shown.control.show_value(value)
            problem = settings.problem_at(place)
            in_force = "" if is_new or used == value else self._kit.tell("used", value=shown.control.words(used))
            shown.show_state(
                used=in_force,
                problem=texts.message(problem.problem.message) if problem is not None else "",
                good=self._kit.tell(row.good) if row.good and value else "",
            )

    def _changed(self, keys: tuple[str, ...], value: Any) -> None:
        self._kit.settings.set((*self._prefix, *keys), value)

    def _undone(self, keys: tuple[str, ...]) -> None:
        self._kit.settings.take_back_at((*self._prefix, *keys))

    def _open(self, keys: tuple[str, ...]) -> None:
        control, label = self.rows[keys].control, self.rows[keys].label.text
        if isinstance(control, PickField):
            open_list(self._kit, label, control)


def open_list(kit: Kit, title: str, control: PickField) -> ChoiceSheet:
    """Show the values of a list on a sheet; the answer goes into the control."""
    options = [Option(one.value, one.words, one.second, one.icon) for one in control.picks]
    sheet = ChoiceSheet(kit.over, kit.theme, kit.texts, title, options)
    sheet.chosen.connect(control.choose)
    sheet.closed.connect(control.take_focus)
    return sheet


def number(kit: Kit, *, low: int = 0, high: int = 9999, step: int = 1, unit: str = "", none: str = "") -> NumberField:
    """Return a number whose unit and whose words for none are sentences under ``manager.``."""
    return NumberField(
        kit.theme,
        low=low,
        high=high,
        step=step,
        unit=kit.tell(unit) if unit else "{count}",
        none=kit.tell(none) if none else "",
        less=kit.tell("less"),
        more=kit.tell("more"),
    )
