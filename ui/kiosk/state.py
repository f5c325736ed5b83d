"""What the kiosk knows of the visit in front of it: one frozen value, wiped when the citizen leaves.

Nothing in it names anybody: a card leaves its keyed hash, a masked name and the form of address.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.speech import USUAL_VOLUME
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, PrintJobState, ScannerStatus
from kiosk.domain.text import VIETNAMESE, Message
from ui.kiosk.look_up import NOTHING, LookUp

if TYPE_CHECKING:  # the first paint does not wait for what only names a type
    from datetime import datetime

    from kiosk.branch.appointments import AppointmentNow
    from kiosk.branch.ratings import Rateable
    from kiosk.domain.draft import Draft
    from kiosk.domain.office import Staff
    from kiosk.domain.orders import StaffAct
    from kiosk.domain.procedure import Catalogue
    from kiosk.domain.rating import Level, Reason
    from kiosk.domain.scan import CitizenCard
    from kiosk.domain.slip import TicketSlip
    from kiosk.domain.ticket import Ticket
    from ui.kiosk.branch_now import BranchNow

#: A wait whose upper bound is longer is asked about before the number is taken, in minutes.
LONG_WAIT_MINUTES = 60
#: The last seconds before a screen is left are counted down on it.
WARNING_SECONDS = 20
_WARN_ALWAYS = 10_000
#: Who asks for it, or listens instead of looking, has every time so many times as long.
_LONG_TIMES = 3


class Screen(StrEnum):
    """Where the citizen is."""

    START = "start"
    CHOOSE = "choose"
    CARD = "card"
    PRIORITY = "priority"
    LONG_WAIT = "long_wait"
    ISSUING = "issuing"
    CHECK_IN = "check_in"
    APPOINTMENT = "appointment"
    TICKET = "ticket"
    PROCEDURES = "procedures"
    SEARCH = "search"
    PROCEDURE = "procedure"
    TAKE_ALONG = "take_along"
    DOSSIERS = "dossiers"
    RATE_CODE = "rate_code"
    RATING = "rating"
    REASONS = "reasons"
    REMARK = "remark"
    THANKS = "thanks"
    ASLEEP = "asleep"
    CLOSED = "closed"
    OUT_OF_SERVICE = "out_of_service"
    TROUBLE = "trouble"
    STAFF_SIGN_IN = "staff_sign_in"
    STAFF = "staff"


class Busy(StrEnum):
    """What the branch was asked for and has not answered yet."""

    SERVICES = "services"
    CARD = "card"
    CODE = "code"
    RATING = "rating"
    STAFF = "staff"
    CATALOGUE = "catalogue"
    SLIP = "slip"


class SheetKind(StrEnum):
    """A question that comes up from the bottom on any screen with a control bar."""

    DISPLAY = "display"
    LANGUAGE = "language"


class Salutation(StrEnum):
    """How to address somebody: *Ông* or *Bà* only when a card says so."""

    MALE = "male"
    FEMALE = "female"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Look:
    """How the citizen wants the kiosk; back to the defaults for the next one. `text_step` is 0 to 3, `volume` 1 to 5.

    `low_reach`: on a portrait panel every key stands in its lower part. `long_time`: every time of this visit is three
    times as long. `is_guided`: the screen is spoken and worked with five
    keys.
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
        """By how much every time is longer."""
        return _LONG_TIMES if self.long_time or self.is_guided else 1

    @property
    def drawn(self) -> "Look":
        """What of it is to be seen."""
        return replace(self, volume=USUAL_VOLUME)


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of a scanned card. `key` is the keyed hash of the number, "" until the branch has answered."""

    masked_name: str = field(repr=False)
    salutation: Salutation
    key: str = field(default="", repr=False)
    open_tickets: "tuple[Ticket, ...]" = ()
    suggested_group: str | None = None

    @classmethod
    def of(cls, card: "CitizenCard") -> "Person":
        """Everything that may be kept of a card before the branch has seen it."""
        from kiosk.domain.scan import Sex

        by_sex = {Sex.MALE: Salutation.MALE, Sex.FEMALE: Salutation.FEMALE}
        return cls(card.masked_name, by_sex[card.sex] if card.sex else Salutation.BOTH)


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """The number on the screen. `print_job` None: the person held it before, so nothing is printed."""

    ticket: "Ticket"
    slip: "TicketSlip"
    print_job: int | None
    print_state: PrintJobState = PrintJobState.QUEUED

    @property
    def is_settled(self) -> bool:
        """Whether the print job will not change any more."""
        done = (PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.UNKNOWN)
        return self.print_job is None or self.print_state in done

    @property
    def is_printed(self) -> bool:
        """Whether the paper is in the slot."""
        return self.print_state is PrintJobState.PRINTED


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence over the screen that goes away by itself; `calm` is good news, everything else is gold."""

    message: Message
    calm: bool = False
    seconds_left: int = 12


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices as last heard of; not the citizen's, so it outlives the visit."""

    scanner: ScannerStatus = ScannerStatus.CONNECTING
    printer: PrinterStatus = PrinterStatus.READY
    headphones: HeadphoneStatus = HeadphoneStatus.UNKNOWN
    voices: frozenset[str] = frozenset()

    @property
    def is_private(self) -> bool:
        """Whether what is said is heard by one person only."""
        return self.headphones is HeadphoneStatus.IN


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """Staff in front of the kiosk: who may, whose name was touched, the PIN so far, who it is, and whether they go.

    `trial`: the print job of a slip that shows whether the printer is well, until it is settled.
    """

    known: "tuple[Staff, ...]" = ()
    login: str = ""
    pin: str = field(default="", repr=False)
    person: "Staff | None" = None
    parting: "StaffAct | None" = None
    trial: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `boot` (random, once a program run), `flow` and `attempt` make the request ids.

    `flow` counts visits: an answer of an earlier flow is nobody's. `attempt` counts choices within the visit, so a
    double tap repeats an id and another choice makes a new one. `idle` is seconds since the last touch or scan.
    `draft` is what is being typed on the keyboard, None before the first key. `counter`: the number of the counter at
    which this tablet stands; `offer` is the visit that may be rated there, `woken` the id of the last ticket for which
    the tablet woke by itself.
    `standing` is the appointment at hand, `by_appointment` whether the card's number is to be for it, `checking`
    whether its number was asked for. `catalogue` belongs to the branch and outlives the visit; `look_up` is what is
    being looked up in it.
    """

    boot: str
    home: Screen = Screen.START
    counter: int | None = None
    woken: str | None = None
    screen: Screen = Screen.START
    flow: int = 0
    attempt: int = 0
    look: Look = Look()
    now: "BranchNow | None" = None
    devices: Devices = Devices()
    busy: Busy | None = None
    sheet: SheetKind | None = None
    notice: Notice | None = None
    idle: int = 0
    field: str | None = None
    field_page: int = 0
    service_page: int = 0
    service: int | None = None
    person: Person | None = None
    group: str | None = None
    origin: Screen = Screen.CHOOSE
    standing: "AppointmentNow | None" = None
    by_appointment: bool = True
    checking: bool = False
    shown: ShownTicket | None = None
    code: str = ""
    draft: "Draft | None" = None
    catalogue: "Catalogue | None" = None
    look_up: LookUp = NOTHING
    rateable: "Rateable | None" = None
    offer: "Rateable | None" = None
    level: "Level | None" = None
    reasons: tuple["Reason", ...] = ()
    staff: StaffVisit = StaffVisit()

    @property
    def request_id(self) -> str:
        """The id under which the branch answers the same question only once."""
        return f"{self.boot}-{self.flow}-{self.attempt}"

    @property
    def salutation(self) -> Salutation:
        """How the screen addresses the citizen."""
        return self.person.salutation if self.person else Salutation.BOTH

    @property
    def can_be_guided(self) -> bool:
        """Whether there is a voice for the language of the screen."""
        return self.look.language in self.devices.voices

    @property
    def idle_limit(self) -> int | None:
        """Seconds without a touch after which the screen is left; None where there is nothing to leave."""
        limit = self._plain_limit
        return None if limit is None else limit * self.look.patience

    @property
    def _plain_limit(self) -> int | None:
        if self.screen is Screen.TICKET:
            return 30 if self.shown is None or not self.needs_noting else 60
        is_home = self.screen is self.home and self.home in (Screen.RATE_CODE, Screen.ASLEEP)
        if is_home and not self.code:
            return None if self.look == Look() else 60
        return _IDLE_LIMITS[self.screen]

    @property
    def warning(self) -> int:
        """How many seconds the countdown is shown before the end, 0 where there is nothing to lose."""
        if self.screen in _UNWARNED or (self.screen in _RESTING and self.look == Look()):
            return 0
        if self.screen is Screen.TROUBLE and self.service is None and self.look == Look():
            return 0
        return _WARNINGS.get(self.screen, WARNING_SECONDS) * self.look.patience

    @property
    def seconds_left(self) -> int | None:
        """The countdown on the screen, None while it is not shown."""
        limit = self.idle_limit
        if limit is None or limit - self.idle > self.warning:
            return None
        return max(limit - self.idle, 0)

    @property
    def needs_noting(self) -> bool:
        """Whether the citizen has to keep the number without a slip: printer trouble, or none to print."""
        shown = self.shown
        if shown is None or shown.is_printed:
            return False
        return shown.is_settled or not self.devices.printer.can_print

    def fresh(self) -> "Visit":
        """The next visit: nothing personal left, only what belongs to the branch and its devices.

        Headphones that are still plugged in are somebody who listens.
        """
        return Visit(
            boot=self.boot,
            home=self.home,
            counter=self.counter,
            woken=self.woken,
            screen=self.resting_screen,
            flow=self.flow + 1,
            now=self.now,
            devices=self.devices,
            look=Look(is_guided=self.devices.is_private and VIETNAMESE in self.devices.voices),
            catalogue=self.catalogue,
        )

    @property
    def resting_screen(self) -> Screen:
        """What is shown while nobody is here."""
        now = self.now
        if now is not None and now.station.is_out:
            return Screen.OUT_OF_SERVICE
        is_closed = self.home is Screen.START and now is not None and not now.gives_numbers
        return Screen.CLOSED if is_closed else self.home

    def told(self, message: Message, *, calm: bool = False) -> "Visit":
        """The same with a sentence over it."""
        return replace(self, notice=Notice(message, calm))

    def with_notice(self, key: str) -> "Visit":
        """The same with a sentence that needs nothing filled in."""
        return self.told(Message(key))


#: START lasts only until the look is back to the defaults; its limit wipes language and size.
_IDLE_LIMITS: dict[Screen, int | None] = {
    Screen.START: 60,
    Screen.CHOOSE: 80,
    Screen.CARD: 80,
    Screen.PRIORITY: 80,
    Screen.LONG_WAIT: 80,
    Screen.ISSUING: 20,
    Screen.CHECK_IN: 80,
    Screen.APPOINTMENT: 80,
    Screen.TICKET: 30,
    Screen.PROCEDURES: 80,
    Screen.SEARCH: 80,
    Screen.PROCEDURE: 120,
    Screen.TAKE_ALONG: 80,
    Screen.DOSSIERS: 80,
    Screen.RATE_CODE: 80,
    Screen.RATING: 30,
    Screen.REASONS: 30,
    Screen.REMARK: 60,
    Screen.THANKS: 6,
    Screen.ASLEEP: 60,
    Screen.CLOSED: 60,
    Screen.OUT_OF_SERVICE: 60,
    Screen.TROUBLE: 60,
    Screen.STAFF_SIGN_IN: 60,
    Screen.STAFF: 60,
}
#: Screens that are counted down from their first second.
_WARNINGS = dict.fromkeys((Screen.TICKET, Screen.RATING, Screen.REASONS, Screen.REMARK), _WARN_ALWAYS)
#: Nothing is lost when these are left.
_UNWARNED = frozenset({Screen.ISSUING, Screen.THANKS})
#: Where nobody is at work: only a language or a size that somebody chose can be lost.
_RESTING = frozenset({Screen.START, Screen.CLOSED, Screen.ASLEEP, Screen.OUT_OF_SERVICE})


def local_time(now: "BranchNow | None", moment: "datetime") -> "datetime":
    """An aware moment on the branch's wall clock; Vietnam's zone until the branch has answered."""
    return now.setup.branch.local(moment) if now else moment.astimezone()


def begin(boot: str, *, home: Screen = Screen.START, counter: int | None = None) -> Visit:
    """The first visit of a program run; `boot` is random and goes into every request id."""
    return Visit(boot=boot, home=home, screen=home, counter=counter)
