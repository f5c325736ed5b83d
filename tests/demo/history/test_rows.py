"""Check the bulk writer: its rows are those of the use cases, and they harm nobody in a branch at work."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.branch.board import hall_view
from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.reception import Issued, TicketRequest, issue_ticket, services_view
from kiosk.branch.serving import counters, visits
from kiosk.clock import ManualClock
from kiosk.demo.history.rows import DayRows, moved, write_day
from kiosk.domain.journal import Event
from kiosk.domain.status import LinkStatus
from kiosk.program.sample import BRANCH_ID
from kiosk.store.delivery import note_link, read_status
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq, to_us
from kiosk.store.tables import delivery
from tests.books import check_books
from tests.conftest import KEYS
from tests.demo.history import past_branch
from tests.demo.history.past_branch import FOUNDED, MONDAY, SHORT_DAY, WEEK, a_week_later

DAYS = [MONDAY + timedelta(days=n) for n in range(3)]
#: Monday, 16 November 2026, 9 o'clock at the branch.
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class ThreeDays:
    """Hold three days that were played, and the same plans played a week later."""

    branch: Path
    first: list[DayRows]
    later: list[DayRows]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> ThreeDays:
    folder = tmp_path_factory.mktemp("rows")
    branch = past_branch.found_in(folder / "branch.db")
    player = past_branch.player(branch, folder / "first.db")
    first = [player.play(player.plan(day, SHORT_DAY)) for day in DAYS]
    plans = [a_week_later(player.plan(day, SHORT_DAY)) for day in DAYS]
    player.close()
    player = past_branch.player(past_branch.found_in(folder / "branch-2.db", FOUNDED + WEEK), folder / "later.db")
    later = [player.play(plan) for plan in plans]
    player.close()
    return ThreeDays(branch, first, later)


@pytest.fixture
def office(days: ThreeDays, tmp_path: Path) -> Iterator[Office]:
    """Yield the branch of the three days, in which nothing has happened yet, two weeks after its founding."""
    file = tmp_path / "branch.db"
    file.write_bytes(days.branch.read_bytes())
    store = Store(f"sqlite:///{file}")
    yield Office(store, ManualClock(NOW), KEYS, BRANCH_ID)
    store.close()


def move(day: DayRows) -> DayRows:
    return moved(day, day.date + WEEK, KEYS.codes, "H99.99", Random(1))


def test_the_bulk_writers_rows_of_three_days_are_those_of_the_use_cases(days: ThreeDays) -> None:
    for first, later in zip(days.first, days.later, strict=True):
        made = move(first)
        assert made.date == later.date
        assert len(made.rows["ticket"]) > 20
        assert plain_rows(made) == plain_rows(later)
        assert plain_records(made) == plain_records(later)


def test_days_of_the_bulk_writer_keep_the_books(days: ThreeDays, office: Office) -> None:
    for day in (*days.first, *map(move, days.first)):
        with office.store.write() as connection:
            write_day(connection, day)
    records = check_books(office.store)
    assert sum(one.kind == Event.TICKET_ISSUED for one in records) == 2 * sum(len(d.rows["ticket"]) for d in days.first)


def test_a_number_that_is_taken_while_past_days_are_filled_is_not_harmed(days: ThreeDays, office: Office) -> None:
    counters.open_counter(office, 1, 1)
    before = take(office)
    seq = hall_view(office, None).view.seq
    waits = [(one.waiting, one.wait.ahead) for one in services_view(office)]
    fill(office, days.first[:2])
    assert [(one.waiting, one.wait.ahead) for one in services_view(office)] == waits
    after = take(office)
    assert (before.ticket.label, after.ticket.label) == ("A001", "A002")
    called = counters.call_next(office, 1, 1, "call")
    assert called is not None
    assert called.id == before.ticket.id
    fill(office, days.first[2:])
    visits.start(office, 1, 1)
    assert end_days(office) == 0, "no number of today is over, and those of past days are"
    hall = hall_view(office, seq)
    assert [one.label for one in hall.calls] == ["A001"], "the past days call nobody out"
    assert [one.label for one in hall.view.current] == ["A001"]
    assert hall.view.recent == ()
    visits.finish(office, 1, 1)
    fill(office, [move(day) for day in days.first[:2]])
    assert [one.label for one in hall_view(office, None).view.recent] == ["A001"]
    check_books(office.store)


def test_past_days_that_are_filled_now_are_not_late_at_the_centre(days: ThreeDays, office: Office) -> None:
    """Their moments lie two weeks back; what counts is how long a record has been there to be sent."""
    with office.store.write() as connection:
        note_link(connection, LinkStatus.UP, "")
        connection.execute(delivery.update().values(through_seq=head_seq(connection)))
        write_day(connection, days.first[0].written_at(NOW))
    with office.store.read() as connection:
        status = read_status(connection, to_us(NOW + timedelta(seconds=5)))
    assert (status.lag_seconds, status.backlog) == (5, len(days.first[0].records))


def fill(office: Office, days: list[DayRows]) -> None:
    for day in days:
        with office.store.write() as connection:
            write_day(connection, day)


def take(office: Office) -> Issued:
    wish = TicketRequest(request_id=f"now-{office.clock.monotonic_ns()}", service_id=1)
    assert isinstance(office.clock, ManualClock)
    office.clock.advance(timedelta(seconds=1))
    answer = issue_ticket(office, wish)
    assert isinstance(answer, Issued)
    return answer


def names(day: DayRows) -> dict[str, str]:
    """Return a name for every random id of a day: visits by their number, appointments by their time."""
    found = {row["id"]: f"{row['series']}{row['number']}" for row in day.rows["ticket"]}
    return found | {row["code"]: f"at {row['begins_us']}" for row in day.rows["appointment"]}


def plain_rows(day: DayRows) -> dict[str, list[Any]]:
    """Return the rows of a day without what is random."""
    known = names(day)

    def plain(row: dict[str, Any]) -> list[tuple[str, Any]]:
        return sorted(
            (name, known.get(value, value.removeprefix(f"{day.name}-")) if isinstance(value, str) else value)
            for name, value in row.items()
            if name != "person"
        )

    return {table: sorted(map(plain, rows), key=repr) for table, rows in day.rows.items()}


def plain_records(day: DayRows) -> list[tuple[Any, ...]]:
    """Return the records of a day without what is random, and without what differs in another chain."""
    known, start = names(day), day.records[0].mono_ns
    told = []
    for one in day.records:
        body = {name: value for name, value in json.loads(one.body).items() if name != "sealed"}
        if "appointment" in body:
            body["appointment"] = known[body["appointment"]]
        if one.kind == Event.DAY_CLOSED:
            body = {name: value for name, value in body.items() if name not in {"first", "last", "head"}}
        if one.kind == Event.RETENTION_DONE:
            del body["keys"]  # other tests make keys too
        prefix, _, code = one.subject.rpartition(":")
        subject = f"{prefix}:{known.get(code, code)}" if prefix else known.get(code, code)
        told.append((one.kind, subject, one.at_us, one.mono_ns - start, body))
    return told
