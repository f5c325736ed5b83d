"""Hold what stops a kiosk: the centre's lock with its reason, or staff in front of the kiosk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.domain.language.text import LocalText

#: The station name that means every kiosk of a branch.
EVERY_STATION = ""


@dataclass(frozen=True, slots=True)
class CentralLock:
    """Hold one central lock: a `station` issues no tickets. `since_us` is microseconds since 1970 by the centre's
    clock.
    """

    station: str
    reason: LocalText
    since_us: int


@dataclass(frozen=True, slots=True)
class Orders:
    """Hold the central locks of one branch; a higher `version` replaces a lower one."""

    version: int
    locks: tuple[CentralLock, ...] = ()

    def lock_of(self, station: str) -> CentralLock | None:
        """Return the lock of a kiosk: its own lock first, then the lock of the whole branch."""
        by_station = {one.station: one for one in self.locks}
        return by_station.get(station) or by_station.get(EVERY_STATION)

    def as_text(self) -> str:
        """Return the locks as they are stored (JSON)."""
        return json.dumps(
            [{"station": one.station, "reason": one.reason.as_dict(), "since_us": one.since_us} for one in self.locks],
            ensure_ascii=False,
        )

    @classmethod
    def from_text(cls, version: int, text: str) -> "Orders":
        """Return the orders of a stored text; the reverse of `as_text`."""
        locks = (
            CentralLock(one["station"], LocalText.from_dict(one["reason"]), one["since_us"]) for one in json.loads(text)
        )
        return cls(version, tuple(locks))


NO_ORDERS = Orders(0)


@dataclass(frozen=True, slots=True)
class StationState:
    """Hold what stops one kiosk beside the opening hours: a central lock, or staff who took it out of service.

    `is_cut_off`: the branch database is away, and the kiosk issues from its own ledger. `out_text` is what a manager
    says to citizens meanwhile. `restarts` is how often a manager had its program started again. `notices` are what a
    manager shows here today.
    """

    lock: CentralLock | None = None
    is_out: bool = False
    is_cut_off: bool = False
    out_text: str = ""
    restarts: int = 0
    notices: tuple[str, ...] = ()


NOTHING_STOPS = StationState()


@dataclass(frozen=True, slots=True)
class DayNotice:
    """Hold what a manager shows today at one `station`, or on every kiosk and board (`EVERY_STATION`)."""

    id: str
    station: str
    text: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StationOrders:
    """Hold what managers and staff ordered for the stations of a branch.

    `out` has the text for citizens of each station that is out of service (empty: the usual words). `restarts` counts
    the restarts by station. `notices` are in the order in which they were put up.
    """

    out: Mapping[str, str] = field(default_factory=dict)
    restarts: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[DayNotice, ...] = ()

    def notices_at(self, station: str) -> tuple[str, ...]:
        """Return what a station shows; `EVERY_STATION` asks for what the boards show."""
        return tuple(one.text for one in self.notices if one.station in {EVERY_STATION, station})


NO_STATION_ORDERS = StationOrders()


class StaffAct(StrEnum):
    """List what staff may do at a kiosk, after the gesture and their PIN."""

    TAKE_OUT = "take_out"
    BRING_BACK = "bring_back"
    RESTART = "restart"
    LEAVE = "leave"
