"""What the board shows, as a value: calls come in one by one, none is left out. No Qt here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from kiosk.branch.board import BoardView, Call
from kiosk.domain.branch_setup import Field

#: Calls before the present ones that are remembered.
_REMEMBERED = 12


@dataclass(frozen=True)
class Board:
    """`current`: the newest call of each counter, newest first. `recent`: what was called before that.

    `following`: the next numbers of the fields in which somebody waits.
    """

    current: tuple[Call, ...] = ()
    recent: tuple[Call, ...] = ()
    waiting: tuple[tuple[Field, int], ...] = ()
    following: tuple[tuple[Field, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, view: BoardView) -> "Board":
        """The board as the branch sees it."""
        return cls(view.current, view.recent, view.waiting, view.following)

    def with_call(self, call: Call) -> "Board":
        """One more call: it takes the lacquer row, what its counter showed before moves to the last calls."""
        gone = [old for old in self.current if old.counter == call.counter and old.label != call.label]
        stays = [old for old in self.current if old.counter != call.counter and old.label != call.label]
        recent = [*gone, *(old for old in self.recent if old.label != call.label)]
        return replace(self, current=(call, *stays), recent=tuple(recent[:_REMEMBERED]))

    def pages(self, count: int) -> int:
        """How many pages of `count` rows it takes until everybody who is waited for has stood on the board."""
        waited = sum(not call.is_served for call in self.current)
        return max(1, ceil((waited - 1) / (count - 1)))

    def rows(self, count: int, page: int = 0) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
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


def paged(heights: Sequence[float], room: float) -> tuple[range, ...]:
    """Return the places of rows of these `heights` on as few pages as there is `room` for, each as full as it can be.

    The last page begins early enough to be full: its first rows stand on the page before, too. There is at least one
    page, and no row is left out: a row that is higher than the room has a page of its own.
    """
    pages, begin, height = [], 0, 0.0
    for place, one in enumerate(heights):
        if place > begin and height + one > room:
            pages.append(range(begin, place))
            begin, height = place, 0.0
        height += one
    while pages and begin > 0 and height + heights[begin - 1] <= room:
        begin -= 1
        height += heights[begin]
    return (*pages, range(begin, len(heights)))
