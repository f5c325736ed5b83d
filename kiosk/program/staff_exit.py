"""Check the PIN of staff who leave a locked-down window, at the branch or with the list kept on this machine."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.branch.office import Office
from kiosk.branch.stations.offline_staff import OfflineStaff
from kiosk.domain.language.text import CounterError
from kiosk.program.opening import Opening

Answer = TypeVar("Answer")


class StaffExit:
    """Ask the branch first, then the list in `file` while the branch is away. None: there is no list."""

    def __init__(self, opening: Opening, file: Path | None = None) -> None:
        self._opening, self._file = opening, file
        self._lock = threading.Lock()
        self._offline: OfflineStaff | None = None

    def refresh(self, office: Office) -> None:
        """Record at the branch what staff did while it was away, and renew the list on this machine.

        Raises:
            CounterError: ``store.*`` when the branch is away.
        """
        offline = self._offline_staff()
        if offline is not None:
            offline.refresh(office)

    def ask(self, branch: Callable[[Office], Answer], here: Callable[[OfflineStaff], Answer]) -> Answer:
        """Ask the branch, or while it is away the list on this machine.

        Raises:
            CounterError: as the question; ``store.*`` where the branch is away and this machine has no list.
        """
        try:
            return branch(self._opening.office())
        except CounterError as problem:
            offline = self._offline_staff()
            if not problem.message.key.startswith("store.") or offline is None or not offline.staff_for_exit():
                raise
            return here(offline)

    def learn(self, login: str, pin: str) -> None:
        """Keep a PIN that the branch has just found right, for the time without the branch."""
        offline = self._offline_staff()
        if offline is not None:
            offline.learn(login, pin)

    def _offline_staff(self) -> OfflineStaff | None:
        if self._file is None:
            return None
        with self._lock:
            if self._offline is None:
                self._offline = OfflineStaff(self._file, self._opening.clock)
            return self._offline
