"""Carries what this machine's devices say of themselves to the branch, and what other machines say to a desk."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.domain.status import DeviceReport, PrinterStatus, ReportedDevice, SoundStatus

if TYPE_CHECKING:
    from kiosk.branch.office import Office


class Reporter:
    """`note` is called from devices' threads; the rest belongs to the keeper, which hears of every commit.

    `tell`, where it is given, is called with the reports of all machines whenever they differ.
    """

    def __init__(self, tell: Callable[[tuple[DeviceReport, ...]], None] | None = None) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._noted: dict[ReportedDevice, PrinterStatus | SoundStatus] = {}
        self._written: dict[ReportedDevice, PrinterStatus | SoundStatus] = {}
        self._told: tuple[DeviceReport, ...] | None = None
        self._due = 0.0

    def note(self, part: ReportedDevice, status: PrinterStatus | SoundStatus) -> None:
        """A device changed; written at the keeper's next turn. Returns at once."""
        with self._lock:
            self._noted[part] = status

    def turn(self, office: "Office", *, changed: bool) -> None:
        """Writes what is news, all of it every half minute, and reads where something was committed or may be over."""
        from kiosk.branch.device_status import REPORT_SECONDS, device_statuses, report_status

        is_due = time.monotonic() >= self._due
        if is_due:
            self._due = time.monotonic() + REPORT_SECONDS
        with self._lock:
            noted = dict(self._noted)
        for part, status in noted.items():
            if is_due or self._written.get(part) is not status:
                report_status(office, part, status)
                self._written[part] = status
        if self._tell is not None and (changed or is_due or self._told is None):
            found = device_statuses(office)
            if found != self._told:
                self._told = found
                self._tell(found)

    def end(self, office: "Callable[[], Office]") -> None:
        """Nobody reports the parts of this program any more; one that reported none does not open the branch for it."""
        for part in self._written:
            from kiosk.branch.device_status import end_status

            end_status(office(), part)
