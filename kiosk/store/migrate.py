"""Upgrade the schema of a database to the revision of this program."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from kiosk.store.engine import Store


def upgrade(store: Store) -> None:
    """Apply every missing migration in one transaction; leave a current database as it is."""
    config = Config()
    config.set_main_option("script_location", "kiosk.store:migrations")
    with store.write(journal=False) as connection:
        if not store.is_sqlite:
            # A migration may take longer than any statement of a counter.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
