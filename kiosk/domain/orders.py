"""Hold what stops a kiosk: the centre's lock with its reason, or staff in front of the kiosk."""

import json
from dataclasses import dataclass
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

    `is_cut_off`: the branch database is away, and the kiosk issues from its own ledger.
    """

    lock: CentralLock | None = None
    is_out: bool = False
    is_cut_off: bool = False


NOTHING_STOPS = StationState()


class StaffAct(StrEnum):
    """List what staff may do at a kiosk, after the gesture and their PIN."""

    TAKE_OUT = "take_out"
    BRING_BACK = "bring_back"
    RESTART = "restart"
    LEAVE = "leave"
