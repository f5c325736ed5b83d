"""After a scan: a greeting, the numbers the person holds, the priority their age opens, and on to the services."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.branch_setup import PriorityGroup
from ui.kiosk.reading import say_aloud
from ui.kiosk.screens import words
from ui.kiosk.screens.appointment import main_act
from ui.kiosk.screens.card_appointment import CardAppointment, group_key
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.theme import Role, Step
from ui.visit.appointment import AppointmentAtHand
from ui.visit.card import NotMe, ShowHeld
from ui.visit.common import Confirm
from ui.visit.number import ChooseGroup, NumberState
from ui.visit.screen import Screen
from ui.visit.visit import Busy, CardHolder, Visit
from ui.widgets.keys import Key, Kind
from ui.widgets.rows import RowKey
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey

if TYPE_CHECKING:
    from kiosk.domain.queue.ticket import Ticket

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
        self.not_me = self.on(Key(theme, text=scene.say("kiosk.card.not_me"), role=Role.LABEL), NotMe())
        self.go = self.on(
            Key(theme, Kind.MAIN, scene.say("kiosk.card.go"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        self.groups: dict[str | None, MarkKey] = {}
        self.held: list[RowKey] = []
        self.appointment: CardAppointment | None = None
        self.other_group: MarkKey | None = None
        self._middle: QWidget | None = None
        self._shown: object = None
        #: The groups for which the middle was built before anybody came.
        self._ready_for: tuple[str, ...] | None = None
        self._arrange()
        self._foot = ControlFoot(self)

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        self.body.addSpacing(theme.mm(6 if wide else 9))
        for text in (self.read, self.title, self.privacy):
            self.body.addWidget(text)
        self._place = QVBoxLayout()
        self.body.addLayout(self._place, 1)
        if not self.scene.is_narrow:
            self.body.addSpacing(theme.gap(4 if wide else 8))
        row = self.scene.beside()
        for key, share in ((self.not_me, 250), (self.go, 480)):
            key.set_height(theme.primary(30 if wide else 41))
            row.addWidget(key, share)
        if self.scene.is_narrow:
            self.keep_in_sight(row)
            return
        self.body.addLayout(row)
        self.body.addSpacing(theme.mm(5 if wide else 0))

    def show_visit(self, visit: Visit) -> None:
        """The person, their numbers, their choice."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        person = visit.person
        if person is None:
            self._prepare(visit)
            return
        say, who = self.scene.say, self.scene.who(visit)
        labels = ", ".join(ticket.label for ticket in person.open_tickets)
        self.read.set_text(say("kiosk.card.read_holds" if labels else "kiosk.card.read", who=who, labels=labels))
        kind = "title" if person.masked_name else "title_plain"
        self.title.set_text(say(f"kiosk.card.{kind}", who=who, name=person.masked_name))
        say_aloud(self.title, say("kiosk.card.title_plain", who=who))
        is_busy = visit.busy is Busy.SERVICES or visit.screen is Screen.ISSUING
        self.go.set_busy(is_busy, say(self._act(visit, person)))
        self._show_middle(visit, person, who)

    def _act(self, visit: Visit, person: CardHolder) -> str:
        """What the main key says."""
        if visit.screen is Screen.ISSUING:
            return "kiosk.issuing.title"
        if visit.busy is Busy.SERVICES:
            return "kiosk.start.busy"
        at_hand = visit.of(AppointmentAtHand)
        booked = at_hand.standing
        if booked is not None and booked.arrival.is_welcome and at_hand.by_appointment:
            return f"appointment.page.{main_act(booked)}"
        return "kiosk.card.go_another" if person.open_tickets else "kiosk.card.go"

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _prepare(self, visit: Visit) -> None:
        """For whoever comes: most hold no number and are asked for their group, which is the most of this page."""
        if self._middle is None and visit.now is not None and self.upper is None:
            self._build_middle(visit, CardHolder("", visit.salutation), self.scene.who(visit))
            self._ready_for = tuple(visit.now.setup.groups)

    def _show_middle(self, visit: Visit, person: CardHolder, who: str) -> None:
        at_hand = visit.of(AppointmentAtHand)
        shown = (person, at_hand.standing, who, tuple(visit.now.setup.groups) if visit.now else ())
        if shown != self._shown:
            self._shown = shown
            ready, self._ready_for = self._ready_for, None
            if at_hand.standing is None and not person.open_tickets and ready == shown[-1]:
                self._suit_priority(visit, person, who)
            else:
                self._build_middle(visit, person, who)
        for code, key in self.groups.items():
            key.setChecked(code == visit.of(NumberState).group)
        if self.appointment is not None:
            self.appointment.show_choice(by_appointment=at_hand.by_appointment)

    def _build_middle(self, visit: Visit, person: CardHolder, who: str) -> None:
        chosen = self.appointment.choices.values() if self.appointment else ()
        other = (self.other_group,) if self.other_group else ()
        for key in (*self.groups.values(), *self.held, *chosen, *other):
            self.forget(key)
        self.other_group = None
        if self._middle is not None:
            self._middle.hide()
            self._middle.deleteLater()
        self._middle = QWidget()
        wide = self.scene.is_landscape
        sides = QHBoxLayout() if wide else QVBoxLayout()
        self._middle.setLayout(sides)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(self.theme.mm(12 if wide else 0))
        self.held, self.appointment = [], None
        standing = visit.of(AppointmentAtHand).standing
        if standing is not None:
            self.appointment = CardAppointment(self, standing, who)
            if not wide:
                sides.addLayout(self.appointment)
        has_room = not wide and (self.scene.is_rolled or not self.scene.is_large)
        if person.open_tickets and (self.appointment is None or has_room):
            sides.addLayout(self._held(visit, person, who), 4 if wide else 0)
        if wide and self.appointment is not None:
            if self.scene.is_square and not self.scene.is_large:
                self.appointment.addSpacing(self.theme.gap(5.5))
                self._add_held(self.appointment, visit, person.open_tickets[-1:], who)
            self.appointment.addStretch(1)
            sides.addLayout(self.appointment, 6)
        if self.appointment is None:
            sides.addLayout(self._priority(visit, person, who), 7)
        else:
            sides.addLayout(self._beside_appointment(visit, person, who), 7)
        self._place.addWidget(self._middle, 1)
        self.settle_part(self._middle)

    def _heading(self, column: QVBoxLayout, text: str, hint: str = "") -> list[Text]:
        theme = self.theme
        said = [Text(theme, Role.HEADING, text)]
        if hint:
            said.append(Text(theme, Role.SMALL, hint, colour=theme.c.ink_soft))
        column.setSpacing(0)
        column.addSpacing(theme.mm(6 if self.scene.is_landscape else 14))
        for one in said:
            column.addWidget(one)
        column.addSpacing(theme.mm(4.5))
        return said

    def _held(self, visit: Visit, person: CardHolder, who: str) -> QVBoxLayout:
        say, column = self.scene.say, QVBoxLayout()
        self._heading(column, say("kiosk.card.holds_title", who=who))
        self._add_held(column, visit, person.open_tickets[-_MOST_HELD:], who)
        if self.scene.is_landscape:
            column.addStretch(1)
        return column

    def _add_held(self, column: QVBoxLayout, visit: Visit, tickets: "tuple[Ticket, ...]", who: str) -> None:
        say = self.scene.say
        for ticket in tickets:
            view = visit.now.view(ticket.service_id) if visit.now else None
            service = words.one_line(self.scene.texts.name(view.service.name)) if view else ""
            facts = () if self._is_tight() else (("ticket", service),)
            row = RowKey(self.theme, say("kiosk.card.holds", who=who, label=ticket.label), facts=facts)
            row.set_height(self._held_height())
            self.on(row, ShowHeld(ticket.id))
            self.held.append(row)
            column.addWidget(row)
            column.addSpacing(self.theme.gap(5.5))

    def _held_height(self) -> int:
        """A number, and its service on one line or, where the column is narrow, on two."""
        theme = self.theme
        if self._is_tight():
            return theme.mm(34 if self.appointment is not None else 36)
        lines = 2 if self.scene.is_landscape else 1
        needed = theme.size(Role.LABEL) * 1.25 + theme.size(Role.SMALL) * 1.36 * lines + theme.mm(9)
        return max(theme.mm(46), round(needed))

    def _is_tight(self) -> bool:
        """Large words on a landscape panel: the keys need the room of what explains them."""
        scene = self.scene
        is_full = self.appointment is not None and scene.theme.step is not Step.M
        return scene.is_landscape and (scene.is_large or is_full)

    def _beside_appointment(self, visit: Visit, person: CardHolder, who: str) -> QVBoxLayout:
        """The priority without the list of groups: they stand behind one key. Then a number that is held already."""
        say, scene, theme = self.scene.say, self.scene, self.theme
        known, column = dict(visit.now.setup.groups) if visit.now else {}, QVBoxLayout()
        self.groups = {}
        if scene.is_large or scene.is_square:
            column.addSpacing(theme.mm(6))
            if self.appointment is not None and scene.is_tight:
                column.addLayout(self.appointment.row)
                column.addSpacing(theme.gap(5))
            self.other_group = group_key(
                self, known.get(visit.of(NumberState).group or ""), say("kiosk.choose.priority")
            )
            column.addWidget(self.other_group)
            if not (scene.is_rolled or scene.is_low or scene.is_landscape):
                column.addSpacing(theme.gap(5.5))
                self._add_held(column, visit, person.open_tickets[-1:], who)
            column.addStretch(1)
            return column
        suggested = known.pop(person.suggested_group or "", None)
        title, hint = ("priority_title", "priority_why") if suggested else ("question", "group_hint")
        has_hint = not person.open_tickets
        self._heading(
            column, say(f"kiosk.card.{title}", who=who), say(f"kiosk.card.{hint}", who=who) if has_hint else ""
        )
        if suggested is not None:
            key = self._suggestion(suggested, who, with_reason=not scene.is_landscape)
            key.set_height(key.sizeHint().height() if not scene.is_landscape else theme.mm(34))
            self.groups[suggested.code] = key
            column.addWidget(key)
            column.addSpacing(theme.gap(5.5))
        self.other_group = group_key(
            self, known.get(visit.of(NumberState).group or ""), say("appointment.card.other_group")
        )
        self.groups[None] = self.on(MarkKey(theme, say("kiosk.card.ordinary")), ChooseGroup(None))
        self.groups[None].set_height(self.other_group.height())
        row = scene.beside()
        row.setSpacing(theme.gap(5.5))
        for key in (self.other_group, self.groups[None]):
            row.addWidget(key, 1)
        column.addLayout(row)
        if scene.is_landscape and not scene.is_tight:
            column.addSpacing(theme.gap(5.5))
            self._add_held(column, visit, person.open_tickets[-1:], who)
        column.addStretch(1)
        return column

    def _priority(self, visit: Visit, person: CardHolder, who: str) -> QVBoxLayout:
        say, texts, column = self.scene.say, self.scene.texts, QVBoxLayout()
        wide = self.scene.is_landscape
        is_full = bool(person.open_tickets) and (wide or self.scene.is_large)
        has_hint = not (self._is_tight() or (is_full and self.scene.is_large))
        self._question = self._heading(column, *self._questions(person, who)[: 2 if has_hint else 1])
        self.groups = {None: self.on(MarkKey(self.theme, say("kiosk.card.ordinary")), ChooseGroup(None))}
        for code, group in (visit.now.setup.groups if visit.now else {}).items():
            key = MarkKey(self.theme, words.one_line(texts.name(group.name)))
            self.groups[code] = self.on(key, ChooseGroup(code))
        columns = 2 if wide else 1
        self.list = PagedKeys(
            self.theme, say("kiosk.choose.previous"), say("kiosk.choose.next"), rows=3 if wide else 7, columns=columns
        )
        self.list.row_height = self.theme.mm(34 if wide else 36)
        self.list.turned.connect(self.list.show_page)
        column.addWidget(self.list, 1)
        self._list_groups(visit, person, who, with_reason=not (is_full or self.scene.is_tight or self.scene.is_narrow))
        return column

    def _questions(self, person: CardHolder, who: str) -> tuple[str, str]:
        names = ("priority_title", "priority_why") if person.suggested_group else ("question", "group_hint")
        title, why = (self.scene.say(f"kiosk.card.{name}", who=who) for name in names)
        return title, why

    def _list_groups(self, visit: Visit, person: CardHolder, who: str, *, with_reason: bool) -> None:
        """The group that the person's age opens comes first, with its reason."""
        group = visit.now.setup.groups.get(person.suggested_group or "") if visit.now else None
        if group is not None:
            self.forget(self.groups.pop(group.code))
            self.groups = {group.code: self._suggestion(group, who, with_reason=with_reason), **self.groups}
        self.list.show_keys(list(self.groups.values()), 0)

    def _suit_priority(self, visit: Visit, person: CardHolder, who: str) -> None:
        """What was prepared for anybody is now for this person."""
        for text, said in zip(self._question, self._questions(person, who), strict=False):
            text.set_text(said)
        self._list_groups(visit, person, who, with_reason=not (self.scene.is_tight or self.scene.is_narrow))

    def _suggestion(self, group: PriorityGroup, who: str, *, with_reason: bool) -> MarkKey:
        brief = self.scene.brief
        name = words.one_line(self.scene.texts.name(group.name))
        key = MarkKey(
            self.theme,
            brief("kiosk.card.group", group=name),
            second=brief("kiosk.card.group_hint", who=who) if with_reason else "",
            icon="heart-handshake" if with_reason else "",
        )
        return self.on(key, ChooseGroup(group.code))
