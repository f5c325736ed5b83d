"""Hold the visit in front of the kiosk: one frozen value, wiped when the citizen leaves.

A visit names nobody: of a card it keeps the keyed hash of the number, a masked name and the form of address.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.ratings import Rateable
from kiosk.domain.branch_setup import USUAL_KIOSK
from kiosk.domain.language.text import VIETNAMESE, Message
from kiosk.domain.language.utterance import USUAL_VOLUME
from kiosk.domain.people.scan import CitizenCard, Sex
from kiosk.domain.procedures.procedure import Catalogue
from kiosk.domain.queue.ticket import Ticket
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, PrintJobState, ScannerStatus
from ui.visit.question import Question
from ui.visit.screen import RESTING, Screen

#: For guided visits and on demand, every time limit is so many times as long.
_LONG_TIMES = 3


class Busy(StrEnum):
    """Name what the branch was asked for and has not answered yet."""

    SERVICES = "services"
    CARD = "card"
    CODE = "code"
    RATING = "rating"
    STAFF = "staff"
    CATALOGUE = "catalogue"
    SLIP = "slip"


class SheetKind(StrEnum):
    """Name a question that comes up from the bottom on any screen with a control bar."""

    DISPLAY = "display"
    LANGUAGE = "language"


class Salutation(StrEnum):
    """Name the form of address: *Ông* or *Bà* only when a card says so."""

    MALE = "male"
    FEMALE = "female"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Look:
    """Hold how the citizen wants the kiosk; the next one begins with the defaults.

    `text_step` is 0 to 3, `volume` 1 to 5.

    `low_reach`: on a portrait panel every key stands in its lower part. `long_time`: every time limit of this visit
    is three times as long. `is_guided`: the screen is spoken and worked with five keys.
    """

    language: str = VIETNAMESE
    text_step: int = 0
    high_contrast: bool = False
    low_reach: bool = False
    long_time: bool = False
    is_guided: bool = False
    volume: int = USUAL_VOLUME

    @property
    def patience(self) -> int:
        """Return by how much every time limit is multiplied."""
        return _LONG_TIMES if self.long_time or self.is_guided else 1

    @property
    def drawn(self) -> "Look":
        """Return the part of the look that is drawn: all but the volume."""
        return replace(self, volume=USUAL_VOLUME)


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Keep what may be kept of a card. `key` is the keyed hash of the number, "" until the branch has answered.

    `groups` are the codes of the priority groups to which the person may belong, None until then.
    """

    masked_name: str = field(repr=False)
    salutation: Salutation
    key: str = field(default="", repr=False)
    open_tickets: tuple[Ticket, ...] = ()
    groups: frozenset[str] | None = None
    suggested_group: str | None = None

    @classmethod
    def of(cls, card: CitizenCard) -> "CardHolder":
        """Return what may be kept of a card before the branch has seen it."""
        by_sex = {Sex.MALE: Salutation.MALE, Sex.FEMALE: Salutation.FEMALE}
        return cls(card.masked_name, by_sex[card.sex] if card.sex else Salutation.BOTH)


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """Hold the number on the screen. `print_job` None: the person held it before, so nothing is printed."""

    ticket: Ticket
    slip: TicketSlip
    print_job: int | None
    print_state: PrintJobState = PrintJobState.QUEUED

    @property
    def is_settled(self) -> bool:
        """Return whether the print job will not change any more."""
        done = (PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.UNKNOWN)
        return self.print_job is None or self.print_state in done

    @property
    def is_printed(self) -> bool:
        """Return whether the paper is in the slot."""
        return self.print_state is PrintJobState.PRINTED


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold a sentence over the screen that goes away by itself; `calm` is good news, everything else is gold."""

    message: Message
    calm: bool = False
    seconds_left: int = 12


@dataclass(frozen=True, slots=True)
class DeviceStatuses:
    """Hold the devices as last heard of. They outlive the visit. `voices`: the languages that can be spoken.

    A machine that has no scanner or no printer does not speak of one. `waits_for_upgrade`: program and database are of
    different versions.
    """

    has_scanner: bool = True
    has_printer: bool = True
    scanner: ScannerStatus = ScannerStatus.CONNECTING
    printer: PrinterStatus = PrinterStatus.READY
    headphones: HeadphoneStatus = HeadphoneStatus.UNKNOWN
    voices: frozenset[str] = frozenset()
    waits_for_upgrade: bool = False

    @property
    def can_scan(self) -> bool:
        """Return whether a card or a slip can be put down now."""
        return self.has_scanner and self.scanner in (ScannerStatus.READY, ScannerStatus.CONNECTING)

    @property
    def can_print(self) -> bool:
        """Return whether a slip comes out now."""
        return self.has_printer and self.printer.can_print

    @property
    def is_private(self) -> bool:
        """Return whether one person alone hears what is said."""
        return self.headphones is HeadphoneStatus.IN


#: The devices of a program that has heard of none yet.
UNHEARD = DeviceStatuses()


@dataclass(frozen=True, slots=True)
class Tablet:
    """Hold what a tablet knows of its counter, by its number; None is a kiosk.

    `offer`: the finished visit that may be rated there. `woken`: the id of the last ticket for which the tablet woke
    by itself.
    """

    counter: int | None = None
    woken: str | None = None
    offer: Rateable | None = None


@dataclass(frozen=True, slots=True)
class SubjectState:
    """Keep what one subject needs during a visit. Every field of a subclass has a default; it says "nothing"."""


Kept = TypeVar("Kept", bound=SubjectState)


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold one visit. `boot` (random, once a program run), `flow` and `attempt` make the request ids.

    `flow` counts visits: an answer to an earlier visit is dropped. `attempt` counts choices within the visit: a double
    tap repeats an id, another choice makes a new one. `idle` is seconds since the last touch or scan. `now` and
    `catalogue` belong to the branch and outlive the visit. `origin` is the screen that a detour leads back to.
    `promised` is the question for a number whose answer is outstanding; `Retry` asks it again under the same id.

    `states` holds what the subjects keep, at most one value of each `SubjectState`; read it with `of`, write it with
    `put`. A fresh visit has none, so nothing a citizen did can reach the next one.
    """

    boot: str
    home: Screen = Screen.START
    tablet: Tablet = Tablet()
    screen: Screen = Screen.START
    flow: int = 0
    attempt: int = 0
    look: Look = Look()
    now: KioskView | None = None
    #: The branch under a set-up that was published during this visit; the next visit shows it.
    coming: KioskView | None = None
    catalogue: Catalogue | None = None
    devices: DeviceStatuses = DeviceStatuses()
    busy: Busy | None = None
    sheet: SheetKind | None = None
    notice: Notice | None = None
    idle: int = 0
    origin: Screen = Screen.CHOOSE
    person: CardHolder | None = None
    shown: ShownTicket | None = None
    promised: Question | None = None
    states: tuple[SubjectState, ...] = ()

    def of(self, kind: type[Kept]) -> Kept:
        """Return what a subject keeps, or its default."""
        return next((state for state in self.states if isinstance(state, kind)), kind())

    def put(self, *states: SubjectState) -> "Visit":
        """Return the visit with these states in place of the earlier ones of their kinds."""
        kinds = {type(state) for state in states}
        kept = [state for state in self.states if type(state) not in kinds]
        kept += [state for state in states if state != type(state)()]
        return replace(self, states=tuple(sorted(kept, key=_name_of)))

    @property
    def request_id(self) -> str:
        """Return the id under which the branch answers the same question only once."""
        return f"{self.boot}-{self.flow}-{self.attempt}"

    @property
    def salutation(self) -> Salutation:
        """Return how the screen addresses the citizen."""
        return self.person.salutation if self.person else Salutation.BOTH

    @property
    def can_be_guided(self) -> bool:
        """Return whether there is a voice for the language of the screen."""
        return self.look.language in self.devices.voices

    @property
    def idle_limit(self) -> int | None:
        """Return after how many seconds without a touch the screen is left; None where there is nothing to leave."""
        limit = self._plain_limit
        return None if limit is None else limit * self.look.patience

    @property
    def _plain_limit(self) -> int | None:
        limit = self.screen.limit(self.now.setup.kiosk if self.now else USUAL_KIOSK)
        if self.screen is Screen.TICKET and self.needs_noting:
            return 2 * limit
        if self.screen is Screen.THANKS and self.now is not None and self.now.setup.feedback.shown:
            return 3 * limit  # there is more to read
        is_home = self.screen is self.home and self.home in (Screen.RATE_CODE, Screen.ASLEEP)
        if is_home and not self.states:
            return None if self.look == Look() else 60
        return limit

    @property
    def warning(self) -> int:
        """Return for how many seconds the countdown is shown before the end, 0 where there is nothing to lose."""
        has_nothing = self.screen in RESTING or (self.screen is Screen.TROUBLE and self.promised is None)
        if has_nothing and self.look == Look():
            return 0
        return self.screen.warning * self.look.patience

    @property
    def seconds_left(self) -> int | None:
        """Return the countdown on the screen, None while it is not shown."""
        limit, warning = self.idle_limit, self.warning
        if limit is None or limit - self.idle > warning:
            return None
        return max(limit - self.idle, 0)

    @property
    def needs_noting(self) -> bool:
        """Return whether the citizen has to keep the number without a slip: printer trouble, or none to print."""
        shown = self.shown
        if shown is None or shown.is_printed:
            return False
        return shown.is_settled or not self.devices.can_print

    def fresh(self) -> "Visit":
        """Return the next visit: nothing personal left, only what belongs to the branch and its devices.

        Headphones that are still plugged in are somebody who listens.
        """
        return Visit(
            boot=self.boot,
            home=self.home,
            tablet=Tablet(self.tablet.counter, self.tablet.woken),
            screen=self.resting_screen,
            flow=self.flow + 1,
            now=self.coming or self.now,
            devices=self.devices,
            look=Look(is_guided=self.devices.is_private and VIETNAMESE in self.devices.voices),
            catalogue=self.catalogue,
        )

    def seen(self, now: KioskView) -> "Visit":
        """Return the visit with the branch as it stands. While somebody is here the set-up stays what it was."""
        before = self.now
        if before is None or before.setup.published == now.setup.published or self.screen in RESTING:
            return replace(self, now=now, coming=None)
        return replace(self, now=now.under(before), coming=now)

    @property
    def resting_screen(self) -> Screen:
        """Return what is shown while nobody is here."""
        now = self.now
        if now is not None and now.station.is_out:
            return Screen.OUT_OF_SERVICE
        is_closed = self.home is Screen.START and now is not None and not now.gives_numbers
        return Screen.CLOSED if is_closed else self.home

    def told(self, message: Message, *, calm: bool = False) -> "Visit":
        """Return the same visit with a sentence over it."""
        return replace(self, notice=Notice(message, calm))

    def with_notice(self, key: str) -> "Visit":
        """Return the same visit with a sentence that needs nothing filled in."""
        return self.told(Message(key))


def begin(
    boot: str,
    *,
    home: Screen = Screen.START,
    counter: int | None = None,
    devices: DeviceStatuses = UNHEARD,
) -> Visit:
    """Return the first visit of a program run; `boot` is random and goes into every request id."""
    return Visit(boot=boot, home=home, screen=home, tablet=Tablet(counter), devices=devices)


def local_time(now: KioskView | None, moment: datetime) -> datetime:
    """Return an aware moment on the branch's wall clock; Vietnam's zone until the branch has answered."""
    return now.setup.branch.local(moment) if now else moment.astimezone()


def _name_of(state: SubjectState) -> str:
    return type(state).__name__
