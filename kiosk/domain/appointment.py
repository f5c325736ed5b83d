"""An appointment (lịch hẹn): its window, its code, and what a person who checks in at a given moment is told."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.domain.calling import CallingPolicy
from kiosk.domain.numbering import ALPHABET, READ_AS, check_character
from kiosk.domain.text import LocalText

#: What every code begins with ("hẹn"); no ticket's code can, so a scanner tells them apart.
PREFIX = "HEN"
#: Characters between the prefix and the check character: 35 bits, so nobody guesses a neighbour's.
BODY_LENGTH = 7


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked_in"


class Arrival(StrEnum):
    """What checking in now comes to; each has its sentence and its next step (``appointment.answer.*``)."""

    TOO_EARLY = "too_early"
    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"
    MISSED = "missed"
    PAST_DAY = "past_day"
    COMING_DAY = "coming_day"
    ELSEWHERE = "elsewhere"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked_in"

    @property
    def is_welcome(self) -> bool:
        """Whether a number is given now. Who missed the window is still given one, in the ordinary line."""
        return self in (Arrival.EARLY, Arrival.IN_TIME, Arrival.LATE, Arrival.MISSED)

    @property
    def keeps_the_time(self) -> bool:
        """Whether the number is called by the appointment's time and not by the moment of arrival."""
        return self in (Arrival.EARLY, Arrival.IN_TIME, Arrival.LATE)


class CodeFault(StrEnum):
    """Why a text is no appointment's code; each has its sentence (``appointment.code.*``)."""

    NOT_A_CODE = "not_a_code"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment. `begins` and `ends` are aware and in UTC; `day` is the branch's local date of `begins`.

    `elsewhere` names the place where it is not in this branch; only then `service_id` is None. `person` is the keyed
    hash of a personal number, forgotten as soon as the appointment is over; `ticket_id` the number it became.
    """

    code: str
    service_id: int | None
    day: date
    begins: datetime
    ends: datetime
    state: AppointmentState = AppointmentState.BOOKED
    elsewhere: LocalText | None = None
    person: str | None = field(repr=False, default=None)
    ticket_id: str | None = None


def earliest(appointment: Appointment, policy: CallingPolicy) -> datetime:
    """From when on one may check in: the time a person who came too early is told."""
    return appointment.begins - timedelta(minutes=policy.appointment_early_minutes)


def arrival(appointment: Appointment, policy: CallingPolicy, now: datetime, today: date) -> Arrival:
    """The answer to a person who checks in at the aware moment `now`, on the branch's local date `today`.

    Place and state come first, then the day, then the minute: both ends of the window are inside it.
    """
    if appointment.elsewhere is not None:
        return Arrival.ELSEWHERE
    if appointment.state is not AppointmentState.BOOKED:
        return Arrival(appointment.state.value)
    if appointment.day != today:
        return Arrival.PAST_DAY if appointment.day < today else Arrival.COMING_DAY
    if now < appointment.begins:
        return Arrival.TOO_EARLY if now < earliest(appointment, policy) else Arrival.EARLY
    if now <= appointment.ends:
        return Arrival.IN_TIME
    grace = timedelta(minutes=policy.appointment_late_minutes)
    return Arrival.LATE if now <= appointment.ends + grace else Arrival.MISSED


def make_appointment_code(body: str) -> str:
    """The code with its check character, from `BODY_LENGTH` characters of Crockford's alphabet."""
    return f"{PREFIX}{body}{check_character(body)}"


def parse_appointment_code(text: str) -> str | CodeFault:
    """A scanned or typed code in the one form in which it is stored.

    Spaces, dashes, lower case, O for 0 are forgiven, and that the prefix, which all codes share, was left out.
    """
    plain = "".join(text.split()).replace("-", "").upper()
    has_prefix = len(plain) > BODY_LENGTH + 1  # a code without it may begin with the same letters
    body = (plain.removeprefix(PREFIX) if has_prefix else plain).translate(READ_AS)
    if len(body) != BODY_LENGTH + 1 or any(character not in ALPHABET for character in body):
        return CodeFault.NOT_A_CODE
    return PREFIX + body if check_character(body[:-1]) == body[-1] else CodeFault.MISTYPED


def grouped(code: str) -> str:
    """For the eye, also while it is being typed: ``HEN 7K2Q 94MJ``, without the prefix ``7K2Q 94MJ``."""
    head = PREFIX if code.startswith(PREFIX) else ""
    rest = code.removeprefix(head)
    return " ".join(part for part in (head, rest[:4], rest[4:]) if part)
