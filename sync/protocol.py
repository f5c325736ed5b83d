"""The values that travel between a branch and the centre, version 1. `docs/protocol.md` has the numbered invariants.

JSON by msgspec. A record's body travels as the text it is in the journal, so its bytes come out the same and its hash
can be checked at the other end.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from kiosk.domain.journal import JournalRecord
from kiosk.domain.orders import Lock, Orders
from kiosk.domain.text import LocalText
from kiosk.domain.verdict import RecordVerdict, Verdict

VERSION = 1
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"

#: Records in one batch, at most.
MAX_RECORDS = 500
#: Bytes of one record's body, at most.
MAX_BODY_BYTES = 256 * 1024
#: Bytes of all bodies in one batch that a relay aims at; one record may be a batch by itself.
AIM_BODIES_BYTES = 1024 * 1024
#: Bytes of a request as they arrive (compressed), and unpacked.
MAX_BATCH_BYTES = 2 * 1024 * 1024
MAX_PLAIN_BYTES = 8 * 1024 * 1024
#: Bytes of an answer that a relay reads, and ranges that the centre lists in one.
MAX_REPLY_BYTES = 1024 * 1024
MAX_MISSING = 1_000

Seq = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Mark = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Epoch = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Digest = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=36, pattern=r"^[0-9A-Za-z._-]+$")]


class WireRecord(msgspec.Struct, frozen=True):
    """One journal record without what the batch says for all of them (installation and epoch)."""

    seq: Seq
    event_id: Identifier
    kind: Annotated[str, msgspec.Meta(max_length=40)]
    subject: Name
    at_us: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
    mono_ns: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
    body: str
    prev: Digest
    hash: Digest


class Batch(msgspec.Struct, frozen=True):
    """A request: records of one installation and epoch, `seq` ascending."""

    v: Literal[1]
    installation: Identifier
    epoch: Epoch
    records: Annotated[list[WireRecord], msgspec.Meta(min_length=1, max_length=MAX_RECORDS)]


class WireVerdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer about one record."""

    seq: Seq
    verdict: Verdict
    reason: Annotated[str, msgspec.Meta(max_length=64)] = ""


class EpochState(msgspec.Struct, frozen=True):
    """What the centre holds of an epoch: all up to `contiguous_through`, and up to `highest` all but `missing`.

    `missing` are ranges, both ends included, oldest first, at most `MAX_MISSING` of them.
    """

    epoch: Epoch
    contiguous_through: Mark
    highest: Mark
    missing: list[tuple[Seq, Seq]]


class WireLock(msgspec.Struct, frozen=True):
    """No numbers at a station, "" for all of them; the reason by language, Vietnamese always among them."""

    station: Annotated[str, msgspec.Meta(max_length=40)]
    reason: dict[Annotated[str, msgspec.Meta(max_length=5)], Annotated[str, msgspec.Meta(max_length=200)]]
    since_us: Mark


class WireOrders(msgspec.Struct, frozen=True):
    """The centre's word about the doors of a branch, whole: what is not locked here is open."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    locks: Annotated[list[WireLock], msgspec.Meta(max_length=1_000)]


class BatchReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a batch: exactly one verdict a record, in the batch's order, and the state after it."""

    v: Literal[1]
    installation: Identifier
    state: EpochState
    verdicts: list[WireVerdict]
    orders: WireOrders | None = None


class InstallationState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to ``GET /v1/installations/{id}``: every epoch that the centre has heard of."""

    v: Literal[1]
    installation: Identifier
    epochs: list[EpochState]
    orders: WireOrders | None = None


class OrdersReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to ``GET /v1/installations/{id}/orders``; without `orders` nothing was said since."""

    v: Literal[1]
    installation: Identifier
    orders: WireOrders | None = None


class ProblemKind:
    """The `type` of a problem (RFC 9457). Only `TOO_LARGE` and `UNREADABLE` speak about what was sent."""

    TOO_LARGE = "urn:one-stop:too-large"
    UNREADABLE = "urn:one-stop:unreadable"
    VERSION = "urn:one-stop:version"
    REFUSED = "urn:one-stop:refused"
    ENCODING = "urn:one-stop:encoding"
    NOT_FOUND = "urn:one-stop:not-found"
    BUSY = "urn:one-stop:busy"


class Problem(msgspec.Struct, frozen=True):
    """Why a whole request was not answered with verdicts (``application/problem+json``)."""

    type: str
    title: str
    status: int
    detail: str = ""


class UnreadableError(ValueError):
    """Bytes that are not the expected message; the message says where, and quotes nothing of the content."""


class OtherVersionError(ValueError):
    """A message of a protocol version this program does not speak."""


class _Versioned(msgspec.Struct):
    v: int = 0


class _Ordering(msgspec.Struct):
    orders: WireOrders | None = None


_BATCH = msgspec.json.Decoder(Batch)
_REPLY = msgspec.json.Decoder(BatchReply)
_STATE = msgspec.json.Decoder(InstallationState)
_ORDERS = msgspec.json.Decoder(OrdersReply)
_PROBLEM = msgspec.json.Decoder(Problem)
_VERSIONED = msgspec.json.Decoder(_Versioned)
_ORDERING = msgspec.json.Decoder(_Ordering)


def records_path(installation: str) -> str:
    """Where batches are posted to."""
    return f"/v1/installations/{installation}/records"


def state_path(installation: str) -> str:
    """Where the state of an installation is asked for."""
    return f"/v1/installations/{installation}"


def orders_path(installation: str, after: int, wait: int) -> str:
    """Where orders later than version `after` are waited for, `wait` seconds at most."""
    return f"/v1/installations/{installation}/orders?after={after}&wait={wait}"


#: What the decoder raises; brackets nested a thousand times deep are a RecursionError.
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def to_wire(record: JournalRecord) -> WireRecord:
    """The record as it travels. Raises `UnreadableError` when its body is no UTF-8 text (a damaged disk)."""
    try:
        body = record.body.decode()
    except UnicodeDecodeError:
        raise UnreadableError(f"record {record.seq}: the body is no text") from None
    return WireRecord(
        record.seq,
        record.event_id,
        record.kind,
        record.subject,
        record.at_us,
        record.mono_ns,
        body,
        record.prev,
        record.hash,
    )


def from_wire(batch: Batch, wire: WireRecord) -> JournalRecord:
    """The record as it stood in the journal."""
    return JournalRecord(
        batch.installation,
        batch.epoch,
        wire.seq,
        wire.event_id,
        wire.kind,
        wire.subject,
        wire.at_us,
        wire.mono_ns,
        wire.body.encode(),
        wire.prev,
        wire.hash,
    )


def encode_batch(installation: str, epoch: int, records: Iterable[WireRecord]) -> bytes:
    """A batch as JSON, not yet compressed."""
    return msgspec.json.encode(Batch(1, installation, epoch, list(records)))


def decode_batch(data: bytes) -> Batch:
    """A batch whose every field fits its type and whose `seq` ascend; `OtherVersionError`, `UnreadableError`."""
    try:
        batch = _BATCH.decode(data)
    except _UNREADABLE as problem:
        _raise_for_version(data)
        raise UnreadableError(str(problem)) from None
    seqs = [record.seq for record in batch.records]
    if any(later <= earlier for earlier, later in pairwise(seqs)):
        raise UnreadableError("the records of a batch must be in the order of seq")
    return batch


def decode_reply(data: bytes, installation: str, epoch: int, seqs: list[int]) -> tuple[list[RecordVerdict], EpochState]:
    """The verdicts on exactly the records `seqs`, and the centre's state; `UnreadableError` for anything else.

    An answer to another batch, a page of a captive portal and half an answer are all "anything else".
    """
    try:
        reply = _REPLY.decode(data)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    if (reply.installation, reply.state.epoch) != (installation, epoch):
        raise UnreadableError("the answer is for another installation or epoch")
    if [verdict.seq for verdict in reply.verdicts] != seqs:
        raise UnreadableError("the answer is for other records")
    return [RecordVerdict(verdict.seq, verdict.verdict, verdict.reason) for verdict in reply.verdicts], reply.state


def decode_state(data: bytes, installation: str) -> InstallationState:
    """The centre's state of this installation; `UnreadableError` for anything else."""
    try:
        state = _STATE.decode(data)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    if state.installation != installation:
        raise UnreadableError("the answer is for another installation")
    return state


def to_wire_orders(orders: Orders) -> WireOrders:
    """The centre's word as it travels."""
    locks = [WireLock(one.station, one.reason.as_dict(), one.since_us) for one in orders.locks]
    return WireOrders(orders.version, locks)


def decode_orders(data: bytes) -> Orders | None:
    """The centre's word in any of its answers; None when the answer says nothing about it. `UnreadableError`."""
    try:
        said = _ORDERING.decode(data).orders
        if said is None:
            return None
        locks = tuple(Lock(one.station, LocalText.from_dict(one.reason), one.since_us) for one in said.locks)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    except KeyError:
        raise UnreadableError("a lock has no reason in Vietnamese") from None
    return Orders(said.version, locks)


def decode_later_orders(data: bytes, installation: str) -> Orders | None:
    """The centre's answer to a question for orders of this installation; `UnreadableError` for anything else."""
    try:
        reply = _ORDERS.decode(data)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    if reply.installation != installation:
        raise UnreadableError("the answer is for another installation")
    return decode_orders(data)


def decode_problem(data: bytes) -> Problem | None:
    """The centre's own problem; None when the bytes are somebody else's page."""
    try:
        problem = _PROBLEM.decode(data)
    except _UNREADABLE:
        return None
    return problem if problem.type.startswith("urn:one-stop:") else None


def _raise_for_version(data: bytes) -> None:
    try:
        found = _VERSIONED.decode(data).v
    except _UNREADABLE:
        return
    if found not in (0, VERSION):
        raise OtherVersionError(f"protocol version {found} is not spoken here, only {VERSION}")
