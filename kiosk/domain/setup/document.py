"""Declare the set-up document: everything that a branch decides about itself, named by codes and not by ids.

One document is one version. A file (`toml_text`), the settings window and the journal hold the same parts. The fields
of these classes are the keys of the file; `form` reads and writes them by their types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Self

from kiosk.domain.branch_setup import (
    USUAL_HALL,
    USUAL_KIOSK,
    USUAL_SLIP,
    HallRules,
    KioskRules,
    OpeningSpan,
    PriorityGroup,
    SlipTexts,
    SpecialDay,
    StaffRole,
)
from kiosk.domain.calendar.calendar_file import read_hours, write_hours
from kiosk.domain.feedback import NO_FEEDBACK, FeedbackBlock
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.people.rating import USUAL_RATING, OwnReason, RatingRules
from kiosk.domain.queue.calling import CallingPolicy, Rule
from kiosk.domain.setup.form import read
from kiosk.domain.setup.problem import SetupProblem, problem

#: The form of the file. A program refuses a newer one.
FORMAT = 1


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hold one span of opening hours of a day, written ``07:00-11:30``."""

    opens: time
    closes: time

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``07:00-11:30``.

        Raises:
            ValueError: the text is no span.
        """
        opens, _, closes = text.replace("–", "-").partition("-")
        return cls(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))

    def to_text(self) -> str:
        """Return the span as it is written."""
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hold the hours of a special day: ``closed``, a weekday whose hours hold (``fri``), or spans."""

    spans: tuple[tuple[time, time], ...] = ()
    like: int | None = None

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the hours of a day.

        Raises:
            ValueError: the text is none of the three.
        """
        try:
            return cls(*read_hours(text))
        except CounterError as problem:
            raise ValueError(text) from problem

    def to_text(self) -> str:
        """Return the hours as they are written."""
        return write_hours(self.spans, self.like)


@dataclass(frozen=True, slots=True)
class CounterService:
    """Hold a service that a counter serves, written ``HT-KS``, or ``HT-KS=10`` for one it calls 10 minutes earlier."""

    code: str
    minutes: int = 0

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a service with its weight.

        Raises:
            ValueError: the weight is no whole number.
        """
        code, _, minutes = text.partition("=")
        return cls(code.strip(), int(minutes or 0))

    def to_text(self) -> str:
        """Return the service as it is written."""
        return f"{self.code}={self.minutes}" if self.minutes else self.code


@dataclass(frozen=True, slots=True)
class BranchPart:
    """Hold who the branch is. `code` is its identifier (mã định danh, QĐ 20/2020/QĐ-TTg)."""

    code: str
    name: LocalText
    place: LocalText
    slogan: LocalText
    zone: str = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class FieldPart:
    """Hold a field (lĩnh vực). `series` is the letter of the numbers of its services."""

    code: str
    name: LocalText
    icon: str
    series: str


@dataclass(frozen=True, slots=True)
class ServicePart:
    """Hold a service (việc) of a field. `series` is a letter of its own; empty: that of the field.

    `other`: the procedures for which there is no service lead here. `hours` are hours of its own. See
    `kiosk.domain.branch_setup.Service` for `said`, `papers`, `quota` and `priority`. `wait_minutes` replaces those of
    the branch.
    """

    code: str
    field: str
    name: LocalText
    target_minutes: int = 15
    series: str = ""
    said: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    quota: int | None = None
    priority: bool = True
    hours: "WeekHours | None" = None
    papers: LocalText | None = None
    other: bool = False
    wait_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class CounterPart:
    """Hold a counter (quầy) with the services it serves."""

    number: int
    name: LocalText
    services: tuple[CounterService, ...]


@dataclass(frozen=True, slots=True)
class StaffPart:
    """Hold a member of staff. The role ends after the day `until`. The PIN is no part of the set-up."""

    login: str
    name: str
    role: StaffRole
    until: date | None = None


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Hold the opening hours of each weekday; a day without spans is a day off."""

    mon: tuple[Span, ...] = ()
    tue: tuple[Span, ...] = ()
    wed: tuple[Span, ...] = ()
    thu: tuple[Span, ...] = ()
    fri: tuple[Span, ...] = ()
    sat: tuple[Span, ...] = ()
    sun: tuple[Span, ...] = ()

    def days(self) -> tuple[tuple[Span, ...], ...]:
        """Return the spans of Monday to Sunday."""
        return self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun

    def openings(self) -> tuple[OpeningSpan, ...]:
        """Return the same as spans with their weekdays."""
        return tuple(
            OpeningSpan(weekday, span.opens, span.closes) for weekday, spans in enumerate(self.days()) for span in spans
        )


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Hold a day on which other hours hold, with the decision or notice that says so."""

    day: date
    hours: DayHours
    name: LocalText
    source: str

    @classmethod
    def of(cls, day: date, special: SpecialDay) -> Self:
        """Return the part of a day."""
        return cls(day, DayHours(special.spans, special.like), special.name, special.source)


@dataclass(frozen=True, slots=True)
class CallingPart:
    """Hold the calling policy; see `kiosk.domain.queue.calling.CallingPolicy`. `overdue_minutes` 0: no such limit."""

    rule: Rule = Rule.RATIO
    priority_share: int = 2
    ordinary_share: int = 1
    priority_bonus_minutes: int = 30
    overdue_minutes: int = 60
    appointment_share: int = 2
    appointment_early_minutes: int = 30
    appointment_late_minutes: int = 15

    def policy(self) -> CallingPolicy:
        """Return the policy by which the queue is ordered."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return CallingPolicy(**{**values, "overdue_minutes": self.overdue_minutes or None})


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold the branch's own limits; see `kiosk.domain.branch_setup.Setup`. No `daily_cap`: no limit.

    A longer wait than `wait_minutes` raises an alert. Source of the default: QĐ 468/QĐ-TTg, target of 2021 to 2025.
    """

    daily_cap: int | None = None
    recall_limit: int = 3
    recall_gap_seconds: int = 15
    lock_minutes: int = 10
    wait_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Document:
    """Hold a whole set-up."""

    format: int
    branch: BranchPart
    fields: tuple[FieldPart, ...]
    services: tuple[ServicePart, ...]
    counters: tuple[CounterPart, ...]
    staff: tuple[StaffPart, ...] = ()
    hours: WeekHours = WeekHours()
    calendar: tuple[CalendarDay, ...] = ()
    groups: tuple[PriorityGroup, ...] = ()
    calling: CallingPart = CallingPart()
    limits: Limits = Limits()
    kiosk: KioskRules = USUAL_KIOSK
    feedback: FeedbackBlock = NO_FEEDBACK
    slip: SlipTexts = USUAL_SLIP
    rating: RatingRules = USUAL_RATING
    reasons: tuple[OwnReason, ...] = ()
    hall: HallRules = USUAL_HALL
    look: LookPart = USUAL_LOOK

    def series_of(self, service: ServicePart) -> str:
        """Return the letter of a service's numbers: its own, else that of its field; empty for an unknown field."""
        of_field = {one.code: one.series for one in self.fields}
        return service.series or of_field.get(service.field, "")


def read_document(values: Mapping[str, object]) -> tuple[Document | None, tuple[SetupProblem, ...]]:
    """Return the document of plain values, or None with every problem; a newer form has one problem only."""
    form = values.get("format")
    if isinstance(form, int) and form > FORMAT:
        return None, (problem(("format",), "newer_format", format=form, known=FORMAT),)
    return read(Document, values)
