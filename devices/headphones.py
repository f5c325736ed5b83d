"""The headphone jack, from the switch that Linux reports for it: is something plugged in?

A sound card's jack and a jack wired to a GPIO (``gpio-keys``) are the same to a program: an input device that reports
the switch SW_HEADPHONE_INSERT (linux/input-event-codes.h). Its file is read as it is; no library is needed.
"""

import fcntl
import logging
import os
import re
import select
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.status import HeadphoneStatus

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
    """`list_file` and `folder` are where Linux shows its input devices. A jack that is away is looked for every
    `retry_s` seconds; a stop is noticed within `turn_s`.
    """

    list_file: Path = Path("/proc/bus/input/devices")
    folder: Path = Path("/dev/input")
    retry_s: float = 2.0
    turn_s: float = 0.2


class HeadphoneJack:
    """Watches one jack: ``auto`` or a device file. ``on_status`` is called on its own thread, on changes only."""

    def __init__(
        self, address: str, *, on_status: Callable[[HeadphoneStatus], None], options: JackOptions = JackOptions()
    ) -> None:
        self._address, self._on_status, self._options = address, on_status, options
        self._status = HeadphoneStatus.UNKNOWN
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="headphones", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it, `turn_s` at most."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            device = self._device()
            if device is not None:
                with suppress(OSError):  # gone, or not for this user: like no jack at all
                    self._watch(device)
            self._tell(HeadphoneStatus.UNKNOWN)
            self._stopping.wait(self._options.retry_s)

    def _device(self) -> Path | None:
        if self._address != "auto":
            return Path(self._address)
        with suppress(OSError):
            name = find_jack(self._options.list_file.read_text(encoding="utf-8", errors="replace"))
            return self._options.folder / name if name else None
        return None

    def _watch(self, device: Path) -> None:
        """Until the device goes or the jack is stopped."""
        file = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        try:
            self._tell(_now(file))
            while not self._stopping.is_set():
                if not select.select([file], [], [], self._options.turn_s)[0]:
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
    """The first device of ``/proc/bus/input/devices`` that has the headphone switch: ``event5``; None without one."""
    for block in listing.split("\n\n"):
        switches, handler = _SWITCHES.search(block), _HANDLER.search(block)
        if switches and handler and int(switches["bits"].split()[-1], 16) & (1 << SW_HEADPHONE_INSERT):
            return handler["event"]
    return None


def changes(data: bytes) -> list[HeadphoneStatus]:
    """What a read of the device says about the jack, oldest first; other keys and half an event say nothing."""
    whole = len(data) // EVENT.size * EVENT.size
    return [
        HeadphoneStatus.IN if value else HeadphoneStatus.OUT
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole])
        if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT)
    ]


def _now(file: int) -> HeadphoneStatus:
    """What is in the jack when it is opened; out where the device does not answer, until it says something."""
    switches = bytearray(8)
    try:
        fcntl.ioctl(file, _ASK_SWITCHES, switches)
    except OSError:
        return HeadphoneStatus.OUT
    return HeadphoneStatus.IN if switches[0] & (1 << SW_HEADPHONE_INSERT) else HeadphoneStatus.OUT
