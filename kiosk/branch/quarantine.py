"""Show what the centre refused and why, send it again, or write it out for who has to look into it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.branch.history.exports import note_refused
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import Author
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import label
from kiosk.domain.status import SyncStatus
from kiosk.durable_file import replace_file
from kiosk.store import delivery
from kiosk.store.journal import NewRecord, append, from_us, to_us
from kiosk.store.tables import journal, ticket

#: The subject of the records about what is sent again.
_QUARANTINE = "quarantine"
#: The most records that a window lists.
_ON_A_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """Hold a record in quarantine.

    `number` is that of the visit it is about, empty where it is about something else. `reason` is a `RefusalReason`, or
    a word that a newer centre sent. `is_held`: not refused itself, it waits behind a refused one of its subject.
    """

    epoch: int
    seq: int
    subject: str
    number: str
    kind: str
    at: datetime
    reason: str
    is_held: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """Hold how delivery stands. `answer` is why the last try failed (a `LinkTrouble`), empty when it did not."""

    sync: SyncStatus
    answer: str
    refused: tuple[RefusedRecord, ...]


def delivery_state(office: Office) -> DeliveryState:
    """Return how delivery stands, with what the centre refused, the oldest first."""
    with office.store.read() as connection:
        sync = delivery.read_status(connection, to_us(office.clock.now()))
        return DeliveryState(sync, delivery.last_error(connection), _refused(connection, _ON_A_PAGE))


def refused_records(office: Office) -> tuple[RefusedRecord, ...]:
    """Return what the centre refused and what waits behind it, the oldest first."""
    with office.store.read() as connection:
        return _refused(connection)


def send_again(office: Office, author: Author, subject: str = "") -> int:
    """Take the records about a subject out of quarantine, to be sent again; return how many they are.

    Without a subject take all of them. Calling it twice changes nothing.
    """
    with office.store.write() as connection:
        count = delivery.redrive(connection, subject) if subject else delivery.redrive_all(connection)
        if count:
            body = {"by": author.who, "subject": subject, "records": count}
            append(connection, office.clock, NewRecord(Event.QUARANTINE_SENT_AGAIN, _QUARANTINE, body))
        return count


def export_refused(office: Office, author: Author, file: Path | None = None) -> str:
    """Return everything in quarantine as JSON, with the bodies of the records, and write it into a new file.

    Raises:
        CounterError: ``quarantine.file_exists``, ``quarantine.not_written``.
    """
    if file is not None and file.exists():
        raise CounterError("quarantine.file_exists", file=str(file))
    with office.store.read() as connection:
        found = _refused(connection)
        records = [{**plain_refused(one), **_content(connection, one)} for one in found]
        whole = {"installation": delivery.own_id(connection), "at": office.clock.now().isoformat(), "records": records}
    note_refused(office, author, len(found))
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    if file is not None:
        _write(file, text)
    return text


def plain_refused(one: RefusedRecord) -> dict[str, object]:
    """Return a record in quarantine as JSON can hold it."""
    return {
        "epoch": one.epoch,
        "seq": one.seq,
        "subject": one.subject,
        "number": one.number or None,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "reason": one.reason,
        "held": one.is_held,
        "since": one.since.isoformat(),
    }


def _refused(connection: Connection, limit: int | None = None) -> tuple[RefusedRecord, ...]:
    return tuple(_with_visit(connection, one) for one in delivery.quarantined(connection, limit))


def _with_visit(connection: Connection, one: delivery.Quarantined) -> RefusedRecord:
    place = (journal.c.epoch == one.epoch, journal.c.seq == one.seq)
    record = connection.execute(select(journal.c.kind, journal.c.at_us).where(*place)).one()
    visit = connection.execute(select(ticket.c.series, ticket.c.number).where(ticket.c.id == one.subject)).one_or_none()
    return RefusedRecord(
        epoch=one.epoch,
        seq=one.seq,
        subject=one.subject,
        number="" if visit is None else label(visit.series, visit.number),
        kind=record.kind,
        at=from_us(record.at_us),
        reason=one.reason,
        is_held=one.held,
        since=from_us(one.since_us),
    )


def _content(connection: Connection, one: RefusedRecord) -> dict[str, object]:
    place = (journal.c.epoch == one.epoch, journal.c.seq == one.seq)
    row = connection.execute(select(journal.c.event_id, journal.c.body, journal.c.hash).where(*place)).one()
    return {"event_id": row.event_id, "body": json.loads(row.body), "hash": bytes(row.hash).hex()}


def _write(file: Path, text: str) -> None:
    try:
        replace_file(file, text.encode())
    except OSError as problem:
        raise CounterError("quarantine.not_written", file=str(file)) from problem
