"""Read the figures of each clerk over a period. They stand in the order of names and are no ranking."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.branch.measures import Progress, day_tallies, names_in
from kiosk.branch.office import Office
from kiosk.domain.history.pauses import PAUSE_RECORDS, Pauses, pauses_by_clerk
from kiosk.domain.measures.figures import Figures, figures_of, grouped
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.domain.measures.tally import Cell, Length
from kiosk.domain.procedures.search import fold
from kiosk.store.journal import read_about_branch

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClerkFigures:
    """Hold the figures of one clerk, at whichever counters. `serving_s` is the whole time of serving in seconds."""

    clerk: int
    name: str
    figures: Figures
    serving_s: int
    pauses: Pauses


@dataclass(frozen=True, slots=True)
class ClerksView:
    """Hold the figures of a period by clerk, in the order of names. `days` counts the days with numbers."""

    first: date
    last: date
    days: int
    clerks: tuple[ClerkFigures, ...]


def clerks_in(office: Office, first: date, last: date, progress: Progress | None = None) -> ClerksView:
    """Return the figures of everybody who served, called or paused in a period.

    A visit counts for the clerk who called it last, a time of serving for the clerk who began it.

    Raises:
        CounterError: ``report.backwards``, ``report.future``: see `Period.check`; ``store.*``.
    """
    Period(ReportKind.DAY, first, last).check(office.today())
    days = day_tallies(office, first, last, progress)
    tallies = grouped(days, _clerk)
    pauses = _pauses(office, first, last)
    names = names_in(office, first, last).clerks
    found = [
        ClerkFigures(
            clerk=one,
            name=names.get(one, "–"),
            figures=figures_of(tallies.get(one)),
            serving_s=sum(tallies[one].lengths(Length.SERVICE)) if one in tallies else 0,
            pauses=pauses.get(one, Pauses()),
        )
        for one in {*tallies, *pauses}
        if one is not None
    ]
    return ClerksView(first, last, len(days), tuple(sorted(found, key=_by_name)))


def _pauses(office: Office, first: date, last: date) -> dict[int, Pauses]:
    zone = office.setup().branch.timezone
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + _A_DAY))
    with office.store.read() as connection:
        return pauses_by_clerk(read_about_branch(connection, begin, end, PAUSE_RECORDS))


def _clerk(_day: date, cell: Cell) -> int | None:
    return cell.clerk


def _by_name(one: ClerkFigures) -> tuple[str, int]:
    return fold(one.name), one.clerk
