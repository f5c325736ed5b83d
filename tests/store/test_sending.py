"""Statements that are compiled once write what SQLAlchemy's own way writes, on both kinds of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.domain.text import CounterError
from kiosk.store.engine import Store
from kiosk.store.sending import Ask, Write

TABLE = Table(
    "paper",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("words", String(40)),
    Column("dots", LargeBinary),
)


@pytest.fixture
def store(branch_url: str) -> Iterator[Store]:
    store = Store(branch_url)
    with store.write() as connection:
        TABLE.create(connection)
    yield store
    store.close()


def rows(store: Store) -> list[tuple[object, ...]]:
    with store.read() as connection:
        return [(row.id, row.words, bytes(row.dots or b"")) for row in connection.execute(select(TABLE))]


def test_values_arrive_by_name_whatever_their_order(store: Store) -> None:
    write = Write(insert(TABLE))
    with store.write() as connection:
        write(connection, {"words": "Hộ tịch", "dots": b"\x00\xff", "id": 1})
        write(connection, {"id": 2, "dots": None, "words": None})
    assert rows(store) == [(1, "Hộ tịch", b"\x00\xff"), (2, None, b"")]


def test_an_update_takes_its_own_names(store: Store) -> None:
    change = Write(update(TABLE).values(words=bindparam("new")).where(TABLE.c.id == bindparam("one")))
    with store.write() as connection:
        Write(insert(TABLE))(connection, {"id": 1, "words": "a", "dots": b""})
        change(connection, {"new": "b", "one": 1})
        change(connection, {"new": "c", "one": 2})
    assert rows(store) == [(1, "b", b"")]


def test_errors_are_those_of_any_statement(store: Store) -> None:
    write, value = Write(insert(TABLE)), {"id": 1, "words": "Trần Văn Hùng", "dots": b""}
    with store.write() as connection:
        write(connection, value)
    with pytest.raises(IntegrityError) as refused, store.write() as connection:
        write(connection, value)
    assert rows(store) == [(1, "Trần Văn Hùng", b"")]
    assert "Hùng" not in str(refused.value), "what was to be written may be a person's, and errors go into the log"


def test_a_question_is_answered_with_the_driver_s_own_rows(store: Store) -> None:
    ask = Ask(select(TABLE.c.dots, TABLE.c.id).where(TABLE.c.words == bindparam("said")).order_by(TABLE.c.id.desc()))
    with store.write() as connection:
        for one in (1, 2, 3):
            Write(insert(TABLE))(connection, {"id": one, "words": "odd" if one % 2 else "even", "dots": b"\x00"})
    with store.read() as connection:
        assert ask.rows(connection, {"said": "odd"}) == [(b"\x00", 3), (b"\x00", 1)]
        assert ask.rows(connection, {"said": "none"}) == []
        assert ask.one(connection, {"said": "even"}) == (b"\x00", 2)


def test_a_statement_s_own_values_go_along(store: Store) -> None:
    ask = Ask(select(TABLE.c.id).where(TABLE.c.words == "mine", TABLE.c.id > bindparam("least")).limit(1))
    with store.write() as connection:
        for one in (1, 2, 3):
            Write(insert(TABLE))(connection, {"id": one, "words": "mine", "dots": b""})
        assert ask.rows(connection, {"least": 1}) == [(2,)]
        assert ask.rows(connection, {"least": 2}) == [(3,)]


def test_a_write_may_return_what_the_database_made_of_it(store: Store) -> None:
    add = Ask(insert(TABLE).returning(TABLE.c.id))
    with store.write() as connection:
        first, second = (add.one(connection, {"words": "w", "dots": b""})[0] for _ in range(2))
    assert second == first + 1


def test_one_row_is_neither_none_nor_two(store: Store) -> None:
    ask = Ask(select(TABLE.c.id))
    with store.write() as connection:
        with pytest.raises(ValueError, match="not enough"):
            ask.one(connection, {})
        for one in (1, 2):
            Write(insert(TABLE))(connection, {"id": one, "words": "", "dots": b""})
        with pytest.raises(ValueError, match="too many"):
            ask.one(connection, {})


def test_a_page_that_is_damaged_far_into_the_answer_is_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "branch.db"
    store = Store(f"sqlite:///{file}")
    add, ask = Write(insert(TABLE)), Ask(select(TABLE.c.id))
    with store.write() as connection:
        TABLE.create(connection)
        for one in range(1, 3_001):
            add(connection, {"id": one, "words": "tờ đơn " * 4, "dots": b""})
    store.close()  # the last one moves everything into the file
    with file.open("r+b") as raw:
        raw.seek(file.stat().st_size - 4_096)
        raw.write(b"\xff" * 4_096)
    with pytest.raises(CounterError) as refused, store.read() as connection:
        ask.rows(connection, {})
    assert refused.value.message.key == "store.damaged"
    store.close()
