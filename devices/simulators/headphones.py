"""Simulate a headphone jack: the same event records through a named pipe."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.headphones import EV_SW, EVENT, SW_HEADPHONE_INSERT


class SimulatedJack:
    """Simulate a jack with nothing plugged in. `address` is for `devices.headphones.HeadphoneJack`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="jack-"))
        self.address = str(self._folder / "event0")
        os.mkfifo(self.address)
        self._file = os.open(
            self.address, os.O_RDWR | os.O_NONBLOCK
        )  # opened for writing too, so that a reader never sees its end

    def plug(self) -> None:
        """Plug headphones in."""
        self.send(EV_SW, SW_HEADPHONE_INSERT, 1)

    def unplug(self) -> None:
        """Pull the headphones out."""
        self.send(EV_SW, SW_HEADPHONE_INSERT, 0)

    def send(self, kind: int, code: int, value: int) -> None:
        """Send any event record, and the empty one that ends a report."""
        now = time.monotonic_ns()
        seconds, micro = now // 1_000_000_000, now // 1000 % 1_000_000
        os.write(self._file, EVENT.pack(seconds, micro, kind, code, value) + EVENT.pack(seconds, micro, 0, 0, 0))

    def close(self) -> None:
        """Remove the device with its file."""
        if self._folder.exists():
            shutil.rmtree(self._folder)
            os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
