"""Print the jobs of the print queue on a thread of its own, and record the outcome of each one.

Committed is not printed. A job is marked as being sent before its first byte leaves. The next start settles a job that
a power cut interrupted as unknown. A job that waited longer than its citizen is not printed any more.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from kiosk.domain.slip import PrintJob
from kiosk.domain.status import PrinterStatus, PrintJobState
from kiosk.worker import Worker
from printing.printers.escpos_printer import PrintOutcome, PrintResult
from printing.renderer import Picture, Renderer, RenderError

_log = logging.getLogger(__name__)
#: Seconds between two status requests, while the printer can print and while it cannot.
_CALM_S = 5.0
_TROUBLED_S = 1.0
#: Seconds until the ledger is tried again after an error.
_RETRY_S = 1.0
_STATES = {
    PrintResult.PRINTED: PrintJobState.PRINTED,
    PrintResult.NOT_STARTED: PrintJobState.QUEUED,
    PrintResult.UNKNOWN: PrintJobState.UNKNOWN,
}


class JobLedger(Protocol):
    """Store print jobs. Every call is one durable transaction."""

    def recover(self) -> int:
        """Settle the jobs that a dead process was sending as UNKNOWN, and return their count."""

    def claim(self) -> PrintJob | None:
        """Mark the oldest QUEUED job as SENDING and return it; None when no job waits."""

    def settle(self, job: int, state: PrintJobState, detail: str) -> None:
        """Record the outcome of a job. QUEUED puts it back into the queue, because no byte of it was sent."""


class Printer(Protocol):
    """Describe the printer that the spool needs (`EscposPrinter`)."""

    def status(self) -> PrinterStatus:
        """Ask the printer for its status."""

    def print(self, picture: Picture) -> PrintOutcome:
        """Print one slip and cut it off."""

    def close(self) -> None:
        """Close the printer's line."""


class Spool:
    """Print slips on a thread of its own. Call `wake` when a job was committed.

    `on_status` is called on the spool's thread for the first status and for each change. A slip is not printed later
    than `max_age_s` seconds after its number was taken. `now` returns the wall clock in UTC.
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
        self._jobs_may_wait = threading.Event()
        self._jobs_may_wait.set()
        self._is_warm = False
        self._is_recovered = False
        self._next_expiry: datetime | None = None
        self._unsettled: tuple[int, PrintJobState, str] | None = None
        self._worker = Worker("print-spool", self._step, retry_s=_RETRY_S, finish=self._release)

    def start(self) -> None:
        """Start the thread. It settles what the last run left, warms up, and prints the waiting jobs."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread after the job in hand, and close the printer's line."""
        self._worker.stop()

    def wake(self) -> None:
        """Look for a committed job now. Return at once."""
        self._jobs_may_wait.set()
        self._worker.wake()

    def _step(self) -> float:
        """Print the waiting jobs, or ask the printer for its status; return the seconds until the next question."""
        if not self._is_warm:
            self._is_warm = True
            self._ask()
            self._renderer.warm_up()
        elif self._jobs_may_wait.is_set():
            self._jobs_may_wait.clear()
            try:
                self._print_all()
            except Exception:  # the database cannot be used now (disk full, away); the worker logs it and tries again
                self._jobs_may_wait.set()
                raise
        else:
            self._ask()
        if self._jobs_may_wait.is_set():
            return 0.0
        return _CALM_S if self._can_print else _TROUBLED_S

    def _release(self) -> None:
        self._printer.close()
        self._renderer.close()

    def _ask(self) -> None:
        """Ask for the status. Jobs that were put back are due when the printer can print or the first one expires."""
        self._heard(self._printer.status())
        if self._next_expiry is not None and (self._can_print or self._now() >= self._next_expiry):
            self._jobs_may_wait.set()

    @property
    def _can_print(self) -> bool:
        return self.status is not None and self.status.can_print

    def _print_all(self) -> None:
        """Print every waiting job until the printer cannot print."""
        if not self._is_recovered:
            self._ledger.recover()
            self._is_recovered = True
        if self._unsettled is not None:
            self._settle(*self._unsettled)
        self._next_expiry = None
        while not self._worker.is_stopping and (job := self._ledger.claim()) is not None:
            if not self._one(job):
                return

    def _one(self, job: PrintJob) -> bool:
        """Print and settle one claimed job. Return False when the printer cannot print and the other jobs must wait."""
        expiry = job.slip.taken_at.astimezone(UTC) + self._max_age
        if self._now() >= expiry:
            self._settle(job.id, PrintJobState.FAILED, "too_late")
            return True
        try:
            picture = self._renderer.render(job.slip)
        except RenderError as error:
            _log.exception("job %d cannot be rendered; its number stays valid", job.id)
            self._settle(job.id, PrintJobState.FAILED, f"render: {error}")
            return True
        outcome = self._printer.print(picture)
        self._settle(job.id, _STATES[outcome.result], outcome.status.value)
        self._heard(outcome.status)
        if outcome.result is PrintResult.NOT_STARTED:
            self._next_expiry = expiry
            return False
        return True

    def _settle(self, job: int, state: PrintJobState, detail: str) -> None:
        """Record an outcome. When the ledger fails now, the next step records it first."""
        self._unsettled = (job, state, detail)
        self._ledger.settle(job, state, detail)
        self._unsettled = None

    def _heard(self, status: PrinterStatus) -> None:
        if status is not self.status:
            self.status = status
            self._on_status(status)
