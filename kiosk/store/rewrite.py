"""Write the tables that held personal data anew, so that no value which was cleared stays in freed space."""

from sqlalchemy import bindparam, text

from kiosk.store.engine import Store
from kiosk.store.errors import translated_errors
from kiosk.store.tables import appointment, print_job, ticket

_TABLES = (ticket.name, appointment.name, print_job.name)
_IS_OWNER = text(
    "SELECT bool_and(pg_has_role(relowner, 'MEMBER')) FROM pg_class WHERE relkind = 'r' AND relname IN :names"
).bindparams(bindparam("names", expanding=True))


def rewrite(store: Store) -> bool:
    """Write the tables anew. Return False where this account of a PostgreSQL server may not.

    Programs may run. On SQLite writers wait meanwhile, on PostgreSQL readers of these tables too.

    Raises:
        CounterError: ``store.*``, for instance ``store.disk_full``, ``store.away`` when others hold the tables.
    """
    if store.is_sqlite:
        with store.alone(), store.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
        store.empty_log()
        return True
    with translated_errors(), store.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        if not alone.execute(_IS_OWNER, {"names": _TABLES}).scalar():
            return False
        alone.exec_driver_sql("SET statement_timeout = 0")
        alone.exec_driver_sql(f"VACUUM (FULL) {', '.join(_TABLES)}")
        alone.exec_driver_sql("RESET statement_timeout")
    return True
