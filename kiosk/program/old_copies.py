"""Remove the copies that upgrades took: they hold what the database held on that day."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from kiosk.branch.office import Office
from kiosk.config import Site
from kiosk.domain.journal import Event
from kiosk.store.engine import Store
from kiosk.store.journal import to_us
from kiosk.store.tables import journal
from kiosk.store.versions import DATABASE

#: How long the copy of an upgrade is kept.
KEPT = timedelta(days=30)
_COPIES = select(journal.c.body, journal.c.at_us).where(
    journal.c.subject == DATABASE, journal.c.kind == Event.DATABASE_UPGRADED
)


def folder_of_copies(site: Site, store: Store) -> Path:
    """Return the folder of an SQLite file, else that of the other files the program makes."""
    return Path(store.url.database or "").parent if store.is_sqlite else site.data


def remove_old_copies(site: Site, office: Office) -> list[Path]:
    """Remove the copies of upgrades that are older than `KEPT` from this machine. Return their files."""
    with office.store.read() as connection:
        rows = connection.execute(_COPIES).all()
    oldest = to_us(office.clock.now() - KEPT)
    names = {str(json.loads(bytes(row.body))["copy"]) for row in rows if row.at_us < oldest}
    files = [folder_of_copies(site, office.store) / Path(name).name for name in sorted(names) if name]
    removed = []
    for file in files:
        with suppress(OSError):  # removed already, or on a machine whose user may not
            file.unlink()
            removed.append(file)
    return removed
