"""Alembic's steps from one database version to the next."""
