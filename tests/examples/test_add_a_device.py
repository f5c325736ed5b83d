"""Worked example: a device. A counter over the door says how many people came in: ``D41``, ``D42``, one a line.

Three layers, as in `devices/`: a pure codec, the port that is there already, a driver whose cable may come out.
"""

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from queue import SimpleQueue

from devices.frames import Frames
from devices.ports import open_port, parse_address
from devices.simulators.scanner import SimulatedScanner
from kiosk.domain.status import ScannerStatus


class DoorStatus(StrEnum):
    READY, AWAY = "ready", "away"  # closed, and in earnest in `kiosk/domain/status.py`: a screen shows each of them


def read_count(frame: bytes) -> int | None:  # codec: bytes in, a value out, no clock and no line
    found = re.fullmatch(rb"D(\d{1,6})", frame)
    return int(found[1]) if found else None


class DoorCounter:
    def __init__(self, url: str, on_count: Callable[[int], None], on_status: Callable[[DoorStatus], None]) -> None:
        self._address, self._on_count, self._on_status = parse_address(url), on_count, on_status
        self._stopping, self._thread = threading.Event(), threading.Thread(target=self._run, name="door", daemon=True)
        self.start, self.stop = self._thread.start, self._stopping.set

    def _run(self) -> None:
        while not self._stopping.wait(0.05):
            port = open_port(self._address, read_timeout_s=0.05)
            if not isinstance(port, ScannerStatus):  # else: why it cannot be had now, and the next round tries again
                self._on_status(DoorStatus.READY)
                frames = Frames()
                with suppress(OSError), port:  # the cable came out: a status, never an exception
                    while not self._stopping.is_set():
                        for frame in frames.feed(port.read(64), 0.0):
                            if (count := read_count(frame)) is not None:
                                self._on_count(count)
                self._on_status(DoorStatus.AWAY)


def test_people_are_counted_and_the_cable_may_come_out() -> None:
    heard: SimpleQueue[int | DoorStatus] = SimpleQueue()
    with SimulatedScanner() as line:  # a pseudo-terminal with a plug: it speaks whatever bytes it is given
        door = DoorCounter(line.url, heard.put, heard.put)
        door.start()
        for send, expected in ((b"", DoorStatus.READY), (b"D41\r\nno\xff\r\nD4", 41), (b"2\r\n", 42)):
            line.send(send)  # cut anywhere, noise in between
            assert heard.get(timeout=20) == expected
        line.unplug()
        assert heard.get(timeout=20) is DoorStatus.AWAY
        line.plug()
        assert heard.get(timeout=20) is DoorStatus.READY
        door.stop()
