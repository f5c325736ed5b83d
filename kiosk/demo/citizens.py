"""Play scripted citizens, who only touch the kiosk's keys and scan cards and tickets."""

from collections.abc import Callable, Sequence

from devices.simulators.cards import card_text
from devices.simulators.scanner import SimulatedScanner
from kiosk.demo.hands import Hands, NotThereError
from kiosk.demo.kiosk_keys import KioskKeys
from kiosk.demo.plans import Entry, Opinion, Plan
from kiosk.domain.language.composition import Method, spell
from kiosk.domain.language.text import LocalText
from kiosk.domain.people.scan import CitizenCard
from kiosk.program.texts import texts
from ui.kiosk.window import KioskWindow
from ui.visit.appointment import OpenCheckIn
from ui.visit.common import Confirm, Finish
from ui.visit.look import ChooseLanguage, NextTextStep, ToggleLowReach
from ui.visit.number import ChooseField, ChooseGroup, ChooseService, NumberState, OpenPriority, TakeNumber
from ui.visit.procedures import ChooseCase, OpenProcedures, PrintSlip, ProcedureState, ShowProcedure
from ui.visit.rating import ChooseLevel, OpenRating, OpenRemark, ToggleReason, offered
from ui.visit.screen import Screen
from ui.visit.search import OpenSearch
from ui.visit.visit import Look

#: The number of letters that a citizen types into the search; they tell any two services apart.
_ENOUGH_LETTERS = 40
#: Marks that nobody types into a search. U+200B is the invisible mark between Khmer words.
_NOT_TYPED = str.maketrans({",": " ", "(": " ", ")": " ", "\u200b": None})
#: Keys of a remark in each language.
_REMARKS = {"vi": "chowf howi laau", "en": "a long wait", "km": "យូរ"}


class Citizens:
    """Play citizens at one kiosk.

    Attributes:
        ways: the names of the ways in that citizens used to their end.
    """

    def __init__(
        self, window: KioskWindow, scanner: SimulatedScanner, hands: Hands, picture: Callable[[str], None]
    ) -> None:
        """Play at `window`, scan with `scanner`; call `picture` with a name at each screen to keep."""
        self._window, self._scanner, self._hands, self._picture = window, scanner, hands, picture
        self._keys = KioskKeys(window, hands)
        self.ways: set[str] = set()
        self._entries: dict[Entry, Callable[[Plan], None]] = {
            Entry.TOUCH: self._touch,
            Entry.CARD: self._lay_card,
            Entry.SEARCH: self._search,
            Entry.LOOK_UP: self._look_up,
            Entry.APPOINTMENT_QR: self._lay_paper,
            Entry.APPOINTMENT_CODE: self._type_paper,
            Entry.APPOINTMENT_CARD: self._lay_card_of_appointment,
        }

    # -- taking a number ----------------------------------------------------------------------------------------

    def take_number(self, plan: Plan) -> str:
        """Go from the start screen to the slip and back; return the code on the slip."""
        self._at(Screen.START)
        self._picture("start")
        self._wear(plan.look)
        self._entries[plan.entry](plan)
        self._at(Screen.TICKET, Screen.LONG_WAIT)
        if self._window.visit.screen is Screen.LONG_WAIT:
            self._picture("long_wait")
            self._hands.press(self._window, texts(plan.look.language).say("kiosk.long_wait.yes"))
            self._at(Screen.TICKET)
        self._hands.until(self._is_printed, "the slip")
        self._picture("ticket")
        shown = self._window.visit.shown
        self._keys.press(Finish())
        self._at(Screen.START)
        self.ways |= plan.ways_to_number
        return shown.slip.code if shown is not None else ""

    def _touch(self, plan: Plan) -> None:
        self._keys.press(TakeNumber())
        self._choose(plan)

    def _lay_card(self, plan: Plan) -> None:
        self._scan_card(plan.card)
        self._declare(plan)
        self._keys.press(Confirm())
        self._choose(plan)

    def _search(self, plan: Plan) -> None:
        self._keys.press(TakeNumber())
        self._keys.press(OpenSearch())
        self._at(Screen.SEARCH)
        self._keys.type(_to_type(plan.service.name, plan.look.language))
        wanted = ChooseService(plan.service.id)
        self._hands.until(lambda: self._keys.has(wanted), f"{plan.service.code} among the finds")
        self._picture("search")
        if not self._keys.is_in_sight(wanted):
            self._keys.press(Confirm())  # closes the keyboard, so that the list has room
        self._keys.press(wanted)

    def _look_up(self, plan: Plan) -> None:
        self._keys.press(OpenProcedures())
        self._at(Screen.PROCEDURES)
        known = self._window.visit.catalogue
        found = known.find(plan.code) if known is not None else None
        if found is not None:
            self._keys.press(ChooseField(found.field))
        self._picture("procedures")
        self._keys.press(ShowProcedure(plan.code))
        if found is not None and found.cases:
            self._at(Screen.CASE)
            self._picture("case")
            self._keys.press(ChooseCase(found.cases[-1]))
        self._at(Screen.PROCEDURE)
        self._picture("procedure")
        self._keys.press(PrintSlip())
        self._hands.until(self._has_procedure_slip, "the slip of the procedure")
        self._keys.press(ChooseService(plan.service.id))

    def _lay_paper(self, plan: Plan) -> None:
        self._scanner.scan(plan.code)
        self._check_in()

    def _type_paper(self, plan: Plan) -> None:
        self._keys.press(OpenCheckIn())
        self._at(Screen.CHECK_IN)
        self._keys.type(plan.code)
        self._picture("check-in")
        self._keys.press(Confirm())
        self._check_in()

    def _lay_card_of_appointment(self, plan: Plan) -> None:
        self._scan_card(plan.card)
        self._picture("card-appointment")
        self._keys.press(Confirm())

    def _check_in(self) -> None:
        self._at(Screen.APPOINTMENT)
        self._picture("appointment")
        self._keys.press(Confirm())

    def _scan_card(self, card: CitizenCard | None) -> None:
        if card is None:
            raise ValueError("this way in needs a card")
        self._scanner.scan(card_text(card))
        self._at(Screen.CARD)
        self._picture("card")

    def _choose(self, plan: Plan) -> None:
        """Choose field and service, on one page or on two. Declare the priority on the page that asks for it."""
        field, service = ChooseField(plan.service.field_code), ChooseService(plan.service.id)
        self._hands.until(lambda: self._keys.has(field) or self._keys.has(service), f"a key that says {field}")
        self._declare(plan)
        if self._keys.has(field):
            self._keys.press(field)
        self._hands.until(lambda: self._keys.has(service), f"a key that says {service}")
        self._picture("choose")
        self._declare(plan)
        self._keys.press(service)

    def _declare(self, plan: Plan) -> None:
        """Declare the priority group of the plan, unless it is declared or this page does not ask."""
        wanted = ChooseGroup(plan.group)
        if plan.group is None or self._window.visit.of(NumberState).group == plan.group:
            return
        if self._keys.has(wanted):
            self._keys.press(wanted)
        elif self._keys.has(OpenPriority()):
            before = self._window.visit.screen
            self._keys.press(OpenPriority())
            self._at(Screen.PRIORITY)
            self._picture("priority")
            self._keys.press(wanted)
            self._at(before)

    # -- rating -------------------------------------------------------------------------------------------------

    def rate(self, code: str, plan: Plan) -> None:
        """Scan the ticket, or type its code, and give the rating of the plan."""
        opinion = plan.opinion
        self._at(Screen.START)
        self._wear(plan.look)
        if opinion.by_code:
            self._keys.press(OpenRating())
            self._at(Screen.RATE_CODE)
            self._keys.type("".join(code.split()))
            self._picture("rate-code")
            self._keys.press(Confirm())
        else:
            self._scanner.scan(code)
        self._at(Screen.RATING)
        self._picture("rating")
        self._keys.press(ChooseLevel(opinion.level))
        self._at(Screen.REASONS, Screen.THANKS)
        if self._window.visit.screen is Screen.REASONS:
            self._give_reasons(opinion)
            self._at(Screen.THANKS)
        self._picture("thanks")
        if self._keys.has(Finish()):  # the thanks end by themselves, on a busy machine sooner than they are touched
            self._keys.press(Finish())
        self._at(Screen.START)
        self.ways |= plan.ways_to_rate

    def _give_reasons(self, opinion: Opinion) -> None:
        for reason in _offered(opinion, offered(self._window.visit)):
            self._keys.press(ToggleReason(reason))
        self._picture("reasons")
        if opinion.remarks:
            self._keys.press(OpenRemark())
            self._at(Screen.REMARK)
            self._keys.type(_REMARKS[self._window.visit.look.language])
            self._picture("remark")
        self._keys.press(Confirm())

    # -- shared steps -------------------------------------------------------------------------------------------

    def _wear(self, look: Look) -> None:
        """Choose language, text size and low reach on the start screen."""
        if self._window.visit.look.language != look.language:
            self._keys.press(ChooseLanguage(look.language))
        while self._window.visit.look.text_step != look.text_step:
            self._keys.press(NextTextStep())
        if self._window.visit.look.low_reach != look.low_reach:
            self._keys.press(ToggleLowReach())
        if look != Look():
            self._picture(f"start-{look.language}-{look.text_step}{'-low' if look.low_reach else ''}")

    def _at(self, *screens: Screen) -> None:
        try:
            self._hands.until(lambda: self._window.visit.screen in screens, f"the screen {' or '.join(screens)}")
        except NotThereError as vain:
            raise NotThereError(f"{vain}; it shows {self._window.visit.screen}") from None

    def _is_printed(self) -> bool:
        shown = self._window.visit.shown
        return shown is not None and shown.is_printed

    def _has_procedure_slip(self) -> bool:
        slip = self._window.visit.of(ProcedureState).slip
        return slip is not None and slip.is_settled


def _to_type(name: LocalText, language: str) -> str:
    """Return the keys that type the beginning of a name: in Vietnamese by Telex, else its own letters."""
    keys = ""
    for word in name.to(language).lower().translate(_NOT_TYPED).split():
        spelled = spell(word, Method.TELEX) if language == "vi" else None
        if language == "km" and word.isascii():
            continue  # a Khmer keyboard has Khmer figures only
        keys = f"{keys} {spelled or word}".strip()
        if len(keys) >= _ENOUGH_LETTERS:
            break
    return keys


def _offered(opinion: Opinion, codes: Sequence[str]) -> Sequence[str]:
    """Return the reasons of an opinion, or as many of the branch's own where it asks for others."""
    return [one for one in opinion.reasons if one in codes] or codes[: len(opinion.reasons)]
