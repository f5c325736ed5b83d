"""Act on what the desk's own scanner reads: a ticket, an identity card, the paper of an appointment."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kiosk.branch import appointments, recognition
from kiosk.branch.appointments import AppointmentNow
from kiosk.branch.recognition import Recognised
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.people.scan import AppointmentScan, CitizenCard, Scan, TicketScan
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.ticket import Ticket
from ui.ask import Ask

_OTHER_DAY = (Arrival.PAST_DAY, Arrival.COMING_DAY)


class DeskScans(QObject):
    """Act on the scans of one desk. `find` shows the tickets that fit a text, `choose` asks which of several is meant.

    Signals: ``said`` carries a sentence for the clerk; ``lost``: the branch does not answer.
    """

    said = Signal(str)
    lost = Signal()

    def __init__(
        self,
        window: QObject,
        texts: Texts,
        ask: Ask,
        find: Callable[[str], None],
        choose: Callable[[tuple[Ticket, ...]], None],
    ) -> None:
        super().__init__(window)
        self._texts, self._ask = texts, ask
        self._find, self._choose = find, choose

    def read(self, scan: Scan) -> None:
        """Act on one scan."""
        if isinstance(scan, TicketScan):
            self._find(scan.code)
        elif isinstance(scan, CitizenCard):
            self._ask(recognition.recognise, scan.number, None).then(self._recognised, self._refused, self._away)
        elif isinstance(scan, AppointmentScan):
            self._ask(appointments.find, scan.code).then(self._appointed, self._refused, self._away)
        else:
            self.said.emit(self._texts.say("desk.said.no_number"))

    def _recognised(self, holder: Recognised) -> None:
        tickets = holder.held
        if len(tickets) > 1:
            self._choose(tickets)
        elif tickets:
            self._find(tickets[0].label)
        else:
            self.said.emit(self._texts.say("desk.said.no_number_of_card"))

    def _appointed(self, found: AppointmentNow) -> None:
        """Find the ticket of an appointment of today; else show the appointment and what to do."""
        if found.ticket is not None and found.arrival not in _OTHER_DAY:
            self._find(found.ticket.label)
            return
        key = f"desk.said.appointment_{found.arrival.value}"
        if found.arrival is Arrival.TOO_EARLY or found.arrival.is_welcome:
            key = "desk.said.appointment_today"
        elif found.arrival in _OTHER_DAY:
            key = "desk.said.appointment_other_day"
        what = self._texts.name(found.service.name) if found.service is not None else ""
        where = self._texts.name(found.elsewhere) if found.elsewhere is not None else ""
        begins = found.begins
        told = self._texts.say(key, what=what, where=where, time=f"{begins:%H:%M}", day=f"{begins:%d/%m/%Y}")
        self.said.emit(told)

    def _refused(self, message: Message) -> None:
        self.said.emit(self._texts.message(message))

    def _away(self) -> None:
        self.lost.emit()
