"""Change a database from one version to the next, with Alembic."""
