"""A lead who has opened no counter sees who calls for help, where counters are chosen, and says that it was seen."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.domain.office import Staff
from ui.background import Background
from ui.desk.counter_choice import CounterPage
from ui.desk.services import DeskServices

if TYPE_CHECKING:
    from kiosk.branch.breaks import HelpCall


class LeadHelp(QObject):
    """Belongs to its window. ``failed`` carries an error of the branch."""

    failed = Signal(object)

    def __init__(self, window: QObject, page: CounterPage, services: DeskServices, background: Background) -> None:
        super().__init__(window)
        self._page, self._services, self._background = page, services, background
        self._staff: Staff | None = None
        page.helped.connect(self._seen)

    def look(self, staff: Staff | None) -> None:
        """Ask who calls, for this one who chooses a counter; None: nobody is here."""
        if staff != self._staff:
            self._page.show_help(())  # what the one before saw
        self._staff = staff
        if staff is not None:
            self._background.run(partial(self._services.help_for, staff.id), self._page.show_help, self._refused)

    def _seen(self, of_counter: int) -> None:
        if self._staff is not None:
            work = partial(self._end, of_counter, self._staff.id)
            self._background.run(work, self._page.show_help, self._refused)

    def _end(self, of_counter: int, staff_id: int) -> "tuple[HelpCall, ...]":
        """On the worker."""
        self._services.end_help(of_counter, None, staff_id)
        return self._services.help_for(staff_id)

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
