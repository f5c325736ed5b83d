"""The print queue's worker: one thread that takes jobs from the ledger, prints them, and writes down what became of it.

Committed is not printed. A job is marked as being sent before a byte leaves; what a power cut interrupts is found at
the next start and settled as unknown. A job that had to wait longer than its citizen did is not printed any more.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from kiosk.domain.slip import PrintJob
from kiosk.domain.status import PrinterStatus, PrintJobState
from printing.printers import PrintOutcome, PrintResult
from printing.renderer import Renderer, RenderError

_LOG = logging.getLogger(__name__)
_CALM_S = 5.0
_TROUBLED_S = 1.0
_RETRY_S = 1.0
_STATES = {
    PrintResult.PRINTED: PrintJobState.PRINTED,
    PrintResult.NOT_STARTED: PrintJobState.QUEUED,
    PrintResult.UNKNOWN: PrintJobState.UNKNOWN,
}


class JobLedger(Protocol):
    """Where print jobs are kept; every call is one durable transaction."""

    def recover(self) -> int:
        """Jobs that a dead process was sending become UNKNOWN; how many."""

    def claim(self) -> PrintJob | None:
        """The oldest QUEUED job, SENDING from now on; None when there is none."""

    def settle(self, job: int, state: PrintJobState, detail: str) -> None:
        """What became of it. QUEUED puts it back: not a byte of it was sent."""


class Printer(Protocol):
    """What the spool needs of a printer (`TicketPrinter`)."""

    def status(self) -> PrinterStatus:
        """Asks it now."""

    def print(self, data: bytes) -> PrintOutcome:
        """Prints one job."""

    def close(self) -> None:
        """Gives the line back."""


class Spool:
    """Prints tickets in a thread of its own; `wake` it when a job was committed.

    `renderer` draws the slips. `on_status` is called from the spool's thread, at the first status
    and whenever it changes. `max_age_s`: how long after its number was taken a slip may still come out. `now` is the
    wall clock in UTC, as `taken_at` is one.
    """

    def __init__(
        self,
        ledger: JobLedger,
        printer: Printer,
        renderer: Renderer,
        on_status: Callable[[PrinterStatus], None],
        *,
        max_age_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self.status: PrinterStatus | None = None
        self._ledger = ledger
        self._printer = printer
        self._renderer = renderer
        self._on_status = on_status
        self._max_age = timedelta(seconds=max_age_s)
        self._now = now
        self._woken = threading.Condition()
        self._announced = True
        self._stopping = False
        self._recovered = False
        self._next_expiry: datetime | None = None
        self._unsettled: tuple[int, PrintJobState, str] | None = None
        self._thread = threading.Thread(target=self._work, name="print-spool", daemon=True)

    def start(self) -> None:
        """Settles what the last run left, asks the printer, warms up, and prints what is waiting."""
        self._thread.start()

    def stop(self, timeout_s: float = 15.0) -> None:
        """Ends after the job in hand; the line is given back."""
        with self._woken:
            self._stopping = True
            self._woken.notify()
        self._thread.join(timeout_s)

    def wake(self) -> None:
        """Look for a committed job now. Return at once."""
        with self._woken:
            self._announced = True
            self._woken.notify()

    def _work(self) -> None:
        self._attempt(self._ask)
        self._attempt(self._renderer.warm_up)
        while not self._stopping:
            if self._wait():
                self._attempt(self._print_all)
            elif not self._stopping:
                self._attempt(self._ask)
        self._printer.close()
        self._renderer.close()

    def _wait(self) -> bool:
        """Until a job is announced (True), or it is time to ask the printer again or to stop (False)."""
        with self._woken:
            if not self._announced and not self._stopping:
                self._woken.wait(_CALM_S if self._can_print else _TROUBLED_S)
            announced, self._announced = self._announced, False
            return announced and not self._stopping

    def _attempt(self, step: Callable[[], object]) -> None:
        """Nothing ends this thread: a ledger that cannot be used now (disk full, database away) is tried again soon."""
        try:
            step()
        except Exception:  # noqa: BLE001 - logged, and tried again after a pause
            _LOG.exception("the print queue is stuck; trying again")
            with self._woken:
                self._announced = self._announced or not self._woken.wait_for(lambda: self._stopping, _RETRY_S)

    def _ask(self) -> None:
        """The printer's status; jobs that were put back are due when it can print, or when the first is too old."""
        self._heard(self._printer.status())
        if self._next_expiry is not None and (self._can_print or self._now() >= self._next_expiry):
            self.wake()

    @property
    def _can_print(self) -> bool:
        return self.status is not None and self.status.can_print

    def _print_all(self) -> None:
        """Every job there is; stops where the printer cannot print."""
        if not self._recovered:
            self._ledger.recover()
            self._recovered = True
        if self._unsettled is not None:
            self._settle(*self._unsettled)
        self._next_expiry = None
        while not self._stopping and (job := self._ledger.claim()) is not None:
            if not self._one(job):
                return

    def _one(self, job: PrintJob) -> bool:
        """One job from claim to settlement; False when the printer cannot print and the rest must wait."""
        expiry = job.slip.taken_at.astimezone(UTC) + self._max_age
        if self._now() >= expiry:
            self._settle(job.id, PrintJobState.FAILED, "too_late")
            return True
        try:
            data = self._renderer.render(job.slip)
        except RenderError as error:
            _LOG.exception("job %d cannot be rendered; its number stays valid", job.id)
            self._settle(job.id, PrintJobState.FAILED, f"render: {error}")
            return True
        outcome = self._printer.print(data)
        self._settle(job.id, _STATES[outcome.result], outcome.status.value)
        self._heard(outcome.status)
        if outcome.result is PrintResult.NOT_STARTED:
            self._next_expiry = expiry
            return False
        return True

    def _settle(self, job: int, state: PrintJobState, detail: str) -> None:
        """Written down even if the ledger fails now: the next round begins with it."""
        self._unsettled = (job, state, detail)
        self._ledger.settle(job, state, detail)
        self._unsettled = None

    def _heard(self, status: PrinterStatus) -> None:
        if status is not self.status:
            self.status = status
            self._on_status(status)
