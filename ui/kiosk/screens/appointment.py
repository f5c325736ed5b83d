"""Show an appointment: the answer to a check-in now, its day and time, and the one thing to do."""

from typing import TYPE_CHECKING

from kiosk.domain.queue.appointment import Arrival, grouped
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Keys, Own, Read
from ui.layout.fit import Side
from ui.theme import Role
from ui.visit.appointment import AppointmentAtHand, has_number
from ui.visit.common import Confirm, GoHome
from ui.visit.number import TakeNumber
from ui.visit.screen import Screen
from ui.visit.visit import Busy, Visit
from ui.widgets.keys import Key, Kind
from ui.widgets.leaf import CalendarLeaf, LeafWords
from ui.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow

_ICONS = {
    Arrival.TOO_EARLY: "calendar-clock",
    Arrival.COMING_DAY: "calendar-clock",
    Arrival.MISSED: "calendar-clock",
    Arrival.PAST_DAY: "calendar-x",
    Arrival.ELSEWHERE: "calendar-x",
    Arrival.CANCELLED: "calendar-x",
}


class AppointmentPage(Page):
    """Show the answer as title, the next step below it, the calendar leaf, and two keys."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        theme = self.theme
        self.mark = Text(
            theme,
            Role.SMALL,
            size=theme.size(Role.SMALL) * 1.04,
            weight=600,
            colour=theme.c.info,
            icon="calendar-check",
        )
        self.title = Text(theme, Role.TITLE, size=theme.size(Role.TITLE) * 1.08)
        self.next = Text(theme, Role.BODY, size=theme.size(Role.BODY) * 1.1)
        self.leaf = CalendarLeaf(theme)
        self.other = self.on(Key(theme, role=Role.LABEL), TakeNumber())
        self.go = self.on(Key(theme, Kind.MAIN, trailing="arrow-right", role=Role.HEADING), Confirm())
        self._foot = ControlFoot(self)
        self.compose(
            Read(self.mark, self.title, self.next).at(Side.LEFT),
            Own(self.leaf, width=90, is_read=True).at(Side.RIGHT).below(12),
            Keys(self.other, self.go, shares=(25, 48)).below(12).staying(),
            left=11,
            right=9,
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the present answer; the main key is busy while the number is on its way."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        standing = visit.of(AppointmentAtHand).standing
        if standing is None:
            return
        say, who = self.scene.say, self.scene.who(visit)
        self.mark.set_icon(_ICONS.get(standing.arrival, "calendar-check"))
        self.mark.set_text(say("appointment.page.code", code=grouped(standing.code)))
        answer, then = sentences(self.scene, standing, who)
        self.title.set_text(answer)
        self.next.set_text(then)
        self.leaf.set_words(self._leaf(standing))
        self._show_keys(visit, standing)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)

    def _leaf(self, standing: "AppointmentNow") -> LeafWords:
        texts = self.scene.texts
        what = standing.elsewhere or (standing.service.name if standing.service else None)
        return LeafWords(
            day=words.short_date(texts, standing.begins),
            time=f"{standing.begins:%H:%M}",
            title=words.one_line(texts.name(what)) if what else "",
            text=texts.say("appointment.page.window", begins=f"{standing.begins:%H:%M}", ends=f"{standing.ends:%H:%M}"),
        )

    def _show_keys(self, visit: Visit, standing: "AppointmentNow") -> None:
        say, is_welcome = self.scene.say, standing.arrival.is_welcome
        act = say(f"appointment.page.{main_act(standing)}", label=standing.ticket.label if standing.ticket else "")
        is_opening = visit.busy is Busy.SERVICES
        is_busy = visit.screen is Screen.ISSUING or is_opening
        busy = say("kiosk.start.busy" if is_opening else "kiosk.issuing.title")
        self.go.set_busy(is_busy, busy if is_busy else act)
        self.other.set_text(say("appointment.page.other" if is_welcome else "kiosk.ticket.done"))
        self.on(self.other, TakeNumber() if is_welcome else GoHome())


def main_act(standing: "AppointmentNow") -> str:
    """Return the act of the main key: ``take``, ``take_missed``, ``show`` or ``ordinary``."""
    if standing.arrival.is_welcome:
        return "take" if standing.arrival.keeps_the_time else "take_missed"
    return "show" if has_number(standing) else "ordinary"


def sentences(scene: Scene, standing: "AppointmentNow", who: str) -> tuple[str, str]:
    """Return the title and the next step."""
    facts: dict[str, object] = {
        "who": who,
        "begins": standing.begins,
        "from_when": standing.from_when,
        "place": scene.texts.name(standing.elsewhere) if standing.elsewhere else "",
    }
    name = standing.arrival.value
    if standing.ticket is not None:
        facts["label"] = standing.ticket.label
        name = "has_number" if has_number(standing) else "is_over"
    return scene.say(f"appointment.answer.{name}", **facts), scene.say(f"appointment.next.{name}", **facts)
