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
        self.rows = PartForm(kit, names("name", good="name.fits_desk"))
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
        name = self.kit.texts.in_vietnamese().say("manager.counter.name")
        document, code = edits.add_counter(self.settings.document, name)
        self.code = code
        self.settings.put(document)


class ServesForm(QWidget):
    """Show a check box for each service, by field, and how much earlier this counter calls some of them."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._number = kit, 0
        self._offered: object = None
        self._served: object = None
        self.checks: dict[str, CheckKey] = {}
        self.weights: dict[str, NumberField] = {}
        self._check_parts: list[QWidget] = []
        self._weight_parts: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.mm(10))
        self._checks_place, self._weights_place = QVBoxLayout(), QVBoxLayout()
        for place in (self._checks_place, self._weights_place):
            place.setSpacing(kit.theme.mm(10))
            column.addLayout(place)

    def show_counter(self, part: CounterPart) -> None:
        """Show the services of a counter."""
        document, self._number = self._kit.settings.document, part.number
        offered = [(one.code, one.field, self._kit.texts.name(one.name)) for one in document.services]
        if self._offered != (offered, document.fields):
            self._offered = (offered, document.fields)
            self._build_checks()
        codes = [one.code for one in part.services]
        if self._served != (part.number, codes, offered):
            self._served = (part.number, codes, offered)
            self._build_weights(part)
        served = {one.code: one.minutes for one in part.services}
        for code, key in self.checks.items():
            if key.isChecked() != (code in served):
                key.setChecked(code in served)
            key.update()
        for code, field in self.weights.items():
            field.show_value(served.get(code, 0))

    def _build_checks(self) -> None:
        kit, mm, document = self._kit, self._kit.theme.mm, self._kit.settings.document
        clear(self._check_parts)
        self._check_parts, self.checks = [], {}
        for field in document.fields:
            icon = field.icon if kit.theme.has_icon(field.icon) else ""
            name = Text(kit.theme, Role.BODY, kit.texts.name(field.name), weight=600, icon=icon)
            held = QWidget()
            grid = QGridLayout(held)
            grid.setContentsMargins(0, 0, 0, mm(4))
            grid.setSpacing(mm(8))
            mine = [one for one in document.services if one.field == field.code]
            for place, one in enumerate(mine):
                key = CheckKey(kit.theme, Pick(one.code, kit.texts.name(one.name)))
                key.marked.connect(self._marked)
                grid.addWidget(key, place // 2, place % 2)
                self.checks[one.code] = key
            for column in range(2):
                grid.setColumnStretch(column, 1)
            self._check_parts += [name, held]
        for widget in self._check_parts:
            self._checks_place.addWidget(widget)

    def _build_weights(self, part: CounterPart) -> None:
        kit = self._kit
        clear(self._weight_parts)
        self._weight_parts, self.weights = [], {}
        if not part.services:
            return
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
        about = Text(kit.theme, Role.SMALL, kit.tell("counter.earlier_help"), colour=kit.theme.c.ink_soft)
        self._weight_parts = [Text(kit.theme, Role.HEADING, kit.tell("counter.earlier")), about, held]
        for widget in self._weight_parts:
            self._weights_place.addWidget(widget)

    def _marked(self, code: object, serves: bool) -> None:  # noqa: FBT001 - a slot
        settings = self._kit.settings
        settings.put(edits.serve(settings.document, self._number, str(code), serves=serves))

    def _weighted(self, minutes: int) -> None:
        code, settings = str(self.sender().property("code")), self._kit.settings
        held = part_of(settings.document, "counters", self._number).services
        new = tuple(CounterService(one.code, minutes) if one.code == code else one for one in held)
        settings.put(with_value(settings.document, ("counters", self._number, "services"), new))
