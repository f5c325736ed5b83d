"""Decide what a scan does on each screen: it leads on, or a sentence says why not."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.language.text import Message
from kiosk.domain.people.scan import AppointmentScan, CitizenCard, OtherCode, Scan, TicketScan
from ui.visit.appointment import find_appointment
from ui.visit.card import recognise
from ui.visit.common import Rows, Transition, merge, on_each
from ui.visit.event import VisitEvent
from ui.visit.rating import find_rateable
from ui.visit.screen import SCANS_LEAD_ON, Screen
from ui.visit.visit import Visit

CardHandler = Callable[[Visit, CitizenCard], Transition]
TicketHandler = Callable[[Visit, TicketScan], Transition]
AppointmentHandler = Callable[[Visit, AppointmentScan], Transition]
_STOPPED = frozenset({Screen.CLOSED, Screen.OUT_OF_SERVICE})


@dataclass(frozen=True)
class Scanned(VisitEvent):
    """Tell what the scanner read."""

    scan: Scan


@dataclass(frozen=True, slots=True)
class OnScan:
    """Fill a cell: what a card, a ticket and an appointment's paper do here. Other codes are named in words.

    An appointment's paper is looked up by default; where a ticket has to wait, the paper waits too.
    """

    card: CardHandler
    ticket: TicketHandler
    appointment: AppointmentHandler | None = None

    def __call__(self, visit: Visit, event: Scanned) -> Transition:
        """Return the transition for what was read."""
        scan = event.scan
        if isinstance(scan, CitizenCard):
            return self.card(visit, scan)
        if isinstance(scan, TicketScan):
            return self.ticket(visit, scan)
        if isinstance(scan, AppointmentScan):
            waits = self.ticket if isinstance(self.ticket, NotNow) else read_appointment
            return (self.appointment or waits)(visit, scan)
        kind = "other" if isinstance(scan, OtherCode) else "problem"
        return Transition(visit.with_notice(f"scan.{kind}.{scan}"))


@dataclass(frozen=True, slots=True)
class NotNow:
    """Refuse a scan this screen has no use for, with the sentence that says so."""

    key: str

    def __call__(self, visit: Visit, _scan: CitizenCard | TicketScan | AppointmentScan) -> Transition:
        """Stay, with the sentence."""
        return Transition(visit.with_notice(self.key))


def read_card(visit: Visit, card: CitizenCard) -> Transition:
    """Ask who it is. Procedures are looked up outside the opening hours, too: there a card is good for nothing."""
    if visit.now is not None and not visit.now.gives_numbers:
        return card_while_closed(visit, card)
    return recognise(visit, card)


def read_next_card(visit: Visit, card: CitizenCard) -> Transition:
    """Wipe the visit before, then look at the card."""
    after = visit.fresh()
    return card_while_closed(after, card) if after.screen in _STOPPED else read_card(after, card)


def card_while_closed(visit: Visit, _card: CitizenCard | AppointmentScan) -> Transition:
    """Say why there is no number now."""
    if visit.screen is Screen.OUT_OF_SERVICE:
        return Transition(visit.with_notice("kiosk.scan.out_of_service"))
    is_locked = visit.now is not None and visit.now.hours.is_open
    return Transition(visit.with_notice("kiosk.scan.locked" if is_locked else "kiosk.scan.closed"))


def read_card_at_ticket(visit: Visit, card: CitizenCard) -> Transition:
    """Begin the next visit once the slip is out; a number that is only on the screen stays there."""
    if visit.shown is not None and visit.shown.is_printed:
        return read_next_card(visit, card)
    return Transition(visit.with_notice("kiosk.scan.note_number_first"))


def read_ticket(visit: Visit, scan: TicketScan) -> Transition:
    """Look for the finished visit of the slip, to rate it."""
    return find_rateable(visit, scan.code)


def read_next_ticket(visit: Visit, scan: TicketScan) -> Transition:
    """Wipe the visit before, then look for the slip's."""
    after = visit.fresh()
    if after.screen is Screen.OUT_OF_SERVICE:
        return Transition(after.with_notice("kiosk.scan.out_of_service"))
    return find_rateable(after, scan.code)


def read_ticket_at_ticket(visit: Visit, scan: TicketScan) -> Transition:
    """Say of one's own number that it is valid; another slip is rated once this one is out."""
    if visit.shown is not None and visit.shown.ticket.code == scan.code:
        return Transition(visit.told(Message("kiosk.scan.your_number", {"label": visit.shown.slip.label}), calm=True))
    if visit.shown is not None and visit.shown.is_printed:
        return read_ticket(visit, scan)
    return Transition(visit.with_notice("kiosk.scan.note_number_first"))


def read_appointment(visit: Visit, scan: AppointmentScan) -> Transition:
    """Look for the appointment of the paper. A tablet that only rates has no use for it."""
    if visit.home is not Screen.START:
        return Transition(visit.with_notice("appointment.code.not_here"))
    if visit.now is not None and not visit.now.gives_numbers:
        return card_while_closed(visit, scan)
    return find_appointment(visit, scan.code)


def read_next_appointment(visit: Visit, scan: AppointmentScan) -> Transition:
    """Wipe the visit before, then look for the appointment."""
    after = visit.fresh()
    return card_while_closed(after, scan) if after.screen is Screen.CLOSED else read_appointment(after, scan)


def read_appointment_at_ticket(visit: Visit, scan: AppointmentScan) -> Transition:
    """Begin the next visit once the slip is out; a number that is only on the screen stays there."""
    if visit.shown is not None and visit.shown.is_printed:
        return read_next_appointment(visit, scan)
    return Transition(visit.with_notice("kiosk.scan.note_number_first"))


_LEADS_ON = OnScan(read_card, read_ticket)
_ANSWER_FIRST, _RATE_FIRST = NotNow("kiosk.scan.answer_first"), NotNow("kiosk.scan.rate_first")
_ISSUING, _TROUBLE = NotNow("kiosk.scan.issuing"), NotNow("kiosk.scan.trouble")
_SLIP_NOT_CARD, _STAFF = NotNow("kiosk.scan.slip_not_card"), NotNow("kiosk.scan.staff")
_OUT_OF_SERVICE = NotNow("kiosk.scan.out_of_service")

ROWS: Rows = merge(
    on_each(SCANS_LEAD_ON, {Scanned: _LEADS_ON}),
    on_each((Screen.REASONS, Screen.REMARK), {Scanned: OnScan(_RATE_FIRST, _RATE_FIRST)}),
    on_each((Screen.RATE_CODE, Screen.ASLEEP), {Scanned: OnScan(_SLIP_NOT_CARD, read_ticket)}),
    on_each((Screen.STAFF_SIGN_IN, Screen.STAFF), {Scanned: OnScan(_STAFF, _STAFF)}),
    {
        Screen.LONG_WAIT: {Scanned: OnScan(_ANSWER_FIRST, _ANSWER_FIRST)},
        Screen.ISSUING: {Scanned: OnScan(_ISSUING, _ISSUING)},
        Screen.TICKET: {Scanned: OnScan(read_card_at_ticket, read_ticket_at_ticket, read_appointment_at_ticket)},
        Screen.RATING: {Scanned: OnScan(_RATE_FIRST, read_ticket, _RATE_FIRST)},
        Screen.THANKS: {Scanned: OnScan(read_next_card, read_next_ticket, read_next_appointment)},
        Screen.CLOSED: {Scanned: OnScan(card_while_closed, read_ticket, card_while_closed)},
        Screen.OUT_OF_SERVICE: {Scanned: OnScan(_OUT_OF_SERVICE, _OUT_OF_SERVICE)},
        Screen.TROUBLE: {Scanned: OnScan(_TROUBLE, _TROUBLE)},
    },
)
