"""From threads of devices and stores to windows: emitting here is safe anywhere, slots run on the GUI thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from kiosk.domain.scan import Scan
    from kiosk.domain.status import (
        HeadphoneStatus,
        PartReport,
        PrinterStatus,
        ScannerStatus,
        SoundStatus,
        SpeechStatus,
        StoreStatus,
        SyncStatus,
    )


class Bridge(QObject):
    """Signals: `scanned` (a Scan), `scanner` (a ScannerStatus), `printer` (a PrinterStatus), `synced` (a SyncStatus),
    `store` (a StoreStatus), `headphones` (a HeadphoneStatus), `voices` (a frozenset of languages), `words` (what is
    being said), `sound` (a SoundStatus, of the calls in the hall), `parts` (the PartReports of all machines),
    `changed` (somebody committed).

    The methods have the shape of the callbacks that drivers take.
    """

    scanned = Signal(object)
    scanner = Signal(object)
    printer = Signal(object)
    synced = Signal(object)
    changed = Signal()
    store = Signal(object)
    headphones = Signal(object)
    voices = Signal(object)
    words = Signal(str)
    sound = Signal(object)
    parts = Signal(object)

    def on_scan(self, scan: "Scan") -> None:
        """A scanner's reading, from its own thread."""
        self.scanned.emit(scan)

    def on_scanner(self, status: "ScannerStatus") -> None:
        """A scanner's status, from its own thread."""
        self.scanner.emit(status)

    def on_printer(self, status: "PrinterStatus") -> None:
        """A printer's status, from its own thread."""
        self.printer.emit(status)

    def on_sync(self, status: "SyncStatus") -> None:
        """How delivery to the centre stands."""
        self.synced.emit(status)

    def on_change(self) -> None:
        """Somebody committed."""
        self.changed.emit()

    def on_store(self, status: "StoreStatus") -> None:
        """Whether the branch's database answers."""
        self.store.emit(status)

    def on_headphones(self, status: "HeadphoneStatus") -> None:
        """What is in the headphone jack, from its own thread."""
        self.headphones.emit(status)

    def on_speech(self, _status: "SpeechStatus", languages: frozenset[str]) -> None:
        """The languages that can be spoken, from the speaker's own thread."""
        self.voices.emit(languages)

    def on_words(self, words: str) -> None:
        """What is being said, from the speaker's own thread."""
        self.words.emit(words)

    def on_parts(self, reports: tuple["PartReport", ...]) -> None:
        """What all machines of the branch say of their parts."""
        self.parts.emit(reports)

    def on_sound(self, status: "SoundStatus") -> None:
        """How the calls in the hall stand, from their own thread."""
        self.sound.emit(status)
