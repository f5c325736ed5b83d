"""Hold what the board shows as a value, without Qt. Calls are added one by one, and none is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from kiosk.branch.board import BoardView, Call
from kiosk.domain.branch_setup import Field

#: The number of earlier calls that are kept.
_REMEMBERED = 12


@dataclass(frozen=True)
class Board:
    """Hold the content of the board.

    Attributes:
        current: the newest call of each counter, newest first.
        recent: the calls before those.
        waiting: the number of waiting citizens in each field.
        following: the next numbers of the fields in which somebody waits.
    """

    current: tuple[Call, ...] = ()
    recent: tuple[Call, ...] = ()
    waiting: tuple[tuple[Field, int], ...] = ()
    following: tuple[tuple[Field, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, view: BoardView) -> "Board":
        """Return the content for a view of the branch."""
        return cls(view.current, view.recent, view.waiting, view.following)

    def with_call(self, call: Call) -> "Board":
        """Return the content with one more call in the first row. The counter's previous call becomes a recent one."""
        gone = [old for old in self.current if old.counter == call.counter and old.label != call.label]
        stays = [old for old in self.current if old.counter != call.counter and old.label != call.label]
        recent = [*gone, *(old for old in self.recent if old.label != call.label)]
        return replace(self, current=(call, *stays), recent=tuple(recent[:_REMEMBERED]))

    def pages(self, count: int) -> int:
        """Return the number of pages of `count` rows that show every called citizen who has not come yet."""
        waited = sum(not call.is_served for call in self.current)
        return max(1, ceil((waited - 1) / (count - 1)))

    def rows(self, count: int, page: int = 0) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
        """Return the calls for `count` rows, and the recent calls: first those without a row on this page.

        Citizens who have not come yet precede those who are being served. The newest call is the first row of every
        page; the pages below it show the others. So a new call appears at once and does not restart the pages.
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
    """Divide rows of these `heights` into as few pages of the height `room` as possible; return their indices.

    The last page begins early enough to be full, so its first rows may be on the page before, too. There is at least
    one page. A row that is higher than the room has a page of its own.
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
