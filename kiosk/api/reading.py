"""Ask the branch for the API, with a limit on what a busy reader may cost it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.api.models import FiguresAnswer, Parts, PeriodPart
from kiosk.branch.board import BoardView, hall_view
from kiosk.branch.live import LiveView, live_view
from kiosk.branch.measures import day_tallies
from kiosk.branch.office import Office
from kiosk.branch.stations.overview import StationOverview, stations_overview
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.figures import DayTallies, figures_of, grouped, total_of
from kiosk.domain.measures.tally import Cell

#: Nanoseconds for which a view of the branch is given again.
_FRESH_NS = 10**9
#: The most days that one question may ask for. A day without a summary is counted again for each question.
MOST_DAYS = 366
_KEYS: dict[Parts, Callable[[date, Cell], str]] = {
    Parts.DAY: lambda day, _cell: day.isoformat(),
    Parts.SERVICE: lambda _day, cell: cell.service,
    Parts.HOUR: lambda _day, cell: f"{cell.hour:02d}",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """Hold a view and when it was read."""

    at_ns: int
    view: LiveView


class BranchReader:
    """Read the branch for one question of a kind at a time. Safe to share between threads.

    `office` opens the branch at the first question, and raises a refusal while the database is away.
    """

    def __init__(self, office: Callable[[], Office]) -> None:
        self._office = office
        self._live, self._figures = threading.Lock(), threading.Lock()
        self._known: _Known | None = None

    def live(self) -> LiveView:
        """Return the branch as it stood at most a second ago."""
        with self._live:
            office = self._office()
            now_ns = office.clock.monotonic_ns()
            if self._known is None or now_ns - self._known.at_ns > _FRESH_NS:
                self._known = _Known(now_ns, live_view(office))
            return self._known.view

    def calls(self) -> BoardView:
        """Return what the hall shows."""
        return hall_view(self._office(), None).view

    def stations(self) -> tuple[StationOverview, ...]:
        """Return the machines of the branch."""
        return stations_overview(self._office())

    def figures(self, first: date | None, last: date | None, by: Parts) -> FiguresAnswer:
        """Return the figures of a period. Without `first` it is today, without `last` one day.

        Raises:
            CounterError: ``api.period_backwards``, ``api.period_in_future``, ``api.period_too_long`` (most).
        """
        with self._figures:
            office = self._office()
            today = office.today()
            first = first or last or today
            last = last or first
            if last < first:
                raise CounterError("api.period_backwards")
            if first > today:
                raise CounterError("api.period_in_future", today=today.isoformat())
            if last - first >= timedelta(MOST_DAYS):
                raise CounterError("api.period_too_long", most=MOST_DAYS)
            days = day_tallies(office, first, min(last, today))
        return FiguresAnswer(
            first=first,
            last=last,
            days_with_numbers=len(days),
            total=figures_of(total_of(days)),
            by=by,
            parts=_parts(days, by),
        )


def _parts(days: list[DayTallies], by: Parts) -> list[PeriodPart]:
    found = grouped(days, _KEYS[by]) if by in _KEYS else {}
    return [PeriodPart(part=part, figures=figures_of(tally)) for part, tally in sorted(found.items())]
