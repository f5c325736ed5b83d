"""What a slip says, on paper and on the screen: everything in it, nothing personal."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.procedure import Procedure
    from kiosk.domain.text import LocalText


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """The content of one ticket. `taken_at` and `appointed_at` (of who comes by appointment) are local times.

    `minutes` is None when no counter serves it at the moment. `is_reserve`: it is from the kiosk's own ledger, written
    while the branch's queue could not be seen; `ahead` and `minutes` say nothing then.
    """

    label: str
    code: str
    centre: "LocalText"
    place: "LocalText"
    slogan: "LocalText"
    service: "LocalText"
    counters: tuple[int, ...]
    ahead: int
    minutes: tuple[int, int] | None
    taken_at: "datetime"
    language: str
    has_priority: bool = False
    appointed_at: "datetime | None" = None
    is_reserve: bool = False


@dataclass(frozen=True, slots=True)
class ProcedureSlip:
    """A procedure to take home. `as_of`: the catalogue's date; `taken_at` is local time."""

    procedure: "Procedure"
    as_of: "date"
    is_old: bool
    centre: "LocalText"
    place: "LocalText"
    slogan: "LocalText"
    taken_at: "datetime"
    language: str


@dataclass(frozen=True, slots=True)
class TrialSlip:
    """What staff print at a `station` to see whether its printer is well; `taken_at` is local time."""

    station: str
    centre: "LocalText"
    place: "LocalText"
    slogan: "LocalText"
    taken_at: "datetime"
    language: str


#: Whatever the printer prints.
Slip = TicketSlip | ProcedureSlip | TrialSlip


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A row of the print queue: whose it is (a ticket's id, or the slip's own name), how often it was tried."""

    id: int
    subject: str
    slip: Slip
    attempts: int
