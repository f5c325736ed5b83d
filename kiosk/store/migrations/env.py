"""Run the migrations on the connection of `kiosk.store.migrate.upgrade`. Alembic calls this; there is no ini file."""

from alembic import context

from kiosk.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
