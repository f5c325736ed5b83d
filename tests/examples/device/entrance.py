"""File 2 of the worked example, in earnest `devices/entrance.py`: codec and driver of the sensor at the entrance."""

import re
from collections.abc import Callable

from devices.ports import PortStatus
from devices.serial_reader import SerialReader
from tests.examples.device.status import EntranceStatus


def read_count(frame: bytes) -> int | None:
    """Return the count in a frame, None for anything else. A codec is pure: bytes in, a value out."""
    found = re.fullmatch(rb"D(\d{1,6})", frame)
    return int(found[1]) if found else None


class EntranceCounter:
    """Report the count and the status of one sensor. A cable that is out is a status, never an exception."""

    def __init__(self, url: str, on_count: Callable[[int], None], on_status: Callable[[EntranceStatus], None]) -> None:
        """Raise ValueError when the address cannot be read."""
        self._on_count, self._on_status = on_count, on_status
        self._reader = SerialReader("entrance", url, on_frame=self._take, on_status=self._tell)
        self.start, self.stop = self._reader.start, self._reader.stop

    def _take(self, frame: bytes, _at: float) -> None:
        if (count := read_count(frame)) is not None:
            self._on_count(count)

    def _tell(self, status: PortStatus) -> None:
        self._on_status(EntranceStatus.READY if status is PortStatus.READY else EntranceStatus.AWAY)
