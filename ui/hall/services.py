"""The door to the branch: what a board needs, without the office it belongs to."""

from typing import TYPE_CHECKING, Protocol

from kiosk.domain.office import Setup

if TYPE_CHECKING:
    from kiosk.branch.board import BoardView, Call


class LastShown(Protocol):
    """What a board still knows when it is started again: the `seq` of the last call it showed. Asked on the worker."""

    def read(self) -> int | None:
        """None where it is not known."""
        ...

    def keep(self, seq: int) -> int:
        """Remembers it, and gives it back. OSError where that cannot be."""
        ...


class HallServices(Protocol):
    """Every method may wait for a disk: `ui.background` calls them. Any error means that the branch is away."""

    def setup(self) -> Setup:
        """The branch's set-up."""
        ...

    def board_view(self) -> "BoardView":
        """The board as it stands now."""
        ...

    def calls_since(self, seq: int) -> "tuple[Call, ...]":
        """Every call after `seq`, oldest first."""
        ...
