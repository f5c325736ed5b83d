"""Statements that are compiled once write what SQLAlchemy's own way writes, on both kinds of database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.store.engine import Store
from kiosk.store.sending import Write

TABLE = Table(
    "paper",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("words", String(40)),
    Column("dots", LargeBinary),
)


@pytest.fixture
def store(empty_url: str) -> Iterator[Store]:
    store = Store(empty_url)
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
    write, value = Write(insert(TABLE)), {"id": 1, "words": "a", "dots": b""}
    with store.write() as connection:
        write(connection, value)
    with pytest.raises(IntegrityError), store.write() as connection:
        write(connection, value)
    assert rows(store) == [(1, "a", b"")]
