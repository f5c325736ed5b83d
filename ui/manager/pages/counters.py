"""Show the counters, and which services each of them serves."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.domain.setup import edits
from kiosk.domain.setup.check import MOST_WEIGHT
from kiosk.domain.setup.document import CounterPart, CounterService
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import part_of, with_value
from ui.manager.form import CheckKey, FormRow, NumberField, Pick
from ui.manager.form.part_form import PartForm, number
from ui.manager.page import clear
from ui.manager.pages.common import names
from ui.manager.pages.parts import PartsPage
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text


class CountersPage(PartsPage):
    """Show the counters."""

    section, words = "counters", "counter"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.COUNTERS}"), kit.tell("counter.text"))
        self.rows = PartForm(kit, names("name"))
        self.serves = ServesForm(kit)
        self.form.column.addWidget(self.rows)
        self.form.column.addWidget(self.serves)
        self.form.column.addStretch(1)

    def item(self, part: CounterPart) -> tuple[str, str]:
        """Return the counter's name and how many services it serves."""
        name = self.kit.tell("counter.item", number=part.number, name=self.kit.texts.name(part.name))
        return name, self.kit.tell("field.count", count=len(part.services))

    def about(self, part: CounterPart) -> str:
        """Return the number, which is on boards and slips."""
        return self.kit.tell("counter.about", number=part.number)

    def show_form(self, part: Any) -> None:
        """Show the counter's names and services."""
        self.rows.show_part("counters", part.number)
        self.serves.show_counter(part)

    def ask_new(self) -> None:
        """Add a counter with the first free number."""
        document, code = edits.add_counter(self.settings.document, self.kit.tell("counter.name"))
        self.code = code
        self.settings.put(document)


class ServesForm(QWidget):
    """Show a check box for each service, by field, and how much earlier this counter calls some of them."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._number = kit, 0
        self._shown: object = None
        self.checks: dict[str, CheckKey] = {}
        self.weights: dict[str, NumberField] = {}
        self._parts: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.theme.mm(10))

    def show_counter(self, part: CounterPart) -> None:
        """Show the services of a counter."""
        document = self._kit.settings.document
        shape = [(one.code, one.field, self._kit.texts.name(one.name)) for one in document.services]
        weighted = [one.code for one in part.services]
        if self._shown != (part.number, shape, weighted):
            self._shown = (part.number, shape, weighted)
            self._number = part.number
            self._build(part)
        served = {one.code: one.minutes for one in part.services}
        for code, key in self.checks.items():
            key.setChecked(code in served)
            key.update()
        for code, field in self.weights.items():
            field.show_value(served.get(code, 0))

    def _build(self, part: CounterPart) -> None:
        kit, mm = self._kit, self._kit.theme.mm
        focus = next((code for code, key in self.checks.items() if key.hasFocus()), "")
        clear(self._parts)
        self._parts, self.checks, self.weights = [], {}, {}
        document = kit.settings.document
        for field in document.fields:
            mine = [one for one in document.services if one.field == field.code]
            icon = field.icon if kit.theme.has_icon(field.icon) else ""
            self._add(Text(kit.theme, Role.BODY, kit.texts.name(field.name), weight=600, icon=icon))
            held = QWidget()
            grid = QGridLayout(held)
            grid.setContentsMargins(0, 0, 0, mm(4))
            grid.setSpacing(mm(8))
            for place, one in enumerate(mine):
                key = CheckKey(kit.theme, Pick(one.code, kit.texts.name(one.name)))
                key.marked.connect(self._marked)
                grid.addWidget(key, place // 2, place % 2)
                self.checks[one.code] = key
            for column in range(2):
                grid.setColumnStretch(column, 1)
            self._add(held)
        if part.services:
            self._add(Text(kit.theme, Role.HEADING, kit.tell("counter.earlier")))
            self._add(Text(kit.theme, Role.SMALL, kit.tell("counter.earlier_help"), colour=kit.theme.c.ink_soft))
            self._add(self._weights(part))
        if focus in self.checks:
            self.checks[focus].setFocus()

    def _weights(self, part: CounterPart) -> QWidget:
        kit = self._kit
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(kit.theme.mm(12))
        known = {one.code: one.name for one in kit.settings.document.services}
        for place, one in enumerate(part.services):
            field = number(kit, high=MOST_WEIGHT, step=5, unit="minutes")
            field.setProperty("code", one.code)
            field.changed.connect(self._weighted)
            self.weights[one.code] = field
            name = kit.texts.name(known[one.code]) if one.code in known else one.code
            grid.addWidget(FormRow(kit.theme, name, field), place // 2, place % 2)
        return held

    def _add(self, part: QWidget) -> None:
        self._column.addWidget(part)
        self._parts.append(part)

    def _marked(self, code: object, serves: bool) -> None:  # noqa: FBT001 - a slot
        settings = self._kit.settings
        settings.put(edits.serve(settings.document, self._number, str(code), serves=serves))

    def _weighted(self, minutes: int) -> None:
        code, settings = str(self.sender().property("code")), self._kit.settings
        held = part_of(settings.document, "counters", self._number).services
        new = tuple(CounterService(one.code, minutes) if one.code == code else one for one in held)
        settings.put(with_value(settings.document, ("counters", self._number, "services"), new))
