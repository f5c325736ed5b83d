"""Keep what a program tells, from any thread, and wait for it."""

import threading
from dataclasses import dataclass, field
from typing import TypeVar

from kiosk.domain.program_status import ProgramStatus
from tests.patience import PATIENCE_S

T = TypeVar("T")


@dataclass
class Heard:
    """Collect statuses; `told` is notified of each."""

    statuses: list[ProgramStatus] = field(default_factory=list)
    told: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, status: ProgramStatus) -> None:
        with self.told:
            self.statuses.append(status)
            self.told.notify_all()

    def of(self, kind: type[T]) -> list[T]:
        """Return everything of a kind, in order."""
        return [one for one in self.statuses if isinstance(one, kind)]

    def until(self, wanted: ProgramStatus, *, forget: bool = False) -> None:
        """Wait for a status; with `forget`, only what is told afterwards is kept."""
        with self.told:
            found = self.told.wait_for(lambda: wanted in self.statuses, PATIENCE_S)
            assert found, f"{wanted} was not among {self.statuses}"
            if forget:
                del self.statuses[: self.statuses.index(wanted) + 1]
