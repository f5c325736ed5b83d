"""Check that the migrations make exactly the program's tables, on both databases."""

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect, text

from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from kiosk.store.migrations.freeze import frozen_revision
from kiosk.store.tables import REVISION, metadata


def _version(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    """Create the tables as `make freeze` would write it into the first revision at the release."""
    made: dict[str, Callable[[], None]] = {}
    exec(frozen_revision(), made)  # noqa: S102 - our own source
    with Operations.context(MigrationContext.configure(connection)):
        made["upgrade"]()


def test_the_migrated_database_equals_the_declared_tables(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    with store.read() as connection:
        assert differences(connection) == []
        assert _version(connection) == REVISION
    store.close()


def test_the_revision_that_is_frozen_at_the_release_equals_the_declared_tables(empty_url: str) -> None:
    store = Store(empty_url)
    with store.write(journal=False) as connection:
        _migrate(connection)
        assert differences(connection) == []
    store.close()


@pytest.mark.parametrize("is_frozen", [False, True])
def test_partial_indexes_and_checks_are_the_same_too(empty_url: str, *, is_frozen: bool) -> None:
    """Alembic compares neither the condition of an index nor a CHECK, and ours carry the guarantees."""
    store = Store(empty_url)
    if is_frozen:
        with store.write(journal=False) as connection:
            _migrate(connection)
    else:
        upgrade(store)
    with store.read() as connection:
        migrated = _rules(connection)
        for table in reversed(metadata.sorted_tables):
            connection.execute(text(f'DROP TABLE "{table.name}"'))
        metadata.create_all(connection)
        assert migrated == _rules(connection)
        connection.rollback()
    store.close()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def _rules(connection: Connection) -> dict[str, object]:
    found: dict[str, object] = {}
    look = inspect(connection)
    for table in metadata.sorted_tables:
        for index in look.get_indexes(table.name):
            where = [str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("_where")]
            found[str(index["name"])] = (table.name, index["column_names"], bool(index["unique"]), where)
        for check in look.get_check_constraints(table.name):
            found[f"{table.name}.{check['name']}"] = check["sqltext"]
        found[f"{table.name} keys"] = sorted(
            (str(key["name"]), tuple(key["column_names"])) for key in look.get_unique_constraints(table.name)
        )
    assert "ux_ticket_person_open" in found
    return found


def test_upgrading_a_current_database_changes_nothing(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    upgrade(store)
    with store.read() as connection:
        assert _version(connection) == REVISION
    store.close()
