"""Let staff out of a locked-down window by their PIN: the branch knows them, or this machine remembers them."""

import threading
from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.language.text import CounterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.branch.office import Office
    from kiosk.branch.offline_staff import OfflineStaff
    from kiosk.program.opening import Opening

Answer = TypeVar("Answer")


class StaffExit:
    """Asks the branch first. `file`: where this machine remembers whose PIN opens it; None: it remembers nobody."""

    def __init__(self, opening: "Opening", file: "Path | None" = None) -> None:
        self._opening, self._file = opening, file
        self._lock = threading.Lock()
        self._doorkeeper: OfflineStaff | None = None

    def refresh(self, office: "Office") -> None:
        """Record at the branch what staff did while it was away, and remember its staff anew.

        Raises:
            CounterError: ``store.*`` when the branch is away.
        """
        keeper = self._keeper()
        if keeper is not None:
            keeper.refresh(office)

    def ask(self, branch: "Callable[[Office], Answer]", here: "Callable[[OfflineStaff], Answer]") -> Answer:
        """Ask the branch, or while it is away the copy on this machine.

        Raises:
            CounterError: as the question; ``store.*`` where the branch is away and this machine remembers nobody.
        """
        try:
            return branch(self._opening.office())
        except CounterError as problem:
            keeper = self._keeper()
            if not problem.message.key.startswith("store.") or keeper is None or not keeper.keepers():
                raise
            return here(keeper)

    def _keeper(self) -> "OfflineStaff | None":
        if self._file is None:
            return None
        with self._lock:
            if self._doorkeeper is None:
                from kiosk.branch.offline_staff import OfflineStaff

                self._doorkeeper = OfflineStaff(self._file, self._opening.clock)
            return self._doorkeeper
