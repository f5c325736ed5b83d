"""Drive a code scanner: report what was scanned and the status of the device."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.citizen_card import read_scan
from devices.ports import PortStatus
from devices.repeats import SAME_CODE_S, Repeats
from devices.serial_reader import SerialReader, SerialReaderOptions
from kiosk.domain.people.scan import Scan
from kiosk.domain.status import ScannerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerOptions(SerialReaderOptions):
    """Set also the seconds within which the same code counts once."""

    same_code_s: float = SAME_CODE_S


class Scanner:
    """Report the scans of one scanner at an address (see `devices.ports`).

    ``on_scan`` and ``on_status`` are called on the scanner's thread (see `SerialReader`). Nothing scanned is kept.
    """

    def __init__(
        self,
        url: str,
        *,
        on_scan: Callable[[Scan], None],
        on_status: Callable[[ScannerStatus], None],
        options: ScannerOptions = ScannerOptions(),
    ) -> None:
        """Raise ValueError when the address cannot be read."""
        self._on_scan = on_scan
        self._on_status = on_status
        self._repeats = Repeats(options.same_code_s)
        self._reader = SerialReader("scanner", url, on_frame=self._take, on_status=self._tell_status, options=options)

    @property
    def status(self) -> ScannerStatus:
        """Return the status now; after `stop`, the last one. May be read from any thread."""
        return ScannerStatus(self._reader.status.value)

    def start(self) -> None:
        """Start the thread. Raise RuntimeError when it runs already."""
        self._reader.start()

    def stop(self) -> None:
        """End the thread and wait for it (see `SerialReader.stop`)."""
        self._reader.stop()

    def _take(self, frame: bytes, at: float) -> None:
        scan = read_scan(frame)
        if self._repeats.is_new(scan, at):
            self._on_scan(scan)

    def _tell_status(self, status: PortStatus) -> None:
        self._on_status(ScannerStatus(status.value))
