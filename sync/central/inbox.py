"""Judge a batch in one transaction: check every record, store the good ones, and report what has arrived.

The chain is checked where a neighbour is known. An epoch has forked when one number came with two contents (a cloned
disk, a restored backup). From then on a record counts only if it links to one that the centre holds.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.clock import Clock
from kiosk.domain.journal import JournalRecord, is_linked
from kiosk.domain.verdict import RecordVerdict, RefusalReason, Verdict
from kiosk.store.engine import Store
from kiosk.store.journal import to_us
from sync.central.limits import OverQuotaError
from sync.central.received import Received
from sync.central.tables import batch_signature, insert_new, open_database, progress, record, refusal
from sync.protocol import MAX_BODY_BYTES, MAX_MISSING, EpochState, SignedRange

_KIND = re.compile(r"[a-z_]+(\.[a-z_]+)*@[1-9][0-9]{0,3}")
_TRIES = 3
#: The most gaps of an epoch, and the highest `seq` that a database can hold.
_MAX_GAPS = MAX_MISSING
_LAST_SEQ = 2**63 - 1
#: The most epochs of an installation: a restore begins one. Each is a part of every answer about its state.
_MOST_EPOCHS = 100
_NEXT_EPOCH_SECONDS = 86_400.0
#: Reasons that show a second history of one epoch.
FORKS = frozenset({RefusalReason.SEQ_TAKEN, RefusalReason.CHAIN, RefusalReason.FORK})

# Built once, as in `kiosk.store.journal`. `i` is the installation, `e` the epoch.
_OF_EPOCH = (record.c.installation == bindparam("i"), record.c.epoch == bindparam("e"))
_HASH = select(record.c.hash).where(*_OF_EPOCH, record.c.seq == bindparam("seq"))
_NEAR = select(record.c.seq, record.c.hash, record.c.prev).where(
    *_OF_EPOCH, record.c.seq.between(bindparam("first"), bindparam("last"))
)
_KNOWN_IDS = select(record.c.event_id).where(record.c.event_id.in_(bindparam("ids", expanding=True)))
_STORE = insert(record)
_FORK = (
    select(refusal.c.seq)
    .where(
        refusal.c.installation == bindparam("i"),
        refusal.c.epoch == bindparam("e"),
        refusal.c.reason.in_(sorted(FORKS)),
    )
    .limit(1)
)
_EPOCHS = select(progress).where(progress.c.installation == bindparam("i")).order_by(progress.c.epoch)
_HERE = (progress.c.installation == bindparam("i"), progress.c.epoch == bindparam("e"))
_LOCK = select(progress).where(*_HERE).with_for_update()
_COUNT = select(func.count()).where(progress.c.installation == bindparam("i"))
_MOVE = (
    update(progress)
    .where(*_HERE)
    .values(highest=bindparam("seq"), gaps=bindparam("ranges"), last_us=bindparam("now_us"))
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Hold a record that was not taken, as evidence for the people at the centre."""

    installation: str
    epoch: int
    seq: int
    verdict: Verdict
    reason: str
    event_id: str
    first_us: int


@dataclass
class _Known:
    """Hold what the centre knows around a batch: `hashes` and `prevs` by seq, `events` by id, and whether the epoch
    forked.
    """

    hashes: dict[int, bytes] = field(default_factory=dict)
    prevs: dict[int, bytes] = field(default_factory=dict)
    events: set[str] = field(default_factory=set)
    has_forked: bool = False

    def add(self, one: JournalRecord) -> None:
        self.hashes[one.seq] = one.hash
        self.prevs[one.seq] = one.prev
        self.events.add(one.event_id)


class Inbox:
    """Store the records in the centre's database. Safe to share between threads and processes."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._store = open_database(url)
        self._clock = clock

    @property
    def store(self) -> Store:
        """Return the database, for the centre's other tables (`sync.central.locks`)."""
        return self._store

    def receive(
        self, installation: str, epoch: int, records: list[JournalRecord], proof: SignedRange | None = None
    ) -> tuple[list[RecordVerdict], EpochState]:
        """Return a verdict for each record (ascending `seq`, not empty), and what has arrived after the batch.

        The `proof` of the batch (`DeviceKeys.proven`) is kept when one of its records is accepted.

        Raises:
            CounterError: ``store.*`` when the database cannot be used; then nothing of the batch counts.
            OverQuotaError: the installation has too many epochs to begin one more.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                with self._store.write(journal=False) as connection:
                    verdicts, after = self._receive(connection, installation, epoch, records)
                    if proof is not None and any(one.verdict is Verdict.ACCEPTED for one in verdicts):
                        row = {**asdict(proof), "received_us": to_us(self._clock.now())}
                        insert_new(connection, batch_signature, [row])
                    return verdicts, after
            except IntegrityError:
                # Another worker stored the same event id meanwhile. The next try sees it.
                if attempt == _TRIES:
                    raise
        raise AssertionError("unreachable")

    def state(self, installation: str) -> list[EpochState]:
        """Return what has arrived, by epoch; an empty list for an unknown installation."""
        with self._store.read() as connection:
            rows = connection.execute(_EPOCHS, {"i": installation}).all()
            return [_state(connection, installation, row.epoch, _received(row)) for row in rows]

    def records(self, installation: str, after_id: int = 0, limit: int = 1_000) -> list[tuple[int, JournalRecord]]:
        """Return stored records with their position in the order of arrival."""
        mine = (record.c.installation == installation, record.c.id > after_id)
        with self._store.read() as connection:
            rows = connection.execute(select(record).where(*mine).order_by(record.c.id).limit(limit)).all()
        return [(row.id, as_record(row)) for row in rows]

    def refusals(self, installation: str) -> list[Refusal]:
        """Return the refused records, oldest first."""
        mine = select(refusal).where(refusal.c.installation == installation)
        with self._store.read() as connection:
            rows = connection.execute(mine.order_by(refusal.c.epoch, refusal.c.seq, refusal.c.first_us)).all()
        return [
            Refusal(row.installation, row.epoch, row.seq, Verdict(row.verdict), row.reason, row.event_id, row.first_us)
            for row in rows
        ]

    def close(self) -> None:
        """Close every connection."""
        self._store.close()

    def _receive(
        self, connection: Connection, installation: str, epoch: int, records: list[JournalRecord]
    ) -> tuple[list[RecordVerdict], EpochState]:
        now_us = to_us(self._clock.now())
        received = _lock(connection, installation, epoch, now_us)
        known = _look_up(connection, installation, epoch, records)
        verdicts: list[RecordVerdict] = []
        taken: list[JournalRecord] = []
        refused: list[tuple[JournalRecord, RecordVerdict]] = []
        for one in records:
            verdict = _judge(one, known, {other.subject for other, _ in refused})
            after = received.add(one.seq) if verdict.verdict is Verdict.ACCEPTED else received
            if len(after.gaps) > max(len(received.gaps), _MAX_GAPS):
                verdict = RecordVerdict(one.seq, Verdict.REJECTED, RefusalReason.GAPS)
            verdicts.append(verdict)
            if verdict.verdict is Verdict.ACCEPTED:
                known.add(one)
                taken.append(one)
                received = after
            elif verdict.verdict.is_refused:
                refused.append((one, verdict))
                known.has_forked |= verdict.reason in FORKS
        if taken:
            connection.execute(_STORE, [_row(one, now_us) for one in taken])
        if refused:
            insert_new(connection, refusal, [_evidence(one, verdict, now_us) for one, verdict in refused])
        new = {"seq": received.highest, "ranges": json.dumps(received.gaps), "now_us": now_us}
        connection.execute(_MOVE, {"i": installation, "e": epoch, **new})
        return verdicts, _state(connection, installation, epoch, received)


def _judge(one: JournalRecord, known: _Known, refused_subjects: set[str]) -> RecordVerdict:
    if not is_linked(one):
        return RecordVerdict(one.seq, Verdict.REJECTED, RefusalReason.HASH)
    if known.hashes.get(one.seq) == one.hash:
        return RecordVerdict(one.seq, Verdict.DUPLICATE)
    reason = _conflict(one, known)
    if reason is not None:
        return RecordVerdict(one.seq, Verdict.CONFLICT, reason)
    reason = _unfit(one)
    if reason is not None:
        return RecordVerdict(one.seq, Verdict.REJECTED, reason)
    if one.subject in refused_subjects:
        return RecordVerdict(one.seq, Verdict.RETRY, RefusalReason.BEHIND_REFUSED)
    return RecordVerdict(one.seq, Verdict.ACCEPTED)


def _conflict(one: JournalRecord, known: _Known) -> RefusalReason | None:
    """Return the reason why the record contradicts one that the centre holds, or None."""
    if one.seq in known.hashes:
        return RefusalReason.SEQ_TAKEN
    if one.event_id in known.events:
        return RefusalReason.EVENT_TAKEN
    before, after = known.hashes.get(one.seq - 1), known.prevs.get(one.seq + 1)
    if before not in (None, one.prev) or after not in (None, one.hash):
        return RefusalReason.CHAIN
    if known.has_forked and before is None and after is None:
        return RefusalReason.FORK
    return None


def _unfit(one: JournalRecord) -> RefusalReason | None:
    """Return why the record cannot be used at all, or None. Unknown kinds are kept: a branch may be newer."""
    if len(one.body) > MAX_BODY_BYTES:
        return RefusalReason.TOO_LARGE
    if not _KIND.fullmatch(one.kind):
        return RefusalReason.KIND
    try:
        body = json.loads(one.body)
    except (ValueError, RecursionError):
        return RefusalReason.BODY
    return None if isinstance(body, dict) else RefusalReason.BODY


def _lock(connection: Connection, installation: str, epoch: int, now_us: int) -> Received:
    """Return what has arrived so far. Until the end of the transaction no other worker writes to this epoch."""
    here = {"i": installation, "e": epoch}
    found = connection.execute(_LOCK, here).one_or_none()
    if found is None:
        if connection.execute(_COUNT, here).scalar_one() >= _MOST_EPOCHS:
            raise OverQuotaError(_NEXT_EPOCH_SECONDS)
        start = {"installation": installation, "epoch": epoch, "highest": 0, "gaps": "[]", "last_us": now_us}
        insert_new(connection, progress, [start])
        found = connection.execute(_LOCK, here).one()
    return _received(found)


def _look_up(connection: Connection, installation: str, epoch: int, records: list[JournalRecord]) -> _Known:
    known = _Known()
    here = {"i": installation, "e": epoch}
    for first, last in _around(records):
        for row in connection.execute(_NEAR, {**here, "first": first, "last": last}):
            known.hashes[row.seq], known.prevs[row.seq] = bytes(row.hash), bytes(row.prev)
    known.events.update(connection.execute(_KNOWN_IDS, {"ids": [one.event_id for one in records]}).scalars())
    known.has_forked = connection.execute(_FORK, here).first() is not None
    return known


def _around(records: list[JournalRecord]) -> list[tuple[int, int]]:
    """Return the ranges of the records' numbers and their neighbours; a batch without gaps is one range.

    A list of numbers (``IN``) would be as exact. PostgreSQL read the whole epoch for it, until the first ANALYZE.
    """
    found: list[tuple[int, int]] = []
    for one in records:
        first, last = one.seq - 1, min(one.seq + 1, _LAST_SEQ)
        if found and first <= found[-1][1] + 1:
            first = found.pop()[0]
        found.append((first, last))
    return found


def _received(row: Any) -> Received:
    return Received(row.highest, tuple((first, last) for first, last in json.loads(row.gaps)))


def _state(connection: Connection, installation: str, epoch: int, received: Received) -> EpochState:
    """Return what arrived, with the hash by which a branch sees whether it has the same history."""
    last = received.contiguous_through
    digest = connection.execute(_HASH, {"i": installation, "e": epoch, "seq": last}).scalar()
    missing = list(received.gaps[:MAX_MISSING])
    return EpochState(epoch, last, received.highest, missing, None if digest is None else bytes(digest))


def proofs_of(connection: Connection, installation: str) -> list[SignedRange]:
    """Return the signed ranges of an installation, oldest first."""
    mine = select(batch_signature).where(batch_signature.c.installation == installation)
    in_order = mine.order_by(batch_signature.c.epoch, batch_signature.c.first, batch_signature.c.received_us)
    return [
        SignedRange(
            row.installation,
            row.epoch,
            row.first,
            row.last,
            bytes(row.prev),
            bytes(row.hashes),
            row.key,
            bytes(row.signature),
        )
        for row in connection.execute(in_order)
    ]


def as_record(row: Any) -> JournalRecord:
    """Return a row of the table as it stood in the branch's journal."""
    return JournalRecord(
        row.installation,
        row.epoch,
        row.seq,
        row.event_id,
        row.kind,
        row.subject,
        row.at_us,
        row.mono_ns,
        bytes(row.body),
        bytes(row.prev),
        bytes(row.hash),
    )


def _row(one: JournalRecord, now_us: int) -> dict[str, Any]:
    return {**one.header._asdict(), "body": one.body, "prev": one.prev, "hash": one.hash, "received_us": now_us}


def _evidence(one: JournalRecord, verdict: RecordVerdict, now_us: int) -> dict[str, Any]:
    return {
        "installation": one.installation,
        "epoch": one.epoch,
        "seq": one.seq,
        "hash": one.hash,
        "verdict": verdict.verdict.value,
        "reason": str(verdict.reason),
        "event_id": one.event_id,
        "first_us": now_us,
    }
