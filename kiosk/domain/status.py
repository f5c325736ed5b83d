"""List the closed sets of statuses of devices, links and stores. A missing cable is a status."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScannerStatus(StrEnum):
    """List the statuses of the card and ticket scanner on its serial line."""

    READY = "ready"
    CONNECTING = "connecting"
    UNPLUGGED = "unplugged"
    NO_PERMISSION = "no_permission"
    BUSY_ELSEWHERE = "busy_elsewhere"


class PrinterStatus(StrEnum):
    """List the statuses of a printer, by its answer to DLE EOT. Silence is `NO_ANSWER`, never "adequate"."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    FAULT = "fault"
    NO_ANSWER = "no_answer"
    UNPLUGGED = "unplugged"

    @property
    def can_print(self) -> bool:
        """Return whether a job may be sent now."""
        return self in (PrinterStatus.READY, PrinterStatus.PAPER_LOW)


class PrintJobState(StrEnum):
    """List the states of a print job. `UNKNOWN` is a job that was being sent when the power failed."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class SpeechStatus(StrEnum):
    """List the statuses of the spoken guidance: a program that speaks, and a sound device."""

    READY = "ready"
    ABSENT = "absent"
    SILENT = "silent"


class SoundStatus(StrEnum):
    """List the statuses of the hall voice. `INCOMPLETE`: some calls are chimed only, because a piece is missing."""

    READY = "ready"
    INCOMPLETE = "incomplete"
    NO_PACK = "no_pack"
    ABSENT = "absent"
    SILENT = "silent"


class ProgramKind(StrEnum):
    """List the kinds of windows. Several kinds may use one station name, two of one kind may not."""

    KIOSK = "kiosk"
    DESK = "desk"
    HALL = "hall"
    RATING = "rating"
    MANAGER = "manager"


class ReportedDevice(StrEnum):
    """List the devices that a machine reports to its branch."""

    PRINTER = "printer"
    SCANNER = "scanner"
    SOUND = "sound"
    SPEECH = "speech"


DeviceStatus = PrinterStatus | ScannerStatus | SoundStatus | SpeechStatus
#: The values of the statuses in which a device does what it is for.
_WORKING = frozenset({PrinterStatus.READY.value, PrinterStatus.PAPER_LOW.value, SoundStatus.INCOMPLETE.value})


def is_working(status: DeviceStatus) -> bool:
    """Return whether a device does what it is for."""
    return status.value in _WORKING


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Hold the last report of a machine about its device. `is_heard` False: the machine has been silent, or ended."""

    station: str
    part: ReportedDevice
    status: DeviceStatus
    is_heard: bool


class HeadphoneStatus(StrEnum):
    """List the statuses of the headphone jack. `UNKNOWN`: there is none, or its state is not reported."""

    UNKNOWN = "unknown"
    OUT = "out"
    IN = "in"


class StoreStatus(StrEnum):
    """List the statuses of the branch database, as this machine sees it."""

    READY = "ready"
    AWAY = "away"


class LinkStatus(StrEnum):
    """List the statuses of the line to the centre."""

    NEVER_TRIED = "never_tried"
    UP = "up"
    DOWN = "down"
    REFUSED = "refused"
    NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Hold what has not reached the centre.

    `lag_seconds` tells how long ago the oldest record to be sent was written; 0 when there is none.
    """

    link: LinkStatus
    backlog: int
    lag_seconds: int
    quarantined: int
    last_success: datetime | None
