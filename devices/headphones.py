"""Watch the headphone jack through the switch that Linux reports for it.

The jack of a sound card and a jack on a GPIO (``gpio-keys``) look alike to a program. Both are input devices that
report the switch SW_HEADPHONE_INSERT (linux/input-event-codes.h).
"""

import fcntl
import logging
import os
import re
import select
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.status import HeadphoneStatus
from kiosk.worker import Worker

_log = logging.getLogger(__name__)
#: struct input_event: seconds, microseconds, type, code, value.
EVENT = struct.Struct("llHHi")
EV_SW, SW_HEADPHONE_INSERT = 0x05, 0x02
#: EVIOCGSW(8): which switches are on now (linux/input.h).
_ASK_SWITCHES = (2 << 30) | (8 << 16) | (ord("E") << 8) | 0x1B
_SWITCHES = re.compile(r"^B: SW=(?P<bits>[0-9a-f ]+)$", re.MULTILINE)
_HANDLER = re.compile(r"^H: Handlers=.*?\b(?P<event>event\d+)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class JackOptions:
    """Set where Linux lists its input devices, and two times in seconds.

    A jack that is away is looked for every `retry_s`. A stop is noticed within `poll_s`.
    """

    list_file: Path = Path("/proc/bus/input/devices")
    folder: Path = Path("/dev/input")
    retry_s: float = 2.0
    poll_s: float = 0.2


class HeadphoneJack:
    """Watch one jack: ``auto`` or a device file. Call ``on_status`` on the jack's thread when the status changes."""

    def __init__(
        self, address: str, *, on_status: Callable[[HeadphoneStatus], None], options: JackOptions = JackOptions()
    ) -> None:
        self._address, self._on_status, self._options = address, on_status, options
        self._status = HeadphoneStatus.UNKNOWN
        self._worker = Worker("headphones", self._step)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread and wait for it, about `poll_s`."""
        self._worker.stop()

    def _step(self) -> float:
        device = self._device()
        if device is not None:
            with suppress(OSError):  # The device is gone, or this user may not read it: treat it as no jack.
                self._watch(device)
        self._tell(HeadphoneStatus.UNKNOWN)
        return self._options.retry_s

    def _device(self) -> Path | None:
        if self._address != "auto":
            return Path(self._address)
        with suppress(OSError):
            name = find_jack(self._options.list_file.read_text(encoding="utf-8", errors="replace"))
            return self._options.folder / name if name else None
        return None

    def _watch(self, device: Path) -> None:
        """Report each change until the device goes away or the jack is stopped."""
        file = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        try:
            self._tell(_now(file))
            while not self._worker.is_stopping:
                if not select.select([file], [], [], self._options.poll_s)[0]:
                    continue
                data = os.read(file, EVENT.size * 64)
                if not data:
                    return
                for status in changes(data):
                    self._tell(status)
        finally:
            os.close(file)

    def _tell(self, status: HeadphoneStatus) -> None:
        if status is not self._status:
            self._status = status
            _log.info("headphones: %s", status.value)
            self._on_status(status)


def find_jack(listing: str) -> str | None:
    """Return the first device of ``/proc/bus/input/devices`` with a headphone switch, as in ``event5``; else None."""
    for block in listing.split("\n\n"):
        switches, handler = _SWITCHES.search(block), _HANDLER.search(block)
        if switches and handler and int(switches["bits"].split()[-1], 16) & (1 << SW_HEADPHONE_INSERT):
            return handler["event"]
    return None


def changes(data: bytes) -> list[HeadphoneStatus]:
    """Return the changes of the jack in the bytes read from its device, oldest first. Ignore all other events."""
    whole = len(data) // EVENT.size * EVENT.size
    return [
        HeadphoneStatus.IN if value else HeadphoneStatus.OUT
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole])
        if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT)
    ]


def _now(file: int) -> HeadphoneStatus:
    """Return the status at the moment; `OUT` where the device does not answer."""
    switches = bytearray(8)
    try:
        fcntl.ioctl(file, _ASK_SWITCHES, switches)
    except OSError:
        return HeadphoneStatus.OUT
    return HeadphoneStatus.IN if switches[0] & (1 << SW_HEADPHONE_INSERT) else HeadphoneStatus.OUT
