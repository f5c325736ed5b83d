"""Measure the manager's view over five years of history: the live screen, reports, counting again, and the window."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from shutil import copytree
from statistics import median
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from sqlalchemy import delete

from benchmarks.harness import OFFSCREEN, Figure, at_most, processor_time, spread, taken_since
from benchmarks.reception.branch import Clerks, citizens, issue, join_branch
from benchmarks.reports.years import A_DAY, COUNTERS, MONTH, VISITS, FiveYears, evening, found, grow
from benchmarks.setup.settings import DirectBranch
from kiosk.branch import measures
from kiosk.branch.live import live_view
from kiosk.branch.office import Office, OfficeCache
from kiosk.branch.reports import report_of
from kiosk.branch.setup import people
from kiosk.demo.hands import Hands
from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.program.report_files import report_files
from kiosk.program.setup_files import DocumentFiles
from kiosk.program.texts import texts
from kiosk.store.summaries import summary_bytes
from kiosk.store.tables import day_summary
from ui.ask import Ask
from ui.display import application
from ui.manager.now.page import NowPage
from ui.manager.window import ManagerWindow

P = ParamSpec("P")
Value = TypeVar("Value")
_WAITING, _BLOCKS, _IN_BLOCK, _TIMES = 60, 30, 5, 5
_LOGIN, _PIN = "manager", "915273"


def measure() -> list[Figure]:
    """Make the branch beside an empty one. Measure what changes it last."""
    os.environ["QT_QPA_PLATFORM"] = OFFSCREEN
    application()
    with TemporaryDirectory() as name:
        folder = Path(name)
        played = found(folder / "empty")
        copytree(folder / "empty", folder / "years")
        years = grow(folder / "years", played)
        figures = [_month(years), _five_years(years), *_counted_again(years)]
        both = [evening(one, played) for one in (join_branch(folder / "empty"), years.office)]
        figures = [*_live(*both), *figures, _window(both[1])]
        for office in both:
            office.store.close()
    return figures


def _live(empty: Office, years: Office) -> list[Figure]:
    """Look at both branches in turn. Before each look somebody takes a number, and somebody is called."""
    offices = (empty, years)
    wishes = [citizens(office, 1) for office in offices]
    clerks = [Clerks(office, list(COUNTERS)) for office in offices]
    for office, coming, clerk in zip(offices, wishes, clerks, strict=True):
        for wish in islice(coming, _WAITING + len(COUNTERS)):
            issue(office, wish)
        for _ in COUNTERS:
            clerk.serve_one()
        live_view(office)
    looks: tuple[list[float], list[float]] = ([], [])
    for _ in range(_BLOCKS):
        for office, coming, clerk, mine in zip(offices, wishes, clerks, looks, strict=True):
            block = []
            for wish in islice(coming, _IN_BLOCK):
                issue(office, wish)
                clerk.serve_one()
                block.append(_timed(live_view, office)[0] * 1000)
            mine.append(median(block))
    without, over = looks
    ratios = spread([one / other for one, other in zip(over, without, strict=True)])
    note = f"median of {_BLOCKS} blocks of {_IN_BLOCK} looks, in the evening of a day with {A_DAY} visits"
    return [
        at_most("live screen over five years: a look", median(over), "ms", 50.0, note=note),
        at_most(
            "live screen over five years, beside none", median(over), "ms", median(without), times=1.2, note=ratios
        ),
    ]


def _month(years: FiveYears) -> Figure:
    """Make the report of the last month and its files. The month before has its summaries, too."""
    period = Period(ReportKind.MONTH, years.days[-MONTH], years.days[-1])
    seconds = [_timed(_report, years.office, period)[0] for _ in range(_TIMES)]
    note = f"{spread(seconds)} s of {_TIMES}: {MONTH} days of {A_DAY} visits; PDF, XLSX and CSV"
    return at_most("a month's report", max(seconds), "s", 3.0, note=note)


def _five_years(years: FiveYears) -> Figure:
    """Make the report of all days by month, and its files."""
    before = processor_time()
    period = Period(ReportKind.YEAR, years.days[0], years.days[-1])
    seconds, visits = _timed(_report, years.office, period)
    if visits != VISITS:
        raise RuntimeError(f"{visits} visits were counted")
    note = f"{len(years.days)} days, {visits} visits; PDF, XLSX and CSV; {taken_since(before)}"
    return at_most("five years by month", seconds, "s", 5.0, note=note)


def _report(office: Office, period: Period) -> int | None:
    """Write a report as `kiosk report` does, without a disk. Return its visits."""
    report = report_of(office, period)
    report_files(report, texts(VIETNAMESE))
    return report.total.arrivals


def _counted_again(years: FiveYears) -> list[Figure]:
    """Drop the summaries of the last month and count it by the journal."""
    office, first, last = years.office, years.days[-MONTH], years.days[-1]
    kept = measures.day_tallies(office, first, last)
    with office.store.write() as connection:
        connection.execute(delete(day_summary).where(day_summary.c.business_date >= first.isoformat()))
    moments: list[float] = []

    def go_on(done: int, _days: int) -> bool:
        moments.append(time.perf_counter())
        return done < MONTH // 2

    stopped = measures.day_tallies(office, first, last, go_on)
    if len(stopped) != MONTH // 2:
        raise RuntimeError(f"{len(stopped)} days were counted")
    seconds, counted = _timed(measures.day_tallies, office, first, last)
    if [summary_bytes(one.cells) for one in counted] != [summary_bytes(one.cells) for one in kept]:
        raise RuntimeError("the days were counted to other bytes")
    records = len(years.played.rows.records)
    each = seconds / (MONTH - MONTH // 2) / records
    note = f"{records} records a day; five years of them in {each * records * len(years.days) / 60:.0f} min"
    waits = [after - before for before, after in pairwise(moments)]
    return [
        at_most("counted again by the journal: a record", each * 1e6, "µs", 100.0, note=note),
        at_most("counted again: until it tells progress, or stops", max(waits), "s", 1.0, note=f"{len(waits)} days"),
    ]


def _window(office: Office) -> Figure:
    """Open the manager's window several times, each time as a program that knows nothing yet."""
    people.set_secret(office, _LOGIN, _PIN)
    hands = Hands()
    seconds = [_timed(_opened, replace(office, cache=OfficeCache()), hands)[0] for _ in range(_TIMES)]
    note = f"first {seconds[0]:.2f} s, median {median(seconds):.2f} s of {_TIMES}; from its making to the page of now"
    return at_most("the manager's window opens over five years", max(seconds), "s", 1.5, note=note)


def _opened(office: Office, hands: Hands) -> None:
    window = ManagerWindow(Ask(DirectBranch(office)), texts(VIETNAMESE), office.clock, DocumentFiles())
    window.show()
    window.sign_in.entered.emit(_LOGIN, _PIN)
    hands.until(lambda: any(page.view is not None for page in window.findChildren(NowPage)), "the branch as it stands")
    window.grab()
    window.close()
    window.deleteLater()


def _timed(act: Callable[P, Value], *args: P.args, **kwargs: P.kwargs) -> tuple[float, Value]:
    """Return the seconds that a call takes, and its answer."""
    begin = time.perf_counter()
    answer = act(*args, **kwargs)
    return time.perf_counter() - begin, answer
