"""What a branch is made of: fields, services, counters, staff, opening hours, and the rules it sets for itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.domain.calling import CallingPolicy
from kiosk.domain.orders import NO_ORDERS, Orders, StationNow
from kiosk.domain.text import LocalText


class Role(StrEnum):
    """What a member of staff may do; each role includes the ones before it."""

    CLERK = "clerk"
    LEAD = "lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Branch:
    """A commune's centre (Trung tâm Phục vụ hành chính công); `code` is its identifier (mã định danh, QĐ 20/2020)."""

    id: int
    code: str
    name: LocalText
    place: LocalText
    slogan: LocalText
    zone: str = "Asia/Ho_Chi_Minh"

    @property
    def timezone(self) -> tzinfo:
        """The branch's own time zone; business dates are decided in it."""
        return ZoneInfo(self.zone)

    def local(self, moment: datetime) -> datetime:
        """An aware moment as the clock on the wall shows it."""
        return moment.astimezone(self.timezone)

    def business_date(self, moment: datetime) -> date:
        """The day a number belongs to: the local date at issue; no midnight job anywhere."""
        return self.local(moment).date()


@dataclass(frozen=True, slots=True)
class Field:
    """A group of services (lĩnh vực): Hộ tịch, Chứng thực …; `icon` names a file in ``resources/icons``."""

    code: str
    name: LocalText
    icon: str


@dataclass(frozen=True, slots=True)
class Service:
    """What a citizen comes for. `series` is the letter of its numbers; `procedures` are codes of the catalogue."""

    id: int
    code: str
    field_code: str
    series: str
    name: LocalText
    target_minutes: int = 15
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """A desk (quầy). `services` maps a service id to its weight there, in minutes it is moved forward."""

    id: int
    number: int
    name: LocalText
    services: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here; the secret itself stays in the store. The role holds up to the day `until`."""

    id: int
    login: str
    name: str
    role: Role
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """A group that the centre's own regulation lets go first; `from_age` lets a card's birth year suggest it."""

    code: str
    name: LocalText
    from_age: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """One span of opening hours on a weekday, 0 = Monday, local time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day on which neither the weekly hours nor the public holidays hold; `source` names the decision or notice.

    `like`: the hours of that weekday (a swapped working day, 0 = Monday); else `spans`, none of them for a day off.
    """

    name: LocalText
    source: str
    spans: tuple[tuple[time, time], ...] = ()
    like: int | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything about a branch that changes by configuration or by an order, not by a visit.

    A number is called `recall_limit` times at most, with `recall_gap_seconds` between two calls; a desk that nobody
    touches for `lock_minutes` locks itself (0: never).
    """

    branch: Branch
    fields: tuple[Field, ...]
    services: Mapping[int, Service]
    counters: Mapping[int, Counter]
    groups: Mapping[str, PriorityGroup]
    openings: tuple[Opening, ...]
    policy: CallingPolicy
    calendar: Mapping[date, SpecialDay] = field(default_factory=dict)
    orders: Orders = NO_ORDERS
    out_of_service: frozenset[str] = frozenset()
    daily_cap: int | None = None
    recall_limit: int = 3
    recall_gap_seconds: int = 15
    lock_minutes: int = 10
    version: int = 0
    _by_field: dict[str, tuple[Service, ...]] = field(default_factory=dict, repr=False, compare=False)

    def station_now(self, station: str) -> StationNow:
        """What stops a machine from giving numbers beside the opening hours."""
        return StationNow(self.orders.lock_of(station), station in self.out_of_service)

    def services_of(self, field_code: str) -> tuple[Service, ...]:
        """The services of a field, in the order of their ids."""
        if not self._by_field:
            for one in self.fields:
                mine = [s for _, s in sorted(self.services.items()) if s.field_code == one.code]
                self._by_field[one.code] = tuple(mine)
        return self._by_field.get(field_code, ())

    def counters_for(self, service_id: int) -> tuple[Counter, ...]:
        """The counters that serve a service, by number."""
        mine = [counter for counter in self.counters.values() if service_id in counter.services]
        return tuple(sorted(mine, key=lambda counter: counter.number))

    def suggested_group(self, age: int) -> PriorityGroup | None:
        """The group that an age opens, the narrowest first (Luật Người cao tuổi 39/2009/QH12, Art 2: from 60)."""
        fitting = [group for group in self.groups.values() if group.from_age is not None and age >= group.from_age]
        return max(fitting, key=lambda group: group.from_age or 0, default=None)
