"""Who opens a kiosk for staff: the branch, or while its database is away what this machine remembers of it."""

import threading
from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.text import CounterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.branch.doorkeeper import Doorkeeper
    from kiosk.branch.office import Office
    from kiosk.domain.office import Staff
    from kiosk.domain.orders import StaffAct
    from kiosk.program.opening import Opening

Answer = TypeVar("Answer")


class Door:
    """Asks the branch first. `file`: where this machine remembers whose PIN opens it; None: it does not."""

    def __init__(self, opening: "Opening", file: "Path | None" = None) -> None:
        self._opening, self._file = opening, file
        self._lock = threading.Lock()
        self._doorkeeper: Doorkeeper | None = None

    def refresh(self, office: "Office") -> None:
        """The branch is there: what it has to hear and what this machine has to remember. CounterError ``store.*``."""
        keeper = self._keeper()
        if keeper is not None:
            keeper.refresh(office)

    def keepers(self) -> tuple["Staff", ...]:
        """Whose PIN opens this kiosk."""
        from kiosk.branch import stations

        return self._ask(stations.keepers, _keepers)

    def open_for_staff(self, login: str, pin: str) -> "Staff":
        """Who stands at this kiosk."""
        from kiosk.branch import stations

        return self._ask(
            lambda office: stations.open_for_staff(office, login, pin), lambda keeper: keeper.open_for_staff(login, pin)
        )

    def staff_act(self, staff_id: int, what: "StaffAct") -> None:
        """What they do there."""
        from kiosk.branch import stations

        self._ask(lambda office: stations.act(office, staff_id, what), lambda keeper: keeper.act(staff_id, what))

    def _ask(self, branch: "Callable[[Office], Answer]", here: "Callable[[Doorkeeper], Answer]") -> Answer:
        try:
            return branch(self._opening.office())
        except CounterError as problem:
            keeper = self._keeper()
            if not problem.message.key.startswith("store.") or keeper is None or not keeper.keepers():
                raise
            return here(keeper)

    def _keeper(self) -> "Doorkeeper | None":
        if self._file is None:
            return None
        with self._lock:
            if self._doorkeeper is None:
                from kiosk.branch.doorkeeper import Doorkeeper

                self._doorkeeper = Doorkeeper(self._file, self._opening.clock)
            return self._doorkeeper


def _keepers(keeper: "Doorkeeper") -> tuple["Staff", ...]:
    return keeper.keepers()
