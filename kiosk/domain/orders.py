"""What stops a kiosk: the centre's lock with its reason in words, or staff who stand in front of it."""

import json
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.text import LocalText

#: Stands for every kiosk of a branch in the place of a station's name.
EVERY_STATION = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """No numbers at a `station`, or at all of them. `since_us`: microseconds since 1970 by the centre's clock."""

    station: str
    reason: LocalText
    since_us: int


@dataclass(frozen=True, slots=True)
class Orders:
    """The centre's word about the doors of one branch; a higher `version` is a later word."""

    version: int
    locks: tuple[Lock, ...] = ()

    def lock_of(self, station: str) -> Lock | None:
        """What locks a kiosk: its own lock first, then that of the whole branch."""
        by_station = {one.station: one for one in self.locks}
        return by_station.get(station) or by_station.get(EVERY_STATION)

    def as_text(self) -> str:
        """The locks as they are stored."""
        return json.dumps(
            [{"station": one.station, "reason": one.reason.as_dict(), "since_us": one.since_us} for one in self.locks],
            ensure_ascii=False,
        )

    @classmethod
    def from_text(cls, version: int, text: str) -> "Orders":
        """The reverse of `as_text`."""
        locks = (Lock(one["station"], LocalText.from_dict(one["reason"]), one["since_us"]) for one in json.loads(text))
        return cls(version, tuple(locks))


NO_ORDERS = Orders(0)


@dataclass(frozen=True, slots=True)
class StationNow:
    """What stops one kiosk beside the opening hours: the centre's lock, or staff who took it out of service.

    `is_reserve`: the branch's database is away, and the kiosk gives numbers from its own ledger.
    """

    lock: Lock | None = None
    is_out: bool = False
    is_reserve: bool = False


NOTHING_STOPS = StationNow()


class StaffAct(StrEnum):
    """What staff may do at a kiosk, after the gesture and their PIN."""

    TAKE_OUT = "take_out"
    BRING_BACK = "bring_back"
    RESTART = "restart"
    LEAVE = "leave"
