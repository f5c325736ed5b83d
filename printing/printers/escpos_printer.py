"""Drive an ESC/POS printer: ask for its status, print jobs, and report the outcome honestly.

No error leaves this module. A cable that is out, a silent printer and missing paper are statuses.

A job is the picture, a question, and only after its answer the cut and another question. So a slip that was broken off
is never cut by itself. What the printer may still hold of it is cleared, with a proof. Without a proof the printer is
dirty. Then no job begins before a strip that says "void" was printed behind the rest, and every question was answered.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.status import PrinterStatus
from printing.printers.dirty_mark import DirtyMark
from printing.printers.printer_line import PrinterLine, Timeouts
from printing.printers.printer_ports import PrinterPort, open_printer_port, parse_printer_url
from printing.printers.printer_status import RESTART
from printing.printers.profiles import CLONE, Clearing, PrinterProfile
from printing.strip.bands import LONGEST_COMMAND

_log = logging.getLogger(__name__)
#: Statuses that end the wait for a job at once, because a person has to help.
_STOPS_A_JOB = (PrinterStatus.PAPER_OUT, PrinterStatus.COVER_OPEN, PrinterStatus.FAULT)
#: Statuses of a printer that starts up: its line may be gone, too.
_SILENT = (PrinterStatus.NO_ANSWER, PrinterStatus.UNPLUGGED)
#: Commands are sent in blocks of at least so many bytes, with a status request after each.
_BLOCK = 2048
_USUAL = Timeouts()
#: The missing bytes of a picture that was broken off. Without a picture a printer ignores them.
_FILL = bytes(LONGEST_COMMAND)
#: The missing bytes of a command's head. Without them a status request would become the size of a picture.
_HEAD_FILL = bytes(10)


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


class EscposPrinter:
    """Drive one printer at `url` (see `open_printer_port`). Safe to use from several threads; one job runs at a time.

    `void_strip` returns the picture that cancels the rest of an old slip. It is asked only for a dirty printer.
    `open_port` opens the line, and `now` is a clock in seconds.
    """

    def __init__(
        self,
        url: str,
        profile: PrinterProfile = CLONE,
        timeouts: Timeouts = _USUAL,
        *,
        mark: DirtyMark | None = None,
        void_strip: Callable[[], tuple[bytes, ...]] = tuple,
        open_port: Callable[[str, float], PrinterPort] = open_printer_port,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        parse_printer_url(url)
        self.url = url
        self.trouble = ""
        self.errno: int | None = None
        self._profile, self._timeouts = profile, timeouts
        self._mark = mark or DirtyMark()
        self._void_strip = void_strip
        self._open_port, self._now = open_port, now
        self._is_filled = self._is_stuck = self._is_restarting = False
        self._line: PrinterLine | None = None
        self._lock = threading.Lock()

    def status(self) -> PrinterStatus:
        """Ask the printer for its status, and clean a dirty one that can print. A silent printer takes `status_s`.

        `FAULT` is also a dirty printer that cannot be cleaned: it has to be switched off and on. For `UNPLUGGED`,
        `trouble` has the words of the operating system, for the technician, and `errno` its number.
        """
        with self._lock:
            return self._status()

    def print(self, picture: tuple[bytes, ...]) -> PrintOutcome:
        """Print and cut a slip where the status allows it, and wait until the printer confirms that it is done.

        `picture` is the slip in whole commands.
        """
        with self._lock:
            before = self._status()
            if not before.can_print or self._line is None:
                return PrintOutcome(PrintResult.NOT_STARTED, before)
            self._mark.set(1)  # a job leaves at most one question open; this program may be killed at any byte
            is_done, status = self._job(self._line, picture)
            if is_done:
                self._mark.clear()
                return PrintOutcome(PrintResult.PRINTED, status)
            self._break_off()
            return PrintOutcome(PrintResult.UNKNOWN, status)

    def close(self) -> None:
        """Close the line. The next request opens it again."""
        with self._lock:
            self._close()

    def _status(self) -> PrinterStatus:
        status = self._ask()
        if not status.can_print:
            self._is_stuck = False  # it may have been switched off
        if self._line is None or self._mark.owed is None or self._is_starting_up(self._line, status):
            return status
        try:
            return self._status_of_dirty(self._line, status)
        except OSError as error:
            self._lost(error)
            return PrinterStatus.UNPLUGGED

    def _is_starting_up(self, line: PrinterLine, status: PrinterStatus) -> bool:
        """Return whether a printer that was restarted is still silent. When it answers again, it is clean."""
        if self._is_restarting and status not in _SILENT:
            self._is_restarting = False
            line.owed = 0
            self._mark.clear()
        return self._mark.owed is None or self._is_restarting

    def _status_of_dirty(self, line: PrinterLine, status: PrinterStatus) -> PrinterStatus:
        """Clean a dirty printer that can print. Return the status afterwards."""
        if self._is_stuck and not line.is_done:
            return PrinterStatus.FAULT
        if status.can_print:
            return self._cleaned(line)
        if status is PrinterStatus.NO_ANSWER and not self._is_filled:
            self._is_filled = True
            line.send(_FILL)  # some printers take requests inside a picture for its dots
        return status

    def _ask(self) -> PrinterStatus:
        """Open a line that broke since the last time once more before the printer counts as unplugged."""
        for _ in range(2 if self._line else 1):
            try:
                status = self._opened().status()
                self.trouble, self.errno = "", None
                return status
            except OSError as error:
                self._lost(error)
        return PrinterStatus.UNPLUGGED

    def _opened(self) -> PrinterLine:
        if self._line is None:
            port = self._open_port(self.url, self._timeouts.connect_s)
            self._line = PrinterLine(port, self._profile, self._timeouts, self._mark.owed or 0, self._now)
            if self._mark.owed is not None:
                self._line.send(_HEAD_FILL)
        return self._line

    def _job(self, line: PrinterLine, picture: tuple[bytes, ...]) -> tuple[bool, PrinterStatus]:
        """Print, then cut. Return whether the slip was cut off, and the last status."""
        try:
            is_done, status = self._execute(line, (*self._drawn_back(line), self._profile.start, *picture))
            if is_done and status.can_print:
                return self._execute(line, (self._profile.give,))
            return False, status
        except OSError as error:
            self._lost(error)
            return False, PrinterStatus.UNPLUGGED

    def _drawn_back(self, line: PrinterLine) -> tuple[bytes, ...]:
        """Return the command that draws back a slip which nobody took, or the next citizen would take it.

        A Citizen's motor runs for five seconds when no slip is there.
        """
        presenter = self._profile.presenter
        if presenter is None or (presenter.held and not line.holds_slip):
            return ()
        return (presenter.retract,)

    def _execute(self, line: PrinterLine, commands: Iterable[bytes]) -> tuple[bool, PrinterStatus]:
        """Send whole commands and wait until the printer has executed them. Return whether it has, and its status.

        Requests are sent between commands only, because inside a picture they may be taken for its dots. A printer that
        was silent is asked no more: if its power failed, the question has to be lost with the rest.
        """
        status = PrinterStatus.READY
        for block in _blocks(commands):
            if not line.send(block):
                return False, line.status()
            if status is not PrinterStatus.NO_ANSWER:
                status = line.status()
            if status in _STOPS_A_JOB:
                return False, status
        if not line.ask_done():
            return False, line.status()
        return self._wait_until_done(line)

    def _wait_until_done(self, line: PrinterLine) -> tuple[bool, PrinterStatus]:
        deadline = self._now() + self._timeouts.done_s
        status = PrinterStatus.NO_ANSWER
        while (left := deadline - self._now()) > 0:
            line.wait_until_done(min(left, self._timeouts.watch_s))
            status = line.status()
            if line.is_done or status in _STOPS_A_JOB:
                break
        return line.is_done, status

    def _break_off(self) -> None:
        """Drop the rest of a slip on its way to the printer: first in this machine, then in the printer."""
        self._mark.set(1 if self._line is None else self._line.owed)
        self._is_filled = False
        try:
            if self._line is not None:
                self._line.discard()
                self._line = None
            line = self._opened()  # at once: what the printer still answers goes to the line that is open
            if self._profile.clearing is Clearing.ORDER and line.clear():
                self._mark.clear()
            if self._profile.clearing is Clearing.RESTART and self._ask() not in _SILENT:
                self._is_restarting = line.order(RESTART) and self._ask() in _SILENT
        except OSError as error:
            self._lost(error)

    def _cleaned(self, line: PrinterLine) -> PrinterStatus:
        """Cancel what may come out of an old slip on its own paper, and cut it off. Return the status afterwards.

        The old slip's answers come first. Where the line was opened anew some are lost: then any answer is enough, when
        the printer had paper for the whole wait.
        """
        strip = (_FILL, self._profile.start, *self._void_strip(), self._profile.withhold)
        is_done, status = self._execute(line, strip)
        if is_done or (line.is_answered and status.can_print):
            line.owed = 0
            self._mark.clear()
            return status
        self._mark.set(line.owed)
        self._is_filled = False
        if status.can_print or status is PrinterStatus.NO_ANSWER:
            _log.error("the printer does not confirm that the rest of an old slip is out: switch it off and on")
            self._is_stuck = True
            return PrinterStatus.FAULT
        return status

    def _lost(self, error: OSError) -> None:
        self.trouble, self.errno = str(error), error.errno
        self._is_stuck = False
        self._close()

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _blocks(commands: Iterable[bytes]) -> Iterator[bytes]:
    block = b""
    for command in commands:
        block += command
        if len(block) >= _BLOCK:
            yield block
            block = b""
    if block:
        yield block
