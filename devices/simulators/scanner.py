"""A scanner without a device: the same bytes over a pseudo-terminal, with faults that can be set while it runs."""

import os
import pty
import select
import shutil
import tempfile
import threading
import time
import tty
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from devices.simulators.code_pages import CodePage, encode

#: A byte on a serial line: start bit, eight bits, stop bit.
_BITS_A_BYTE = 10
_DRAIN_S = 1.0


@dataclass(slots=True, kw_only=True)
class ScannerFaults:
    """How the device is set up, or wrong. May be changed at any time; the next scan follows it.

    Attributes: `line_end` after each scan (empty: none); `prefix` before it; `page` its code page; `piece` the size of
    one write in bytes (0: all at once); `twice` each code is sent two times; `baudrate` the pace (0: without a pause).
    """

    line_end: bytes = b"\r"
    prefix: bytes = b""
    page: CodePage = CodePage.UTF8
    piece: int = 0
    twice: bool = False
    baudrate: int = 0


class SimulatedScanner:
    """A scanner whose `url` stays the same while its cable goes out and in again. It starts plugged in.

    Calls may come from any thread. A pseudo-terminal has no speed of its own: `faults.baudrate` makes the pace here,
    and `send` takes as long as the line would.
    """

    def __init__(self) -> None:
        self.faults = ScannerFaults()
        self._folder = Path(tempfile.mkdtemp(prefix="scanner-"))
        self._link = self._folder / "scanner"
        self._lock = threading.Lock()
        self._ends: tuple[int, int] | None = None
        self.plug()

    @property
    def url(self) -> str:
        """The address for `devices.scanner.Scanner`."""
        return str(self._link)

    @property
    def is_plugged(self) -> bool:
        """Whether the cable is in."""
        return self._ends is not None

    def scan(self, text: str) -> None:
        """Reads a code that says `text` and sends it as the device is set up."""
        faults = self.faults
        once = faults.prefix + encode(text, faults.page) + faults.line_end
        self.send(once * 2 if faults.twice else once)

    def garbage(self, size: int = 3000, seed: int = 0) -> None:
        """Sends `size` arbitrary bytes, line ends and control characters among them."""
        self.send(Random(seed).randbytes(size))  # noqa: S311 - noise that is to be the same each time

    def send(self, data: bytes) -> None:
        """Sends bytes as they are, in pieces and at the pace of `faults`. They are lost while the cable is out."""
        size = self.faults.piece or (1 if self.faults.baudrate else len(data)) or 1
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            self._write(piece)
            if self.faults.baudrate:
                time.sleep(len(piece) * _BITS_A_BYTE / self.faults.baudrate)

    def unplug(self) -> None:
        """Pulls the cable: the device is gone, and whoever reads it finds out."""
        with self._lock:
            if self._ends is not None:
                self._link.unlink()
                for end in self._ends:
                    os.close(end)
                self._ends = None

    def plug(self) -> None:
        """Puts the cable in again."""
        with self._lock:
            if self._ends is None:
                ours, theirs = pty.openpty()
                tty.setraw(theirs)
                os.set_blocking(ours, False)
                self._link.symlink_to(os.ttyname(theirs))
                self._ends = ours, theirs

    def close(self) -> None:
        """Ends it and removes its address."""
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, data: bytes) -> None:
        """Like a real device it waits a moment for a reader that is behind, and then drops the rest."""
        with self._lock:
            while data and self._ends is not None:
                ours = self._ends[0]
                if not select.select([], [ours], [], _DRAIN_S)[1]:
                    return
                try:
                    data = data[os.write(ours, data) :]
                except BlockingIOError:
                    return
