"""List the screens of the kiosk, and how long each of them waits for a touch."""

from enum import Enum, StrEnum

from kiosk.domain.branch_setup import USUAL_KIOSK, KioskRules

#: Before a screen is left, the last seconds are counted down on it.
WARNING_SECONDS = 20
#: Longer than any limit: the countdown is shown from the first second.
_ALWAYS = 10_000
#: Nothing is lost when this screen is left.
_NEVER = 0


class IdleTime(Enum):
    """Name the idle time of the set-up that a screen's own time follows; FIXED follows none."""

    PAGE = "idle_seconds"
    TICKET = "ticket_seconds"
    RATING = "rating_seconds"
    FIXED = ""

    def seconds(self, rules: KioskRules) -> int:
        """Return the idle time that the set-up says."""
        found: int = getattr(rules, self.value)
        return found


class Screen(StrEnum):
    """Name a screen.

    `seconds`: with the usual idle times it is left after so many seconds without a touch. `warning`: so many of them
    are counted down. `idle`: the idle time by which `seconds` grow and shrink.
    """

    seconds: int
    warning: int
    idle: IdleTime

    START = "start", 60
    CHOOSE = "choose", 80
    CARD = "card", 80
    PRIORITY = "priority", 80
    LONG_WAIT = "long_wait", 80
    ISSUING = "issuing", 20, _NEVER, IdleTime.FIXED
    CHECK_IN = "check_in", 80
    APPOINTMENT = "appointment", 80
    TICKET = "ticket", 30, _ALWAYS, IdleTime.TICKET
    PROCEDURES = "procedures", 80
    SEARCH = "search", 80
    CASE = "case", 120
    PROCEDURE = "procedure", 120
    TAKE_ALONG = "take_along", 80
    DOSSIERS = "dossiers", 80
    FEEDBACK = "feedback", 120
    RATE_CODE = "rate_code", 80
    RATING = "rating", 30, _ALWAYS, IdleTime.RATING
    REASONS = "reasons", 30, _ALWAYS, IdleTime.RATING
    REMARK = "remark", 60, _ALWAYS, IdleTime.RATING
    THANKS = "thanks", 6, _NEVER, IdleTime.FIXED
    ASLEEP = "asleep", 60
    CLOSED = "closed", 60
    OUT_OF_SERVICE = "out_of_service", 60
    TROUBLE = "trouble", 60
    STAFF_SIGN_IN = "staff_sign_in", 60
    STAFF = "staff", 60

    def __new__(
        cls, name: str, seconds: int, warning: int = WARNING_SECONDS, idle: IdleTime = IdleTime.PAGE
    ) -> "Screen":
        """Make a member; its value is the name alone."""
        screen = str.__new__(cls, name)
        screen._value_ = name
        screen.seconds = seconds
        screen.warning = warning
        screen.idle = idle
        return screen

    def limit(self, rules: KioskRules) -> int:
        """Return after how many seconds without a touch the screen is left."""
        if self.idle is IdleTime.FIXED:
            return self.seconds
        return self.seconds * self.idle.seconds(rules) // self.idle.seconds(USUAL_KIOSK)


#: Nobody is at work here: only a language or a size that somebody chose can be lost.
RESTING = frozenset({Screen.START, Screen.CLOSED, Screen.ASLEEP, Screen.OUT_OF_SERVICE})
#: A card, a ticket or an appointment paper that is read here leads on to its own screen.
SCANS_LEAD_ON = frozenset(
    {
        Screen.START,
        Screen.CHOOSE,
        Screen.CARD,
        Screen.PRIORITY,
        Screen.CHECK_IN,
        Screen.APPOINTMENT,
        Screen.PROCEDURES,
        Screen.SEARCH,
        Screen.CASE,
        Screen.PROCEDURE,
        Screen.TAKE_ALONG,
        Screen.DOSSIERS,
        Screen.FEEDBACK,
    }
)
#: The page of the screen before is still shown here, and its keys do nothing until the question is answered.
OVER_ANOTHER_PAGE = frozenset({Screen.LONG_WAIT, Screen.ISSUING})
