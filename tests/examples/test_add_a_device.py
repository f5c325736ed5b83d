"""Worked example: a device. A sensor at the entrance counts the people who come in: ``D41``, ``D42``, one a line.

A device touches three files: its codec and driver in `devices/`, its status in `kiosk/domain/status.py`, and its start
in the program. The serial line, its frames and its cable are there already (`devices/serial_reader.py`).
"""

import re
from collections.abc import Callable
from enum import StrEnum
from queue import SimpleQueue

from devices.ports import PortStatus
from devices.serial_reader import SerialReader
from devices.simulators.scanner import SimulatedScanner


class EntranceStatus(StrEnum):  # File 1, kiosk/domain/status.py: a closed set, and a screen has words for each member.
    READY, AWAY = "ready", "away"


def read_count(frame: bytes) -> int | None:  # File 2, devices/entrance.py. The codec is pure: bytes in, a value out.
    found = re.fullmatch(rb"D(\d{1,6})", frame)
    return int(found[1]) if found else None


class EntranceCounter:
    """Report the count and the status of one sensor. A cable that is out is a status, never an exception."""

    def __init__(self, url: str, on_count: Callable[[int], None], on_status: Callable[[EntranceStatus], None]) -> None:
        self._on_count, self._on_status = on_count, on_status
        self._reader = SerialReader("entrance", url, on_frame=self._take, on_status=self._tell)
        self.start, self.stop = self._reader.start, self._reader.stop

    def _take(self, frame: bytes, _at: float) -> None:
        if (count := read_count(frame)) is not None:
            self._on_count(count)

    def _tell(self, status: PortStatus) -> None:
        self._on_status(EntranceStatus.READY if status is PortStatus.READY else EntranceStatus.AWAY)


def test_people_are_counted_and_the_cable_may_come_out() -> None:
    heard: SimpleQueue[int | EntranceStatus] = SimpleQueue()
    with SimulatedScanner() as line:  # a pseudo-terminal with a plug: it sends whatever bytes it is given
        sensor = EntranceCounter(line.url, heard.put, heard.put)  # File 3: the program makes and starts it.
        sensor.start()
        for send, expected in ((b"", EntranceStatus.READY), (b"D41\r\nno\xff\r\nD4", 41), (b"2\r\n", 42)):
            line.send(send)  # cut anywhere, noise in between
            assert heard.get(timeout=20) == expected
        line.unplug()
        assert heard.get(timeout=20) is EntranceStatus.AWAY
        line.plug()
        assert heard.get(timeout=20) is EntranceStatus.READY
        sensor.stop()
