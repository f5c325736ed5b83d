"""Read and write drafts of the set-up. A draft holds names of staff, so it is encrypted for this branch as a whole."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from kiosk.domain.journal import canonical
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.form import plain, read
from kiosk.store.journal import from_us, to_us
from kiosk.store.sealing import FieldCipher, Place
from kiosk.store.setup import keep_artwork, with_artwork
from kiosk.store.tables import setup_draft

_c = setup_draft.c


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """Hold a stored draft: the version that it was made from, its document, and when it was saved."""

    based_on: int
    document: Document
    saved_at: datetime


def read_draft(connection: Connection, branch_id: int, staff_id: int, key: bytes) -> SavedDraft | None:
    """Return the draft of a person; None also for one in a form that this program does not read any more."""
    mine = select(setup_draft).where(_c.branch_id == branch_id, _c.staff_id == staff_id)
    row = connection.execute(mine).one_or_none()
    if row is None:
        return None
    document, _ = read(Document, json.loads(_cipher(key).decrypt(_place(staff_id), bytes(row.body))))
    if document is None:
        return None
    return SavedDraft(row.based_on, with_artwork(connection, document), from_us(row.saved_us))


def write_draft(connection: Connection, branch_id: int, staff_id: int, draft: SavedDraft, key: bytes) -> None:
    """Store the draft of a person in place of the one before, with a picture that is new.

    Raises:
        CounterError: ``artwork.missing``.
    """
    keep_artwork(connection, draft.document.look.roundel)
    drop_draft(connection, branch_id, staff_id)
    body = _cipher(key).encrypt(_place(staff_id), canonical(plain(draft.document)).decode())
    connection.execute(
        insert(setup_draft).values(
            branch_id=branch_id,
            staff_id=staff_id,
            based_on=draft.based_on,
            body=body,
            saved_us=to_us(draft.saved_at),
        )
    )


def drop_draft(connection: Connection, branch_id: int, staff_id: int) -> None:
    """Delete the draft of a person, if there is one."""
    connection.execute(delete(setup_draft).where(_c.branch_id == branch_id, _c.staff_id == staff_id))


def draft_times(connection: Connection, branch_id: int) -> dict[int, datetime]:
    """Return when each draft was saved, by the id of its author."""
    rows = connection.execute(select(_c.staff_id, _c.saved_us).where(_c.branch_id == branch_id))
    return {staff_id: from_us(saved) for staff_id, saved in rows}


def _cipher(key: bytes) -> FieldCipher:
    return FieldCipher({0: key}, 0)


def _place(staff_id: int) -> Place:
    return Place("setup_draft", "body", str(staff_id))
