"""Decide which backups are kept: one for each of the last days, weeks and months that have one."""

from collections.abc import Callable, Collection
from datetime import datetime

#: How many of each are kept.
DAYS, WEEKS, MONTHS = 7, 4, 12


def kept_generations(moments: Collection[datetime]) -> frozenset[datetime]:
    """Return the moments of the backups to keep: the newest of each of the last 7 days, 4 weeks and 12 months.

    Only days, weeks and months that have a backup count, so nothing is lost while no backup is taken.
    """
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, datetime.date),
        (WEEKS, lambda moment: tuple(moment.isocalendar())[:2]),
        (MONTHS, lambda moment: (moment.year, moment.month)),
    )
    kept: set[datetime] = set()
    for most, period_of in rules:
        newest: dict[object, datetime] = {}
        for moment in sorted(moments, reverse=True):
            newest.setdefault(period_of(moment), moment)
        kept.update(list(newest.values())[:most])
    return frozenset(kept)
