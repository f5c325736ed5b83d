"""Show fields and services: the lists at the left, the form of one of them at the right."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.setup import edits
from kiosk.domain.setup.document import FieldPart, ServicePart
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import has_part, part_of, with_value
from ui.manager.form import ChipField, ChoiceField, Pick, TextArea, TextField
from ui.manager.form.part_form import PartForm, Row
from ui.manager.form.week import WeekForm
from ui.manager.items import ItemKey
from ui.manager.page import DropKey, act_key, clear
from ui.manager.pages.common import check, count, list_field, names
from ui.manager.pages.parts import OpenPartPage
from ui.manager.sheets import AskSheet, FindSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text

#: The icons that a field may have, in the order of the list.
ICONS = (
    *("users-round", "stamp", "id-card", "map", "building-2", "store", "hand-heart", "package-check", "landmark"),
    *("scale", "heart-handshake", "file-text", "house", "banknote", "map-pin", "shield-check", "user-check", "info"),
)


def _said(kit: Kit) -> ChipField:
    return ChipField(kit.theme, kit.tell("service.said_hint"), kit.tell("remove_one"))


def _papers(kit: Kit) -> TextArea:
    return TextArea(kit.theme, kit.tell("service.papers_hint"), lines=3)


def _more_papers(kit: Kit) -> TextArea:
    return TextArea(kit.theme, "", lines=3)


_SERVICE = (
    *names("name"),
    Row(("said",), "service.said", _said, helps="service.said_help"),
    Row(("series",), "service.series", list_field, wide=5),
    Row(("target_minutes",), "service.target", count(1, 480, step=5, unit="minutes"), wide=7),
    Row(("wait_minutes",), "service.wait", count(1, 480, step=5, none="as_branch", unit="minutes"), wide=5),
    Row(("quota",), "service.quota", count(1, 9999, step=5, none="no_limit"), wide=7),
    Row(("priority",), "service.priority", check("service.priority_yes", "service.priority_no"), wide=5),
    Row(("papers", "vi"), "service.papers", _papers, wide=5, narrow=12, helps="service.papers_help"),
    Row(("papers", "en"), "name.en", _more_papers, wide=4, narrow=7),
    Row(("papers", "km"), "name.km", _more_papers, wide=3, narrow=5),
    Row(("other",), "service.other", check("service.other_yes", "no"), helps="service.other_help"),
)
_FIELD = (
    *names("name"),
    Row(("icon",), "field.icon", list_field, wide=6),
    Row(("series",), "field.series", list_field, wide=6),
)


class ServicesPage(OpenPartPage):
    """Show the fields in the kiosk's order with the services of the open one, and the form of a service or a field."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.SERVICES}"), list_wide=470)
        mm = kit.theme.mm
        self.field, self.service = "", ""
        self.field_keys: list[ItemKey] = []
        self.service_keys: list[ItemKey] = []
        self._fields_title = Text(kit.theme, Role.SMALL)
        self._services_title = Text(kit.theme, Role.SMALL)
        self._grid = QGridLayout()
        self._grid.setSpacing(mm(8))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(mm(8))
        column = self.list.column
        column.addWidget(self._fields_title)
        column.addLayout(self._grid)
        column.addSpacing(mm(4))
        column.addWidget(self._services_title)
        column.addLayout(self._lines)
        column.addStretch(1)
        self.add_service = act_key(kit, kit.tell("service.add"), "plus", wide=True)
        self.add_field = act_key(kit, kit.tell("field.add"), "plus", wide=True)
        self.add_service.clicked.connect(self._ask_service)
        self.add_field.clicked.connect(self._ask_field)
        self.below.addWidget(self.add_service)
        self.below.addWidget(self.add_field)
        self.service_form = ServiceForm(kit)
        self.field_form = PartForm(kit, _FIELD)
        self.form.column.addWidget(self.service_form)
        self.form.column.addWidget(self.field_form)
        self.form.column.addStretch(1)

    @property
    def open_part(self) -> tuple[str, object] | None:
        """Return the open service, else the open field."""
        if self.service:
            return "services", self.service
        return ("fields", self.field) if self.field else None

    # -- what is shown --------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the draft."""
        document = self.settings.document
        if not has_part(document, "fields", self.field):
            self.field = document.fields[0].code if document.fields else ""
            self.service = ""
        mine = [one for one in document.services if one.field == self.field]
        if self.service and all(one.code != self.service for one in mine):
            self.service = mine[0].code if mine else ""
        self._show_fields(document.fields)
        self._show_services(mine)
        self._say_procedures()
        self.add_service.setEnabled(bool(self.field))
        if self.service:
            self._show_service(part_of(document, "services", self.service), len(mine))
        elif self.field:
            self._show_field(part_of(document, "fields", self.field), len(document.fields))
        self.service_form.setVisible(bool(self.service))
        self.field_form.setVisible(bool(self.field) and not self.service)

    def open_service(self, code: object) -> None:
        """Open the form of a service."""
        self.service = str(code)
        self.field = part_of(self.settings.document, "services", code).field
        self.form.to_top()
        self.refresh()

    def open_field(self, code: object) -> None:
        """Open the form of a field."""
        self.field, self.service = str(code), ""
        self.form.to_top()
        self.refresh()

    def _show_fields(self, fields: tuple[FieldPart, ...]) -> None:
        kit = self.kit
        if [key.value for key in self.field_keys] != [one.code for one in fields]:
            clear(self.field_keys)
            self.field_keys = [
                ItemKey(kit.theme, one.code, "", icon=one.icon, high=52, is_dense=True) for one in fields
            ]
            for place, key in enumerate(self.field_keys):
                key.picked.connect(self.open_field)
                self._grid.addWidget(key, place // 2, place % 2)
        for key, one in zip(self.field_keys, fields, strict=True):
            key.set_text(kit.texts.name(one.name))
            key.set_icon(one.icon if kit.theme.has_icon(one.icon) else "info")
            key.setChecked(one.code == self.field)
            count = sum(service.field == one.code for service in self.settings.document.services)
            changed = bool(self.settings.changes_of("fields", one.code))
            key.show_tail(str(count), pill=changed, spoken=kit.tell("field.count", count=count))
        self._fields_title.set_text(kit.tell("field.title", count=len(fields)))

    def _show_services(self, mine: list[ServicePart]) -> None:
        kit = self.kit
        if [key.value for key in self.service_keys] != [one.code for one in mine]:
            focus = self.window().focusWidget()
            held = focus.value if isinstance(focus, ItemKey) and focus in self.service_keys else None
            clear(self.service_keys)
            self.service_keys = [ItemKey(kit.theme, one.code, "", high=48) for one in mine]
            for key in self.service_keys:
                key.picked.connect(self.open_service)
                self._lines.addWidget(key)
                if key.value == held:
                    key.setFocus(Qt.FocusReason.TabFocusReason)
        for key, one in zip(self.service_keys, mine, strict=True):
            key.set_text(kit.texts.name(one.name))
            key.setChecked(one.code == self.service)
            changed = bool(self.settings.changes_of("services", one.code))
            wrong = self.settings.problem_at(("services", one.code)) is not None
            icon = "triangle-alert" if wrong else "pencil" if changed else ""
            minutes = kit.tell("minutes").format(count=one.target_minutes)
            key.show_tail(minutes, pill=changed or wrong, icon=icon)
        field = part_of(self.settings.document, "fields", self.field) if self.field else None
        name = kit.texts.name(field.name) if field is not None else ""
        self._services_title.set_text(kit.tell("service.title", count=len(mine), field=name), bold=name)

    def _say_procedures(self) -> None:
        view = self.settings.view
        if view is None:
            return
        served = {code for one in self.settings.document.services for code in one.procedures}
        missing = len([code for code in view.procedures if code not in served])
        whole = len(view.procedures)
        key = "service.procedures_missing" if missing else "service.procedures_whole"
        self.say_below(self.kit.tell(key, count=missing, whole=whole), icon="triangle-alert" if missing else "")

    def _show_service(self, service: ServicePart, count: int) -> None:
        kit, document = self.kit, self.settings.document
        at = edits.counters_of(document, service.code)
        field = part_of(document, "fields", service.field)
        where = kit.tell("service.served", counters=", ".join(map(str, at))) if at else kit.tell("service.unserved")
        about = kit.tell("service.about", field=kit.texts.name(field.name), where=where)
        self.show_head(kit.texts.name(service.name), about)
        self.show_acts(kit.tell("service.retire"), count)
        self.service_form.show_service(service)

    def _show_field(self, field: FieldPart, count: int) -> None:
        kit, document = self.kit, self.settings.document
        services = sum(one.field == field.code for one in document.services)
        self.show_head(kit.texts.name(field.name), kit.tell("field.count", count=services))
        self.show_acts(kit.tell("field.retire"), count)
        picks = [Pick(one, kit.tell(f"icon.{one}"), icon=one) for one in ICONS]
        if field.icon not in ICONS:
            picks.append(Pick(field.icon, field.icon, icon=field.icon if kit.theme.has_icon(field.icon) else ""))
        self.field_form.offer(("icon",), picks)
        letters = sorted({field.series, *edits.letters_left(document)})
        self.field_form.offer(("series",), [Pick(one, kit.tell("field.letter", letter=one)) for one in letters])
        self.field_form.show_part("fields", field.code)

    # -- what is done ---------------------------------------------------------------------------------------------

    def _ask_service(self) -> None:
        kit = self.kit
        rows = {"name": (kit.tell("name.vi"), TextField(kit.theme, bold=True))}
        self.sheet = AskSheet(kit, kit.tell("service.add_title"), rows, kit.tell("service.add"), needs=("name",))
        self.sheet.answered.connect(self._add_service)

    def _add_service(self, values: dict[str, Any]) -> None:
        view = self.settings.view
        taken = view.used_codes if view is not None else ()
        document, code = edits.add_service(self.settings.document, self.field, values["name"], taken)
        self.sheet.dismiss()
        self.service = code
        self.settings.put(document)

    def _ask_field(self) -> None:
        kit = self.kit
        rows = {"name": (kit.tell("name.vi"), TextField(kit.theme, bold=True))}
        self.sheet = AskSheet(kit, kit.tell("field.add_title"), rows, kit.tell("field.add"), needs=("name",))
        self.sheet.answered.connect(self._add_field)

    def _add_field(self, values: dict[str, Any]) -> None:
        try:
            document, code = edits.add_field(self.settings.document, values["name"], ICONS[0])
        except CounterError as refusal:
            self.sheet.say(refusal.message)
            return
        self.sheet.dismiss()
        self.field, self.service = code, ""
        self.settings.put(document)


class ServiceForm(QWidget):
    """Show the rows of a service, its procedures, and hours of its own."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._code = kit, ""
        mm = kit.theme.mm
        self.rows = PartForm(kit, _SERVICE)
        self.procedures = Procedures(kit)
        self.hours = ChoiceField(
            kit.theme, [Pick(0, kit.tell("service.hours_usual")), Pick(1, kit.tell("service.hours_own"))]
        )
        self.hours.changed.connect(self._own_hours)
        self.week = WeekForm(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(mm(16))
        column.addWidget(self.rows)
        column.addWidget(self.procedures)
        column.addWidget(Text(kit.theme, Role.SMALL, kit.tell("service.hours")))
        column.addWidget(self.hours)
        column.addWidget(self.week)

    def show_service(self, service: ServicePart) -> None:
        """Show a service of the draft."""
        kit, self._code = self._kit, service.code
        document = kit.settings.document
        field = part_of(document, "fields", service.field)
        letters = sorted({*edits.letters_left(document), *([service.series] if service.series else [])})
        shared = kit.tell("service.series_shared", letter=field.series, field=kit.texts.name(field.name))
        own = [Pick(one, kit.tell("service.series_own", letter=one)) for one in letters]
        self.rows.offer(("series",), [Pick("", shared), *own])
        self.rows.show_part("services", service.code)
        self.procedures.show_procedures(service)
        self.hours.show_value(int(service.hours is not None))
        self.week.setVisible(service.hours is not None)
        if service.hours is not None:
            used = kit.settings.draft.used_at(("services", service.code, "hours"))
            self.week.show_week(("services", service.code, "hours"), used or document.hours)

    def _own_hours(self, is_own: int) -> None:
        settings = self._kit.settings
        used = settings.draft.used_at(("services", self._code, "hours"))
        settings.set(("services", self._code, "hours"), (used or settings.document.hours) if is_own else None)


class Procedures(QWidget):
    """Show the procedures of a service, each with a key that takes it out, and a key that adds one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._code = kit, ""
        self._lines: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.mm(6))
        head = QHBoxLayout()
        head.addWidget(Text(kit.theme, Role.SMALL, kit.tell("service.procedures")), 1)
        self.add = act_key(kit, kit.tell("service.procedure_add"), "plus")
        self.add.clicked.connect(self._ask)
        head.addWidget(self.add)
        column.addLayout(head)
        self._column = QVBoxLayout()
        self._column.setSpacing(kit.theme.mm(6))
        column.addLayout(self._column)

    def show_procedures(self, service: ServicePart) -> None:
        """Show the procedures of a service."""
        clear(self._lines)
        self._code = service.code
        self._lines = [self._line(code) for code in service.procedures]
        for line in self._lines:
            self._column.addWidget(line)

    def _line(self, code: str) -> QWidget:
        kit = self._kit
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.mm(12))
        number = Text(kit.theme, Role.BODY, code, weight=600, wrap=False)
        number.setFixedWidth(kit.theme.mm(110))
        known = kit.settings.view.procedures if kit.settings.view is not None else {}
        row.addWidget(number)
        row.addWidget(
            Text(kit.theme, Role.BODY, kit.texts.name(known.get(code, LocalText(kit.tell("find.unknown"))))), 1
        )
        key = DropKey(kit, code)
        key.dropped.connect(self._drop)
        row.addWidget(key)
        return line

    def _drop(self, code: str) -> None:
        self._set(tuple(one for one in self._procedures() if one != code))

    def _procedures(self) -> tuple[str, ...]:
        held: tuple[str, ...] = part_of(self._kit.settings.document, "services", self._code).procedures
        return held

    def _set(self, codes: tuple[str, ...]) -> None:
        self._kit.settings.set(("services", self._code, "procedures"), codes)

    def _ask(self) -> None:
        kit = self._kit
        if kit.settings.view is None:
            return
        held = self._procedures()
        served = {code: one for one in kit.settings.document.services for code in one.procedures}
        picks = [
            Pick(code, kit.texts.name(name), self._second(code, served.get(code)))
            for code, name in kit.settings.view.procedures.items()
            if code not in held
        ]
        picks.sort(key=lambda one: one.value in served)
        self.sheet = FindSheet(kit, kit.tell("service.procedure_title"), picks, kit.tell("find.hint"))
        self.sheet.chosen.connect(self._add)

    def _second(self, code: str, service: ServicePart | None) -> str:
        if service is None:
            return code
        return self._kit.tell("service.procedure_at", code=code, service=self._kit.texts.name(service.name))

    def _add(self, code: str) -> None:
        settings, document = self._kit.settings, self._kit.settings.document
        for one in document.services:  # a procedure belongs to one service
            if code in one.procedures:
                kept = tuple(held for held in one.procedures if held != code)
                document = with_value(document, ("services", one.code, "procedures"), kept)
        settings.put(with_value(document, ("services", self._code, "procedures"), (*self._procedures(), code)))
