"""What a transaction on PostgreSQL posts: everything in its order, all of it or nothing, and little of it alone."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from kiosk.branch import visits
from kiosk.branch.clock_check import accept
from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.reasons import ParkReason
from kiosk.domain.text import CounterError
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.journal import HEAD, Entry, append, head_seq, last_moment
from kiosk.store.keys import Keys
from kiosk.store.sending import Ask, Change, Write, settle
from tests.books import check_books
from tests.conftest import KEYS
from tests.players import Clerk, take

pytestmark = pytest.mark.postgres

TABLE = Table("paper", MetaData(), Column("id", Integer, primary_key=True), Column("words", String(4)))
ADD, CHANGE = Write(insert(TABLE)), Write(update(TABLE).values(words=bindparam("new")))
BECOME = Change(update(TABLE).where(TABLE.c.words == bindparam("was")).values(words=bindparam("new")))
ADD_AND_TELL = Ask(insert(TABLE).returning(TABLE.c.id))
ALL = Ask(select(TABLE.c.id, TABLE.c.words).order_by(TABLE.c.id))


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    """A branch that was founded, and one table more."""
    from tests.conftest import found_sample

    found_sample(postgres_url)
    store = Store(postgres_url)
    with store.write() as connection:
        TABLE.create(connection)
    yield store
    check_books(store)
    store.close()


def there(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as connection:
        return ALL.rows(connection, {})


def test_a_question_sees_the_writes_before_it(store: Store) -> None:
    with store.write() as connection:
        ADD(connection, {"id": 1, "words": "a"})
        assert ALL.rows(connection, {}) == [(1, "a")]
        ADD(connection, {"id": 2, "words": "b"})
        CHANGE(connection, {"new": "c"})
        assert ALL.rows(connection, {}) == [(1, "c"), (2, "c")]


def test_a_statement_that_goes_its_own_way_sees_them_too(store: Store) -> None:
    with store.write() as connection:
        ADD(connection, {"id": 1, "words": "a"})
        assert connection.execute(text("SELECT count(*) FROM paper")).scalar_one() == 1
        ADD(connection, {"id": 2, "words": "b"})
        connection.execute(update(TABLE).values(words="z"))
    assert there(store) == [(1, "z"), (2, "z")]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The first word of every statement, message by message."""
    messages: list[list[str]] = []
    pipeline, execute = psycopg.Connection.pipeline, psycopg.Cursor.execute

    def opened(connection: psycopg.Connection[Any]) -> Any:
        messages.append([])
        return pipeline(connection)

    def noted(cursor: psycopg.Cursor[Any], query: Any, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        if messages:  # what comes before belongs to the line
            messages[-1].append(str(query).split()[0])
        return execute(cursor, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Connection, "pipeline", opened)
    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return messages


def test_the_last_writes_go_with_the_commit(store: Store, sent: list[list[str]], clock: ManualClock) -> None:
    """Which is why the line of writers moves: nobody waits for an answer that says only "done"."""
    with store.write((HEAD, {})) as connection:
        ADD(connection, {"id": 1, "words": "a"})
        assert ALL.rows(connection, {})
        for one in (2, 3):
            ADD(connection, {"id": one, "words": "b"})
        append(connection, clock, Entry(Event.CLOCK_ACCEPTED, "clock", {}))
    turn, writes = ["SELECT", "SELECT"], ["INSERT", "INSERT", "INSERT", "UPDATE"]
    assert sent == [turn, ["INSERT", "SELECT"], [*writes, "COMMIT", "SELECT"]]
    assert len(there(store)) == 3


def test_what_a_write_returns_can_come_with_the_commit(store: Store, sent: list[list[str]]) -> None:
    with store.write() as connection:
        replies = [ADD_AND_TELL.later(connection, {"id": one, "words": "a"}) for one in (7, 8)]
    assert sent == [["SELECT"], ["INSERT", "INSERT", "COMMIT", "SELECT"]]
    assert [reply.rows for reply in replies] == [[(7,)], [(8,)]]


@pytest.mark.parametrize("ahead_s", [0.0, 0.4])
def test_each_act_of_a_visit_is_two_messages(
    store: Store, sent: list[list[str]], clock: ManualClock, ahead_s: float
) -> None:
    """Others write while one waits for the turn, and the journal is a little ahead of whoever asked. Whoever takes a
    number looks at the queue before."""
    clerk = Clerk(Office(store, clock, KEYS, BRANCH_ID, "desk-1")).open()
    take(clerk.office)
    others = ManualClock(clock.now() + timedelta(seconds=ahead_s))
    with store.write() as connection:
        append(connection, others, Entry(Event.CLOCK_ACCEPTED, "clock", {}))
    counts = []
    for act in (clerk.called, clerk.start, clerk.finish, lambda: take(clerk.office)):
        sent.clear()
        act()
        assert sent[-1][-2:] == ["COMMIT", "SELECT"]
        counts.append(len(sent))
    assert counts == [2, 2, 2, 3]


def test_a_clock_that_was_set_back_calls_who_is_due_by_the_journal(store: Store, clock: ManualClock) -> None:
    """The parked one's time has come, and the clerk's clock stands an hour before it."""
    clerk = Clerk(Office(store, clock, KEYS, BRANCH_ID, "desk-1")).open()
    parked = take(clerk.office)
    clerk.called()
    clerk.start()
    visits.park(clerk.office, ParkReason.COPIES, 5, 1, 1)
    clock.advance(timedelta(minutes=6))
    take(clerk.office)
    clock.advance(timedelta(minutes=-60))
    assert clerk.called().id == parked.id


def idle_lines(store: Store, count: int) -> list[int]:
    """The server's processes behind lines that nobody uses just now."""
    with ExitStack() as stack:
        opened = [stack.enter_context(store.read()) for _ in range(count)]
        return [one.execute(text("SELECT pg_backend_pid()")).scalar_one() for one in opened]


@pytest.mark.parametrize("is_writing", [True, False])
def test_an_idle_line_that_was_cut_costs_nobody_an_error(store: Store, *, is_writing: bool) -> None:
    dsn = make_conninfo(host=str(store.url.query["host"]), user="postgres", dbname=store.url.database)
    with psycopg.connect(dsn, autocommit=True) as other:
        for pid in idle_lines(store, 3):
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    if is_writing:
        with store.write((ALL, {})) as connection:
            assert ALL.rows(connection, {}) == []
            ADD(connection, {"id": 1, "words": "a"})
    assert there(store) == ([(1, "a")] if is_writing else [])
    assert len(set(idle_lines(store, 3))) == 3


def test_what_is_foreseen_is_answered_with_the_turn_and_only_once(store: Store, sent: list[list[str]]) -> None:
    with store.write((ALL, {})) as connection:
        assert ALL.rows(connection, {}) == []
        assert sent == [["SELECT", "SELECT"]]
        ADD(connection, {"id": 1, "words": "a"})
        assert ALL.rows(connection, {}) == [(1, "a")]


def test_what_was_foreseen_is_asked_anew_when_somebody_has_written(store: Store) -> None:
    with store.write((ALL, {})) as connection:
        connection.execute(insert(TABLE), {"id": 1, "words": "a"})
        assert ALL.rows(connection, {}) == [(1, "a")]


@pytest.mark.parametrize("is_posted", [True, False])
def test_what_is_committed_is_on_the_disk(store: Store, *, is_posted: bool) -> None:
    """The turn to write passes on before; but who has written waits for it."""
    # The server of the tests waits for no disk.
    patient = store.url.update_query_dict({"options": "-c synchronous_commit=on"})
    careful = Store(patient.render_as_string(hide_password=False))
    with careful.write() as connection:
        if is_posted:
            ADD(connection, {"id": 1, "words": "a"})
        else:
            connection.execute(insert(TABLE), {"id": 1, "words": "a"})
        written = connection.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar()
    with store.read() as connection:
        assert connection.execute(text("SELECT pg_current_wal_flush_lsn() > :at"), {"at": written}).scalar()
    careful.close()


@pytest.mark.parametrize("last", [False, True])
def test_one_that_cannot_be_written_takes_all_of_them_along(store: Store, *, last: bool) -> None:
    with store.write() as connection:
        ADD(connection, {"id": 1, "words": "a"})
    with pytest.raises(IntegrityError), store.write() as connection:  # noqa: PT012 - the whole is refused
        ADD(connection, {"id": 2, "words": "b"})
        ADD(connection, {"id": 1, "words": "twin"})
        ADD(connection, {"id": 3, "words": "c"})
        if not last:
            ALL.rows(connection, {})
    assert there(store) == [(1, "a")]
    with store.write() as connection:
        ADD(connection, {"id": 2, "words": "b"})
    assert len(there(store)) == 2


def test_a_body_that_fails_posts_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:  # noqa: PT012 - after a write
        ADD(connection, {"id": 1, "words": "a"})
        _ = 1 / 0
    assert there(store) == []


def test_a_row_that_is_not_as_it_must_be_ends_the_whole_transaction(store: Store) -> None:
    """No answer is waited for: the server refuses the commit, and the reason is the one that was given."""
    with store.write() as connection:
        ADD(connection, {"id": 1, "words": "a"})
    reason = CounterError("ticket.changed_elsewhere", number="A001")
    with pytest.raises(CounterError) as refused, store.write() as connection:  # noqa: PT012 - noticed at the commit
        ADD(connection, {"id": 2, "words": "b"})
        BECOME(connection, {"was": "a", "new": "c"}, CounterError("ticket.changed_elsewhere", number="A000"))
        BECOME(connection, {"was": "a", "new": "d"}, reason)
        ADD(connection, {"id": 3, "words": "e"})
    assert refused.value.message.key == "ticket.changed_elsewhere"
    assert there(store) == [(1, "a")]
    with store.write() as connection:
        BECOME(connection, {"was": "a", "new": "c"}, reason)
    assert there(store) == [(1, "c")]


def test_its_refusal_comes_where_it_is_settled(store: Store) -> None:
    reason = CounterError("ticket.changed_elsewhere", number="A001")
    with store.write() as connection:
        ADD(connection, {"id": 1, "words": "a"})
    with store.write() as connection:
        BECOME(connection, {"was": "a", "new": "c"}, reason)
        settle(connection)
    with pytest.raises(CounterError) as refused, store.write() as connection:  # noqa: PT012 - which of them is the point
        BECOME(connection, {"was": "a", "new": "d"}, reason)
        settle(connection)
        pytest.fail("it was settled already")
    assert refused.value is reason
    assert there(store) == [(1, "c")]


def test_a_line_that_is_cut_with_letters_in_the_post_is_a_database_that_is_away(store: Store) -> None:
    dsn = make_conninfo(host=str(store.url.query["host"]), user="postgres", dbname=store.url.database)
    with (  # noqa: PT012 - noticed at the commit
        pytest.raises(CounterError) as refused,
        psycopg.connect(dsn, autocommit=True) as other,
        store.write() as connection,
    ):
        ADD(connection, {"id": 1, "words": "a"})
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]  # connected
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    assert refused.value.message.key == "store.away"
    assert there(store) == []


def test_the_chain_goes_on_from_where_the_same_transaction_left_it(store: Store) -> None:
    with store.write() as connection:
        before, clock = head_seq(connection), ManualClock(last_moment(connection))
        for _ in range(3):
            append(connection, clock, Entry(Event.CLOCK_ACCEPTED, "clock", {}))
        assert head_seq(connection) == before + 3


def test_what_was_looked_at_is_not_believed_after_the_head_was_moved(store: Store) -> None:
    """The moment of the newest record is put back and a record appended, in one transaction."""
    with store.read() as connection:
        newest = last_moment(connection)
    clock = ManualClock(newest.replace(year=newest.year - 1))
    accept(Office(store, clock, Keys(codes=b"c" * 32, persons=b"p" * 32, columns=b"f" * 32), 1))
    with store.read() as connection:
        assert last_moment(connection) == clock.now()
