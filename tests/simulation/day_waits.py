"""Compare the wait ranges on a day's slips with the real waits."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from tests.simulation.branch_day import BranchDay

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Verdict:
    """Shares of 1 and minutes. `held`: how many ranges held the wait; `error`: how far the middle of the range was
    from the wait, `naive_error`: the same of "people before you × average service time ÷ counters"; `width`: of the
    ranges; `silent`: slips without a time, because no counter served it."""

    held: float
    error: float
    naive_error: float
    width: float
    silent: float


def judge(day: BranchDay) -> Verdict:
    """Every number of the day that was called, whoever came."""
    called = [visit for visit in day.visits.values() if visit.called is not None]
    told = [
        ((visit.called - visit.issued) / _A_MINUTE, *visit.told, visit.naive)
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
