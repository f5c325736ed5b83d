"""Show the scanned card: greeting, today's appointment, the numbers the person holds, the priority groups."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ui.kiosk.reading import say_aloud
from ui.kiosk.screens import words
from ui.kiosk.screens.appointment import main_act, sentences
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Choices, Keys, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.appointment import AppointmentAtHand, ChooseAppointment
from ui.visit.card import NotMe, ShowHeld
from ui.visit.common import Confirm
from ui.visit.number import ChooseGroup, NumberState, offered_groups
from ui.visit.screen import Screen
from ui.visit.visit import Busy, CardHolder, Visit
from ui.widgets.banner import Banner, Tone
from ui.widgets.keys import Key, Kind
from ui.widgets.rows import RowKey
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow
    from kiosk.domain.queue.ticket import Ticket

#: Least width of a column of choices in millimetres.
_COLUMN_MM = 150


class CardPage(Page):
    """Show the possibilities after a scan. Nothing of the card outlives the page."""

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
        self._banner = Banner(theme, Tone.INFO, icon="calendar-check")
        self._for_what = Text(theme, Role.HEADING)
        #: The keys "for the appointment" (True) and "for something else"; none without an appointment that is welcome.
        self.choices: dict[bool, MarkKey] = {}
        self._choice_list = self._list(row=36, least_row=27, most_columns=1)
        self._holds = Text(theme, Role.HEADING)
        self.held: list[RowKey] = []
        self._held_list = self._list(row=40, least_row=34)
        self._question = Text(theme, Role.HEADING)
        self._why, self._hint = (Text(theme, Role.SMALL, colour=theme.c.ink_soft) for _ in range(2))
        self.groups: dict[str | None, MarkKey] = {}
        self._group_list = self._list(row=32, least_row=24)
        self._shown: object = None
        self._foot = ControlFoot(self)
        self._arrange()

    def _list(self, *, row: float, least_row: float, most_columns: int = 2) -> KeyList:
        made = KeyList(
            self.theme,
            self.scene.turn_words,
            row=row,
            least_row=least_row,
            column=_COLUMN_MM,
            most_columns=most_columns,
            tallest=1.7,
        )
        made.turned.connect(made.show_page)
        return made

    def _arrange(self) -> None:
        self.compose(
            Read(self.read, self.title, self.privacy).at(Side.LEFT),
            Read(self._banner).at(Side.LEFT).below(10),
            Read(self._for_what).at(Side.LEFT).below(10).giving_way(),
            Choices(self._choice_list).at(Side.LEFT).below(4),
            Read(self._holds).at(Side.LEFT).below(12),
            Choices(self._held_list).at(Side.LEFT).below(4),
            Read(self._question, self._why, self._hint).at(Side.RIGHT).below(12),
            Choices(self._group_list).at(Side.RIGHT).below(4),
            Keys(self.not_me, self.go, shares=(25, 48)).below(10).staying(),
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the person, their appointment, their numbers and their choice."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        person, standing = visit.person or CardHolder("", visit.salutation), visit.of(AppointmentAtHand).standing
        who = self.scene.who(visit)
        self._greet(person, who)
        is_busy = visit.busy is Busy.SERVICES or visit.screen is Screen.ISSUING
        self.go.set_busy(is_busy, self.scene.say(self._act(visit, person)))
        shown = (person, standing, who, tuple(offered_groups(visit)))
        if shown != self._shown:
            self._shown = shown
            self._show_appointment(visit, standing, who)
            self._show_held(visit, person.open_tickets, who)
            self._show_groups(visit, person, who)
        for code, key in self.groups.items():
            key.setChecked(code == visit.of(NumberState).group)
        for wanted, key in self.choices.items():
            key.setChecked(wanted is visit.of(AppointmentAtHand).by_appointment)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)

    def _greet(self, person: CardHolder, who: str) -> None:
        say, labels = self.scene.say, ", ".join(ticket.label for ticket in person.open_tickets)
        self.read.set_text(say("kiosk.card.read_holds" if labels else "kiosk.card.read", who=who, labels=labels))
        kind = "title" if person.masked_name else "title_plain"
        self.title.set_text(say(f"kiosk.card.{kind}", who=who, name=person.masked_name))
        say_aloud(self.title, say("kiosk.card.title_plain", who=who))

    def _act(self, visit: Visit, person: CardHolder) -> str:
        """Return the words of the main key."""
        if visit.screen is Screen.ISSUING:
            return "kiosk.issuing.title"
        if visit.busy is Busy.SERVICES:
            return "kiosk.start.busy"
        at_hand = visit.of(AppointmentAtHand)
        booked = at_hand.standing
        if booked is not None and booked.arrival.is_welcome and at_hand.by_appointment:
            return f"appointment.page.{main_act(booked)}"
        return "kiosk.card.go_another" if person.open_tickets else "kiosk.card.go"

    def _show_appointment(self, visit: Visit, booked: "AppointmentNow | None", who: str) -> None:
        """Show the appointment's time, service and counters, and the choice whether the number is for it."""
        self._banner.setVisible(booked is not None)
        self._forget(self.choices.values())
        self.choices = {}
        if booked is not None:
            title = self.scene.say("appointment.card.today", who=who, begins=booked.begins)
            then = sentences(self.scene, booked, who)[1]
            text = "\n".join(part for part in (self._business(visit, booked), then) if part)
            self._banner.say(Tone.INFO, title, text)
            if booked.arrival.is_welcome:
                self.choices = self._choices(visit, booked)
        self._for_what.setVisible(bool(self.choices))
        self._for_what.set_text(self.scene.say("appointment.card.question", who=who))
        _fill(self._choice_list, list(self.choices.values()))

    def _business(self, visit: Visit, booked: "AppointmentNow") -> str:
        """Return the service and its counters."""
        if booked.service is None:
            return ""
        texts = self.scene.texts
        name = words.one_line(texts.name(booked.service.name))
        counters = visit.now.setup.counters_for(booked.service.id) if visit.now else ()
        where = words.counters(texts, tuple(counter.number for counter in counters)) if counters else ""
        return texts.say("appointment.card.where", service=name, counters=where) if where else name

    def _choices(self, visit: Visit, booked: "AppointmentNow") -> dict[bool, MarkKey]:
        say = self.scene.say
        view = visit.now.view(booked.service.id) if visit.now and booked.service else None
        facts = ", ".join(fact for _, fact in words.facts(self.scene.texts, view)) if view else ""
        by = MarkKey(self.theme, say("appointment.card.by", begins=booked.begins), second=facts)
        other = MarkKey(self.theme, say("appointment.card.another"), second=say("appointment.card.another_hint"))
        return {wanted: self.on(key, ChooseAppointment(wanted)) for wanted, key in ((True, by), (False, other))}

    def _show_held(self, visit: Visit, tickets: "tuple[Ticket, ...]", who: str) -> None:
        self._forget(self.held)
        self.held = []
        for ticket in tickets:
            view = visit.now.view(ticket.service_id) if visit.now else None
            service = words.one_line(self.scene.texts.name(view.service.name)) if view else ""
            text = f"{ticket.label}, {service}" if service else ticket.label
            self.held.append(self.on(RowKey(self.theme, text), ShowHeld(ticket.id)))
        self._holds.setVisible(bool(tickets))
        self._holds.set_text(self.scene.say("kiosk.card.holds_title", who=who))
        _fill(self._held_list, self.held)

    def _show_groups(self, visit: Visit, person: CardHolder, who: str) -> None:
        """Offer the group of the person's age first, and an ordinary number last."""
        say, texts, groups = self.scene.say, self.scene.texts, offered_groups(visit)
        suggested = groups.pop(person.suggested_group or "", None)
        self._question.set_text(say("kiosk.card.priority_title" if suggested else "kiosk.card.question", who=who))
        self._why.setVisible(suggested is not None)
        self._why.set_text(say("kiosk.card.priority_why", who=who))
        self._hint.set_text(say("kiosk.card.group_hint", who=who))
        named: dict[str | None, str] = {}
        if suggested is not None:
            named[suggested.code] = words.one_line(texts.name(suggested.name))
        named.update({code: words.one_line(texts.name(one.name)) for code, one in groups.items()})
        named[None] = say("kiosk.card.ordinary")
        self._forget(self.groups.values())
        self.groups = {code: self.on(MarkKey(self.theme, name), ChooseGroup(code)) for code, name in named.items()}
        _fill(self._group_list, list(self.groups.values()))

    def _forget(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self.forget(key)


def _fill(keys: KeyList, shown: Sequence[Key]) -> None:
    """Show these keys; hide a list without keys."""
    keys.setVisible(bool(shown))
    keys.show_keys(shown, 0)
