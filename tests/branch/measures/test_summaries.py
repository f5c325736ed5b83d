"""Check the summaries of days that are over: kept, dropped, made again to the same bytes, and corrected."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.branch import hand_over, measures, ratings
from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import change
from kiosk.clock import ManualClock
from kiosk.domain.journal import GENESIS
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.measures.figures import UNKNOWN, Selection, figures_of, total_of
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.setup.document import Document
from kiosk.program.sample import BRANCH_ID
from kiosk.store import summaries
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from kiosk.store.tables import day_summary, installation
from tests.conftest import KEYS, MORNING
from tests.players import Clerk, take
from tests.sent import each_statement

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture(autouse=True)
def the_database_goes_by_the_same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test's clock decide when a day is over: nobody can move the clock of a server."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())


@pytest.fixture
def office(sqlite_branch: Path, clock: ManualClock) -> Iterator[Office]:
    """Yield the sample branch in a file. The random days are played on PostgreSQL too."""
    store = Store(f"sqlite:///{sqlite_branch}")
    yield Office(store, clock, KEYS, BRANCH_ID)
    store.close()


def serve(office: Office, clock: ManualClock, *, wait: int, service: int = 1) -> str:
    """Serve one citizen at counter 1 after a wait in minutes. Return the id of the ticket."""
    number = take(office, service)
    clerk = Clerk(office).open()
    clock.advance(timedelta(minutes=wait))
    clerk.called()
    clerk.start()
    clock.advance(timedelta(minutes=4))
    clerk.finish()
    clerk.close()
    return number.id


def end_day(office: Office, clock: ManualClock) -> None:
    """Go to nine o'clock of the next morning, and end the day before."""
    days = (clock.now() - MORNING) // timedelta(days=1) + 1
    clock.advance(MORNING + timedelta(days=days) - clock.now())
    end_days(office)


@pytest.fixture
def two_days(office: Office, clock: ManualClock) -> Office:
    """Return a branch with two days that are over, whose summaries were dropped, and a third one that lasts."""
    for wait in (3, 20):
        serve(office, clock, wait=wait)
        serve(office, clock, wait=wait + 2)
        end_day(office, clock)
    measures.drop_summaries(office)
    take(office)
    return office


def kept(office: Office) -> list[Any]:
    with office.store.read() as connection:
        return list(connection.execute(select(day_summary).order_by(day_summary.c.business_date)))


def waits(office: Office) -> list[tuple[date, int | None]]:
    found = measures.service_tallies(office, FIRST, LAST)
    return [(one.day, figures_of(total_of([one])).wait_median_s) for one in found]


def test_days_that_are_over_are_kept_and_today_is_not(two_days: Office) -> None:
    found = measures.day_tallies(two_days, FIRST, LAST)
    assert [one.day for one in found] == [TUESDAY, WEDNESDAY, date(2026, 11, 26)]
    assert [row.business_date for row in kept(two_days)] == ["2026-11-24", "2026-11-25"]
    assert waits(two_days) == [(TUESDAY, 180), (WEDNESDAY, 1200), (date(2026, 11, 26), None)]
    whole = figures_of(total_of(found))
    assert (whole.arrivals, whole.served, whole.open) == (5, 4, 1)
    assert (whole.wait_median_s, whole.wait_p90_s) == (300, 1320), "the median of the sum, not of the medians"


def test_kept_days_answer_as_the_journal_does(two_days: Office) -> None:
    by_the_journal = measures.day_tallies(two_days, FIRST, LAST)
    assert measures.day_tallies(two_days, FIRST, LAST) == by_the_journal
    by_service = measures.service_tallies(two_days, FIRST, LAST)
    assert [figures_of(total_of([one])) for one in by_service] == [
        figures_of(total_of([one])) for one in by_the_journal
    ]


def test_kept_days_are_not_read_from_the_journal_again(two_days: Office) -> None:
    measures.day_tallies(two_days, FIRST, WEDNESDAY)
    sent: dict[str, Any] = {}
    with each_statement(two_days.store, sent.setdefault):
        measures.day_tallies(two_days, FIRST, WEDNESDAY)
    assert not any("ticket.business_date = " in statement for statement in sent)
    assert not any(statement.startswith(("INSERT", "DELETE", "UPDATE")) for statement in sent)


def test_dropped_summaries_are_made_again_to_the_same_bytes(two_days: Office) -> None:
    measures.day_tallies(two_days, FIRST, LAST)
    before = kept(two_days)
    measures.drop_summaries(two_days)
    assert kept(two_days) == []
    measures.service_tallies(two_days, FIRST, LAST)
    assert kept(two_days) == before


def test_a_day_without_data_has_no_figures(office: Office, clock: ManualClock) -> None:
    serve(office, clock, wait=3)
    sunday = Selection(weekdays=frozenset({6}))
    assert figures_of(total_of(measures.day_tallies(office, FIRST, date(2026, 11, 23)))) == UNKNOWN
    assert figures_of(total_of(measures.day_tallies(office, FIRST, LAST), sunday)) == UNKNOWN


def test_a_period_in_the_future_has_no_figures(two_days: Office) -> None:
    assert measures.day_tallies(two_days, date(2027, 1, 1), date(2027, 12, 31)) == []
    assert measures.service_tallies(two_days, LAST, FIRST) == [], "a period that ends before it begins"


def test_a_day_is_not_kept_while_a_ticket_of_it_is_open(office: Office, clock: ManualClock) -> None:
    take(office)
    clock.advance(timedelta(days=1))
    measures.day_tallies(office, FIRST, LAST)
    assert kept(office) == []
    end_days(office)
    measures.day_tallies(office, FIRST, LAST)
    assert len(kept(office)) == 1


def test_a_rating_after_the_day_was_kept_changes_it(office: Office, clock: ManualClock) -> None:
    served = serve(office, clock, wait=3)
    end_day(office, clock)
    (before,) = measures.service_tallies(office, FIRST, LAST)
    ratings.rate(office, "late", served, Rating(Level.SATISFIED))
    (after,) = measures.service_tallies(office, FIRST, LAST)
    assert (figures_of(total_of([before])).ratings, figures_of(total_of([after])).ratings) == (0, 1)


@pytest.fixture
def own(office: Office, tmp_path: Path) -> Iterator[Office]:
    """Yield the own ledger of a kiosk."""
    store = Store(f"sqlite:///{tmp_path / 'own-ledger.db'}")
    upgrade(store)
    hand_over.keep_copy(office, store)
    yield Office(store, office.clock, KEYS, BRANCH_ID, office.station, is_cut_off=True)
    store.close()


def test_a_number_handed_over_after_the_day_was_kept_changes_it(
    office: Office, own: Office, clock: ManualClock
) -> None:
    serve(office, clock, wait=3)
    take(own, 1)
    end_day(office, clock)
    serve(office, clock, wait=9)
    end_day(office, clock)
    measures.day_tallies(office, FIRST, LAST)
    first, second = kept(office)
    hand_over.hand_over(own, office)
    end_days(office)
    (tuesday, wednesday) = measures.service_tallies(office, FIRST, LAST)
    assert (figures_of(total_of([tuesday])).arrivals, figures_of(total_of([tuesday])).abandoned) == (2, 1)
    assert figures_of(total_of([wednesday])).arrivals == 1
    corrected, same = kept(office)
    assert corrected != first
    assert same == second
    measures.drop_summaries(office)
    measures.day_tallies(office, FIRST, LAST)
    assert kept(office) == [corrected, same]


def test_a_summary_made_while_its_day_changed_is_not_kept(two_days: Office) -> None:
    with two_days.store.read() as connection:
        made = summaries.newest_record(connection)
    found = measures.day_tallies(two_days, TUESDAY, TUESDAY)[0]
    measures.drop_summaries(two_days)
    (visit, *_) = measures.visits_of(two_days, TUESDAY)
    ratings.rate(two_days, "meanwhile", visit.id, Rating(Level.SATISFIED))
    with two_days.store.write() as connection:
        summaries.keep_day(connection, two_days.branch_id, found, made)
    assert kept(two_days) == []


def test_in_a_new_epoch_every_day_is_counted_again(two_days: Office) -> None:
    live = measures.LiveDay(date(2026, 11, 26))
    assert len(live.visits(two_days)) == 1
    measures.day_tallies(two_days, FIRST, LAST)
    before = kept(two_days)
    with two_days.store.write(journal=False) as connection:
        connection.execute(day_summary.update().values(total=b"{}", cells=b"{}"))
        connection.execute(installation.update().values(epoch=2, seq=0, hash=GENESIS))
    take(two_days)
    measures.day_tallies(two_days, FIRST, LAST)
    assert kept(two_days) == before
    assert len(live.visits(two_days)) == 2


def test_summaries_of_another_form_are_made_again(two_days: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    measures.day_tallies(two_days, FIRST, LAST)
    with two_days.store.write(journal=False) as connection:
        connection.execute(day_summary.update().values(form=0, total=b"?", cells=b"?"))
    assert waits(two_days)[:2] == [(TUESDAY, 180), (WEDNESDAY, 1200)]
    assert {row.form for row in kept(two_days)} == {summaries.FORM}


def test_a_long_count_tells_its_progress_and_can_be_stopped(two_days: Office) -> None:
    heard: list[tuple[int, int]] = []

    def go_on(done: int, whole: int) -> bool:
        heard.append((done, whole))
        return done < 1

    assert [one.day for one in measures.day_tallies(two_days, FIRST, LAST, go_on)] == [TUESDAY]
    assert heard == [(0, 3), (1, 3)]
    assert [row.business_date for row in kept(two_days)] == ["2026-11-24"], "what was counted is kept"
    heard.clear()
    measures.day_tallies(two_days, FIRST, LAST, go_on)
    assert heard[0] == (0, 2)


def test_a_full_disk_takes_no_figure_away(two_days: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise CounterError("store.disk_full")

    monkeypatch.setattr(summaries, "keep_day", refuse)
    assert len(measures.day_tallies(two_days, FIRST, LAST)) == 3
    assert kept(two_days) == []


def test_the_database_away_is_a_refusal(two_days: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise CounterError("store.away")

    monkeypatch.setattr(two_days.store, "read", refuse)
    with pytest.raises(CounterError, match=r"store\.away"):
        measures.day_tallies(two_days, FIRST, LAST)


# -- the set-up in force ----------------------------------------------------------------------------------------------


def edit_first(office: Office, **values: Any) -> None:
    """Publish a version with another first service, or without it where no values are given."""

    def edit(document: Document) -> Document:
        first, *rest = document.services
        services = (replace(first, **values), *rest) if values else tuple(rest)
        left = {one.code for one in services}
        counters = tuple(
            replace(one, services=tuple(link for link in one.services if link.code in left))
            for one in document.counters
        )
        return replace(document, services=services, counters=counters)

    change(office, edit)


def test_a_service_renamed_in_the_period_has_its_newest_name_and_all_its_figures(
    office: Office, clock: ManualClock
) -> None:
    code = office.setup().services[1].code
    old = office.setup().services[1].name
    serve(office, clock, wait=3)
    end_day(office, clock)
    clock.advance(timedelta(days=2))
    edit_first(office, name=LocalText("Tên mới"), target_minutes=2)
    serve(office, clock, wait=3)
    found = measures.day_tallies(office, FIRST, LAST)
    figures = figures_of(total_of(found, Selection(services=frozenset({code}))))
    assert (figures.arrivals, figures.service_in_target_share) == (2, 0.5), "4 minutes are within 15, not within 2"
    assert measures.names_in(office, FIRST, TUESDAY).services[code] == old
    assert measures.names_in(office, FIRST, LAST).services[code] == LocalText("Tên mới")


def test_a_service_retired_in_the_period_keeps_its_name_and_its_figures(office: Office, clock: ManualClock) -> None:
    code, name = office.setup().services[1].code, office.setup().services[1].name
    serve(office, clock, wait=3)
    end_day(office, clock)
    edit_first(office)
    serve(office, clock, wait=3, service=2)
    end_day(office, clock)
    assert measures.names_in(office, FIRST, LAST).services[code] == name
    figures = figures_of(total_of(measures.day_tallies(office, FIRST, LAST), Selection(services=frozenset({code}))))
    assert figures.served == 1


def test_a_clerk_at_two_counters_in_a_day_has_the_figures_of_both(office: Office, clock: ManualClock) -> None:
    for counter in (1, 2):
        take(office)
        clerk = Clerk(office, counter, staff=1).open()
        clerk.serve_next()
        clerk.close()
    days = measures.day_tallies(office, FIRST, LAST)
    assert figures_of(total_of(days, Selection(clerks=frozenset({1})))).served == 2
    assert [figures_of(total_of(days, Selection(counters=frozenset({n})))).served for n in (1, 2)] == [1, 1]
    assert measures.names_in(office, FIRST, LAST).clerks[1] == "Nguyễn Thị An"


# -- the day while it lasts -------------------------------------------------------------------------------------------


def test_the_live_day_reads_each_record_once(office: Office, clock: ManualClock) -> None:
    live = measures.LiveDay(TUESDAY)
    assert live.tallies(office) is None
    for count in (1, 2, 3):
        serve(office, clock, wait=3)
        (here,) = [total_of([found]) for found in [live.tallies(office)] if found is not None]
        assert figures_of(here).served == count
    assert len(live.visits(office)) == 3


def test_visits_behind_a_figure_are_found_in_any_period(two_days: Office) -> None:
    waited = list(measures.visits_behind(two_days, "wait_median_s", FIRST, LAST))
    assert [(one.day, one.label) for one in waited] == [
        *((day, label) for day in (WEDNESDAY, TUESDAY) for label in ("A001", "A002"))
    ]
    wednesdays = Selection(weekdays=frozenset({2}))
    assert [one.day for one in measures.visits_behind(two_days, "arrivals", FIRST, LAST, wednesdays)] == [WEDNESDAY] * 2
    assert list(measures.visits_behind(two_days, "no_shows", FIRST, LAST)) == []


def test_visits_behind_a_figure_name_nobody(office: Office, clock: ManualClock) -> None:
    take(office, person="1" * 64, group="elderly")
    (visit,) = measures.visits_behind(office, "arrivals", FIRST, LAST)
    assert (visit.label, visit.has_card, visit.has_priority) == ("A001", True, True)
    assert "1" * 64 not in repr(visit)
    assert "elderly" not in repr(visit)
