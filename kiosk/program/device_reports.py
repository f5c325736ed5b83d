"""Report the status of this machine's devices to the branch, and the reports of all machines to a desk."""

import threading
import time
from collections.abc import Callable

from kiosk.branch.office import Office
from kiosk.branch.stations.device_status import REPORT_SECONDS, device_statuses, end_status, report_status
from kiosk.domain.status import DeviceReport, DeviceStatus, ReportedDevice


class Reporter:
    """Keep the status of each device and write it to the branch.

    Threads of devices call `note`; only the coordinator thread calls the rest. `tell`, where it is given, is called
    with the reports of all machines whenever they change.
    """

    def __init__(self, tell: Callable[[tuple[DeviceReport, ...]], None] | None = None) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._noted: dict[ReportedDevice, DeviceStatus] = {}
        self._written: dict[ReportedDevice, DeviceStatus] = {}
        self._told: tuple[DeviceReport, ...] | None = None
        self._due = 0.0

    def note(self, part: ReportedDevice, status: DeviceStatus) -> None:
        """Note the status of a device for the next `update`. Return at once."""
        with self._lock:
            self._noted[part] = status

    def update(self, office: Office, *, changed: bool) -> None:
        """Write changed statuses, and all of them every half minute. Read the reports after a commit (`changed`)."""
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

    def end(self, office: Callable[[], Office]) -> None:
        """End the reports of this program's devices. Without any report the branch is not opened."""
        for part in self._written:
            end_status(office(), part)
