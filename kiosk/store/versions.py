"""Name the revisions of the schema by the releases that brought them, and compare a database with this program."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError

from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.store.tables import REVISION, journal

#: The release that brought each revision of the schema, the oldest first. A release may bring several, or none.
RELEASES: Mapping[str, str] = {
    "0001": "0.1.0",
    "0002": "0.2.0",
    "0003": "0.2.0",
    "0004": "0.2.0",
    "0005": "0.2.0",
    "0006": "0.2.0",
    "0007": "0.2.0",
    "0008": "0.2.0",
    "0009": "0.2.0",
}
#: What stands for the revision while a restore is not finished.
RESTORING = "restoring"
#: The subject of the records about the database itself.
DATABASE = "database"
_REVISION = "SELECT version_num FROM alembic_version"
_LAST_UPGRADE = (
    select(journal.c.body)
    .where(journal.c.subject == DATABASE, journal.c.kind == Event.DATABASE_UPGRADED)
    .order_by(journal.c.epoch.desc(), journal.c.seq.desc())
    .limit(1)
)


def revision_of(connection: Connection) -> str:
    """Return the revision of a database; empty for one that was never filled."""
    return str(connection.execute(text(_REVISION)).scalar() or "")


def refuse_other_version(connection: Connection) -> None:
    """Refuse a database whose tables are not those of this program.

    Raises:
        CounterError: ``store.older_database``, ``store.newer_database`` with both versions; ``store.restoring``.
    """
    found = str(connection.exec_driver_sql(_REVISION).scalar() or "")
    if found == RESTORING:
        raise CounterError("store.restoring")
    if found != REVISION:
        raise other_version(connection, found)


def other_version(connection: Connection, found: str) -> CounterError:
    """Return the refusal of a database of another revision."""
    key = "store.older_database" if found < REVISION else "store.newer_database"
    name = RELEASES.get(found) or _told_by_its_upgrade(connection) or found or "?"
    return CounterError(key, found=name, program=RELEASES[REVISION])


def is_other_version(problem: CounterError) -> bool:
    """Return whether a refusal means that database and program are of different versions."""
    return problem.message.key in {
        "store.older_database",
        "store.newer_database",
        "store.needs_upgrade",
        "store.restoring",
    }


def _told_by_its_upgrade(connection: Connection) -> str:
    """Return the version that a newer program wrote into the journal when it upgraded the database."""
    try:
        body = connection.execute(_LAST_UPGRADE).scalar()
    except SQLAlchemyError:  # a later version may keep its journal in another form
        return ""
    return "" if body is None else str(json.loads(bytes(body)).get("to", ""))
