"""The migrations make exactly the tables that the program works with, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from kiosk.store.schema import REVISION, metadata


def _version(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def test_the_migrated_database_equals_the_metadata(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert _version(connection) == REVISION
    store.close()


def test_partial_indexes_and_checks_are_the_same_too(empty_url: str) -> None:
    """Alembic compares neither the condition of an index nor a CHECK, and ours carry the guarantees."""
    store = Store(empty_url)
    upgrade(store)
    with store.read() as connection:
        migrated = _rules(connection)
        names = ["alembic_version", *(table.name for table in metadata.sorted_tables)]
        for name in reversed(names):
            connection.execute(text(f'DROP TABLE "{name}"'))
        metadata.create_all(connection)
        assert migrated == _rules(connection)
        connection.rollback()
    store.close()


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
