"""What do you need to do: fields at the left, their services at the right, the number by the next touch."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.branch.kiosk_view import KioskView
from kiosk.domain.status import ScannerStatus
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.kiosk.screens.procedures import search_key
from ui.theme import Role, Step
from ui.visit.number import ChooseField, ChooseService, NumberState, OpenPriority, TurnFields, TurnServices
from ui.visit.screen import Screen
from ui.visit.visit import Visit
from ui.widgets.banner import Panel
from ui.widgets.keys import Key
from ui.widgets.reader import CardOnReader
from ui.widgets.rows import RowKey
from ui.widgets.text import Text
from ui.widgets.tiles import FieldKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.branch.reception import ServiceView

_LEFT = Qt.AlignmentFlag.AlignLeft
_UNKNOWN_ICON = "file-text"


class ChoosePage(Page):
    """Fields and services; while a number is being taken its row is busy."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme, wide = scene.say, self.theme, scene.is_landscape
        self.fields: dict[str, FieldKey] = {}
        self.services: dict[int, RowKey] = {}
        self._has_hint = False
        self._field: str | None = None
        turn = say("kiosk.choose.previous"), say("kiosk.choose.next")
        rows = 7 if scene.is_small and not scene.is_square else 8
        self.left = PagedKeys(theme, "", "", rows=rows, names=turn)
        small, label = theme.size(Role.SMALL), theme.size(Role.LABEL)
        low = wide or scene.is_low
        if wide:  # the search stands above: eight fields still fit
            self.left.gap, self.left.tallest = theme.gap(3.6), 1.2 if theme.step is Step.XXL else 1.0
        high = 19.5 if wide else 22 if scene.is_low else 29
        self.left.row_height = max(theme.target(high), round(small * (2.3 if low else 3)))
        turned = ("", "") if scene.is_narrow else turn
        self.right = PagedKeys(theme, *turned, rows=4 if wide else 7, columns=2 if wide else 1, names=turn)
        self.right.row_height = max(theme.target(36 if scene.is_low else 40), round(label * 1.3 + small * 2.2))
        self.left.turned.connect(self._turn_fields)
        self.right.turned.connect(self._turn_services)
        self.title = Text(theme, Role.TITLE, say("kiosk.choose.title"))
        self.caption = Text(theme, Role.SMALL, weight=500, colour=theme.c.ink_soft)
        self.priority = Key(
            theme, text=scene.brief("kiosk.choose.priority"), icon="heart-handshake", align=_LEFT, role=Role.KEY
        )
        self.priority.icon_colour = theme.c.flag
        self.on(self.priority, OpenPriority())
        self.search = search_key(self, "look_up.search_short" if low else "look_up.search_services")
        if scene.is_shallow:
            for key in (self.priority, self.search):
                key.set_height(theme.two_lines(Role.KEY))
        self._arrange()
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        self.body.addSpacing(theme.mm(9 if wide else 8))
        columns, right = self.scene.beside(), QVBoxLayout()
        columns.setSpacing(theme.mm(8.2))
        right.setSpacing(0)
        if wide:
            top = QHBoxLayout()
            top.addWidget(self.title, 11)
            top.addWidget(self.priority, 9)
            right.addLayout(top)
            right.addSpacing(theme.gap(5.5))
            self.caption.hide()
            left = QVBoxLayout()
            left.setSpacing(theme.gap(4.4))
            left.addWidget(self.search)
            left.addWidget(self.left, 1)
            columns.addLayout(left, 350 if self.scene.is_square else 280)
        else:
            self.body.addWidget(self.title)
            self.body.addSpacing(theme.mm(4.5))
            above = QHBoxLayout() if self.scene.is_low and not self.scene.is_narrow else QVBoxLayout()
            above.setSpacing(theme.gap(4.4))
            above.addWidget(self.search, 1)
            above.addWidget(self.priority, 1)
            self.body.addLayout(above)
            self.body.addSpacing(theme.mm(7))
            left = QVBoxLayout()
            left.setSpacing(theme.mm(2.5))
            if self.scene.is_low or self.scene.is_rolled:
                self.body.addWidget(self.caption)  # the lists need the room of their headings
            else:
                fields = self.scene.say("kiosk.choose.fields")
                left.addWidget(Text(theme, Role.SMALL, fields, weight=500, colour=theme.c.ink_soft))
                right.addWidget(self.caption)
                right.addSpacing(theme.mm(2.5))
            left.addWidget(self.left, 1)
            columns.addLayout(left, 250)
        right.addWidget(self.right, 1)
        columns.addLayout(right, 1078 if wide else 476)
        self.body.addLayout(columns, 1)
        self.body.addSpacing(theme.mm(4 if wide else 7.5))

    def show_visit(self, visit: Visit) -> None:
        """Fields, services with their queues, the priority that was declared."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        now = visit.now
        if now is None:
            return
        self._show_fields(visit, now)
        self._show_services(visit, now)
        group = now.setup.groups.get(visit.of(NumberState).group or "")
        brief = self.scene.brief
        name = words.one_line(self.scene.texts.name(group.name)) if group else ""
        self.priority.set_text(brief("kiosk.card.group", group=name) if group else brief("kiosk.choose.priority"))
        self.priority.set_icon("circle-check" if group else "heart-handshake")

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _show_fields(self, visit: Visit, now: KioskView) -> None:
        codes, state = now.field_codes, visit.of(NumberState)
        if tuple(self.fields) != codes:
            for key in self.fields.values():
                self.forget(key)
            by_code = {one.code: one for one in now.setup.fields}
            self.fields = {
                code: self._field_key(code, by_code[code].name.to(self.scene.texts.language), by_code[code].icon)
                for code in codes
            }
            self.left.show_keys(list(self.fields.values()), state.field_page)
        if self.roll is not None and self.scene.is_narrow and self._field not in (None, state.field):
            self.roll.bring(self.right)  # what the touch has opened stands in another part
        self._field = state.field
        for code, key in self.fields.items():
            key.setChecked(code == state.field)
        self.left.show_page(state.field_page)

    def _field_key(self, code: str, name: str, icon: str) -> FieldKey:
        known = icon if self.theme.has_icon(icon) else _UNKNOWN_ICON
        return self.on(FieldKey(self.theme, words.one_line(name), icon=known), ChooseField(code))

    def _show_services(self, visit: Visit, now: KioskView) -> None:
        texts, state = self.scene.texts, visit.of(NumberState)
        offered = now.of_field(state.field or "")
        if tuple(self.services) != tuple(view.service.id for view in offered):
            self._name_rows(offered)
            self.right.show_keys(list(self.services.values()), state.service_page)
        is_issuing = visit.screen is Screen.ISSUING
        for view in offered:
            row = self.services[view.service.id]
            row.set_facts(words.facts(texts, view))
            row.set_busy(is_issuing and view.service.id == state.service)
        self.right.show_page(state.service_page)
        self._show_hint(visit)
        field = next((one for one in now.setup.fields if one.code == state.field), None)
        if field is not None:
            name = words.one_line(texts.name(field.name))
            sentence = self.scene.say("kiosk.choose.services", count=len(offered), field=name)
            self.caption.set_text(sentence, bold=name)

    def _show_hint(self, visit: Visit) -> None:
        """Below few services: what a card is good for, as long as none was read and the reader works."""
        is_ready = visit.devices.scanner in (ScannerStatus.READY, ScannerStatus.CONNECTING)
        wanted = is_ready and visit.person is None and not (self.scene.is_landscape or self.scene.is_large)
        if wanted != self._has_hint:
            self._has_hint = wanted
            self.right.fill(self._card_hint() if wanted else None)

    def _card_hint(self) -> Panel:
        say, theme = self.scene.say, self.theme
        panel = Panel(theme)
        column, row = QVBoxLayout(panel), QHBoxLayout()
        column.setContentsMargins(theme.mm(8), theme.mm(8), theme.mm(8), theme.mm(8))
        column.addStretch(1)
        row.addStretch(1)
        row.addWidget(CardOnReader(theme))
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(theme.mm(4))
        centre = Qt.AlignmentFlag.AlignHCenter
        hint = words.one_line(say("kiosk.start.card_hint"))
        column.addWidget(
            Text(theme, Role.HEADING, say("kiosk.start.card_title"), size=theme.size(Role.LABEL), align=centre)
        )
        column.addWidget(Text(theme, Role.SMALL, hint, colour=theme.c.ink_soft, align=centre))
        column.addStretch(1)
        return panel

    def _name_rows(self, offered: "Sequence[ServiceView]") -> None:
        """The rows that are there say the services of another field; to build new ones takes longer (measured)."""
        rows = list(self.services.values())
        for row in rows[len(offered) :]:
            self.forget(row)
        rows += [RowKey(self.theme) for _ in offered[len(rows) :]]
        self.services = {}
        for view, row in zip(offered, rows, strict=False):
            row.set_text(words.one_line(self.scene.texts.name(view.service.name)))
            self.services[view.service.id] = self.on(row, ChooseService(view.service.id))

    def _turn_fields(self, page: int) -> None:
        self.happened.emit(TurnFields(page))

    def _turn_services(self, page: int) -> None:
        self.happened.emit(TurnServices(page))
