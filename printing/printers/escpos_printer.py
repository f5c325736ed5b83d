"""Drive an ESC/POS printer: ask for its status, print jobs, and report the outcome honestly.

No error leaves this module. A cable that is out, a silent printer and missing paper are statuses.
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

#: Statuses that end the wait for a job at once, because a person has to help.
_STOPS_A_JOB = (PrinterStatus.PAPER_OUT, PrinterStatus.COVER_OPEN, PrinterStatus.FAULT)


class PrintResult(StrEnum):
    """List what can become of a job."""

    PRINTED = "printed"
    NOT_STARTED = "not_started"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """Report a job's result and the printer's status.

    `NOT_STARTED`: no byte was sent. `UNKNOWN`: some bytes were sent, and the printer did not confirm that it was done.
    """

    result: PrintResult
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Set the time limits in seconds.

    `status_s` covers all four status answers. `stall_s` is how long the printer may take no byte. `done_s` runs from
    the last byte to the confirmation. `watch_s` is the pause between status requests meanwhile.
    """

    connect_s: float = 0.5
    status_s: float = 0.4
    stall_s: float = 2.0
    done_s: float = 10.0
    watch_s: float = 0.25


class EscposPrinter:
    """Drive one printer at `url` (see `open_printer_port`). Safe to use from several threads; one job runs at a time.

    ``says_done=False`` is for a printer without GS r. Its jobs count as printed when the status is in order after the
    last byte. That is less than a proof.
    """

    def __init__(self, url: str, timeouts: Timeouts = Timeouts(), *, says_done: bool = True) -> None:
        parse_printer_url(url)
        self.url = url
        self.trouble = ""
        self.errno: int | None = None
        self._timeouts = timeouts
        self._says_done = says_done
        self._port: PrinterPort | None = None
        self._lock = threading.Lock()

    def status(self) -> PrinterStatus:
        """Ask the printer for its status. A silent printer takes `status_s`.

        For `UNPLUGGED`, `trouble` has the words of the operating system, for the technician, and `errno` its number.
        """
        with self._lock:
            return self._status()

    def print(self, data: bytes) -> PrintOutcome:
        """Send a job where the status allows it, and wait until the printer confirms that it is done."""
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
        """Close the line. The next request opens it again."""
        with self._lock:
            self._close()

    def _status(self) -> PrinterStatus:
        """Open a line that broke since the last time once more before the printer counts as unplugged."""
        for _ in range(2 if self._port else 1):
            try:
                if self._port is None:
                    self._port = open_printer_port(self.url, self._timeouts.connect_s)
                self._port.read(0)  # drop late answers
                status, _done = self._ask(self._port)
                self.trouble, self.errno = "", None
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
        """Clear the printer's buffers, so that the rest of this job does not come out before the next one."""
        port.write(CLEAR_BUFFERS, self._timeouts.watch_s)
        return PrintOutcome(PrintResult.UNKNOWN, status)

    def _ask(self, port: PrinterPort, *, expects_done: bool = False) -> tuple[PrinterStatus, bool]:
        """Return the status, and whether the answer to GS r came in between."""
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
        self.trouble, self.errno = str(error), error.errno
        self._close()

    def _close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None
