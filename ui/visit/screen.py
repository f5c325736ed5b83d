"""List the screens of the kiosk, and how long each of them waits for a touch."""

from enum import StrEnum

#: Before a screen is left, the last seconds are counted down on it.
WARNING_SECONDS = 20
#: Longer than any limit: the countdown is shown from the first second.
_ALWAYS = 10_000
#: Nothing is lost when this screen is left.
_NEVER = 0


class Screen(StrEnum):
    """Name a screen.

    `seconds`: it is left after so many seconds without a touch. `warning`: so many of them are counted down.
    """

    seconds: int
    warning: int

    START = "start", 60
    CHOOSE = "choose", 80
    CARD = "card", 80
    PRIORITY = "priority", 80
    LONG_WAIT = "long_wait", 80
    ISSUING = "issuing", 20, _NEVER
    CHECK_IN = "check_in", 80
    APPOINTMENT = "appointment", 80
    TICKET = "ticket", 30, _ALWAYS
    PROCEDURES = "procedures", 80
    SEARCH = "search", 80
    CASE = "case", 120
    PROCEDURE = "procedure", 120
    TAKE_ALONG = "take_along", 80
    DOSSIERS = "dossiers", 80
    RATE_CODE = "rate_code", 80
    RATING = "rating", 30, _ALWAYS
    REASONS = "reasons", 30, _ALWAYS
    REMARK = "remark", 60, _ALWAYS
    THANKS = "thanks", 6, _NEVER
    ASLEEP = "asleep", 60
    CLOSED = "closed", 60
    OUT_OF_SERVICE = "out_of_service", 60
    TROUBLE = "trouble", 60
    STAFF_SIGN_IN = "staff_sign_in", 60
    STAFF = "staff", 60

    def __new__(cls, name: str, seconds: int, warning: int = WARNING_SECONDS) -> "Screen":
        """Make a member; its value is the name alone."""
        screen = str.__new__(cls, name)
        screen._value_ = name
        screen.seconds = seconds
        screen.warning = warning
        return screen


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
    }
)
#: The page of the screen before is still shown here, and its keys do nothing until the question is answered.
OVER_ANOTHER_PAGE = frozenset({Screen.LONG_WAIT, Screen.ISSUING})
