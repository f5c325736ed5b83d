"""What the desk's own scanner reads: a ticket, or a card whose holder has a number of today."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from kiosk.domain.scan import CitizenCard, Scan, TicketScan
from kiosk.domain.text import Texts
from kiosk.domain.ticket import Ticket
from ui.background import Background
from ui.desk.services import DeskServices


class DeskScans(QObject):
    """Belongs to its window. `find` shows the numbers that fit a text; ``said`` carries a sentence,
    ``failed`` an error of the branch."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: QObject,
        texts: Texts,
        services: DeskServices,
        background: Background,
        find: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._texts, self._services, self._background, self._find = texts, services, background, find

    def read(self, scan: Scan) -> None:
        """One scan."""
        if isinstance(scan, TicketScan):
            self._find(scan.code)
        elif isinstance(scan, CitizenCard):
            ask = partial(self._services.recognise, scan.number, None)
            self._background.run(ask, self._recognised, self._refused)
        else:
            self.said.emit(self._texts.say("desk.said.no_number"))

    def _recognised(self, answer: tuple[str, tuple[Ticket, ...], str | None]) -> None:
        _, tickets, _ = answer
        if tickets:
            self._find(tickets[0].label)
        else:
            self.said.emit(self._texts.say("desk.said.no_number_of_card"))

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
