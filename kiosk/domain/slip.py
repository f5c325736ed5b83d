"""Describe what a slip says, on paper and on the screen. Nothing in it is personal."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.feedback import NO_FEEDBACK, FeedbackBlock

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.language.text import LocalText
    from kiosk.domain.procedures.procedure import Procedure


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """Hold the content of a ticket's slip. `taken_at` and `appointed_at` are local times.

    `minutes` is None when no counter serves it now. `is_cut_off`: the ticket is from the kiosk's own ledger, which did
    not know the queue; then `ahead` and `minutes` mean nothing. `papers`: what to bring, a paper a line. `note`: the
    branch's own words.
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
    is_cut_off: bool = False
    feedback: FeedbackBlock = NO_FEEDBACK
    papers: "LocalText | None" = None
    note: "LocalText | None" = None


@dataclass(frozen=True, slots=True)
class ProcedureSlip:
    """Hold a procedure to take home, with the papers of the chosen case only.

    `as_of` is the catalogue's date; `taken_at` is local time.
    """

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
    """Hold what staff print at a `station` to test its printer; `taken_at` is local time."""

    station: str
    centre: "LocalText"
    place: "LocalText"
    slogan: "LocalText"
    taken_at: "datetime"
    language: str


@dataclass(frozen=True, slots=True)
class VoidStrip:
    """Name the language of the strip that cancels the rest of a slip that was broken off."""

    language: str


#: Everything that is printed as a job.
Slip = TicketSlip | ProcedureSlip | TrialSlip


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Hold a row of the print queue. `subject` is a ticket's id or the slip's own name; `attempts` counts the tries."""

    id: int
    subject: str
    slip: Slip
    attempts: int
