"""The part of the card's screen about today's appointment: what it is, and whether the number is to be for it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.domain.branch_setup import PriorityGroup
from ui.kiosk.screens import words
from ui.kiosk.screens.appointment import sentences
from ui.kiosk.screens.page import Page, Scene
from ui.theme import Role, Step
from ui.visit.appointment import ChooseAppointment
from ui.visit.number import OpenPriority
from ui.widgets.banner import Banner, Tone
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow


def key_height(scene: Scene) -> float:
    """Millimetres of a choice: as high as there is room for."""
    if not scene.is_landscape:
        return 40
    return 30 if scene.is_tight else 34


class CardAppointment(QVBoxLayout):
    """A banner with the time; below it, where a number is given now, *for the appointment* or *for something else*.

    `choices`: the two keys by what they mean; empty where there is nothing to choose. `row` holds them; where the
    scene `is_tight` it has to be put somewhere else.
    """

    def __init__(self, page: Page, booked: "AppointmentNow", who: str) -> None:
        super().__init__()
        self._scene = page.scene
        scene, theme, say = page.scene, page.theme, page.scene.say
        self.setSpacing(0)
        self.addSpacing(theme.mm(6 if scene.is_landscape else 10))
        self.addWidget(self._banner(booked, who))
        self.choices: dict[bool, MarkKey] = {}
        self.row: QBoxLayout = QVBoxLayout() if scene.is_landscape or scene.is_large else QHBoxLayout()
        self.row.setSpacing(theme.gap(5))
        if not booked.arrival.is_welcome:
            return
        if not (scene.is_large or scene.is_landscape):
            self.addSpacing(theme.mm(8))
            self.addWidget(Text(theme, Role.HEADING, say("appointment.card.question", who=who)))
        self.addSpacing(theme.mm(4.5))
        by = say("appointment.card.by", begins=booked.begins)
        for wanted, text in ((True, by), (False, say("appointment.card.another"))):
            key = page.on(MarkKey(theme, text), ChooseAppointment(wanted))
            key.set_height(theme.mm(key_height(scene)))
            self.choices[wanted] = key
            self.row.addWidget(key, 1)
        if not page.scene.is_tight:
            self.addLayout(self.row)

    def _banner(self, booked: "AppointmentNow", who: str) -> Banner:
        scene = self._scene
        service = words.one_line(scene.texts.name(booked.service.name)) if booked.service else ""
        then = sentences(scene, booked, who)[1]
        if (scene.is_landscape or scene.is_guided) and scene.theme.step is Step.XXL:
            service = ""
        text = "\n".join(part for part in (service, then) if part)
        title = scene.say("appointment.card.today", who=who, begins=booked.begins)
        banner = Banner(scene.theme, Tone.INFO, title, text, icon="calendar-check")
        banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return banner

    def show_choice(self, *, by_appointment: bool) -> None:
        """Which of the two is chosen."""
        for wanted, key in self.choices.items():
            key.setChecked(wanted is by_appointment)


def group_key(page: Page, chosen: PriorityGroup | None, text: str) -> MarkKey:
    """The key behind which all groups stand: the one that is `chosen` already, or `text`."""
    theme, scene = page.theme, page.scene
    if chosen is not None:
        text = scene.brief("kiosk.card.group", group=words.one_line(scene.texts.name(chosen.name)))
    key = page.on(MarkKey(theme, text), OpenPriority())
    key.setChecked(chosen is not None)
    key.set_height(theme.mm(key_height(scene)))
    return key
