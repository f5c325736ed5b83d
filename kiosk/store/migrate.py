"""Bringing a database to the version this program works with. Alembic is imported only when it is needed."""

from kiosk.store.engine import Store


def upgrade(store: Store) -> None:
    """Applies every missing migration in one transaction; a current database is left as it is."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "kiosk.store:migrations")
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
