"""A headphone jack without a plug: the same event records through a named pipe."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.headphones import EV_SW, EVENT, SW_HEADPHONE_INSERT


class SimulatedJack:
    """`address` is for `devices.headphones.HeadphoneJack`. It starts with nothing plugged in."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="jack-"))
        self.address = str(self._folder / "event0")
        os.mkfifo(self.address)
        self._file = os.open(self.address, os.O_RDWR | os.O_NONBLOCK)  # a reader never sees the pipe's end

    def plug(self) -> None:
        """Headphones go in."""
        self.send(EV_SW, SW_HEADPHONE_INSERT, 1)

    def unplug(self) -> None:
        """And out."""
        self.send(EV_SW, SW_HEADPHONE_INSERT, 0)

    def send(self, kind: int, code: int, value: int) -> None:
        """Any event record, and the empty one that ends a report."""
        now = time.monotonic_ns()
        seconds, micro = now // 1_000_000_000, now // 1000 % 1_000_000
        os.write(self._file, EVENT.pack(seconds, micro, kind, code, value) + EVENT.pack(seconds, micro, 0, 0, 0))

    def close(self) -> None:
        """The device is gone: its file too."""
        if self._folder.exists():
            shutil.rmtree(self._folder)
            os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
