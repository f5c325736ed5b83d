"""Simulate a scanner: the same bytes over a pseudo-terminal, with faults that can be set while it runs."""

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

from devices.simulators.code_pages import LegacyEncoding, encode_legacy

#: A byte on a serial line: start bit, eight bits, stop bit.
_BITS_A_BYTE = 10
_DRAIN_S = 1.0


@dataclass(slots=True, kw_only=True)
class ScannerFaults:
    """Set how the device is set up, or what is wrong with it. The next scan follows a change.

    Attributes:
        line_end: the bytes after each scan; empty for none.
        prefix: the bytes before each scan.
        page: its code page.
        piece: the bytes of one write; 0 writes all at once.
        twice: send each code two times.
        baudrate: the speed; 0 sends without a pause.
    """

    line_end: bytes = b"\r"
    prefix: bytes = b""
    page: LegacyEncoding = LegacyEncoding.UTF8
    piece: int = 0
    twice: bool = False
    baudrate: int = 0


class SimulatedScanner:
    """Simulate a scanner whose `url` stays the same while its cable goes out and in again. It starts plugged in.

    Methods may be called from any thread. A pseudo-terminal has no speed of its own, so `send` waits as
    `faults.baudrate` demands.
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
        """Return the address for `devices.scanner.Scanner`."""
        return str(self._link)

    def scan(self, text: str) -> None:
        """Send the code of `text` as the device is set up."""
        faults = self.faults
        once = faults.prefix + encode_legacy(text, faults.page) + faults.line_end
        self.send(once * 2 if faults.twice else once)

    def garbage(self, size: int = 3000, seed: int = 0) -> None:
        """Send `size` arbitrary bytes, line ends and control characters among them."""
        self.send(Random(seed).randbytes(size))  # noqa: S311 - noise that is to be the same each time

    def send(self, data: bytes) -> None:
        """Send bytes unchanged, in the pieces and at the speed of `faults`. They are lost while the cable is out."""
        size = self.faults.piece or (1 if self.faults.baudrate else len(data)) or 1
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            self._write(piece)
            if self.faults.baudrate:
                time.sleep(len(piece) * _BITS_A_BYTE / self.faults.baudrate)

    def unplug(self) -> None:
        """Pull the cable out. A program that reads the device finds it gone."""
        with self._lock:
            if self._ends is not None:
                self._link.unlink()
                for end in self._ends:
                    os.close(end)
                self._ends = None

    def plug(self) -> None:
        """Put the cable in again."""
        with self._lock:
            if self._ends is None:
                ours, theirs = pty.openpty()
                tty.setraw(theirs)
                os.set_blocking(ours, False)
                self._link.symlink_to(os.ttyname(theirs))
                self._ends = ours, theirs

    def close(self) -> None:
        """End the simulation and remove its address."""
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, data: bytes) -> None:
        """Write as a real device does: wait a moment for a reader that is behind, then drop the rest."""
        with self._lock:
            while data and self._ends is not None:
                ours = self._ends[0]
                if not select.select([], [ours], [], _DRAIN_S)[1]:
                    return
                try:
                    data = data[os.write(ours, data) :]
                except BlockingIOError:
                    return
