"""Show the calls for help to a lead who has opened no counter, on the page where counters are chosen."""

from PySide6.QtCore import QObject, Signal

from kiosk.branch.serving import breaks
from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Message
from ui.ask import Ask
from ui.desk.counter_choice import CounterPage


class LeadHelp(QObject):
    """Ask for the calls for help and show them on the page of counters.

    Signals: ``refused`` carries the Message of a refusal; ``lost``: the branch does not answer.
    """

    refused = Signal(object)
    lost = Signal()

    def __init__(self, window: QObject, page: CounterPage, ask: Ask) -> None:
        super().__init__(window)
        self._page, self._ask = page, ask
        self._staff: Staff | None = None
        page.helped.connect(self._end)

    def look(self, staff: Staff | None) -> None:
        """Ask for the calls that this lead sees; None: nobody chooses a counter now."""
        if staff != self._staff:
            self._page.show_help(())  # the calls of another person's sign-in
        self._staff = staff
        if staff is not None:
            self._ask(breaks.help_for, staff.id).then(self._page.show_help, self._is_refused, self._is_lost)

    def _end(self, of_counter: int) -> None:
        if self._staff is not None:
            left = self._ask(breaks.end_help_of, of_counter, self._staff.id)
            left.then(self._page.show_help, self._is_refused, self._is_lost)

    def _is_refused(self, message: Message) -> None:
        self.refused.emit(message)

    def _is_lost(self) -> None:
        self.lost.emit()
