"""Rebuild a branch whose disk is lost from what its centre received: a backup file, and what is missing in it.

The journal is taken as it came, without what a restore has left behind. Set-up, numbers and visits are derived from
it. `kiosk restore` puts the file into the place of the lost database and begins a new epoch.

The signing key of the branch is lost with its disk. A key that is made for the file alone signs it, and is forgotten.
The centre tells the branch its fingerprint.
"""

import json
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from kiosk.branch.office import Office
from kiosk.branch.procedures import write_catalogue
from kiosk.branch.setup.publishing import store_version
from kiosk.branch.staff import hash_pin
from kiosk.clock import Clock
from kiosk.domain.journal import GENESIS, Event, JournalRecord, is_linked
from kiosk.domain.language.text import CounterError
from kiosk.domain.look import NO_ROUNDEL
from kiosk.domain.measures.intervals import ISSUES
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.queue.ticket import PriorityCheck, TicketState
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.form import read
from kiosk.domain.setup.version import PublishedVersion
from kiosk.program.backup import CONFIG, DATABASE
from kiosk.program.new_branch import BranchPlan
from kiosk.program.sample import BRANCH_ID, sample_catalogue
from kiosk.program.version import program_version
from kiosk.store import tables
from kiosk.store.backup_file import FORM, BackupHead, write_backup
from kiosk.store.engine import Store
from kiosk.store.journal import from_us, journal_row, to_us
from kiosk.store.keys import BranchKeys, write_secret
from kiosk.store.migrate import upgrade
from kiosk.store.sealing import new_key
from kiosk.store.signing import key_id, public_half

#: Records that are written at once.
_STEP = 1_000
#: The state of a visit after its last record of these kinds. After any other record it waits.
_ENDS: Mapping[str, TicketState] = {
    Event.TICKET_FINISHED: TicketState.DONE,
    Event.TICKET_NO_SHOW: TicketState.NO_SHOW,
    Event.TICKET_CANCELLED: TicketState.CANCELLED,
    Event.TICKET_EXPIRED: TicketState.EXPIRED,
}
#: Records about a visit that leave its state as it is.
_BESIDE = frozenset({Event.PRIORITY_CHECKED, Event.RATING_GIVEN, Event.PRINT_SETTLED, Event.APPOINTMENT_CHECKED_IN})


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Hold what was rebuilt.

    `left_out` counts the records that stay at the centre alone: after a gap or a break, or left behind by a restore.
    `signed_by` is the fingerprint of the key that signed the file.
    """

    records: int
    left_out: int
    visits: int
    newest: datetime
    signed_by: str


@dataclass
class _Visit:
    day: str
    label: str
    service: str
    language: str
    has_priority: bool
    issued_us: int
    state: TicketState = TicketState.WAITING
    times: dict[str, int] = field(default_factory=dict)
    calls: int = 0


@dataclass
class _Found:
    """Collect what is derived from the journal while its records pass by."""

    last: JournalRecord | None = None
    newest_us: int = 0
    records: int = 0
    left_out: int = 0
    versions: list[tuple[PublishedVersion, Document]] = field(default_factory=list)
    visits: dict[str, _Visit] = field(default_factory=dict)

    def take(self, record: JournalRecord) -> None:
        self.last, self.records = record, self.records + 1
        is_set_back = record.kind == Event.CLOCK_ACCEPTED
        self.newest_us = record.at_us if is_set_back else max(self.newest_us, record.at_us)
        if record.kind == Event.SETUP_PUBLISHED:
            self._version(record)
        elif record.kind in ISSUES:
            body = json.loads(record.body)
            day, label, service = (str(body[name]) for name in ("date", "number", "service"))
            issued_us = int(body.get("issued_us", record.at_us))  # a kiosk that was cut off handed it over later
            one = _Visit(day, label, service, str(body["language"]), bool(body["priority"]), issued_us)
            self.visits[record.subject] = one
        elif record.subject in self.visits and record.kind not in _BESIDE:
            self._moved(self.visits[record.subject], record)

    def _version(self, record: JournalRecord) -> None:
        body = json.loads(record.body)
        document, _problems = read(Document, body["document"])
        if document is None:
            return  # of a later program; the version before it stays in force
        # Their names are encrypted with a key of the branch.
        staff = tuple(replace(one, name=one.login) for one in document.staff)
        look = replace(document.look, roundel=NO_ROUNDEL)
        published = PublishedVersion(body["version"], from_us(record.at_us), body["by"], body["reason"])
        self.versions.append((published, replace(document, staff=staff, look=look)))

    @staticmethod
    def _moved(visit: _Visit, record: JournalRecord) -> None:
        visit.state = _ENDS.get(record.kind, TicketState.WAITING)
        if record.kind == Event.TICKET_CALLED:
            visit.calls += 1
            visit.times["called_us"] = visit.times["last_call_us"] = record.at_us
        elif record.kind == Event.TICKET_STARTED:
            visit.times["started_us"] = record.at_us
        elif record.kind == Event.TICKET_FINISHED:
            visit.times["finished_us"] = record.at_us


@dataclass(frozen=True, slots=True)
class RebuildOrder:
    """Hold the new file, the public key of the branch's backups, and the first PIN of everybody."""

    out: Path
    public_key: bytes
    pin: str = field(repr=False)


def rebuild_branch(
    records: Callable[[], Iterable[JournalRecord]], order: RebuildOrder, work: Path, clock: Clock
) -> Rebuilt:
    """Write a backup of what the centre has of an installation.

    `records` returns them in the order of epoch and `seq`; it is called twice. `work` is an empty folder.

    Raises:
        CounterError: ``rebuild.no_setup``; ``backup.exists``, ``backup.not_written``.
    """
    database, keys = work / f"{DATABASE}.db", BranchKeys(codes=b"", columns=new_key())
    store = Store(f"sqlite:///{database}")
    try:
        upgrade(store)
        office = Office(store, clock, keys, BRANCH_ID)
        with store.write(journal=False) as connection:
            found = _copy_journal(connection, records)
            if found.last is None or not found.versions:
                raise CounterError("rebuild.no_setup")
            end = found.last
            _write_branch(office, connection, end, found, order.pin)
            _write_visits(connection, found.visits)
    finally:
        store.close()
    code, signing = found.versions[-1][1].branch.code, secrets.token_bytes(32)
    write_secret(work / "columns.key", keys.columns)
    (work / CONFIG).write_text(BranchPlan(pin="").config_text(), encoding="utf-8")
    head = BackupHead(
        form=FORM,
        kind="sqlite",
        installation=end.installation,
        epoch=end.epoch,
        seq=end.seq,
        hash=end.hash.hex(),
        branch=code,
        release=program_version(),
        revision=tables.REVISION,
        taken=clock.now().astimezone().replace(tzinfo=None).isoformat(timespec="seconds"),
        key=key_id(order.public_key),
        signer=public_half(signing).hex(),
    )
    content = {database.name: database, CONFIG: work / CONFIG, "keys/columns.key": work / "columns.key"}
    write_backup(order.out, order.public_key, signing, head, content)
    return Rebuilt(found.records, found.left_out, len(found.visits), from_us(found.newest_us), head.fingerprint)


def _copy_journal(connection: Connection, records: Callable[[], Iterable[JournalRecord]]) -> _Found:
    """Write the records up to the first gap or break of each epoch, as they came."""
    ends, found, rows = _ends_of_epochs(records()), _Found(), list[dict[str, object]]()
    for record in _whole(records(), ends, found):
        found.take(record)
        rows.append(journal_row(record))
        if len(rows) == _STEP:
            connection.execute(insert(tables.journal), rows)
            rows.clear()
    if rows:
        connection.execute(insert(tables.journal), rows)
    return found


def _ends_of_epochs(records: Iterable[JournalRecord]) -> dict[int, int]:
    """Return the last `seq` of each epoch that leads to the newest one, which itself has no end.

    A restored backup goes on from an earlier place: what was written behind it is no part of the branch's history.
    """
    opened: dict[int, tuple[int, int]] = {}
    newest = 0
    for record in records:
        if record.seq == 1 and is_linked(record):
            newest = max(newest, record.epoch)
            if record.kind == Event.BRANCH_RESTORED:
                before = json.loads(record.body)
                opened[record.epoch] = before["epoch"], before["seq"]
    ends = {newest: sys.maxsize}
    while newest in opened and opened[newest][0] < newest:
        newest, end = opened[newest]
        ends[newest] = end
    return ends


def _whole(records: Iterable[JournalRecord], ends: Mapping[int, int], found: _Found) -> Iterator[JournalRecord]:
    epoch, seq, prev = -1, 0, GENESIS
    for record in records:
        if record.epoch != epoch:
            epoch, seq, prev = record.epoch, 0, GENESIS
        is_next = record.seq == seq + 1 and record.prev == prev and is_linked(record)
        if is_next and record.seq <= ends.get(epoch, 0):
            seq, prev = record.seq, record.hash
            yield record
        else:
            found.left_out += 1


def _write_branch(office: Office, connection: Connection, end: JournalRecord, found: _Found, pin: str) -> None:
    """Write the installation, the versions of the set-up, and what is derived from them."""
    head = {"id": end.installation, "epoch": end.epoch, "seq": end.seq, "hash": end.hash, "last_us": found.newest_us}
    connection.execute(insert(tables.installation).values(head))
    code = found.versions[-1][1].branch.code
    connection.execute(insert(tables.branch).values(id=BRANCH_ID, code=code, setup_changes=0))
    catalogue = sample_catalogue()
    write_catalogue(connection, BRANCH_ID, catalogue, read_catalogue(catalogue), to_us(office.clock.now()))
    logins = {one.login for _, document in found.versions for one in document.staff}
    secrets = dict.fromkeys(logins, hash_pin(pin))
    for version, document in found.versions:
        store_version(office, connection, document, version, secrets)


def _write_visits(connection: Connection, visits: Mapping[str, _Visit]) -> None:
    """Write the rows of visits, and of each day and series the last number that the centre knows."""
    services = {row.code: row.id for row in connection.execute(select(tables.service.c.code, tables.service.c.id))}
    last: dict[tuple[str, str], int] = {}
    rows: list[dict[str, Any]] = []
    for subject, visit in visits.items():
        series, number = visit.label[0], int(visit.label[1:])
        last[visit.day, series] = max(last.get((visit.day, series), 0), number)
        if visit.service in services:
            rows.append(_ticket_row(subject, visit, services[visit.service]))
    for start in range(0, len(rows), _STEP):
        connection.execute(insert(tables.ticket), rows[start : start + _STEP])
    numbers = [
        {"branch_id": BRANCH_ID, "business_date": day, "series": series, "last": count}
        for (day, series), count in sorted(last.items())
    ]
    if numbers:
        connection.execute(insert(tables.number_counter), numbers)


def _ticket_row(subject: str, visit: _Visit, service_id: int) -> dict[str, Any]:
    times = dict.fromkeys(("called_us", "last_call_us", "started_us", "finished_us"))
    return {
        "id": subject,
        "branch_id": BRANCH_ID,
        "business_date": visit.day,
        "series": visit.label[0],
        "number": int(visit.label[1:]),
        "code": "",  # its key is lost with the disk
        "service_id": service_id,
        "state": visit.state.value,
        "language": visit.language,
        "priority_check": PriorityCheck.DECLARED.value if visit.has_priority else None,
        "issued_us": visit.issued_us,
        "queued_us": visit.issued_us,
        "calls": visit.calls,
        **times,
        **visit.times,
    }
