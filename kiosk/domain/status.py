"""The closed sets of what a device, a link or a store can be. Screens show these; a missing cable is a status."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScannerStatus(StrEnum):
    """The card and ticket scanner on its serial line."""

    READY = "ready"
    CONNECTING = "connecting"
    UNPLUGGED = "unplugged"
    NO_PERMISSION = "no_permission"
    BUSY_ELSEWHERE = "busy_elsewhere"


class PrinterStatus(StrEnum):
    """A ticket printer, from its own answer to DLE EOT; silence is `NO_ANSWER`, never "adequate"."""

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
        """Whether a job may be sent now."""
        return self in (PrinterStatus.READY, PrinterStatus.PAPER_LOW)


class PrintJobState(StrEnum):
    """Committed is not printed: `UNKNOWN` is a job that was being sent when the power went."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class SpeechStatus(StrEnum):
    """The voice of the spoken guidance: a program that speaks, and something it can be heard through."""

    READY = "ready"
    ABSENT = "absent"
    SILENT = "silent"


class SoundStatus(StrEnum):
    """The voice that calls in the hall. `INCOMPLETE`: some call will be chimed only, a piece of it is missing."""

    READY = "ready"
    INCOMPLETE = "incomplete"
    NO_PACK = "no_pack"
    ABSENT = "absent"
    SILENT = "silent"


class ProgramKind(StrEnum):
    """What a program is: several kinds may work as one station, two of one kind may not."""

    KIOSK = "kiosk"
    DESK = "desk"
    HALL = "hall"
    RATING = "rating"


class Part(StrEnum):
    """What desks have to know of though it is at another machine: a kiosk's printer, the voice of the hall's board."""

    PRINTER = "printer"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class PartReport:
    """What a machine last said of a part of its own. `is_heard` False: it has been silent for a while, or ended."""

    station: str
    part: Part
    status: PrinterStatus | SoundStatus
    is_heard: bool


class HeadphoneStatus(StrEnum):
    """The headphone jack at the kiosk's front. `UNKNOWN`: there is none, or nobody tells what is in it."""

    UNKNOWN = "unknown"
    OUT = "out"
    IN = "in"


class StoreStatus(StrEnum):
    """The branch's database, as this machine sees it."""

    READY = "ready"
    AWAY = "away"


class LinkStatus(StrEnum):
    """The line to the centre."""

    NEVER_TRIED = "never_tried"
    UP = "up"
    DOWN = "down"
    REFUSED = "refused"
    NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What has not reached the centre yet. `lag_seconds`: age of the oldest record still to be sent, 0 when none."""

    link: LinkStatus
    backlog: int
    lag_seconds: int
    quarantined: int
    last_success: datetime | None
