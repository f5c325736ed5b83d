"""Measure sixteen processes at one durable PostgreSQL server: 500 tickets each, with calls in between."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure
from benchmarks.reception.crowd import measure_crowd
from tests.postgres_server import postgres_server


def measure() -> list[Figure]:
    """Measure the same as on SQLite, on a server started for it."""
    with TemporaryDirectory() as name, postgres_server(durable=True) as server:
        url = server.url(server.create())
        return measure_crowd("16 x 500 on PostgreSQL", Path(name), url, processes=16, tickets_each=500)
