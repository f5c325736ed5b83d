"""What the board shows, as a value: calls come in one by one, none is left out. No Qt here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.branch.board import BoardView, Call
    from kiosk.domain.office import Field

#: Calls that are remembered, and fields with people waiting that are shown.
_REMEMBERED, FIELDS = 12, 6


@dataclass(frozen=True)
class Board:
    """`current`: the newest call of each counter, newest first. `recent`: what was called before that.

    `following`: the next numbers of the fields that are shown.
    """

    current: "tuple[Call, ...]" = ()
    recent: "tuple[Call, ...]" = ()
    waiting: "tuple[tuple[Field, int], ...]" = ()
    following: "tuple[tuple[Field, tuple[str, ...]], ...]" = ()

    @classmethod
    def of(cls, view: "BoardView") -> "Board":
        """The board as the branch sees it."""
        waiting = busiest(view.waiting)
        shown = {field.code for field, _ in waiting}
        following = tuple(pair for pair in view.following if pair[0].code in shown)
        return cls(view.current, view.recent, waiting, following)

    def with_call(self, call: "Call") -> "Board":
        """One more call: it takes the lacquer row, what its counter showed before moves to the last calls."""
        gone = [old for old in self.current if old.counter == call.counter and old.label != call.label]
        stays = [old for old in self.current if old.counter != call.counter and old.label != call.label]
        recent = [*gone, *(old for old in self.recent if old.label != call.label)]
        return replace(self, current=(call, *stays), recent=tuple(recent[:_REMEMBERED]))

    def pages(self, count: int) -> int:
        """How many pages of `count` rows it takes until everybody who is waited for has stood on the board."""
        waited = sum(not call.is_served for call in self.current)
        return max(1, ceil((waited - 1) / (count - 1)))

    def rows(self, count: int, page: int = 0) -> "tuple[tuple[Call, ...], tuple[Call, ...]]":
        """The calls for `count` rows, and the last calls: those that found no row on this page, then the ones before.

        Who is waited for comes before who is there already. The newest call stands on every page, in the first row; the
        others take turns below it. So a new call shows at once and lets nobody's turn begin again, however many come.
        """
        waited = [call for call in self.current if not call.is_served]
        served = [call for call in self.current if call.is_served]
        pages = self.pages(count)
        if pages > 1:
            begin = page % pages * (count - 1)
            end = begin + count - 1
            newest, others = waited[0], waited[1:]
            return (newest, *others[begin:end]), (*others[:begin], *others[end:], *served, *self.recent)
        calls = (*waited, *served)
        return calls[:count], (*calls[count:], *self.recent)


def busiest(waiting: "Sequence[tuple[Field, int]]") -> "tuple[tuple[Field, int], ...]":
    """The fields with the most people waiting, as many as there are rows for, in the order of the set-up."""
    chosen = sorted(waiting, key=lambda pair: -pair[1])[:FIELDS]
    kept = {field.code for field, _ in chosen}
    return tuple(pair for pair in waiting if pair[0].code in kept)
