"""What a widget found out when it set its words, kept for its next paint: breaking lines costs more than drawing them.

The notes belong to the widget and go with it, so the words of a citizen are kept no longer than the page that shows
them.
"""

from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

#: A key shows a handful of texts in its life; beyond that the old ones are forgotten.
_MOST = 24
#: The notes of the widget that paints; empty where none does.
_open: list[dict[object, object]] = []


class Notes:
    """A widget's notes; open them while it paints: ``with self.notes:``."""

    def __init__(self) -> None:
        self._kept: dict[object, object] = {}

    def __enter__(self) -> None:
        if len(self._kept) > _MOST:
            self._kept.clear()
        _open.append(self._kept)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _open.pop()


def noted(find: Callable[P, R]) -> Callable[P, R]:
    """A function of hashable values whose answers are kept in the notes that are open, if any are."""

    @wraps(find)
    def look_up(*args: P.args, **options: P.kwargs) -> R:
        if not _open:
            return find(*args, **options)
        notes, key = _open[-1], (find, args, *options.values())
        try:
            return cast(R, notes[key])
        except KeyError:
            answer = notes[key] = find(*args, **options)
            return answer

    return look_up
