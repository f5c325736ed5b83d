"""What the desk's own scanner reads: a ticket, a card whose holder has numbers of today, an appointment's paper."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.domain.appointment import Arrival
from kiosk.domain.scan import AppointmentScan, CitizenCard, Scan, TicketScan
from kiosk.domain.text import Texts
from kiosk.domain.ticket import Ticket
from ui.background import Background
from ui.desk.services import DeskServices

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow

_OTHER_DAY = (Arrival.PAST_DAY, Arrival.COMING_DAY)


class DeskScans(QObject):
    """Belongs to its window. `find` shows the numbers that fit a text, `choose` asks which of several; ``said`` carries
    a sentence, ``failed`` an error of the branch."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: QObject,
        texts: Texts,
        services: DeskServices,
        background: Background,
        find: Callable[[str], None],
        choose: Callable[[tuple[Ticket, ...]], None],
    ) -> None:
        super().__init__(window)
        self._texts, self._services, self._background = texts, services, background
        self._find, self._choose = find, choose

    def read(self, scan: Scan) -> None:
        """One scan."""
        if isinstance(scan, TicketScan):
            self._find(scan.code)
        elif isinstance(scan, CitizenCard):
            ask = partial(self._services.recognise, scan.number, None)
            self._background.run(ask, self._recognised, self._refused)
        elif isinstance(scan, AppointmentScan):
            self._background.run(partial(self._services.find_appointment, scan.code), self._appointed, self._refused)
        else:
            self.said.emit(self._texts.say("desk.said.no_number"))

    def _recognised(self, answer: tuple[str, tuple[Ticket, ...], str | None]) -> None:
        _, tickets, _ = answer
        if len(tickets) > 1:
            self._choose(tickets)
        elif tickets:
            self._find(tickets[0].label)
        else:
            self.said.emit(self._texts.say("desk.said.no_number_of_card"))

    def _appointed(self, found: "AppointmentNow") -> None:
        """Its number, where it has one of today; else what it is, and what to do with it."""
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

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
