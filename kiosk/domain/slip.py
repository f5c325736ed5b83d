"""What a ticket says on paper and on the screen: everything in it, nothing personal."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.text import LocalText


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """The content of one ticket. `taken_at` is local time; `minutes` None when no counter serves it at the moment."""

    label: str
    code: str
    centre: LocalText
    place: LocalText
    slogan: LocalText
    service: LocalText
    counters: tuple[int, ...]
    ahead: int
    minutes: tuple[int, int] | None
    taken_at: datetime
    language: str
    has_priority: bool = False


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A row of the print queue: which ticket, how often it was tried."""

    id: int
    ticket_id: str
    slip: TicketSlip
    attempts: int
