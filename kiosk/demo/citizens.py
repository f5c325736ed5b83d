"""Scripted citizens: they touch the kiosk's keys and lay cards and tickets on the reader, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from devices.simulators.cards import card_text
from devices.simulators.scanner import SimulatedScanner
from kiosk.demo.expected import Expected, paper_of
from kiosk.demo.hands import Hands
from kiosk.demo.kiosk_keys import KioskKeys
from kiosk.domain.office import Service, Setup
from kiosk.domain.rating import Level, Reason
from kiosk.domain.scan import CitizenCard
from kiosk.program.texts import texts
from ui.kiosk.window import KioskWindow
from ui.visit.number import ChooseField, ChooseService
from ui.visit.screen import Screen

_SHARE_WITH_CARD = 0.6
#: Which citizen holds the paper of an appointment.
_WITH_PAPER = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What one citizen comes for; `card` None: without a card. Who `is_expected` comes by appointment: with that card,
    or with the `paper` of it."""

    service: Service
    card: CitizenCard | None
    verdict: Level
    is_expected: bool = False
    paper: str = ""


def plans(setup: Setup, people: tuple[CitizenCard, ...], seed: int, expected: Expected | None = None) -> list[Plan]:
    """One plan a person, the same for the same seed. Whose card is `expected` checks in by it, another one by paper."""
    random = Random(seed)  # noqa: S311 - a script that can be played again
    services = list(setup.services.values())
    levels = [Level.VERY_SATISFIED, Level.SATISFIED, Level.SATISFIED, Level.NOT_SATISFIED]
    drawn = [
        Plan(random.choice(services), card if random.random() < _SHARE_WITH_CARD else None, random.choice(levels))
        for card in people
    ]
    return drawn if expected is None else [_by_appointment(plan, place, expected) for place, plan in enumerate(drawn)]


def _by_appointment(plan: Plan, place: int, expected: Expected) -> Plan:
    if plan.card == expected.card and paper_of(expected.papers, "with_card"):
        return replace(plan, service=expected.service, is_expected=True)
    paper = paper_of(expected.papers, "in_time")
    if place == _WITH_PAPER and paper is not None:
        return replace(plan, service=expected.service, card=None, is_expected=True, paper=paper.code)
    return plan


class Citizens:
    """Plays citizens at one kiosk. `picture` is called with a name when a screen is worth keeping."""

    def __init__(
        self, window: KioskWindow, scanner: SimulatedScanner, hands: Hands, picture: Callable[[str], None]
    ) -> None:
        self._window, self._scanner, self._hands, self._picture = window, scanner, hands, picture
        self._keys = KioskKeys(window, hands)
        self._say = texts("vi").say

    def take_number(self, plan: Plan) -> str:
        """From the start screen to the slip; the code on it."""
        self._at(Screen.START)
        self._picture("start")
        if plan.is_expected:
            self._check_in(plan)
        else:
            self._choose(plan)
        self._hands.until(self._is_printed, "the slip")
        self._picture("ticket")
        shown = self._window.visit.shown
        self._press("kiosk.ticket.done")
        self._at(Screen.START)
        return shown.slip.code if shown is not None else ""

    def _check_in(self, plan: Plan) -> None:
        """By card or by paper, to the ticket."""
        self._scanner.scan(card_text(plan.card) if plan.card is not None else plan.paper)
        self._at(Screen.CARD, Screen.APPOINTMENT)
        self._picture(f"expected-{self._window.visit.screen}")
        self._press("appointment.page.take")
        self._at(Screen.TICKET)

    def _choose(self, plan: Plan) -> None:
        """By card or by touch, over the services, to the ticket."""
        if plan.card is not None:
            self._scanner.scan(card_text(plan.card))
            self._at(Screen.CARD)
            self._picture("card")
            self._press("kiosk.card.go")
        else:
            self._press("kiosk.start.take")
        self._at(Screen.CHOOSE)
        self._keys.press(ChooseField(plan.service.field_code))
        self._picture("choose")
        self._keys.press(ChooseService(plan.service.id))
        self._at(Screen.TICKET, Screen.LONG_WAIT)
        if self._window.visit.screen is Screen.LONG_WAIT:
            self._picture("long_wait")
            self._press("kiosk.long_wait.yes")
            self._at(Screen.TICKET)

    def rate(self, code: str, verdict: Level) -> None:
        """Lays the ticket on the reader and says what the visit was like."""
        self._at(Screen.START)
        self._scanner.scan(code)
        self._at(Screen.RATING)
        self._picture("rating")
        self._press(f"rating.face.{verdict.value}")
        if verdict is Level.NOT_SATISFIED:
            self._at(Screen.REASONS)
            self._press(f"rating.reasons.{Reason.WAITED_LONG.value}")
            self._picture("reasons")
            self._press("rating.reasons.send")
        self._at(Screen.THANKS)
        self._picture("thanks")
        self._press("rating.thanks.done")

    def _press(self, key: str) -> None:
        self._hands.press(self._window, self._say(key))

    def _at(self, *screens: Screen) -> None:
        names = " or ".join(screens)
        self._hands.until(lambda: self._window.visit.screen in screens, f"the screen {names}")

    def _is_printed(self) -> bool:
        shown = self._window.visit.shown
        return shown is not None and shown.is_printed
