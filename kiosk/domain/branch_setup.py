"""Describe a branch: fields, services, counters, staff, opening hours, and its own rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from kiosk.domain.feedback import NO_FEEDBACK, FeedbackBlock
from kiosk.domain.language.text import VIETNAMESE, LocalText
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.orders import NO_ORDERS, NO_STATION_ORDERS, Orders, StationOrders, StationState
from kiosk.domain.people.rating import USUAL_RATING, OwnReason, RatingRules
from kiosk.domain.people.scan import Sex
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.time_zone import time_zone


class StaffRole(StrEnum):
    """List the roles of staff; each role may do what the ones before it may."""

    CLERK = "clerk"
    LEAD = "lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Branch:
    """Hold a branch (Trung tâm Phục vụ hành chính công); `code` is its identifier (mã định danh, QĐ 20/2020)."""

    id: int
    code: str
    name: LocalText
    place: LocalText
    slogan: LocalText
    zone: str = "Asia/Ho_Chi_Minh"

    @property
    def timezone(self) -> tzinfo:
        """Return the branch's time zone; business dates are decided in it."""
        return time_zone(self.zone)

    def local(self, moment: datetime) -> datetime:
        """Return an aware moment in the branch's time zone."""
        return moment.astimezone(self.timezone)

    def business_date(self, moment: datetime) -> date:
        """Return the local date at issue, to which a ticket belongs. No job runs at midnight."""
        return self.local(moment).date()


@dataclass(frozen=True, slots=True)
class Field:
    """Hold a group of services (lĩnh vực), for instance Hộ tịch; `icon` names a file in ``resources/icons``."""

    code: str
    name: LocalText
    icon: str


@dataclass(frozen=True, slots=True)
class Service:
    """Hold what a citizen comes for. `series` is the letter of its labels; `procedures` are codes of the catalogue.

    `said` is what people call it, `papers` what to have ready, a paper a line. `quota` is the most numbers of a day,
    None for no limit. `has_priority` is off where no priority is given. `openings` are hours of its own inside those of
    the branch; none: the branch's. One that is retired gets no new tickets; those that wait for it are served. To the
    one that `is_other` lead the procedures for which there is no service. A wait over `wait_minutes` raises an alert.
    """

    id: int
    code: str
    field_code: str
    series: str
    name: LocalText
    target_minutes: int = 15
    procedures: tuple[str, ...] = ()
    is_retired: bool = False
    said: tuple[str, ...] = ()
    quota: int | None = None
    has_priority: bool = True
    openings: "tuple[OpeningSpan, ...]" = ()
    papers: LocalText | None = None
    is_other: bool = False
    wait_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Counter:
    """Hold a counter (quầy). `services` maps a service id to its weight: minutes by which it is called earlier here.

    One that is retired is not opened and calls nobody; a visit that is there goes on to its end.
    """

    id: int
    number: int
    name: LocalText
    services: Mapping[int, int]
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """Hold a person who works at the branch. The PIN stays in the store. The role ends after the day `until`.

    `is_first_secret`: somebody else chose the PIN, and the person replaces it. `secret_us` says when it was set.
    """

    id: int
    login: str
    name: str
    role: StaffRole
    until: date | None = None
    is_first_secret: bool = False
    secret_us: int = 0

    def has_changed(self, now: "Staff") -> bool:
        """Return whether PIN, role or last day are others now, so that the person signs in again."""
        return (self.secret_us, self.role, self.until) != (now.secret_us, now.role, now.until)


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """Hold a group that the branch's regulation lets go first. `from_age` suggests it by the birth year of a card.

    `sex` and `to_age` say whom it cannot be: it is not offered to a card that tells otherwise. `proof` is what the
    clerk looks at, `source` the rule that gives the priority.
    """

    code: str
    name: LocalText
    from_age: int | None = None
    to_age: int | None = None
    sex: Sex | None = None
    proof: LocalText | None = None
    source: str = ""

    def may_hold(self, sex: Sex | None, age: int | None) -> bool:
        """Return whether a person may belong to the group, as far as a card tells; None is not told."""
        if None not in (sex, self.sex) and sex is not self.sex:
            return False
        if age is None:
            return True
        return (self.from_age is None or age >= self.from_age) and (self.to_age is None or age <= self.to_age)


@dataclass(frozen=True, slots=True)
class OpeningSpan:
    """Hold one span of opening hours on a weekday, 0 = Monday, local time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """Hold a day on which neither the weekly hours nor the public holidays hold.

    `source` names the decision or notice. `like` is the weekday whose hours hold (a swapped working day, 0 = Monday).
    Else `spans` hold; none of them means a day off.
    """

    name: LocalText
    source: str
    spans: tuple[tuple[time, time], ...] = ()
    like: int | None = None


@dataclass(frozen=True, slots=True)
class HallRules:
    """Hold what the boards of a branch show and say.

    `languages` take turns on the board, and `notices` stand at its foot beside the usual ones. A call is said in each
    language of `voices`, one after the other; without one the hall has no voice.
    """

    languages: tuple[str, ...] = (VIETNAMESE,)
    notices: tuple[str, ...] = ()
    voices: tuple[str, ...] = (VIETNAMESE,)


USUAL_HALL = HallRules()


@dataclass(frozen=True, slots=True)
class KioskRules:
    """Hold how kiosks and tablets treat a citizen.

    `languages` are offered, in this order; without one, every language that the program speaks. A page is left after
    `idle_seconds` without a touch; a page to read has half as long again. The page of the ticket is left after
    `ticket_seconds`, a page of the rating after `rating_seconds`.
    """

    languages: tuple[str, ...] = ()
    idle_seconds: int = 80
    ticket_seconds: int = 30
    rating_seconds: int = 30


USUAL_KIOSK = KioskRules()


@dataclass(frozen=True, slots=True)
class SlipTexts:
    """Hold the branch's own words on the slip of a number: `note` stands at its foot."""

    note: LocalText | None = None


USUAL_SLIP = SlipTexts()


@dataclass(frozen=True, slots=True)
class Setup:
    """Hold what changes about a branch by configuration or by a central lock, not by a visit.

    `recall_limit` is the number of calls of one ticket, with `recall_gap_seconds` between two calls. A desk that nobody
    touches for `lock_minutes` locks its screen (0: never). `published` is the number of the version in force, and
    `version` is higher after each change of any part.
    """

    branch: Branch
    fields: tuple[Field, ...]
    services: Mapping[int, Service]
    counters: Mapping[int, Counter]
    groups: Mapping[str, PriorityGroup]
    openings: tuple[OpeningSpan, ...]
    policy: CallingPolicy
    calendar: Mapping[date, SpecialDay] = field(default_factory=dict)
    orders: Orders = NO_ORDERS
    stations: StationOrders = NO_STATION_ORDERS
    daily_cap: int | None = None
    recall_limit: int = 3
    recall_gap_seconds: int = 15
    lock_minutes: int = 10
    hall: HallRules = USUAL_HALL
    look: LookPart = USUAL_LOOK
    kiosk: KioskRules = USUAL_KIOSK
    feedback: FeedbackBlock = NO_FEEDBACK
    slip: SlipTexts = USUAL_SLIP
    rating: RatingRules = USUAL_RATING
    reasons: tuple[OwnReason, ...] = ()
    published: int = 0
    version: int = 0
    _by_field: dict[str, tuple[Service, ...]] = field(default_factory=dict, repr=False, compare=False)

    def station_state(self, station: str) -> StationState:
        """Return what stops a kiosk from issuing tickets, beside the opening hours."""
        ordered = self.stations
        return StationState(
            self.orders.lock_of(station),
            station in ordered.out,
            out_text=ordered.out.get(station, ""),
            restarts=ordered.restarts.get(station, 0),
            notices=ordered.notices_at(station),
        )

    @property
    def offered_services(self) -> tuple[Service, ...]:
        """Return the services for which numbers are given, in the order of the set-up."""
        return tuple(service for service in self.services.values() if not service.is_retired)

    @property
    def offered_counters(self) -> tuple[Counter, ...]:
        """Return the counters that may be opened, by number."""
        mine = [counter for counter in self.counters.values() if not counter.is_retired]
        return tuple(sorted(mine, key=lambda counter: counter.number))

    def services_of(self, field_code: str) -> tuple[Service, ...]:
        """Return the services of a field, in the order of the set-up."""
        if not self._by_field:
            for one in self.fields:
                mine = [service for service in self.offered_services if service.field_code == one.code]
                self._by_field[one.code] = tuple(mine)
        return self._by_field.get(field_code, ())

    def services_handling(self, procedure: str) -> tuple[Service, ...]:
        """Return the services that handle a procedure of the catalogue; for an unlisted one, the service for others."""
        offered = self.offered_services
        found = tuple(one for one in offered if procedure in one.procedures)
        return found or tuple(one for one in offered if one.is_other)

    def counters_for(self, service_id: int) -> tuple[Counter, ...]:
        """Return the counters that serve a service, by number."""
        return tuple(counter for counter in self.offered_counters if service_id in counter.services)

    def groups_for(self, sex: Sex | None, age: int | None) -> tuple[PriorityGroup, ...]:
        """Return the groups to which a person may belong, as far as a card tells."""
        return tuple(group for group in self.groups.values() if group.may_hold(sex, age))

    def suggested_group(self, sex: Sex | None, age: int) -> PriorityGroup | None:
        """Return the group that an age opens, the narrowest first.

        Source: Luật Người cao tuổi 39/2009/QH12, Art 2 (from 60).
        """
        fitting = [group for group in self.groups_for(sex, age) if group.from_age is not None]
        return max(fitting, key=lambda group: group.from_age or 0, default=None)
