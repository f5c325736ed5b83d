"""Check the closing statements of days: early, late, twice, at once, after a crash, corrected, and found wrong."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from kiosk.branch import day as ending
from kiosk.branch import hand_over, ratings, statements
from kiosk.branch.day import close_day, end_days
from kiosk.branch.office import Office
from kiosk.branch.serving import undo
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event, JournalRecord, canonical
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.statement import of_day, statement
from kiosk.domain.people.rating import Level, Rating
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from kiosk.store.migrate import upgrade
from kiosk.store.tables import day_summary
from tests.conftest import KEYS
from tests.forks import at_once
from tests.players import Clerk, refusal, take

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
NIGHT = timedelta(hours=22)  # from nine in the morning: seven o'clock on the next day


@pytest.fixture(autouse=True)
def the_database_goes_by_the_same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test's clock decide when a day is over: nobody can move the clock of a server."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())


@pytest.fixture
def own(office: Office, tmp_path: Path) -> Iterator[Office]:
    """Yield the own ledger of a kiosk."""
    store = Store(f"sqlite:///{tmp_path / 'own-ledger.db'}")
    upgrade(store)
    hand_over.keep_copy(office, store)
    yield Office(store, office.clock, KEYS, BRANCH_ID, office.station, is_cut_off=True)
    store.close()


@pytest.fixture
def alone(sqlite_branch: Path, clock: ManualClock) -> Iterator[Office]:
    """Yield the sample branch in a file, where one database is enough."""
    store = Store(f"sqlite:///{sqlite_branch}")
    yield Office(store, clock, KEYS, BRANCH_ID)
    store.close()


def a_day(office: Office) -> None:
    """Serve one citizen, call one in vain, let one wait; leave the counter open."""
    for service in (1, 1, 1, 8):
        take(office, service)
    clerk = Clerk(office).open()
    clerk.serve_next()
    clerk.called()
    clerk.no_show()


def stated(office: Office, day: date = TUESDAY) -> list[dict[str, Any]]:
    return [json.loads(record.body) for record in statements.statements_on(office, day)]


def journal(office: Office) -> list[JournalRecord]:
    with office.store.read() as connection:
        return list(walk(connection))


def counted(body: dict[str, Any]) -> dict[str, int]:
    return {key: count for key, count in body["counts"].items() if count}


def test_a_day_that_is_over_is_closed_with_what_happened(office: Office, clock: ManualClock) -> None:
    a_day(office)
    end_days(office)
    assert stated(office) == [], "the day is not over"
    clock.advance(NIGHT)
    end_days(office)
    [body] = stated(office)
    assert counted(body) == {"arrivals": 4, "served": 1, "no_shows": 1, "abandoned": 2, "expired": 3}
    assert body["numbers"] == {"A": 3, "B": 1}
    records = journal(office)
    mine = of_day(TUESDAY, records)
    assert (body["first"], body["last"], body["records"]) == (mine[0].seq, mine[-1].seq, len(mine))
    assert body["head"] == records[body["last"] - 1].hash.hex()
    assert records[-1].kind == Event.DAY_CLOSED
    assert records[-1].body == canonical(statement(TUESDAY, mine))
    with office.store.read() as connection:
        assert [row.business_date for row in connection.execute(select(day_summary))] == ["2026-11-24"]
    assert statements.verify_day(office, TUESDAY) == []


def test_a_day_is_closed_once_by_all_machines_at_once(office: Office, clock: ManualClock) -> None:
    a_day(office)
    clock.advance(NIGHT)
    at_once(*(lambda: end_days(office) for _ in range(4)))
    end_days(office)
    assert [record.kind for record in statements.statements_on(office, TUESDAY)] == [Event.DAY_CLOSED]


def test_a_day_that_is_closed_late_has_the_same_bytes(alone: Office, clock: ManualClock, tmp_path: Path) -> None:
    """The next day has begun, three more have passed, and another machine closes the day."""
    a_day(alone)
    clock.advance(NIGHT)
    ending._end(alone)  # the desk dies here
    alone.store.close()
    early = other_branch(alone, tmp_path / "early.db")
    end_days(early)
    take(alone)
    clock.advance(timedelta(days=3))
    take(alone)
    end_days(alone)
    assert canonical(stated(alone)[0]) == canonical(stated(early)[0])
    assert [len(stated(alone, TUESDAY + timedelta(days=n))) for n in range(5)] == [1, 1, 0, 0, 0]
    early.store.close()


def other_branch(office: Office, file: Path) -> Office:
    """Return a copy of a branch whose database is closed."""
    shutil.copy(str(office.store.url.database), file)
    return replace(office, store=Store(f"sqlite:///{file}"), station="desk-9")


def test_a_desk_that_dies_between_expiry_and_statement_leaves_it_to_the_next(
    alone: Office, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(alone)
    clock.advance(NIGHT)
    alone.store.close()
    if (pid := os.fork()) == 0:
        monkeypatch.setattr(ending, "state_days", lambda *_: os._exit(9))
        end_days(alone)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    records = journal(alone)
    assert [record.kind for record in records][-2:] == [Event.COUNTER_CLOSED, Event.RETENTION_DONE]
    assert stated(alone) == []
    assert end_days(alone) == 0, "the numbers have expired already"
    assert stated(alone) == [json.loads(canonical(statement(TUESDAY, of_day(TUESDAY, records))))]


def test_a_day_is_not_closed_while_a_citizen_is_served_over_midnight(alone: Office, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=14, minutes=50))
    take(alone)
    clerk = Clerk(alone).open()
    clerk.called(), clerk.start()
    clock.advance(timedelta(minutes=20))
    end_days(alone)
    assert stated(alone) == []
    clerk.finish()
    end_days(alone)
    assert [counted(body) for body in stated(alone)] == [{"arrivals": 1, "served": 1}]


def test_a_number_handed_over_after_the_close_corrects_it(office: Office, own: Office, clock: ManualClock) -> None:
    a_day(office)
    late = [take(own).label for _ in range(2)]
    clock.advance(NIGHT)
    end_days(office)
    before = statements.statements_on(office, TUESDAY)
    hand_over.hand_over(own, office)
    end_days(office)
    end_days(office)
    first, correction = statements.statements_on(office, TUESDAY)
    assert [first] == before, "the statement stays as it is"
    assert (first.kind, correction.kind) == (Event.DAY_CLOSED, Event.DAY_CORRECTED)
    body = json.loads(correction.body)
    assert body["statement"] == first.event_id
    assert body["visits"] == late
    assert body["changed"] == {
        "arrivals": {"from": 4, "to": 6},
        "abandoned": {"from": 2, "to": 4},
        "expired": {"from": 3, "to": 5},
        "handed_over": {"from": 0, "to": 2},
    }
    assert (body["counts"]["arrivals"], body["numbers"][late[0][0]]) == (6, 2)
    assert statements.verify_day(office, TUESDAY) == []


def test_a_whole_day_that_is_handed_over_late_gets_its_statement(
    office: Office, own: Office, clock: ManualClock
) -> None:
    take(own)
    clock.advance(timedelta(days=1))
    take(office)
    clock.advance(timedelta(days=1))
    end_days(office)
    assert [len(stated(office, day)) for day in (TUESDAY, WEDNESDAY)] == [0, 1]
    hand_over.hand_over(own, office)
    end_days(office)
    assert [len(stated(office, day)) for day in (TUESDAY, WEDNESDAY)] == [1, 1]
    assert counted(stated(office)[0]) == {"arrivals": 1, "abandoned": 1, "expired": 1, "handed_over": 1}


def test_later_days_are_closed_and_older_ones_corrected_in_one_look(alone: Office, clock: ManualClock) -> None:
    take(alone)
    served = Clerk(alone).open().serve_next()
    clock.advance(timedelta(days=1))
    end_days(alone)
    take(alone)
    clock.advance(timedelta(days=1))
    ratings.rate(alone, "late", served.id, Rating(Level.SATISFIED))
    end_days(alone)
    assert [len(stated(alone, day)) for day in (TUESDAY, WEDNESDAY)] == [2, 1]
    assert stated(alone)[1]["changed"] == {"ratings": {"from": 0, "to": 1}}
    before = len(journal(alone))
    end_days(alone)
    assert len(journal(alone)) == before


def test_a_day_without_numbers_gets_no_statement(alone: Office, clock: ManualClock) -> None:
    Clerk(alone).open()
    assert close_day(alone) == TUESDAY
    clock.advance(NIGHT)
    end_days(alone)
    assert stated(alone) == []
    assert statements.verify_day(alone, TUESDAY) == []


def test_many_days_are_closed_a_week_at_once(alone: Office, clock: ManualClock) -> None:
    """After an upgrade every day of the past lacks its statement. A desk has other work between two looks."""
    for _ in range(9):
        take(alone)
        clock.advance(timedelta(days=1))
    ending._end(alone)
    days = [TUESDAY + timedelta(days=n) for n in range(9)]
    end_days(alone)
    assert [len(stated(alone, day)) for day in days] == [1] * 7 + [0] * 2
    end_days(alone)
    assert [len(stated(alone, day)) for day in days] == [1] * 9


def test_a_day_is_closed_by_hand_when_nobody_waits_or_is_served(office: Office) -> None:
    a_day(office)
    with pytest.raises(CounterError) as refused:
        close_day(office)
    assert refusal(refused) == ("day.not_over", {"day": "24/11/2026", "count": 2})
    assert stated(office) == []
    assert close_day(office, force=True) == TUESDAY
    [body] = stated(office)
    assert counted(body) == {"arrivals": 4, "served": 1, "no_shows": 1, "abandoned": 2, "expired": 3}
    assert [record.kind for record in journal(office)][-3:] == [
        Event.COUNTER_CLOSED,
        Event.DAY_CLOSED,
        Event.RETENTION_DONE,
    ]
    before = len(journal(office))
    close_day(office)
    end_days(office)
    assert len(journal(office)) == before, "twice changes nothing"


def test_a_future_day_is_not_closed(alone: Office) -> None:
    with pytest.raises(CounterError) as refused:
        close_day(alone, WEDNESDAY)
    assert refusal(refused) == ("day.in_future", {"day": "25/11/2026"})


def test_an_end_that_is_taken_back_corrects_the_day_that_was_closed_by_hand(alone: Office, clock: ManualClock) -> None:
    """A clerk who signs in again takes the last finish back, and serves another citizen who comes."""
    take(alone)
    Clerk(alone).open().serve_next()
    close_day(alone)
    clerk = Clerk(alone).open()
    undo.reopen(alone, 1, 1)
    with pytest.raises(CounterError, match=r"day\.not_over"):
        close_day(alone)
    clerk.finish()
    take(alone)
    clerk.serve_next()
    end_days(alone)
    assert len(stated(alone)) == 1, "the day goes on"
    clock.advance(NIGHT)
    end_days(alone)
    first, correction = stated(alone)
    assert counted(first) == {"arrivals": 1, "served": 1}
    assert correction["visits"] == ["A001", "A002"]
    assert correction["changed"] == {"arrivals": {"from": 1, "to": 2}, "served": {"from": 1, "to": 2}}


def test_a_day_that_goes_on_is_corrected_when_it_is_closed_by_hand_again(alone: Office) -> None:
    take(alone)
    Clerk(alone).open().serve_next()
    close_day(alone)
    take(alone)
    Clerk(alone).open().serve_next()
    close_day(alone)
    assert [body["counts"]["served"] for body in stated(alone)] == [1, 2]


@pytest.fixture
def closed(alone: Office, clock: ManualClock) -> Office:
    """Return a branch with a closed day and one correction."""
    a_day(alone)
    served = next(record.subject for record in journal(alone) if record.kind == Event.TICKET_FINISHED)
    clock.advance(NIGHT)
    end_days(alone)
    ratings.rate(alone, "late", served, Rating(Level.SATISFIED))
    end_days(alone)
    assert [len(stated(alone)), statements.verify_day(alone, TUESDAY)] == [2, []]
    return alone


def tamper(office: Office, kind: Event, body: bytes, becomes: bytes) -> int:
    """Change the body of the first record of a kind that holds some bytes. Return its `seq`."""
    record = next(one for one in journal(office) if one.kind == kind and body in one.body)
    changed = {"seq": record.seq, "body": record.body.replace(body, becomes)}
    with office.store.write(journal=False) as connection:
        connection.execute(text("UPDATE journal SET body = :body WHERE seq = :seq"), changed)
    return record.seq


@pytest.mark.parametrize("kind", [Event.DAY_CLOSED, Event.DAY_CORRECTED])
def test_a_changed_count_is_found(closed: Office, kind: Event) -> None:
    seq = tamper(closed, kind, b'"served":1', b'"served":9')
    found = [(one.what, one.stated, one.found) for one in statements.verify_day(closed, TUESDAY) if one.seq == seq]
    assert found[0][0] == "hash"
    assert ("counts.served", 9, 1) in found


def test_a_changed_record_is_found(closed: Office) -> None:
    seq = tamper(closed, Event.TICKET_FINISHED, b'"counter":1', b'"counter":2')
    found = statements.verify_day(closed, TUESDAY)
    assert [(one.what, one.found) for one in found] == [("record", seq)] * 2, "by the statement and by its correction"


def test_a_record_that_was_taken_out_is_found(closed: Office) -> None:
    seq = next(record.seq for record in journal(closed) if record.kind == Event.TICKET_NO_SHOW)
    with closed.store.write(journal=False) as connection:
        connection.execute(text("DELETE FROM journal WHERE seq = :seq"), {"seq": seq})
    assert {(one.what, one.found) for one in statements.verify_day(closed, TUESDAY)} == {("record", seq)}


def test_a_statement_that_is_none_any_more_is_found(closed: Office) -> None:
    seq = tamper(closed, Event.DAY_CLOSED, b'"first"', b'"worst"')
    assert ("hash", seq) in {(one.what, one.seq) for one in statements.verify_day(closed, TUESDAY)}


def test_a_day_that_was_not_closed_is_found(alone: Office, clock: ManualClock) -> None:
    take(alone)
    clock.advance(NIGHT)
    assert [one.what for one in statements.verify_day(alone, TUESDAY)] == ["statement"]
