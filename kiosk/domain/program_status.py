"""List what a running program tells its windows: one closed set of values, told from any thread.

A window matches the ones it shows and ignores the rest:

    match status:
        case PrinterStatus(): ...
        case BranchCommit(): ...
"""

from dataclasses import dataclass

from kiosk.domain.language.text import Message
from kiosk.domain.people.scan import Scan
from kiosk.domain.status import (
    DeviceReport,
    HeadphoneStatus,
    PrinterStatus,
    ScannerStatus,
    SoundStatus,
    SpeechStatus,
    StoreStatus,
    SyncStatus,
)


@dataclass(frozen=True, slots=True)
class ScanRead:
    """Tell that the scanner of this machine has read something."""

    scan: Scan


@dataclass(frozen=True, slots=True)
class BranchCommit:
    """Tell that somebody committed in the branch, or that the branch may answer differently now.

    `seq` is the newest record of the journal; None where it is not known.
    """

    seq: int | None = None


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Tell that database and program are of different versions: which, and who upgrades what."""

    sentence: Message


@dataclass(frozen=True, slots=True)
class DeviceReports:
    """Tell what all machines of the branch report of their printers and of the hall voice."""

    reports: tuple[DeviceReport, ...]


@dataclass(frozen=True, slots=True)
class SpeechReport:
    """Tell the status of the spoken guidance, and the languages that it can speak now."""

    status: SpeechStatus
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class WordsSpoken:
    """Tell the words of the spoken guidance that are being said; empty at their end."""

    words: str


ProgramStatus = (
    ScanRead
    | BranchCommit
    | OtherVersion
    | DeviceReports
    | SpeechReport
    | WordsSpoken
    | ScannerStatus
    | PrinterStatus
    | HeadphoneStatus
    | SoundStatus
    | StoreStatus
    | SyncStatus
)
