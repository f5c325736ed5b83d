"""Gathers what devices, database and relay tell, one by one, into the one value that a desk's strip shows."""

from dataclasses import replace

from PySide6.QtCore import QObject

from kiosk.domain.status import PartReport, ScannerStatus, StoreStatus, SyncStatus
from ui.bridge import Bridge
from ui.desk.statuses import DeskStatuses
from ui.desk.window import DeskWindow


class StatusWatch(QObject):
    """Belongs to its window. What was never heard of is not known, and said so."""

    def __init__(self, bridge: Bridge, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known = DeskStatuses()
        bridge.store.connect(self._store)
        bridge.parts.connect(self._parts)
        bridge.scanner.connect(self._scanner)
        bridge.synced.connect(self._synced)

    def _store(self, status: StoreStatus) -> None:
        self._show(replace(self._known, database=status is StoreStatus.READY))

    def _parts(self, reports: tuple[PartReport, ...]) -> None:
        self._show(replace(self._known, parts=reports))

    def _scanner(self, status: ScannerStatus) -> None:
        self._show(replace(self._known, scanner=status))

    def _synced(self, status: SyncStatus) -> None:
        self._show(replace(self._known, sync=status))

    def _show(self, known: DeskStatuses) -> None:
        self._known = known
        self._window.show_statuses(known)
