"""Compare the wait ranges on a day's slips with the real waits."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from tests.simulation.branch_day import FaultyDay

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Verdict:
    """Hold shares of 1, and minutes.

    `held`: the ranges that held the wait. `error`: the distance of a range's middle from the wait. `naive_error`: the
    same for "people before you × average service time ÷ counters". `width`: that of the ranges. `silent`: slips without
    a range, because no counter served.
    """

    held: float
    error: float
    naive_error: float
    width: float
    silent: float


def judge(day: FaultyDay) -> Verdict:
    """Compare all called tickets of the day, whether their citizens came or not."""
    called = [visit for visit in day.visits.values() if visit.called is not None]
    told = [
        ((visit.called - visit.issued) / _A_MINUTE, *visit.told, day.naive[visit.ticket_id])
        for visit in called
        if visit.called is not None and visit.told is not None
    ]
    return Verdict(
        held=fmean(low <= wait <= high for wait, low, high, _ in told),
        error=fmean(abs(wait - (low + high) / 2) for wait, low, high, _ in told),
        naive_error=fmean(abs(wait - naive) for wait, _, _, naive in told),
        width=fmean(high - low for _, low, high, _ in told),
        silent=1 - len(told) / len(called),
    )
