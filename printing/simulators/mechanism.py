"""Simulate what is inside a receipt printer: its buffer, its real-time commands, its paper, and its faults.

It has no thread, no line and no clock of its own. `printing.simulators.printer` runs it behind a real line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from printing.printers.printer_status import CLEAR_BUFFER, CLEARED, REPORT, RESTART
from printing.simulators.paper import SimulatedPaper

_START_UP_S = 1.0
#: The longest time that the head prints in one go.
_SLICE_S = 0.04
#: The real-time commands, and the beginning of one at the end of what has arrived.
_ORDER = re.compile(rb"\x10[\x04\x05].|\x10\x14.{8}|\x1c\xc0\x18\x10\x14\x1b", re.DOTALL)
_BEGUN = re.compile(rb"(\x10([\x04\x05]|\x14.{0,7})?|\x1c(\xc0(\x18(\x10\x14?)?)?)?)\Z", re.DOTALL)
_FIXED_BITS = 0x12
#: The automatic status at paper-out. Its last bytes look like answers to GS r.
_ASB_PAPER_OUT, _ASB_WELL = b"\x18\x00\x0f\x00", b"\x10\x00\x00\x00"
#: The answer to GS r of a serial printer without paper.
_NO_PAPER = 0x0F


class Requests(Enum):
    """List how a printer takes DLE EOT: wherever it stands, not inside a picture, or in the order of its commands."""

    ANYWHERE = auto()
    OUTSIDE_PICTURES = auto()
    IN_ORDER = auto()


class Reports(Enum):
    """List how a printer answers GS r: in the order of its commands, never, or without paper at once."""

    IN_ORDER = auto()
    NEVER = auto()
    AT_ONCE_WITHOUT_PAPER = auto()


@dataclass(frozen=True, slots=True)
class Habits:
    """Describe how a simulated printer behaves. Receipt printers differ in each of these.

    `clears`: it obeys DLE DC4 8. `tags`: it knows GS ( H. `sends_asb`: it tells of its paper unasked, whatever GS a
    says. `is_shut_when_out`: it takes no byte without paper. `restarts`: it obeys Custom's hardware reset.

    `retracting`: the command that draws a slip back from its presenter, empty without one. `held`: the bit that says in
    the answer to DLE EOT 4 that a slip is there.
    """

    width: int = 576
    dpi: int = 203
    clears: bool = True
    tags: bool = True
    requests: Requests = Requests.ANYWHERE
    reports: Reports = Reports.IN_ORDER
    sends_asb: bool = False
    buffer: int = 64 * 1024
    is_shut_when_out: bool = False
    restarts: bool = False
    retracting: bytes = b""
    held: int = 0


#: What a maker's best printer does.
WELL_BEHAVED = Habits()


class SimulatedMechanism:
    """Take bytes in, print them, and hand the answers to `answer`.

    `now` is a clock in seconds. `bytes_per_second` limits the speed of printing; None prints without a limit.

    The switches: `out` has no paper, `is_open` has its cover open, `near` sees the end of the roll. `offline` is paused
    by its own key. `silent` prints without answering. `broken` has a jammed cutter. `garbled` answers wrong bytes.
    """

    def __init__(
        self, habits: Habits, answer: Callable[[bytes], None], now: Callable[[], float], bytes_per_second: int | None
    ) -> None:
        self.habits = habits
        self.paper = SimulatedPaper(habits.width, habits.dpi, tags=habits.tags, retracting=habits.retracting)
        self.out = self.is_open = self.near = self.offline = self.silent = self.broken = self.garbled = False
        self._arrived = SimulatedPaper(habits.width, habits.dpi, tags=habits.tags)  # knows whether a picture arrives
        self._tell, self._now, self._rate = answer, now, bytes_per_second
        self._arriving, self._buffer = b"", bytearray()
        self._later: list[tuple[int, Callable[[], None]]] = []
        self._moved_at = now()
        self._dark_until = 0.0

    @property
    def has_space(self) -> bool:
        """Return whether it takes bytes now."""
        return len(self._buffer) < self.habits.buffer and not (self.out and self.habits.is_shut_when_out)

    @property
    def to_print(self) -> int:
        """Return how many bytes it will print as time goes by."""
        return len(self._buffer) if self._rate is not None and self._can_move else 0

    def after(self, amount: int, act: Callable[[], None]) -> None:
        """Do something after so many more bytes were printed."""
        self._later.append((amount, act))

    def change_roll(self, *, out: bool) -> None:
        """Empty the roll, or put a new one in. A person who does so takes away what hangs from the old one."""
        if self.out and not out:
            self.paper.tear_off()
        self.out = out
        if self.habits.sends_asb:
            self._answer(_ASB_PAPER_OUT if out else _ASB_WELL)

    def power_cycle(self) -> None:
        """Switch it off and on. The paper stays as it is and everything else is lost, also bytes during the start."""
        self._dark_until = self._now() + _START_UP_S
        self._arriving = b""
        self._buffer.clear()
        self.paper.switch_off()
        self._arrived.switch_off()

    def take_in(self, data: bytes) -> None:
        """Buffer what arrived, and obey the real-time commands in it: most printers do so even inside a picture."""
        if self._now() < self._dark_until:
            return
        if self.out and self.habits.reports is Reports.AT_ONCE_WITHOUT_PAPER and REPORT in data:
            data = data.replace(REPORT, b"")
            self._answer(bytes((_NO_PAPER,)))
        if self.habits.requests is Requests.ANYWHERE:
            self._obey_anywhere(data)
            return
        self._buffer += data
        if self.habits.requests is Requests.OUTSIDE_PICTURES:
            self._arrived.print(data)
            for order in _taken(self._arrived.orders):
                self._obey(order)

    def print(self) -> None:
        """Print from the buffer as much as the speed, the next fault and the printer's state allow."""
        while self._buffer and self._can_move:
            amount = min([len(self._buffer), *(after for after, _ in self._later)])
            if self._rate is not None:
                amount = min(amount, self._allowance(self._rate))
            if amount == 0:
                return
            self.paper.print(bytes(self._buffer[:amount]))
            del self._buffer[:amount]
            self._answer_in_order()
            due = [act for after, act in self._later if after <= amount]
            self._later = [(after - amount, act) for after, act in self._later if after > amount]
            for act in due:
                act()
        self._moved_at = self._now()  # a head that rests saves up no time

    @property
    def _can_move(self) -> bool:
        return not (self.out or self.is_open or self.offline or self.broken)

    def _obey_anywhere(self, data: bytes) -> None:
        """Obey each order in its place. An order that has begun waits for its remaining bytes."""
        self._arriving += data
        while found := _ORDER.search(self._arriving):
            self._buffer += self._arriving[: found.end()]
            self._arriving = self._arriving[found.end() :]
            self._obey(found.group())
        begun = _BEGUN.search(self._arriving)
        whole = begun.start() if begun else len(self._arriving)
        self._buffer += self._arriving[:whole]
        self._arriving = self._arriving[whole:]

    def _obey(self, order: bytes) -> None:
        if order[:2] == b"\x10\x04" and order[2] in (1, 2, 3, 4):
            self._answer(bytes((self._status(order[2]),)))
        elif order == CLEAR_BUFFER and self.habits.clears:
            self._buffer.clear()
            self.paper.forget()
            self._arrived.forget()
            self._answer(CLEARED)
        elif order == RESTART and self.habits.restarts:
            self.power_cycle()

    def _status(self, ask: int) -> int:
        bits = {
            1: 0x08 if not self._can_move else 0,
            2: (0x04 if self.is_open else 0) | (0x20 if self.out else 0) | (0x40 if self.broken else 0),
            3: 0x08 if self.broken else 0,
            4: (0x0C if self.near or self.out else 0)
            | (0x60 & ~self.habits.held if self.out else 0)
            | (self.habits.held if self.paper.mouth else 0),
        }
        return 0xFF if self.garbled else bits[ask] | _FIXED_BITS

    def _answer(self, answer: bytes) -> None:
        if not self.silent:
            self._tell(answer)

    def _answer_in_order(self) -> None:
        """Answer the commands that were just executed."""
        replies = bytes(self.paper.replies)
        self.paper.replies.clear()
        if replies and (self.habits.reports is not Reports.NEVER or replies.strip(b"\0")):
            self._answer(replies)
        for order in _taken(self.paper.orders):
            if self.habits.requests is Requests.IN_ORDER:
                self._obey(order)

    def _allowance(self, rate: int) -> int:
        """Return how many bytes the head had time to print since the last call."""
        now = self._now()
        amount = int(rate * min(now - self._moved_at, _SLICE_S))
        if amount:
            self._moved_at = now
        return amount


def _taken(orders: list[bytes]) -> list[bytes]:
    """Return the orders and empty the list."""
    taken = list(orders)
    orders.clear()
    return taken
