"""Check that the migrations make exactly the program's tables, on both databases."""

from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from kiosk.store import migrations
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from kiosk.store.tables import REVISION, metadata
from tests.conftest import MIGRATE, statements_of

#: The SHA-256 of each revision that was released.
RELEASED = {"v0001_first": "ef30539286f4e23458ab2c662f05cb95ab65f66cd92b9e55f55d677b344aab58"}


def _version(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@pytest.fixture(autouse=True)
def migrations_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the migrations themselves, not their repetition for other tests."""
    monkeypatch.setattr("kiosk.store.migrate.migrate", MIGRATE)


def test_the_migrated_database_equals_the_declared_tables(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    with store.read() as connection:
        assert differences(connection) == []
        assert _version(connection) == REVISION
    store.close()


def test_partial_indexes_and_checks_are_the_same_too(empty_url: str) -> None:
    """Alembic compares neither the condition of an index nor a CHECK, and ours carry the guarantees."""
    store = Store(empty_url)
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


def test_a_released_revision_never_changes() -> None:
    """A branch that has applied a revision never applies it again, so an edit would reach new branches only."""
    files = Path(migrations.__file__).with_name("versions").glob("v*.py")
    hashes = {file.stem: sha256(file.read_bytes()).hexdigest() for file in files}
    assert {name: hashes.get(name) for name in RELEASED} == RELEASED


def test_upgrading_a_current_database_changes_nothing(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    upgrade(store)
    with store.read() as connection:
        assert _version(connection) == REVISION
    store.close()


def test_what_other_tests_repeat_makes_the_same_database(sqlite_url: str, tmp_path: Path) -> None:
    migrated, repeated = Store(sqlite_url), Store(f"sqlite:///{tmp_path / 'repeated.db'}")
    upgrade(migrated)
    with migrated.read() as there, repeated.write() as here:
        for statement in (statements := statements_of(there)):
            here.exec_driver_sql(statement)
        assert statements_of(here) == statements
        assert differences(here) == []
    migrated.close()
    repeated.close()
