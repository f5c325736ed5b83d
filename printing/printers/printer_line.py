"""Talk with a printer over an open port: send, ask for the status, ask whether everything was executed."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.domain.status import PrinterStatus
from printing.printers.answers import Answers
from printing.printers.printer_ports import PrinterPort
from printing.printers.printer_status import (
    CLEAR_BUFFER,
    CLEARED,
    REPORT,
    StatusRequest,
    decode_status,
    encode_request,
    is_done,
    is_status,
    tag_answer,
    tag_request,
)
from printing.printers.profiles import DoneProof, PrinterProfile


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Set the time limits in seconds.

    `status_s` covers all four status answers. `stall_s` is how long the printer may take no byte. `done_s` runs from
    the last byte to the confirmation. `watch_s` is the pause between status requests meanwhile. `clear_s` is how long a
    printer has to confirm that its buffer is empty.
    """

    connect_s: float = 0.5
    status_s: float = 0.4
    stall_s: float = 2.0
    done_s: float = 10.0
    watch_s: float = 0.25
    clear_s: float = 1.0


class PrinterLine:
    """Talk with one printer. Every method raises OSError when the line is gone.

    `owed` is how many answers to GS r are still to come, those of earlier jobs included. They all look the same, so
    only the last one is about the last question. `holds_slip`: at the last status a slip was in the
    presenter. `now` is a clock in seconds.
    """

    def __init__(
        self,
        port: PrinterPort,
        profile: PrinterProfile,
        timeouts: Timeouts,
        owed: int = 0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owed = owed
        self.is_answered = self.holds_slip = False
        self._port, self._timeouts, self._now = port, timeouts, now
        self._proof = profile.done
        self._held = profile.presenter.held if profile.presenter else 0
        self._answers = Answers()
        self._tags = _tags()
        self._tag = b""

    def send(self, data: bytes) -> bool:
        """Send all of the data. Return False when the printer takes no more."""
        return self._write(data, self._timeouts.stall_s)

    def listen(self, wait_s: float) -> None:
        """Take in what has arrived as soon as there is a byte; return after `wait_s` seconds of silence."""
        self._answers.hear(self._port.read(wait_s))
        for report in self._answers.reports:
            self.owed = max(0, self.owed - 1)
            self.is_answered = is_done(report) and self._proof is DoneProof.REPORT
        if self._proof is DoneProof.TAGGED and tag_answer(self._tag) in self._answers.groups:
            self.is_answered = True
        self._answers.reports.clear()

    def status(self) -> PrinterStatus:
        """Ask for the status. A printer whose queue is blocked may say by another way that it has no paper."""
        self.listen(0)
        statuses = self._answers.statuses
        statuses.clear()  # late answers
        replies: dict[StatusRequest, int | None] = {}
        deadline = self._now() + self._timeouts.status_s
        for request in StatusRequest:
            self._write(encode_request(request), self._timeouts.status_s)
            if not self._has(lambda: bool(statuses), deadline):
                break
            replies[request] = next(filter(is_status, statuses), statuses[0])
            statuses.clear()
        self.holds_slip = bool((replies.get(StatusRequest.PAPER) or 0) & self._held)
        status = decode_status(replies, self._held)
        if status is PrinterStatus.NO_ANSWER and self._port.says_no_paper():
            return PrinterStatus.PAPER_OUT
        return status

    def ask_done(self) -> bool:
        """Ask for a confirmation that everything before was executed. Return False when the question was not taken."""
        self.is_answered = False
        if self._proof is DoneProof.REPORT:
            self.owed += 1
            return self.send(REPORT)
        self._tag = next(self._tags)
        return self.send(tag_request(self._tag))

    @property
    def is_done(self) -> bool:
        """Return whether the last question was answered, and every earlier one."""
        return self.is_answered and (self._proof is DoneProof.TAGGED or self.owed == 0)

    def clear(self) -> bool:
        """Clear the printer's buffer. Return whether the printer confirmed it.

        Nothing may be sent meanwhile. Answers that were owed for cleared questions never come.
        """
        self._answers.groups.clear()
        if not self.order(CLEAR_BUFFER):
            return False
        if not self._has(lambda: CLEARED in self._answers.groups, self._now() + self._timeouts.clear_s):
            return False
        self.owed = 0
        return True

    def wait_until_done(self, seconds: float) -> bool:
        """Wait for the answer to the last question. Return whether it came."""
        return self._has(lambda: self.is_done, self._now() + seconds)

    def order(self, data: bytes) -> bool:
        """Send a real-time command. Where the printer takes no byte, ask it first to drop what it holds.

        Return whether the command was taken.
        """
        if self.send(data):
            return True
        self._port.soft_reset()
        return self.send(data)

    def discard(self) -> None:
        """Close the line, and drop what this machine has not sent yet."""
        self._port.discard()

    def close(self) -> None:
        """Close the line."""
        self._port.close()

    def _has(self, is_there: Callable[[], bool], deadline: float) -> bool:
        """Listen until something is there. Return False when the time is over."""
        while not is_there():
            if (left := deadline - self._now()) <= 0:
                return False
            self.listen(left)
        return True

    def _write(self, data: bytes, wait_s: float) -> bool:
        rest = memoryview(data)
        while rest:
            taken = self._port.write(bytes(rest), wait_s)
            if taken == 0:
                return False
            rest = rest[taken:]
        return True


def _tags() -> Iterator[bytes]:
    """Yield ids of four digits from a random one on, so that an earlier program's answers are not taken for ours."""
    for number in itertools.count(random.randrange(10_000)):  # noqa: S311 - no secret
        yield f"{number % 10_000:04}".encode()
