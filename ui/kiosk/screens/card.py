"""After a scan: a greeting, the numbers the person holds, the priority their age opens, and on to the services."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.office import PriorityGroup
from ui.kiosk import events as e
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.state import Busy, Person, Visit
from ui.theme import Role
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey, RowKey

#: More open numbers than fit beside the questions are rare; the newest are shown.
_MOST_HELD = 2


class CardPage(Page):
    """What the card opens; nothing on it outlives the screen."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        theme = self.theme
        self.read = Text(
            theme, Role.SMALL, size=theme.size(Role.SMALL) * 1.04, weight=600, colour=theme.c.good, icon="circle-check"
        )
        self.title = Text(theme, Role.TITLE, size=theme.size(Role.TITLE) * 1.08)
        self.privacy = Text(
            theme,
            Role.SMALL,
            scene.say("kiosk.card.privacy"),
            colour=theme.c.ink_soft,
            icon="shield-check",
            icon_colour=theme.c.good,
        )
        self.not_me = self.on(Key(theme, text=scene.say("kiosk.card.not_me"), role=Role.KEY), e.NotMe())
        self.go = self.on(
            Key(theme, Kind.MAIN, scene.say("kiosk.card.go"), trailing="arrow-right", role=Role.HEADING), e.Confirm()
        )
        self.groups: dict[str | None, MarkKey] = {}
        self.other: Key | None = None
        self.held: list[RowKey] = []
        self._middle: QWidget | None = None
        self._arrange()
        self._foot = ControlFoot(self)

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        self.body.addSpacing(theme.mm(6 if wide else 9))
        for text in (self.read, self.title, self.privacy):
            self.body.addWidget(text)
        self._place = QVBoxLayout()
        self.body.addLayout(self._place, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.mm(6.2))
        for key, share in ((self.not_me, 250), (self.go, 480)):
            key.setFixedHeight(theme.mm(30 if wide else 41))
            row.addWidget(key, share)
        self.body.addLayout(row)
        self.body.addSpacing(theme.mm(5 if wide else 0))

    def show_visit(self, visit: Visit) -> None:
        """The person, their numbers, their choice."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        person = visit.person
        if person is None:
            return
        say, who = self.scene.say, self.scene.who(visit)
        self.read.set_text(say("kiosk.card.read_holds" if person.open_tickets else "kiosk.card.read", who=who))
        kind = "title" if person.masked_name else "title_plain"
        self.title.set_text(say(f"kiosk.card.{kind}", who=who, name=person.masked_name))
        is_opening = visit.busy is Busy.SERVICES
        go = "kiosk.start.busy" if is_opening else "kiosk.card.go_another" if person.open_tickets else "kiosk.card.go"
        self.go.set_busy(is_opening, say(go))
        self._show_middle(visit, person, who)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _show_middle(self, visit: Visit, person: Person, who: str) -> None:
        for key in (*self.groups.values(), *self.held, *((self.other,) if self.other else ())):
            self.forget(key)
        if self._middle is not None:
            self._middle.hide()
            self._middle.deleteLater()
        self._middle = QWidget()
        wide = self.scene.is_landscape
        sides = QHBoxLayout() if wide else QVBoxLayout()
        self._middle.setLayout(sides)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(self.theme.mm(12 if wide else 0))
        self.held = []
        if person.open_tickets:
            sides.addLayout(self._held(visit, person, who), 1)
        sides.addLayout(self._priority(visit, person, who), 1)
        if not wide:
            sides.addStretch(1)
        self._place.addWidget(self._middle)

    def _heading(self, column: QVBoxLayout, text: str, hint: str = "") -> None:
        theme = self.theme
        column.setSpacing(0)
        column.addSpacing(theme.mm(6 if self.scene.is_landscape else 14))
        column.addWidget(Text(theme, Role.HEADING, text))
        if hint:
            column.addWidget(Text(theme, Role.SMALL, hint, colour=theme.c.ink_soft))
        column.addSpacing(theme.mm(4.5))

    def _held(self, visit: Visit, person: Person, who: str) -> QVBoxLayout:
        say, column = self.scene.say, QVBoxLayout()
        self._heading(column, say("kiosk.card.holds_title", who=who))
        for ticket in person.open_tickets[-_MOST_HELD:]:
            view = visit.now.view(ticket.service_id) if visit.now else None
            service = words.one_line(self.scene.texts.name(view.service.name)) if view else ""
            row = RowKey(self.theme, say("kiosk.card.holds", who=who, label=ticket.label), facts=(("ticket", service),))
            row.setFixedHeight(self.theme.mm(46))
            self.on(row, e.ShowHeld(ticket.id))
            self.held.append(row)
            column.addWidget(row)
            column.addSpacing(self.theme.mm(5.5))
        column.addStretch(1)
        return column

    def _priority(self, visit: Visit, person: Person, who: str) -> QVBoxLayout:
        say, theme, column = self.scene.say, self.theme, QVBoxLayout()
        known = visit.now.setup.groups if visit.now else {}
        suggested = known.get(person.suggested_group or "")
        declared = known.get(visit.group or "")
        if suggested is not None:
            self._heading(column, say("kiosk.card.priority_title", who=who), say("kiosk.card.priority_why", who=who))
        else:
            self._heading(column, say("kiosk.card.question", who=who))
        self.groups = {}
        offered = {one.code: one for one in (suggested, declared) if one is not None}
        for group in offered.values():
            column.addWidget(self._group_key(group, visit, who))
            column.addSpacing(theme.mm(5.5))
        row = QHBoxLayout()
        row.setSpacing(theme.mm(6.2))
        self.other = self.on(
            MarkKey(theme, say("kiosk.card.other_group" if offered else "kiosk.card.declare")), e.OpenPriority()
        )
        ordinary = self.on(MarkKey(theme, say("kiosk.card.ordinary")), e.ChooseGroup(None))
        ordinary.setChecked(visit.group is None)
        self.groups[None] = ordinary
        row.addWidget(self.other, 1)
        row.addWidget(ordinary, 1)
        column.addLayout(row)
        column.addStretch(1)
        return column

    def _group_key(self, group: PriorityGroup, visit: Visit, who: str) -> MarkKey:
        say = self.scene.say
        name = words.one_line(self.scene.texts.name(group.name))
        key = MarkKey(
            self.theme,
            say("kiosk.card.group", group=name),
            second=say("kiosk.card.group_hint", who=who),
            icon="heart-handshake",
        )
        key.setChecked(visit.group == group.code)
        self.groups[group.code] = key
        return self.on(key, e.ChooseGroup(group.code))
