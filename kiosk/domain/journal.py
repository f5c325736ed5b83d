"""Link records of the journal into one chain. History, statistics, boards and sync read it.

- `seq` has no gap within an installation and epoch.
- `hash` covers the record before, every field and the exact bytes of the body.
- `event_id` is made here and never changes.
- Nothing personal is in a body in the clear.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

GENESIS = bytes(32)
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class Event(StrEnum):
    """List every kind of record: the name and the version of its body.

    Release 0.1.0 also wrote ``counter.set_up@1``, ``staff.added@1``, ``staff.changed@1`` and ``calendar.changed@1``;
    since then each of these changes is a version of the set-up.
    """

    INSTALLATION_CREATED = "installation.created@1"
    DATABASE_UPGRADED = "database.upgraded@1"
    BRANCH_RESTORED = "branch.restored@1"
    SETUP_PUBLISHED = "setup.published@1"
    TICKET_ISSUED = "ticket.issued@1"
    TICKET_HANDED_OVER = "ticket.handed_over@1"
    TICKET_CALLED = "ticket.called@1"
    TICKET_RECALLED = "ticket.recalled@1"
    TICKET_STARTED = "ticket.started@1"
    TICKET_FINISHED = "ticket.finished@1"
    TICKET_NO_SHOW = "ticket.no_show@1"
    TICKET_RETURNED = "ticket.returned@1"
    TICKET_CANCELLED = "ticket.cancelled@1"
    TICKET_PARKED = "ticket.parked@1"
    TICKET_TRANSFERRED = "ticket.transferred@1"
    TICKET_WENT_ON = "ticket.went_on@1"
    TICKET_CALL_TAKEN_BACK = "ticket.call_taken_back@1"
    TICKET_REOPENED = "ticket.reopened@1"
    TICKET_PUT_BACK = "ticket.put_back@1"
    TICKET_SERVICE_ADDED = "ticket.service_added@1"
    TICKET_EXPIRED = "ticket.expired@1"
    PRIORITY_CHECKED = "priority.checked@1"
    RATING_GIVEN = "rating.given@1"
    COUNTER_OPENED = "counter.opened@1"
    COUNTER_CLOSED = "counter.closed@1"
    COUNTER_PAUSED = "counter.paused@1"
    COUNTER_RESUMED = "counter.resumed@1"
    HELP_CALLED = "help.called@1"
    HELP_ENDED = "help.ended@1"
    STAFF_SIGNED_IN = "staff.signed_in@1"
    STAFF_REFUSED = "staff.refused@1"
    STAFF_PIN_SET = "staff.pin_set@1"
    STAFF_UNLOCKED = "staff.unlocked@1"
    PRINT_SETTLED = "print.settled@1"
    CATALOGUE_REPLACED = "catalogue.replaced@1"
    APPOINTMENT_IMPORTED = "appointment.imported@1"
    APPOINTMENT_CHANGED = "appointment.changed@1"
    APPOINTMENT_CANCELLED = "appointment.cancelled@1"
    APPOINTMENT_CHECKED_IN = "appointment.checked_in@1"
    CLOCK_ACCEPTED = "clock.accepted@1"
    CENTRAL_LOCK_SET = "central_lock.set@1"
    CENTRAL_LOCK_LIFTED = "central_lock.lifted@1"
    STATION_TAKEN_OUT = "station.taken_out@1"
    STATION_BROUGHT_BACK = "station.brought_back@1"
    STATION_TRIED_PRINTER = "station.tried_printer@1"
    STATION_CONFIGURED = "station.configured@1"
    STATION_LEFT = "station.left@1"
    STATION_RESTARTED = "station.restarted@1"
    NOTICE_PUT_UP = "notice.put_up@1"
    NOTICE_TAKEN_DOWN = "notice.taken_down@1"
    ALERT_BEGAN = "alert.began@1"
    ALERT_ENDED = "alert.ended@1"
    ALERT_SEEN = "alert.seen@1"
    QUARANTINE_SENT_AGAIN = "quarantine.sent_again@1"
    COUNTER_SERVICE_TODAY = "counter.service_today@1"
    DATA_EXPORTED = "data.exported@1"
    DAY_CLOSED = "day.closed@1"
    DAY_CORRECTED = "day.corrected@1"
    RETENTION_DONE = "retention.done@1"


class RecordHeader(NamedTuple):
    """Hold the fields of a record in the order in which they are hashed."""

    installation: str
    epoch: int
    seq: int
    event_id: str
    kind: str
    subject: str
    at_us: int
    mono_ns: int


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """Hold one record of the chain.

    `at_us` is the wall clock in microseconds since 1970. `mono_ns` is the machine's monotonic clock.
    """

    installation: str
    epoch: int
    seq: int
    event_id: str
    kind: str
    subject: str
    at_us: int
    mono_ns: int
    body: bytes
    prev: bytes
    hash: bytes

    @property
    def header(self) -> RecordHeader:
        """Return everything but the body and the hashes."""
        return RecordHeader(
            self.installation,
            self.epoch,
            self.seq,
            self.event_id,
            self.kind,
            self.subject,
            self.at_us,
            self.mono_ns,
        )


def canonical(body: Mapping[str, object]) -> bytes:
    """Return the one byte form of a body: JSON in UTF-8 with sorted keys, without spaces and without NaN."""
    return _CANONICAL.encode(body).encode()


def chain_hash(prev: bytes, fields: Iterable[object], body: bytes) -> bytes:
    """Return SHA-256 over the previous hash, each field and the body, each with its length in front."""
    parts = [prev, *(str(field).encode() for field in fields), body]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.digest()


def link(prev: bytes, header: RecordHeader, body: bytes) -> JournalRecord:
    """Return the next record of a chain, with its hash."""
    return JournalRecord(*header, body, prev, chain_hash(prev, header, body))


def is_linked(record: JournalRecord) -> bool:
    """Return whether the hash of a record fits its fields and the hash before."""
    return chain_hash(record.prev, record.header, record.body) == record.hash
