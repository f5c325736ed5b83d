"""Declare what the guide and the page of devices ask this machine, and what it answers.

Every method of a `Machine` may wait for a disk or a device: call it on a worker thread only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, get_args

import msgspec

from kiosk.config import Config, WindowKind
from kiosk.domain.setup.document import BranchPart
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus, SoundStatus, SpeechStatus

#: A value of one key, and new values by section and key of `branch.toml`.
MachineValue = str | bool | int | float | Mapping[str, int] | Mapping[str, str]
MachineChanges = Mapping[tuple[str, str], MachineValue]
#: The width of a bank card and of an identity card (ISO/IEC 7810, ID-1), in millimetres.
CARD_MM = 85.6
_EVERY = ("kiosk", "desk", "hall", "rating")
_WINDOWS: Mapping[str, tuple[str, ...]] = {
    "scanner": ("kiosk", "rating"),
    "desk": ("desk",),
    "printer": ("kiosk",),
    "screen": _EVERY,
    "speech": ("kiosk", "rating"),
    "hall": ("hall",),
    "voice": ("hall",),
}


@dataclass(frozen=True, slots=True)
class DevicePlace:
    """Hold a line where a device may be: its address, and the name that the device gives itself."""

    url: str
    name: str = ""


class ReadKind(StrEnum):
    """List what a scanner read. Nothing of the content is kept."""

    CARD = "card"
    TICKET = "ticket"
    APPOINTMENT = "appointment"
    OTHER = "other"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ScannerTrial:
    """Hold the scanner's status, and what came; None: nothing came in time."""

    status: ScannerStatus
    read: ReadKind | None = None


@dataclass(frozen=True, slots=True)
class PrinterTrial:
    """Hold the printer's status, whether a strip came out, and what the printer can answer.

    `is_queued`: the running kiosk of this machine has the printer and printed the strip; nothing else is known.
    `reports`, `tags` and `clears` are as in `printing.printers.probe`.
    """

    status: PrinterStatus
    is_printed: bool = False
    is_queued: bool = False
    reports: bool = False
    tags: bool = False
    clears: bool = False


@dataclass(frozen=True, slots=True)
class ProfileAdvice:
    """Hold the profile that fits a printer, and the sentence about the fit (``devices.fit.*``)."""

    profile: str
    fit: str


class Machine(Protocol):
    """Read, try and change what belongs to this machine alone."""

    def config(self) -> Config:
        """Return the configuration on the disk; the defaults where there is none.

        Raises:
            CounterError: ``config.*`` for a file that a person broke.
        """
        ...

    def scanners(self) -> tuple[DevicePlace, ...]:
        """Return the lines where a scanner may be."""
        ...

    def printers(self) -> tuple[DevicePlace, ...]:
        """Return the lines where a printer may be."""
        ...

    def read_card(self, url: str) -> ScannerTrial:
        """Wait for one scan."""
        ...

    def print_strip(self, url: str, branch: BranchPart, language: str, staff: int | None = None) -> PrinterTrial:
        """Print the trial strip, and ask the printer what it can answer.

        Where the kiosk of this machine holds the printer, the kiosk prints the strip for this member of `staff`.
        """
        ...

    def advise(self, trial: PrinterTrial, *, is_whole: bool, is_cut: bool) -> ProfileAdvice:
        """Return the profile by the answers of the printer and of a person who looked at the strip."""
        ...

    def speak(self, words: str, language: str) -> SpeechStatus:
        """Speak a sentence of the guidance."""
        ...

    def call_out(self, language: str, percent: int) -> SoundStatus:
        """Say a call in the hall at a loudness."""
        ...

    def headphones(self, address: str) -> HeadphoneStatus:
        """Return what the headphone jack says."""
        ...

    def stop(self) -> None:
        """End the trial that waits. Any thread may call it."""
        ...

    def save(self, changes: MachineChanges, staff: int | None = None) -> Config:
        """Write values into the configuration, and return the new one. The journal keeps who of the `staff` did it.

        Raises:
            CounterError: ``config.*``; the old file is unchanged.
        """
        ...


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """Hold the configuration on the disk, and the values that are not written yet."""

    kept: Config
    changes: MachineChanges = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """Return the configuration with the new values."""
        config = self.kept
        for (section, key), value in self.changes.items():
            part = msgspec.structs.replace(getattr(config, section), **{key: value})
            config = msgspec.structs.replace(config, **{section: part})
        return config

    def with_value(self, section: str, key: str, value: MachineValue) -> "MachineDraft":
        """Return the draft with another value. The value on the disk is no change."""
        changes = {place: one for place, one in self.changes.items() if place != (section, key)}
        if getattr(getattr(self.kept, section), key) != value:
            changes[section, key] = value
        return MachineDraft(self.kept, changes)


def windows_of(changes: MachineChanges) -> tuple[str, ...]:
    """Return the windows of this machine that have to be started again for new values."""
    meant = {name for section, _key in changes for name in _WINDOWS[section]}
    return tuple(name for name in _EVERY if name in meant)


def output_of(named: str | Mapping[WindowKind, str], window: WindowKind) -> str:
    """Return the screen of one kind of window by `screen.output`; empty for the primary one."""
    return named if isinstance(named, str) else named.get(window, "")


def with_output(
    named: str | Mapping[WindowKind, str], window: WindowKind, output: str
) -> str | Mapping[WindowKind, str]:
    """Return `screen.output` with another screen for one kind of window."""
    kinds: tuple[WindowKind, ...] = get_args(WindowKind)
    every = {kind: output if kind == window else output_of(named, kind) for kind in kinds}
    if len({*every.values()}) == 1:
        return output
    return {kind: name for kind, name in every.items() if name}


def density_of(width_px: float) -> float:
    """Return the pixels of one millimetre, where a card is `width_px` wide on the screen."""
    return round(width_px / CARD_MM, 3)
