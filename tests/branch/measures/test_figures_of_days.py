"""Check that summaries and figures are those of a naive replay, to the second, on random days."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from kiosk.branch import measures
from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.statements import statements_on, verify_day
from kiosk.domain.journal import Event
from kiosk.domain.measures.figures import DayTallies, figures_of, total_of
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.store.engine import Store
from kiosk.store.journal import to_us, walk
from kiosk.store.migrate import upgrade
from tests.branch.measures import naive
from tests.branch.measures.random_days import RandomDays
from tests.domain.measures.report_days import report

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture(autouse=True)
def the_database_goes_by_the_same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test's clock decide when a day is over: nobody can move the clock of a server."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty database for a kiosk's own ledger."""
    store = Store(f"sqlite:///{tmp_path / 'own-ledger.db'}")
    upgrade(store)
    yield store
    store.close()


def expected(office: Office) -> naive.Counted:
    with office.store.read() as connection:
        return naive.count(walk(connection), to_us(office.clock.now()))


#: A seed whose days have every kind of record of a visit, and others.
SEED, MORE_SEEDS = 299, range(100, 110)
KINDS = {one for one in Event if one.startswith(("ticket.", "priority.", "rating."))} | {Event.APPOINTMENT_CHECKED_IN}


def test_figures_of_random_days_are_those_of_a_naive_replay(office: Office, own: Store) -> None:
    again = play(office, own, SEED, acts=300 if office.store.is_sqlite else 120)
    check_medians(again)
    if office.store.is_sqlite:
        with office.store.read() as connection:
            assert {record.kind for record in walk(connection)} >= KINDS, "every kind of record was replayed"


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_figures_of_more_random_days_are_those_of_a_naive_replay(office: Office, own: Store, seed: int) -> None:
    play(office, own, seed, acts=600)


def play(office: Office, own: Store, seed: int, acts: int) -> list[DayTallies]:
    """Play two days, and compare the figures with those of the naive replay on the way. Return the tallies."""
    days = RandomDays(office, own, seed)
    live = measures.LiveDay(TUESDAY)
    for _ in range(3):
        days.play(acts * 7 // 30)
        so_far = live.tallies(office)
        assert so_far is not None
        assert naive.flat([so_far]) == expected(office), "the day while it lasts"
    days.next_morning()
    measures.day_tallies(office, MONDAY, SUNDAY)
    days.play(acts * 3 // 10)
    found = measures.day_tallies(office, MONDAY, SUNDAY)
    assert [one.day for one in found] == [TUESDAY, WEDNESDAY]
    assert naive.flat(found) == expected(office), "a day that is over and one that lasts"
    days.hand_over()
    end_days(office)
    again = measures.day_tallies(office, MONDAY, SUNDAY)
    assert naive.flat(again) == expected(office), "after a late handover to the day that was over"
    check_statements(office, again[0])
    check_services(measures.service_tallies(office, MONDAY, SUNDAY), again)
    return again


def check_statements(office: Office, day: DayTallies) -> None:
    """Check the newest statement of a day by its figures, and all of them by the journal."""
    figures = asdict(figures_of(total_of([day])))
    counts = json.loads(statements_on(office, day.day)[-1].body)["counts"]
    assert {key: count for key, count in counts.items() if key in figures} == {
        key: figures[key] for key in counts.keys() & figures.keys()
    }
    assert verify_day(office, day.day) == []


def check_services(by_service: list[DayTallies], by_cell: list[DayTallies]) -> None:
    """Check that reports by day and month are the same of the tallies by service as of those by cell."""
    for kind in (ReportKind.WEEK, ReportKind.MONTH, ReportKind.YEAR):
        found, expected = (report(days, period=Period(kind, MONDAY, SUNDAY)) for days in (by_service, by_cell))
        assert found == expected
        assert found.days == 2
        assert found.total.wait_median_s is not None


def check_medians(days: list[DayTallies]) -> None:
    """Check medians and percentiles of the sum against the sorted lengths."""
    figures = figures_of(total_of(days))
    lengths: dict[str, list[int]] = {}
    for (_day, _cell, what), count in naive.flat(days).items():
        if isinstance(what, tuple):
            lengths.setdefault(what[0], []).extend([what[1]] * count)
    assert lengths.keys() >= {"wait", "walk", "service"}
    for name, unordered in lengths.items():
        ordered = sorted(unordered)
        assert getattr(figures, f"{name}_median_s") == ordered[(len(ordered) + 1) // 2 - 1]
        assert getattr(figures, f"{name}_p90_s") == ordered[-(-len(ordered) * 9 // 10) - 1]
