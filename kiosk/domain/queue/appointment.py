"""Decide about appointments (lịch hẹn): their codes, and the answer to a person who checks in."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.domain.language.text import LocalText
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.queue.ticket_code import ALPHABET, READ_AS, check_character

#: Begins every code ("hẹn"). No ticket code begins so: the scanner tells them apart.
PREFIX = "HEN"
#: Characters between prefix and check character. 35 bits keep a stranger from guessing another code.
BODY_LENGTH = 7


class AppointmentState(StrEnum):
    """List the states of an appointment."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked_in"


class Arrival(StrEnum):
    """List the answers to a check-in; each has its sentence and its next step (``appointment.answer.*``)."""

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
        """Return whether a ticket is issued now. A person who missed the appointment gets an ordinary one."""
        return self in (Arrival.EARLY, Arrival.IN_TIME, Arrival.LATE, Arrival.MISSED)

    @property
    def keeps_the_time(self) -> bool:
        """Return whether the ticket is ordered by the appointment's time and not by the arrival."""
        return self in (Arrival.EARLY, Arrival.IN_TIME, Arrival.LATE)


class CodeFault(StrEnum):
    """List why a text is no appointment code; each has its sentence (``appointment.code.*``)."""

    NOT_A_CODE = "not_a_code"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Hold one appointment.

    `begins` and `ends` are aware times in UTC. `day` is the branch's local date of `begins`. `elsewhere` names the
    place of an appointment at another branch; only then `service_id` is None. `person` is the keyed hash of a personal
    number, deleted when the appointment is over. `ticket_id` is the ticket that was issued for it.
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
    """Return the first moment at which a person may check in."""
    return appointment.begins - timedelta(minutes=policy.appointment_early_minutes)


def arrival(appointment: Appointment, policy: CallingPolicy, now: datetime, today: date) -> Arrival:
    """Return the answer to a check-in at the aware moment `now`, on the branch's local date `today`.

    The place and the state count first, then the day, then the minute. Both ends belong to the appointment.
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
    """Return the code for `body`, which has `BODY_LENGTH` characters of Crockford's alphabet."""
    return f"{PREFIX}{body}{check_character(body)}"


def parse_appointment_code(text: str) -> str | CodeFault:
    """Return a scanned or typed code in the form in which it is stored, or what is wrong with it.

    Spaces, dashes, lower case and O for 0 are accepted. The prefix may be missing, because all codes share it.
    """
    plain = "".join(text.split()).replace("-", "").upper()
    has_prefix = len(plain) > BODY_LENGTH + 1  # a code without the prefix may begin with the same letters
    body = (plain.removeprefix(PREFIX) if has_prefix else plain).translate(READ_AS)
    if len(body) != BODY_LENGTH + 1 or any(character not in ALPHABET for character in body):
        return CodeFault.NOT_A_CODE
    return PREFIX + body if check_character(body[:-1]) == body[-1] else CodeFault.MISTYPED


def grouped(code: str) -> str:
    """Return a code, whole or half typed, in groups for the eye: ``HEN 7K2Q 94MJ``."""
    head = PREFIX if code.startswith(PREFIX) else ""
    rest = code.removeprefix(head)
    return " ".join(part for part in (head, rest[:4], rest[4:]) if part)
