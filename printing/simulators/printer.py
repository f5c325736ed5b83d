"""Simulate a receipt printer: the same bytes over TCP or a serial line, and faults to switch on.

The printer takes bytes into a buffer, executes real-time commands on arrival, and prints from the buffer. `slips` has
the pictures that the cutter cut off, drawn from the bytes alone.
"""

import os
import select
import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal

from PIL import Image

from kiosk.worker import Worker
from printing.printers.profiles import RESET
from printing.simulators.mechanism import WELL_BEHAVED, Habits, SimulatedMechanism
from printing.simulators.simulated_ports import SimulatedPort, SimulatedPtyPort, SimulatedTcpPort

_SLICE_S = 0.02
_LINES: Mapping[str, Callable[[], SimulatedPort]] = {"tcp": SimulatedTcpPort, "pty": SimulatedPtyPort}
#: Seconds that a test waits for the printer.
_PATIENCE_S = 20.0


class SimulatedPrinter:
    """Run one printer on a thread of its own until `close`.

    `bytes_per_second` limits the speed of printing; None prints without a limit.
    """

    def __init__(
        self,
        over: Literal["tcp", "pty"] | SimulatedPort = "tcp",
        *,
        habits: Habits = WELL_BEHAVED,
        bytes_per_second: int | None = None,
    ) -> None:
        self._line: SimulatedPort = _LINES[over]() if isinstance(over, str) else over
        self._mechanism = SimulatedMechanism(habits, self._line.write, time.monotonic, bytes_per_second)
        self._state = threading.Condition()
        self._asked: list[Callable[[], None]] = []
        self._received = 0
        self._job_starts: list[float] = []
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
            return list(self._mechanism.paper.slips)

    def take_slips(self) -> list[Image.Image]:
        """Take away the pictures that the cutter cut off, oldest first."""
        with self._state:
            taken = list(self._mechanism.paper.slips)
            self._mechanism.paper.slips.clear()
            return taken

    @property
    def hanging(self) -> Image.Image:
        """Return the picture that hangs from the printer and is not cut off yet."""
        with self._state:
            return self._mechanism.paper.hanging

    @property
    def unknown(self) -> list[tuple[int, bytes]]:
        """Return the bytes of unknown commands, with their position in the stream."""
        with self._state:
            return list(self._mechanism.paper.unknown)

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
            if not self._state.wait_for(lambda: len(self._mechanism.paper.slips) >= count, timeout):
                raise TimeoutError(f"{len(self._mechanism.paper.slips)} of {count} slips after {timeout} s")
            return list(self._mechanism.paper.slips)

    def wait_for_bytes(self, count: int, timeout: float = _PATIENCE_S) -> None:
        """Wait until `count` bytes have arrived in all. Raise TimeoutError after `timeout` seconds."""
        with self._state:
            if not self._state.wait_for(lambda: self._received >= count, timeout):
                raise TimeoutError(f"{self._received} of {count} bytes after {timeout} s")

    def paper_out(self, *, out: bool = True, after: int = 0) -> None:
        """Empty the roll, or put a new one in, after `after` more bytes were printed.

        Who puts a new roll in takes away what hangs from the old one.
        """
        self._do_after(after, lambda: self._mechanism.change_roll(out=out))

    def cover(self, *, open: bool, after: int = 0) -> None:
        """Open or close the cover after `after` more bytes were printed."""
        self._set("is_open", open, after)

    def near_end(self, *, near: bool = True) -> None:
        """Let the sensor see the end of the roll."""
        self._set("near", near, 0)

    def offline(self, *, offline: bool = True) -> None:
        """Pause the printer by its own key."""
        self._set("offline", offline, 0)

    def fault(self, *, broken: bool = True) -> None:
        """Jam the cutter."""
        self._set("broken", broken, 0)

    def silent(self, *, silent: bool = True) -> None:
        """Print without answering."""
        self._set("silent", silent, 0)

    def garbled(self, *, garbled: bool = True) -> None:
        """Answer with wrong bytes, as with a wrong baud rate."""
        self._set("garbled", garbled, 0)

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
        self._do_after(after, lambda: setattr(self._mechanism, name, value))

    def _do_after(self, after: int, act: Callable[[], None]) -> None:
        self._do((lambda: self._mechanism.after(after, act)) if after else act)

    def _do(self, act: Callable[[], None]) -> None:
        """Run `act` on the printer's own thread and wait for it. No other thread may close a line that this one
        watches.
        """
        with self._state:
            self._asked.append(act)
            self._wake()
            if not self._state.wait_for(lambda: act not in self._asked, _PATIENCE_S):
                raise TimeoutError("the simulated printer does nothing any more")

    def _power_cycle(self) -> None:
        self._mechanism.power_cycle()
        self._line.drop()

    def _wake(self) -> None:
        os.write(self._wake_write, b"!")

    def _step(self) -> float:
        with self._state:
            watched = [self._wake_read, *(self._line.files() if self._mechanism.has_space else [])]
            is_printing = self._mechanism.to_print > 0
        ready = select.select(watched, [], [], _SLICE_S if is_printing else None)[0]
        with self._state:
            for file in ready:
                if file == self._wake_read:
                    os.read(self._wake_read, 64)
                elif file in self._line.files():
                    self._take_in(self._line.read(file))
            for act in self._asked:
                act()
            self._asked.clear()
            self._mechanism.print()
            self._state.notify_all()
        return 0.0

    def _take_in(self, data: bytes) -> None:
        self._received += len(data)
        if RESET in data:
            self._job_starts.append(time.perf_counter())
        self._mechanism.take_in(data)
