"""A ticket printer as the program sees it: a status it can be asked for, and jobs with an honest outcome.

No error leaves this module: a cable that is out, a printer that is silent, paper that is out are statuses.
"""

import threading
import time
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.status import PrinterStatus
from printing.printers.printer_ports import PrinterPort, open_printer_port, parse_printer_url
from printing.printers.printer_status import (
    CLEAR_BUFFERS,
    REPORT_DONE,
    StatusRequest,
    decode_status,
    encode_request,
    is_done,
    is_status,
)

#: While a job is printing, these end the wait at once: somebody has to come.
_STOPS_A_JOB = (PrinterStatus.PAPER_OUT, PrinterStatus.COVER_OPEN, PrinterStatus.FAULT)


class PrintResult(StrEnum):
    """What became of a job."""

    PRINTED = "printed"
    NOT_STARTED = "not_started"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """`NOT_STARTED`: not a byte of it was sent. `UNKNOWN`: some was, and the printer did not say it was done."""

    result: PrintResult
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class Timeouts:
    """In seconds. `status_s`: for all four answers; `stall_s`: the printer takes no byte; `done_s`: from the last byte
    to its answer that everything is printed; `watch_s`: how often its status is asked meanwhile."""

    connect_s: float = 0.5
    status_s: float = 0.4
    stall_s: float = 2.0
    done_s: float = 10.0
    watch_s: float = 0.25


class EscposPrinter:
    """One printer at `url` (see `open_printer_port`; ValueError). Safe to use from several threads, one job at a time.

    ``says_done=False`` is for a printer that does not know GS r: its jobs count as printed when DLE EOT is in order
    after the last byte, which is less than a proof.
    """

    def __init__(self, url: str, timeouts: Timeouts = Timeouts(), *, says_done: bool = True) -> None:
        parse_printer_url(url)
        self.url = url
        self.trouble = ""
        self._timeouts = timeouts
        self._says_done = says_done
        self._port: PrinterPort | None = None
        self._lock = threading.Lock()

    def status(self) -> PrinterStatus:
        """Asks now; takes `status_s` at most where the printer is silent, else as long as its answer takes.

        The reason the operating system gives for `UNPLUGGED` is in `trouble`, for the technician.
        """
        with self._lock:
            return self._status()

    def print(self, data: bytes) -> PrintOutcome:
        """Send a job where the status allows it, and wait until the printer reports that the job is done."""
        with self._lock:
            before = self._status()
            port = self._port
            if not before.can_print or port is None:
                return PrintOutcome(PrintResult.NOT_STARTED, before)
            try:
                return self._job(port, data)
            except OSError as error:
                self._lost(error)
                return PrintOutcome(PrintResult.UNKNOWN, PrinterStatus.UNPLUGGED)

    def close(self) -> None:
        """Gives the line back; the next question opens it again."""
        with self._lock:
            self._close()

    def _status(self) -> PrinterStatus:
        """A line that broke since the last time is opened once more, before the printer is called unplugged."""
        for _ in range(2 if self._port else 1):
            try:
                if self._port is None:
                    self._port = open_printer_port(self.url, self._timeouts.connect_s)
                self._port.read(0)  # answers nobody waited for
                status, _done = self._ask(self._port)
                self.trouble = ""
                return status
            except OSError as error:
                self._lost(error)
        return PrinterStatus.UNPLUGGED

    def _job(self, port: PrinterPort, data: bytes) -> PrintOutcome:
        if not self._send(port, data + REPORT_DONE if self._says_done else data):
            return self._given_up(port, self._ask(port)[0])
        if not self._says_done:
            status, _done = self._ask(port)
            return PrintOutcome(PrintResult.PRINTED if status.can_print else PrintResult.UNKNOWN, status)
        return self._wait_until_done(port)

    def _send(self, port: PrinterPort, data: bytes) -> bool:
        rest = memoryview(data)
        while rest:
            taken = port.write(bytes(rest), self._timeouts.stall_s)
            if taken == 0:
                return False
            rest = rest[taken:]
        return True

    def _wait_until_done(self, port: PrinterPort) -> PrintOutcome:
        deadline = time.monotonic() + self._timeouts.done_s
        status = PrinterStatus.NO_ANSWER
        while (left := deadline - time.monotonic()) > 0:
            done = any(is_done(byte) for byte in port.read(min(left, self._timeouts.watch_s)))
            status, done_meanwhile = self._ask(port, expects_done=not done)
            if done or done_meanwhile:
                return PrintOutcome(PrintResult.PRINTED, status)
            if status in _STOPS_A_JOB:
                break
        return self._given_up(port, status)

    def _given_up(self, port: PrinterPort, status: PrinterStatus) -> PrintOutcome:
        """What still lies in the printer must not come out in front of the next citizen."""
        port.write(CLEAR_BUFFERS, self._timeouts.watch_s)
        return PrintOutcome(PrintResult.UNKNOWN, status)

    def _ask(self, port: PrinterPort, *, expects_done: bool = False) -> tuple[PrinterStatus, bool]:
        """The status, and whether the answer to GS r came in between."""
        replies: dict[StatusRequest, int | None] = {}
        deadline = time.monotonic() + self._timeouts.status_s
        done = False
        for request in StatusRequest:
            port.write(encode_request(request), self._timeouts.status_s)
            answer: list[int] = []
            while not answer and (left := deadline - time.monotonic()) > 0:
                found = list(port.read(left))
                done = done or (expects_done and any(map(is_done, found)))
                answer = [byte for byte in found if not (expects_done and is_done(byte))]
            if not answer:
                break
            replies[request] = next(filter(is_status, answer), answer[0])
        return decode_status(replies), done

    def _lost(self, error: OSError) -> None:
        self.trouble = str(error)
        self._close()

    def _close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None
