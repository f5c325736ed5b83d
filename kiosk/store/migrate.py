"""Upgrade the schema of a database to the revision of this program."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from kiosk.domain.language.text import CounterError
from kiosk.store import functions
from kiosk.store.engine import Store
from kiosk.store.roles import renew_rights
from kiosk.store.tables import metadata


def upgrade(store: Store) -> None:
    """Apply every missing migration in one transaction; leave a current database as it is."""
    with store.write(journal=False) as connection:
        migrate(store, connection)


def migrate(store: Store, connection: Connection) -> None:
    """Apply every missing migration inside a transaction that is already open."""
    if not store.is_sqlite:
        wait_long(connection)
    config = Config()
    config.set_main_option("script_location", "kiosk.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if not store.is_sqlite:
        functions.install(connection)
        renew_rights(connection)


def wait_long(connection: Connection) -> None:
    """Let this transaction on PostgreSQL take longer than any statement or pause of a counter."""
    connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"))


def refuse_unknown_form(connection: Connection) -> None:
    """Refuse tables that no release made, for instance those of a program between two releases.

    Raises:
        CounterError: ``upgrade.unknown_form`` with the first difference.
    """
    context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
    for one in compare_metadata(context, metadata):
        raise CounterError("upgrade.unknown_form", what=_named(one))


def _is_ours(_object: object, _name: str | None, kind: str, reflected: bool, compared: object) -> bool:  # noqa: FBT001 - Alembic's own order
    """Leave out the tables of others in the same database."""
    return not (kind == "table" and reflected and compared is None)


def _named(difference: object) -> str:
    """Return a difference in a few words, such as ``add_column ticket.person``."""
    first = difference[0] if isinstance(difference, list) else difference
    if not isinstance(first, tuple):
        return str(first)
    words = [getattr(part, "name", part) for part in first[1:] if isinstance(part, str) or hasattr(part, "name")]
    return f"{first[0]} {'.'.join(str(word) for word in words)}"
