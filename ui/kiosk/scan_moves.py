"""What a scan does on each screen: the sensible thing, or a sentence that says why not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.domain.scan import AppointmentScan, CitizenCard, OtherCode, TicketScan
from kiosk.domain.text import Message
from ui.kiosk import events as e
from ui.kiosk.appointment_moves import find as find_appointment
from ui.kiosk.moves import Step
from ui.kiosk.rating_moves import find
from ui.kiosk.requests import RecogniseCard
from ui.kiosk.state import Busy, Person, Screen, Visit

CardMove = Callable[[Visit, CitizenCard], Step]
TicketMove = Callable[[Visit, TicketScan], Step]
AppointmentMove = Callable[[Visit, AppointmentScan], Step]
_SHUT = frozenset({Screen.CLOSED, Screen.OUT_OF_SERVICE})


@dataclass(frozen=True, slots=True)
class OnScan:
    """A cell of the table: what a card, a ticket and an appointment's paper do here. Anything else is named in words.

    Where nothing is said about the paper it is looked up, except where a ticket has to wait: there it waits too.
    """

    card: CardMove
    ticket: TicketMove
    appointment: AppointmentMove | None = None

    def __call__(self, visit: Visit, event: e.Scanned) -> Step:
        """The step for what was read."""
        scan = event.scan
        if isinstance(scan, CitizenCard):
            return self.card(visit, scan)
        if isinstance(scan, TicketScan):
            return self.ticket(visit, scan)
        if isinstance(scan, AppointmentScan):
            waits = self.ticket if isinstance(self.ticket, NotNow) else read_appointment
            return (self.appointment or waits)(visit, scan)
        kind = "other" if isinstance(scan, OtherCode) else "problem"
        return Step(visit.with_notice(f"scan.{kind}.{scan}"))


def read_card(visit: Visit, card: CitizenCard) -> Step:
    """Greets the person; the number goes into the question and is not kept.

    A card begins a flow of its own, so that the answer about one card never meets the name of another. Procedures are
    looked up while the door is closed, too: there a card is good for nothing.
    """
    if visit.now is not None and not visit.now.gives_numbers:
        return card_while_closed(visit, card)
    year = card.birth.year if card.birth else None
    flow, group = visit.flow + 1, visit.group if visit.person is None else None
    ask = RecogniseCard(flow, card.number, year)
    return Step(replace(visit, flow=flow, person=Person.of(card), busy=Busy.CARD, group=group), (ask,))


def read_next_card(visit: Visit, card: CitizenCard) -> Step:
    """The visit before is over: its traces go before the card is looked at."""
    after = visit.fresh()
    return card_while_closed(after, card) if after.screen in _SHUT else read_card(after, card)


def card_while_closed(visit: Visit, _card: CitizenCard | AppointmentScan) -> Step:
    """No number now, and the screen says why."""
    if visit.screen is Screen.OUT_OF_SERVICE:
        return Step(visit.with_notice("kiosk.scan.out_of_service"))
    is_locked = visit.now is not None and visit.now.hours.is_open
    return Step(visit.with_notice("kiosk.scan.locked" if is_locked else "kiosk.scan.closed"))


def read_card_at_ticket(visit: Visit, card: CitizenCard) -> Step:
    """The slip is out, so the next person may begin; a number that is only on the screen stays there."""
    if visit.shown is not None and visit.shown.is_printed:
        return read_next_card(visit, card)
    return Step(visit.with_notice("kiosk.scan.note_number_first"))


def read_ticket(visit: Visit, scan: TicketScan) -> Step:
    """The slip of a finished visit: rate it."""
    return find(visit, scan.code)


def read_next_ticket(visit: Visit, scan: TicketScan) -> Step:
    """The visit before is over."""
    after = visit.fresh()
    if after.screen is Screen.OUT_OF_SERVICE:
        return Step(after.with_notice("kiosk.scan.out_of_service"))
    return find(after, scan.code)


def read_ticket_at_ticket(visit: Visit, scan: TicketScan) -> Step:
    """One's own number held under the reader: it is valid, wait for the call."""
    if visit.shown is not None and visit.shown.ticket.code == scan.code:
        return Step(visit.told(Message("kiosk.scan.your_number", {"label": visit.shown.slip.label}), calm=True))
    if visit.shown is not None and visit.shown.is_printed:
        return read_ticket(visit, scan)
    return Step(visit.with_notice("kiosk.scan.note_number_first"))


def read_appointment(visit: Visit, scan: AppointmentScan) -> Step:
    """The paper of an appointment: look what it comes to. A tablet that only rates has no use for it."""
    if visit.home is not Screen.START:
        return Step(visit.with_notice("appointment.code.not_here"))
    if visit.now is not None and not visit.now.gives_numbers:
        return card_while_closed(visit, scan)
    return find_appointment(visit, scan.code)


def read_next_appointment(visit: Visit, scan: AppointmentScan) -> Step:
    """The visit before is over."""
    after = visit.fresh()
    return card_while_closed(after, scan) if after.screen is Screen.CLOSED else read_appointment(after, scan)


def read_appointment_at_ticket(visit: Visit, scan: AppointmentScan) -> Step:
    """The slip is out, so the next person may begin; a number that is only on the screen stays there."""
    if visit.shown is not None and visit.shown.is_printed:
        return read_next_appointment(visit, scan)
    return Step(visit.with_notice("kiosk.scan.note_number_first"))


@dataclass(frozen=True, slots=True)
class NotNow:
    """A scan this screen has no use for, and the sentence that says so."""

    key: str

    def __call__(self, visit: Visit, _scan: CitizenCard | TicketScan | AppointmentScan) -> Step:
        """Stays, with the sentence."""
        return Step(visit.with_notice(self.key))
