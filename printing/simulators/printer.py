"""Simulate a receipt printer: the same bytes over TCP or a serial line, and faults to switch on.

The printer takes bytes into a buffer, executes real-time commands on arrival, and prints from the buffer. `slips` has
the pictures that the cutter cut off, drawn from the bytes alone.
"""

import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from PIL import Image

from kiosk.worker import Worker
from printing.printers.printer_status import CLEAR_BUFFER, CLEARED, REPORT
from printing.printers.profiles import RESET
from printing.simulators.paper import SimulatedPaper
from printing.simulators.simulated_ports import SimulatedPort, SimulatedPtyPort, SimulatedTcpPort

_SLICE_S = 0.02
_START_UP_S = 1.0
#: Seconds that a test waits for the printer.
_PATIENCE_S = 20.0
_ORDER_LENGTHS = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x10\x14": 10}
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
    says. `is_shut_when_out`: it takes no byte without paper.
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


class SimulatedPrinter:
    """Run one printer on a thread of its own until `close`.

    `bytes_per_second` limits the speed of printing; None prints without a limit.
    """

    def __init__(
        self,
        over: Literal["tcp", "pty"] = "tcp",
        *,
        habits: Habits = Habits(),
        bytes_per_second: int | None = None,
    ) -> None:
        self._line: SimulatedPort = SimulatedTcpPort() if over == "tcp" else SimulatedPtyPort()
        self._habits = habits
        self._rate = bytes_per_second
        self._paper = SimulatedPaper(habits.width, habits.dpi, tags=habits.tags)
        self._arrived = SimulatedPaper(
            habits.width, habits.dpi, tags=habits.tags
        )  # knows whether a picture is arriving
        self._state = threading.Condition()
        self._arriving, self._buffer = bytearray(), bytearray()
        self._out = self._open = self._near = self._offline = self._silent = self._broken = self._garbled = False
        self._later: list[tuple[int, Callable[[], None]]] = []
        self._asked: list[Callable[[], None]] = []
        self._received = 0
        self._job_starts: list[float] = []
        self._moved_at = time.monotonic()
        self._dark_until = 0.0
        self._wake_read, self._wake_write = os.pipe()
        self._worker = Worker("simulated-printer", self._step, interrupt=self._wake)
        self._worker.start()

    @property
    def url(self) -> str:
        """Return the URL for an `EscposPrinter`."""
        return self._line.url

    @property
    def slips(self) -> list[Image.Image]:
        """Return the pictures that the cutter cut off, oldest first."""
        with self._state:
            return list(self._paper.slips)

    @property
    def hanging(self) -> Image.Image:
        """Return the picture that hangs from the printer and is not cut off yet."""
        with self._state:
            return self._paper.hanging

    @property
    def unknown(self) -> list[tuple[int, bytes]]:
        """Return the bytes of unknown commands, with their position in the stream."""
        with self._state:
            return list(self._paper.unknown)

    @property
    def received(self) -> int:
        """Return how many bytes have arrived, status requests included."""
        with self._state:
            return self._received

    @property
    def job_starts(self) -> list[float]:
        """Return when the first byte of each job arrived, by `time.perf_counter`."""
        with self._state:
            return list(self._job_starts)

    def wait_for_slips(self, count: int, timeout: float = _PATIENCE_S) -> list[Image.Image]:
        """Return the slips as soon as there are `count`. Raise TimeoutError after `timeout` seconds."""
        with self._state:
            if not self._state.wait_for(lambda: len(self._paper.slips) >= count, timeout):
                raise TimeoutError(f"{len(self._paper.slips)} of {count} slips after {timeout} s")
            return list(self._paper.slips)

    def wait_for_bytes(self, count: int, timeout: float = _PATIENCE_S) -> None:
        """Wait until `count` bytes have arrived in all. Raise TimeoutError after `timeout` seconds."""
        with self._state:
            if not self._state.wait_for(lambda: self._received >= count, timeout):
                raise TimeoutError(f"{self._received} of {count} bytes after {timeout} s")

    def paper_out(self, *, out: bool = True, after: int = 0) -> None:
        """Empty the roll, or put a new one in, after `after` more bytes were printed.

        Who puts a new roll in takes away what hangs from the old one.
        """
        self._do_after(after, lambda: self._change_roll(out=out))

    def cover(self, *, open: bool, after: int = 0) -> None:
        """Open or close the cover after `after` more bytes were printed."""
        self._set("_open", open, after)

    def near_end(self, *, near: bool = True) -> None:
        """Let the sensor see the end of the roll."""
        self._set("_near", near, 0)

    def offline(self, *, offline: bool = True) -> None:
        """Pause the printer by its own key."""
        self._set("_offline", offline, 0)

    def fault(self, *, broken: bool = True) -> None:
        """Jam the cutter."""
        self._set("_broken", broken, 0)

    def silent(self, *, silent: bool = True) -> None:
        """Print without answering."""
        self._set("_silent", silent, 0)

    def garbled(self, *, garbled: bool = True) -> None:
        """Answer with wrong bytes, as with a wrong baud rate."""
        self._set("_garbled", garbled, 0)

    def power_cycle(self, *, after: int = 0) -> None:
        """Switch the printer off and on again after `after` more bytes were printed.

        The paper stays as it is and everything else is lost. Bytes that arrive during the start are lost too.
        """
        self._do_after(after, self._power_cycle)

    def unplug(self) -> None:
        """Pull the cable out."""
        self._do(self._line.unplug)

    def plug(self) -> None:
        """Put the cable back."""
        self._do(self._line.plug)

    def close(self) -> None:
        """End the thread and remove the line."""
        self._worker.stop()
        with self._state:
            self._line.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _set(self, name: str, value: bool, after: int) -> None:  # noqa: FBT001 - a switch
        self._do_after(after, lambda: setattr(self, name, value))

    def _do_after(self, after: int, act: Callable[[], None]) -> None:
        self._do((lambda: self._later.append((after, act))) if after else act)

    def _do(self, act: Callable[[], None]) -> None:
        """Run `act` on the printer's own thread and wait for it. No other thread may close a line that this one
        watches.
        """
        with self._state:
            self._asked.append(act)
            self._wake()
            if not self._state.wait_for(lambda: act not in self._asked, _PATIENCE_S):
                raise TimeoutError("the simulated printer does nothing any more")

    def _change_roll(self, *, out: bool) -> None:
        if self._out and not out:
            self._paper.tear_off()
        self._out = out
        if self._habits.sends_asb:
            self._answer(_ASB_PAPER_OUT if out else _ASB_WELL)

    def _power_cycle(self) -> None:
        self._dark_until = time.monotonic() + _START_UP_S
        self._arriving.clear()
        self._buffer.clear()
        self._paper.switch_off()
        self._arrived.switch_off()
        self._line.drop()

    def _wake(self) -> None:
        os.write(self._wake_write, b"!")

    def _step(self) -> float:
        with self._state:
            is_shut = self._out and self._habits.is_shut_when_out
            has_space = len(self._buffer) < self._habits.buffer and not is_shut
            watched = [self._wake_read, *(self._line.files() if has_space else [])]
            is_busy = self._rate is not None and self._can_move and bool(self._buffer)
        ready = select.select(watched, [], [], _SLICE_S if is_busy else None)[0]
        with self._state:
            for file in ready:
                if file == self._wake_read:
                    os.read(self._wake_read, 64)
                elif file in self._line.files():
                    self._take_in(self._line.read(file))
            for act in self._asked:
                act()
            self._asked.clear()
            self._print()
            self._state.notify_all()
        return 0.0

    def _take_in(self, data: bytes) -> None:
        """Buffer what arrived, and obey the real-time commands in it: most printers do so even inside a picture."""
        self._received += len(data)
        if RESET in data:
            self._job_starts.append(time.perf_counter())
        if time.monotonic() < self._dark_until:
            return
        if self._out and self._habits.reports is Reports.AT_ONCE_WITHOUT_PAPER and REPORT in data:
            data = data.replace(REPORT, b"")
            self._answer(bytes((_NO_PAPER,)))
        if self._habits.requests is Requests.ANYWHERE:
            self._arriving += data
            self._obey_anywhere()
            return
        self._buffer += data
        if self._habits.requests is Requests.OUTSIDE_PICTURES:
            self._arrived.print(data)
            for order in _taken(self._arrived.orders):
                self._obey(order)

    def _obey_anywhere(self) -> None:
        while (place := self._arriving.find(b"\x10")) >= 0:
            length = _ORDER_LENGTHS.get(bytes(self._arriving[place : place + 2]), 1)
            if len(self._arriving) < place + 2 or len(self._arriving) < place + length:
                break
            self._buffer += self._arriving[: place + length]
            order = bytes(self._arriving[place : place + length])
            del self._arriving[: place + length]
            self._obey(order)
        else:
            self._buffer += self._arriving
            self._arriving.clear()

    def _obey(self, order: bytes) -> None:
        if order[:2] == b"\x10\x04" and order[2] in (1, 2, 3, 4):
            self._answer(bytes((self._status(order[2]),)))
        elif order == CLEAR_BUFFER and self._habits.clears:
            self._buffer.clear()
            self._paper.forget()
            self._arrived.forget()
            self._answer(CLEARED)

    def _status(self, ask: int) -> int:
        bits = {
            1: 0x08 if self._out or self._open or self._offline or self._broken else 0,
            2: (0x04 if self._open else 0) | (0x20 if self._out else 0) | (0x40 if self._broken else 0),
            3: 0x08 if self._broken else 0,
            4: (0x0C if self._near or self._out else 0) | (0x60 if self._out else 0),
        }
        return 0xFF if self._garbled else bits[ask] | _FIXED_BITS

    def _answer(self, answer: bytes) -> None:
        if not self._silent:
            self._line.write(answer)

    @property
    def _can_move(self) -> bool:
        return not (self._out or self._open or self._offline or self._broken)

    def _print(self) -> None:
        """Print from the buffer as much as the speed, the next fault and the printer's state allow."""
        while self._buffer and self._can_move:
            amount = min([len(self._buffer), *(after for after, _ in self._later)])
            if self._rate is not None:
                amount = min(amount, self._allowance(self._rate))
            if amount == 0:
                return
            self._paper.print(bytes(self._buffer[:amount]))
            del self._buffer[:amount]
            self._answer_in_order()
            due = [act for after, act in self._later if after <= amount]
            self._later = [(after - amount, act) for after, act in self._later if after > amount]
            for act in due:
                act()

    def _answer_in_order(self) -> None:
        """Answer the commands that were just executed."""
        replies = bytes(self._paper.replies)
        self._paper.replies.clear()
        if replies and (self._habits.reports is not Reports.NEVER or replies.strip(b"\0")):
            self._answer(replies)
        for order in _taken(self._paper.orders):
            if self._habits.requests is Requests.IN_ORDER:
                self._obey(order)

    def _allowance(self, rate: int) -> int:
        """Return how many bytes the head had time to print since the last call."""
        now = time.monotonic()
        amount = int(rate * min(now - self._moved_at, 2 * _SLICE_S))
        if amount:
            self._moved_at = now
        return amount


def _taken(orders: list[bytes]) -> list[bytes]:
    """Return the orders and empty the list."""
    taken = list(orders)
    orders.clear()
    return taken
