"""Keep which records the centre has, which it refused, and which process sends them.

Invariants: every record with `seq` up to `through_seq` has a verdict or stands in quarantine. A refused record holds
the later ones of its subject (the same visit), and no others. Nothing is ever taken out of the journal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.domain.ids import unix_ms_of
from kiosk.domain.journal import JournalRecord
from kiosk.domain.status import LinkStatus, SyncStatus
from kiosk.domain.verdict import RecordVerdict, RefusalReason, Verdict
from kiosk.store.journal import optional_moment, read_after
from kiosk.store.tables import delivery, installation, journal, lease, quarantine

#: Seconds without an answer of the centre after which its line counts as down; an idle relay asks once a minute.
STALE_SECONDS = 180.0

# Built once, as in `kiosk.store.journal`: building them took half of the processor time of a relay's round.
_OWN_ID = select(installation.c.id)
_OWN = _OWN_ID.scalar_subquery()
_END = select(installation.c.epoch, installation.c.seq)
_EPOCH = select(installation.c.epoch).scalar_subquery()
_AT = (journal.c.epoch == bindparam("epoch"), journal.c.seq == bindparam("seq"))
_HASH, _EVENT_ID = select(journal.c.hash).where(*_AT), select(journal.c.event_id).where(*_AT)

_MINE = delivery.c.installation == _OWN
_NEXT = select(func.min(journal.c.epoch).label("epoch")).where(journal.c.epoch > bindparam("after")).subquery()
_NEXT_EPOCH = select(
    _NEXT.c.epoch,
    select(delivery.c.through_seq).where(_MINE, delivery.c.epoch == _NEXT.c.epoch).scalar_subquery().label("through"),
    select(func.max(journal.c.seq)).where(journal.c.epoch == _NEXT.c.epoch).scalar_subquery().label("newest"),
)
_THROUGH = select(delivery.c.through_seq).where(_MINE, delivery.c.epoch == bindparam("epoch"))
_DELIVERED = (
    select(delivery.c.epoch, delivery.c.through_seq).where(_MINE, delivery.c.through_seq > 0).order_by(delivery.c.epoch)
)
_LINKS = select(delivery.c.link, delivery.c.last_success_us).where(_MINE).order_by(delivery.c.epoch.desc())
_LAST_ERROR = select(delivery.c.last_error).where(_MINE).order_by(delivery.c.epoch.desc()).limit(1)
_NOTE_LINK = (
    update(delivery)
    .where(_MINE, delivery.c.epoch == _EPOCH)
    .values(
        link=bindparam("new_link"),
        last_error=bindparam("error"),
        last_success_us=func.coalesce(bindparam("success_us", type_=BigInteger), delivery.c.last_success_us),
    )
)
_MOVE_MARK = (
    update(delivery)
    .where(
        delivery.c.installation == bindparam("own"),
        delivery.c.epoch == bindparam("of_epoch"),
        delivery.c.through_seq == bindparam("after"),
    )
    .values(through_seq=bindparam("through"))
)

_REFUSED_HERE = quarantine.c.installation == _OWN
_QUARANTINE_SIZE = select(func.count()).select_from(quarantine).where(_REFUSED_HERE)
_FIRST_REFUSED = (
    select(quarantine.c.subject, func.min(quarantine.c.seq))
    .where(
        _REFUSED_HERE,
        quarantine.c.epoch == bindparam("epoch"),
        quarantine.c.subject.in_(bindparam("subjects", expanding=True)),
    )
    .group_by(quarantine.c.subject)
)
_REFUSED_BETWEEN = select(quarantine.c.seq).where(
    _REFUSED_HERE,
    quarantine.c.epoch == bindparam("epoch"),
    quarantine.c.seq.between(bindparam("first"), bindparam("last")),
)

_TAKE_LEASE = (
    update(lease)
    .where(
        lease.c.name == bindparam("job"),
        or_(
            lease.c.holder.is_(None),
            lease.c.holder == bindparam("who"),
            lease.c.until_us <= bindparam("now_us"),
            lease.c.until_us > bindparam("end_us"),
        ),
    )
    .values(holder=bindparam("who"), until_us=bindparam("end_us"))
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold the next records after `after`, oldest first: `records` to send, `held` to keep behind a refused one."""

    installation: str
    epoch: int
    after: int
    records: tuple[JournalRecord, ...]
    held: tuple[JournalRecord, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Count what became of a batch. `stale`: another process moved the mark meanwhile, so nothing was written."""

    accepted: int = 0
    duplicates: int = 0
    refused: int = 0
    held: int = 0
    retry: int = 0
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Describe a record in quarantine. `held`: not refused itself, it waits behind a refused one of its subject."""

    epoch: int
    seq: int
    subject: str
    event_id: str
    reason: str
    held: bool
    since_us: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Count the records to be sent and those in quarantine. `oldest_us`: when the oldest to be sent was written."""

    backlog: int
    quarantined: int
    oldest_us: int | None


class _Unsent(NamedTuple):
    """Name an epoch with records after its mark `through`; the last one is `newest`."""

    epoch: int
    through: int
    newest: int


def pending(connection: Connection, limit: int, max_bytes: int) -> Batch | None:
    """Return the oldest records without a verdict, of one epoch; None when there are none.

    At most `limit` records and about `max_bytes` of bodies, but always at least one.
    """
    first = next(_unsent(connection), None)
    if first is None:
        return None
    found = _up_to_size(read_after(connection, first.through, limit, first.epoch), max_bytes)
    waiting = _behind_refused(connection, found)
    free = tuple(record for record in found if record.seq not in waiting)
    held = tuple(record for record in found if record.seq in waiting)
    return Batch(found[0].installation, first.epoch, first.through, free, held)


def apply(connection: Connection, batch: Batch, verdicts: Mapping[int, RecordVerdict], now_us: int) -> Applied:
    """Write the verdicts on a batch: move the mark over what is settled and quarantine what was refused.

    `verdicts` may lack records that were not sent after all: the mark stops before the first of them. Call it
    inside one write transaction.
    """
    first_refused: dict[str, int] = {}
    for record in batch.records:
        verdict = verdicts.get(record.seq)
        if verdict is not None and verdict.verdict.is_refused:
            first_refused.setdefault(record.subject, record.seq)
    rows = [_row(record, RefusalReason.BEHIND_REFUSED, 1, now_us) for record in batch.held]
    settled = {record.seq for record in batch.held}
    tally = dict.fromkeys(Verdict, 0)
    for record in batch.records:
        verdict = verdicts.get(record.seq, RecordVerdict(record.seq, Verdict.RETRY))
        if verdict.verdict.is_refused:
            rows.append(_row(record, verdict.reason, 0, now_us))
        elif verdict.verdict is Verdict.RETRY and first_refused.get(record.subject, record.seq) < record.seq:
            rows.append(_row(record, RefusalReason.BEHIND_REFUSED, 1, now_us))
        else:
            tally[verdict.verdict] += 1
            if verdict.verdict is Verdict.RETRY:
                continue
        settled.add(record.seq)
    if not _move_mark(connection, batch, settled):
        return Applied(stale=True)
    if rows:
        _insert_new(connection, quarantine, rows)
    refused = sum(1 for row in rows if not row["held"])
    return Applied(
        accepted=tally[Verdict.ACCEPTED],
        duplicates=tally[Verdict.DUPLICATE],
        refused=refused,
        held=len(rows) - refused,
        retry=tally[Verdict.RETRY],
    )


def redrive(connection: Connection, subject: str) -> int:
    """Take a subject out of quarantine to be sent again, and return how many records that were.

    The mark goes back to the first of them. The records in between are sent once more and are duplicates at the centre.
    """
    mine = (_REFUSED_HERE, quarantine.c.subject == subject)
    firsts = select(quarantine.c.epoch, func.min(quarantine.c.seq)).where(*mine).group_by(quarantine.c.epoch)
    for epoch, seq in connection.execute(firsts).all():
        rewind(connection, epoch, seq - 1)
    return connection.execute(delete(quarantine).where(*mine)).rowcount


def redrive_all(connection: Connection) -> int:
    """Take everything out of quarantine to be sent again, and return how many records that were."""
    subjects = connection.execute(select(quarantine.c.subject).where(_REFUSED_HERE).distinct()).scalars().all()
    return sum(redrive(connection, subject) for subject in subjects)


def rewind(connection: Connection, epoch: int, seq: int) -> bool:
    """Send everything after `seq` again, for instance to a restored centre; return False if that is so already."""
    behind = (_MINE, delivery.c.epoch == epoch, delivery.c.through_seq > seq)
    return connection.execute(update(delivery).where(*behind).values(through_seq=seq)).rowcount > 0


def first_lost(connection: Connection, epoch: int, missing: Sequence[tuple[int, int]]) -> int | None:
    """Return the first `seq` that counts as delivered here and is missing at the centre; None when both agree."""
    through = connection.execute(_THROUGH, {"epoch": epoch}).scalar() or 0
    for first, last in missing:
        if first > through:
            continue
        upto = min(last, through)
        here = set(connection.execute(_REFUSED_BETWEEN, {"epoch": epoch, "first": first, "last": upto}).scalars())
        lost = next((seq for seq in range(first, upto + 1) if seq not in here), None)
        if lost is not None:
            return lost
    return None


@dataclass(frozen=True, slots=True)
class KnownEnd:
    """Hold what the centre has of an epoch: its highest record, and `through` with its hash, up to which none lacks."""

    epoch: int
    highest: int
    through: int
    hash: bytes | None


def is_of_another(connection: Connection, known: KnownEnd) -> bool:
    """Return whether the centre has records of the present epoch, or of a later one, that this journal does not have.

    Then this database is a clone, or a copy that was put back without a new epoch.
    """
    own = connection.execute(_END).one()
    if known.epoch != own.epoch or not known.highest:
        return known.epoch > own.epoch and known.highest > 0
    if known.highest > own.seq:
        return True
    digest = connection.execute(_HASH, {"epoch": known.epoch, "seq": known.through}).scalar()
    return known.hash is not None and digest is not None and bytes(digest) != known.hash


def own_id(connection: Connection) -> str:
    """Return the installation whose journal this database holds."""
    return str(connection.execute(_OWN_ID).scalar_one())


def delivered_through(connection: Connection) -> list[tuple[int, int]]:
    """Return each epoch of which a record has a verdict, with the `seq` up to which all have one."""
    return [(row.epoch, row.through_seq) for row in connection.execute(_DELIVERED)]


def quarantined(connection: Connection, limit: int | None = None) -> tuple[Quarantined, ...]:
    """Return what the centre refused and what waits behind it, oldest first; with a `limit` no more than that."""
    in_order = select(quarantine).where(_REFUSED_HERE).order_by(quarantine.c.epoch, quarantine.c.seq)
    rows = connection.execute(in_order.limit(limit))
    return tuple(
        Quarantined(row.epoch, row.seq, row.subject, row.event_id, row.reason, bool(row.held), row.since_us)
        for row in rows
    )


def backlog(connection: Connection) -> int:
    """Return how many records are still to be sent, without reading the journal through: its numbers have no gap."""
    return sum(one.newest - one.through for one in _unsent(connection))


def counts(connection: Connection) -> Counts:
    """Count what is still to be sent and what is in quarantine."""
    unsent = list(_unsent(connection))
    oldest = None
    if unsent:
        place = {"epoch": unsent[0].epoch, "seq": unsent[0].through + 1}
        event_id = connection.execute(_EVENT_ID, place).scalar_one()
        oldest = 1_000 * unix_ms_of(event_id)  # a demo writes past days today
    waiting = sum(one.newest - one.through for one in unsent)
    return Counts(waiting, connection.execute(_QUARANTINE_SIZE).scalar_one(), oldest)


def note_link(connection: Connection, link: LinkStatus, error: str, success_us: int | None = None) -> None:
    """Store the connection's state for every process that asks; `success_us` only after a good answer."""
    said = {"new_link": link.value, "error": error, "success_us": success_us}
    if not connection.execute(_NOTE_LINK, said).rowcount:  # for the first time in this epoch
        _insert_new(connection, delivery, [_start(own_id(connection), connection.execute(_END).one().epoch)])
        connection.execute(_NOTE_LINK, said)


def read_status(connection: Connection, now_us: int, stale_s: float = STALE_SECONDS) -> SyncStatus:
    """Return the state of delivery as any process of the branch sees it.

    A line counts as down when the centre has not answered for `stale_s`: perhaps no relay runs any more.
    """
    numbers = counts(connection)
    links = connection.execute(_LINKS).all()
    success = max((one.last_success_us for one in links if one.last_success_us is not None), default=None)
    lag_us = 0 if numbers.oldest_us is None else max(now_us - numbers.oldest_us, 0)
    link = LinkStatus(links[0].link) if links and links[0].link else LinkStatus.NEVER_TRIED
    is_stale = success is None or now_us - success > stale_s * 1_000_000
    return SyncStatus(
        link=LinkStatus.DOWN if link is LinkStatus.UP and is_stale else link,
        backlog=numbers.backlog,
        lag_seconds=lag_us // 1_000_000,
        quarantined=numbers.quarantined,
        last_success=optional_moment(success),
    )


def last_error(connection: Connection) -> str:
    """Return why the last try failed, as the connection said it; empty when it did not fail."""
    return connection.execute(_LAST_ERROR).scalar() or ""


def take_lease(connection: Connection, name: str, holder: str, now_us: int, span_us: int) -> bool:
    """Take or renew the right to do a job alone until `span_us` from now; return False while another process has it.

    A lease that reaches further ahead than any can was taken before the clock went back: it counts as free.
    """
    claim = {"job": name, "who": holder, "now_us": now_us, "end_us": now_us + span_us}
    if connection.execute(_TAKE_LEASE, claim).rowcount:
        return True
    _insert_new(connection, lease, [{"name": name, "holder": None, "until_us": None}])
    return connection.execute(_TAKE_LEASE, claim).rowcount == 1


def release_lease(connection: Connection, name: str, holder: str) -> None:
    """Give the job back, if this process still has it."""
    mine = (lease.c.name == name, lease.c.holder == holder)
    connection.execute(update(lease).where(*mine).values(holder=None, until_us=None))


def _unsent(connection: Connection) -> Iterator[_Unsent]:
    """Yield the epochs with records to send, oldest first. Each is found by steps down an index."""
    epoch, through, newest = connection.execute(_NEXT_EPOCH, {"after": -1}).one()
    while epoch is not None:
        if newest > (through or 0):
            yield _Unsent(epoch, through or 0, newest)
        epoch, through, newest = connection.execute(_NEXT_EPOCH, {"after": epoch}).one()


def _up_to_size(records: list[JournalRecord], max_bytes: int) -> list[JournalRecord]:
    size = 0
    for index, record in enumerate(records):
        size += len(record.body)
        if size > max_bytes and index > 0:
            return records[:index]
    return records


def _behind_refused(connection: Connection, records: list[JournalRecord]) -> set[int]:
    """Return the numbers of records at or after the place of a quarantined record of the same subject and epoch.

    A clone's second history is refused for good, and holds nothing of the epoch that was begun after it.
    """
    subjects = list({record.subject for record in records})
    asked = {"epoch": records[0].epoch, "subjects": subjects}
    refused = {subject: int(seq) for subject, seq in connection.execute(_FIRST_REFUSED, asked)}
    beyond = records[-1].seq + 1
    return {record.seq for record in records if refused.get(record.subject, beyond) <= record.seq}


def _move_mark(connection: Connection, batch: Batch, settled: set[int]) -> bool:
    through = batch.after
    while through + 1 in settled:
        through += 1
    if batch.after == 0:
        _insert_new(connection, delivery, [_start(batch.installation, batch.epoch)])
    move = {"own": batch.installation, "of_epoch": batch.epoch, "after": batch.after, "through": through}
    return connection.execute(_MOVE_MARK, move).rowcount == 1


def _start(own: str, epoch: int) -> dict[str, Any]:
    return {"installation": own, "epoch": epoch, "through_seq": 0}


def _row(record: JournalRecord, reason: str, held: int, now_us: int) -> dict[str, Any]:
    return {
        "installation": record.installation,
        "epoch": record.epoch,
        "seq": record.seq,
        "subject": record.subject,
        "event_id": record.event_id,
        "reason": str(reason),
        "held": held,
        "since_us": now_us,
    }


def _insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows that are not there yet. `rows` must not be empty."""
    module = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(module.insert(table).on_conflict_do_nothing(), rows)
