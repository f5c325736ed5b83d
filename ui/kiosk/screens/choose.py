"""Let the citizen choose a field and one of its services; the next touch takes the number."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from kiosk.branch.kiosk_view import KioskView
from ui.kiosk.screens import words
from ui.kiosk.screens.fields import FIELDS, ITEMS, FieldsPage
from ui.kiosk.screens.page import Scene
from ui.layout.blocks import Choices, Keys, Own, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.number import ChooseService, NumberState, OpenPriority
from ui.visit.screen import Screen
from ui.visit.visit import Visit
from ui.widgets.card_hint import CardHint
from ui.widgets.keys import Key
from ui.widgets.rows import RowKey
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.branch.reception import ServiceView


class ChoosePage(FieldsPage):
    """Show fields and services. While a number is being taken its row is busy."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "kiosk.choose.title", "look_up.search_services")
        say, theme = scene.say, self.theme
        self.services: dict[int, RowKey] = {}
        self.caption = Text(theme, Role.SMALL, weight=500, colour=theme.c.ink_soft)
        self.priority = Key(theme, icon="heart-handshake", align=Qt.AlignmentFlag.AlignLeft, role=Role.KEY)
        self.priority.brief = say("kiosk.choose.priority_short")
        self.priority.icon_colour = theme.c.flag
        self.on(self.priority, OpenPriority())
        card = (say(f"kiosk.start.{name}") for name in ("card_title", "card_use", "card_privacy"))
        self.hint = CardHint(theme, *card)
        self.notice_places.append(self.hint)
        self.compose(
            Read(self.title).at(Side.ABOVE),
            Keys(self.search, self.priority, height=24).at(Side.ABOVE).below(6),
            Choices(self.left).at(Side.LEFT).below(6).asking(FIELDS),
            Read(self.caption).at(Side.RIGHT).below(5).asking(ITEMS),
            Choices(self.right).at(Side.RIGHT).below(3).asking(ITEMS),
            Own(self.hint, is_read=True, grows=0).at(Side.RIGHT).giving_way(),
            left=25,
            right=48,
        )

    def _new_list(self) -> KeyList:
        return KeyList(self.theme, self.scene.turn_words, row=40, least_row=29, column=125)

    def show_visit(self, visit: Visit) -> None:
        """Show fields, services with their queues, and the declared priority."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        now, state = visit.now, visit.of(NumberState)
        if now is None:
            return
        texts, say = self.scene.texts, self.scene.say
        by_code = {one.code: one for one in now.setup.fields}
        named = {code: (texts.name(by_code[code].name), by_code[code].icon) for code in now.field_codes}
        self.show_fields(named, state.field_page)
        self._show_services(visit, now)
        self.open_field(state.field, {code: words.people(texts, now.of_field(code)) for code in named})
        is_ready = visit.devices.can_scan
        self.hint.setVisible(is_ready and visit.person is None)
        group = now.setup.groups.get(state.group or "")
        name = words.one_line(texts.name(group.name)) if group else ""
        self.priority.set_text(say("kiosk.card.group", group=name) if group else say("kiosk.choose.priority"))
        self.priority.brief = say("kiosk.card.group_short", group=name) if group else say("kiosk.choose.priority_short")
        self.priority.set_icon("circle-check" if group else "heart-handshake")

    def _show_services(self, visit: Visit, now: KioskView) -> None:
        """Show the services of the open field; those of the first one stand beside the fields until one is chosen."""
        texts, state = self.scene.texts, visit.of(NumberState)
        opened = state.field or next(iter(now.field_codes), "")
        offered = now.of_field(opened)
        self.right.expect(max((len(now.of_field(code)) for code in now.field_codes), default=0))
        if tuple(self.services) != tuple(view.service.id for view in offered):
            self._name_rows(offered)
            self.right.show_keys(list(self.services.values()), state.service_page)
        is_issuing = visit.screen is Screen.ISSUING
        for view in offered:
            row = self.services[view.service.id]
            row.set_facts(words.facts(texts, view))
            row.set_busy(is_issuing and view.service.id == state.service)
        self.right.show_page(state.service_page)
        field = next((one for one in now.setup.fields if one.code == opened), None)
        if field is not None:
            name = words.one_line(texts.name(field.name))
            sentence = self.scene.say("kiosk.choose.services", count=len(offered), field=name)
            self.caption.set_text(sentence, bold=name)

    def _name_rows(self, offered: "Sequence[ServiceView]") -> None:
        """Give the rows that are there the names of another field; to build new ones takes longer (measured)."""
        rows = list(self.services.values())
        for row in rows[len(offered) :]:
            self.forget(row)
        rows += [RowKey(self.theme) for _ in offered[len(rows) :]]
        self.services = {}
        for view, row in zip(offered, rows, strict=False):
            row.set_text(words.one_line(self.scene.texts.name(view.service.name)))
            self.services[view.service.id] = self.on(row, ChooseService(view.service.id))
