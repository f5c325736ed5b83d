"""Declare the values that travel between a branch and the centre, version 1. `docs/protocol.md` has the invariants.

The format is JSON by msgspec. A record's body travels as the text of the journal. Its bytes stay the same, so the other
side can check its hash.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from kiosk.domain.journal import JournalRecord
from kiosk.domain.language.text import LocalText
from kiosk.domain.orders import CentralLock, Orders
from kiosk.domain.verdict import RecordVerdict, Verdict
from kiosk.store.signing import SIGNATURE_BYTES, is_signed, key_id, public_half, sign

VERSION = 1
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"

#: The most records of one batch.
MAX_RECORDS = 500
#: The most bytes of one record's body.
MAX_BODY_BYTES = 256 * 1024
#: The bytes of all bodies at which a relay ends a batch. A larger record is a batch by itself.
AIM_BODIES_BYTES = 1024 * 1024
#: The most bytes of a request as it arrives (compressed), and decompressed.
MAX_BATCH_BYTES = 2 * 1024 * 1024
MAX_PLAIN_BYTES = 8 * 1024 * 1024
#: The most bytes of an answer that a relay reads, and the most missing ranges in it.
MAX_REPLY_BYTES = 1024 * 1024
MAX_MISSING = 1_000

_BATCH_LABEL = b"one-stop-kiosk/batch/1"

Seq = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Mark = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Epoch = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Digest = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=36, pattern=r"^[0-9A-Za-z._-]+$")]
KeyName = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{16})?$")]
Signature = Annotated[bytes, msgspec.Meta(max_length=SIGNATURE_BYTES)]


class WireRecord(msgspec.Struct, frozen=True):
    """Hold one journal record without the fields of the whole batch (installation and epoch)."""

    seq: Seq
    event_id: Identifier
    kind: Annotated[str, msgspec.Meta(max_length=40)]
    subject: Name
    at_us: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
    mono_ns: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
    body: str
    prev: Digest
    hash: Digest


class WireBatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold a request: records of one installation and epoch, with `seq` ascending.

    `key` names the key of the `signature` (`kiosk.store.signing.key_id`). Release 0.1.0 sends neither.
    """

    v: Literal[1]
    installation: Identifier
    epoch: Epoch
    records: Annotated[list[WireRecord], msgspec.Meta(min_length=1, max_length=MAX_RECORDS)]
    key: KeyName = ""
    signature: Signature = b""


@dataclass(frozen=True, slots=True)
class SignedRange:
    """Hold what the signature of a batch covers. `hashes` are those of its records in order, 32 bytes each."""

    installation: str
    epoch: int
    first: int
    last: int
    prev: bytes
    hashes: bytes
    key: str
    signature: bytes

    def is_signed_by(self, public: bytes) -> bool:
        """Return whether the holder of the key has signed this range."""
        return key_id(public) == self.key and is_signed(public, self.text, self.signature)

    @property
    def text(self) -> bytes:
        """Return the bytes that are signed: each part with its length in front."""
        numbers = (str(number).encode() for number in (self.epoch, self.first, self.last))
        digest = hashlib.sha256(self.hashes).digest()
        return framed(_BATCH_LABEL, self.installation.encode(), *numbers, self.prev, digest)


class WireVerdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold the answer about one record."""

    seq: Seq
    verdict: Verdict
    reason: Annotated[str, msgspec.Meta(max_length=64)] = ""


class EpochState(msgspec.Struct, frozen=True, omit_defaults=True):
    """Say what the centre holds of an epoch: all up to `contiguous_through`, and up to `highest` all except `missing`.

    `missing` are ranges, both ends included, oldest first, at most `MAX_MISSING` of them. `hash` is that of the record
    `contiguous_through`.
    """

    epoch: Epoch
    contiguous_through: Mark
    highest: Mark
    missing: list[tuple[Seq, Seq]]
    hash: Digest | None = None


class WireLock(msgspec.Struct, frozen=True):
    """Hold a lock of one station, or with "" of all. The reason is by language; Vietnamese is always there."""

    station: Annotated[str, msgspec.Meta(max_length=40)]
    reason: dict[Annotated[str, msgspec.Meta(max_length=5)], Annotated[str, msgspec.Meta(max_length=200)]]
    since_us: Mark


class WireOrders(msgspec.Struct, frozen=True):
    """List every lock of a branch. A station that is not listed is open."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    locks: Annotated[list[WireLock], msgspec.Meta(max_length=1_000)]


class BatchReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold the answer to a batch: one verdict for each record, in the batch's order, and the state after it."""

    v: Literal[1]
    installation: Identifier
    state: EpochState
    verdicts: list[WireVerdict]
    orders: WireOrders | None = None


class InstallationState(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold the answer to ``GET /v1/installations/{id}``: every epoch that the centre knows.

    `keys` names the keys whose signatures the centre accepts, or is left out where no key was ever enrolled.
    """

    v: Literal[1]
    installation: Identifier
    epochs: list[EpochState]
    keys: list[str] | None = None
    orders: WireOrders | None = None


class OrdersReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold the answer to ``GET /v1/installations/{id}/orders``. Without `orders` there are no later ones."""

    v: Literal[1]
    installation: Identifier
    orders: WireOrders | None = None


class ProblemKind:
    """List the `type` values of a problem (RFC 9457). Only `TOO_LARGE` and `UNREADABLE` concern what was sent."""

    TOO_LARGE = "urn:one-stop:too-large"
    UNREADABLE = "urn:one-stop:unreadable"
    VERSION = "urn:one-stop:version"
    REFUSED = "urn:one-stop:refused"
    SIGNATURE = "urn:one-stop:signature"
    ENCODING = "urn:one-stop:encoding"
    NOT_FOUND = "urn:one-stop:not-found"
    BUSY = "urn:one-stop:busy"


class Problem(msgspec.Struct, frozen=True):
    """Say why a whole request was not answered with verdicts (``application/problem+json``)."""

    type: str
    title: str
    status: int
    detail: str = ""


class UnreadableError(ValueError):
    """Report bytes that are not the expected message. The message says where, and quotes none of the content."""


class OtherVersionError(ValueError):
    """Report a message of another protocol version."""


class _Versioned(msgspec.Struct):
    v: int = 0


class _Ordering(msgspec.Struct):
    orders: WireOrders | None = None


_BATCH = msgspec.json.Decoder(WireBatch)
_REPLY = msgspec.json.Decoder(BatchReply)
_STATE = msgspec.json.Decoder(InstallationState)
_ORDERS = msgspec.json.Decoder(OrdersReply)
_PROBLEM = msgspec.json.Decoder(Problem)
_VERSIONED = msgspec.json.Decoder(_Versioned)
_ORDERING = msgspec.json.Decoder(_Ordering)


def records_path(installation: str) -> str:
    """Return the path to which batches are posted."""
    return f"/v1/installations/{installation}/records"


def state_path(installation: str) -> str:
    """Return the path of an installation's state."""
    return f"/v1/installations/{installation}"


def orders_path(installation: str, after: int, wait: int) -> str:
    """Return the path that waits at most `wait` seconds for orders later than version `after`."""
    return f"/v1/installations/{installation}/orders?after={after}&wait={wait}"


#: What the decoder raises. Deeply nested brackets give a RecursionError.
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def to_wire(record: JournalRecord) -> WireRecord:
    """Return the record as it travels. Raise `UnreadableError` when its body is not UTF-8 (a damaged disk)."""
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


def from_wire(batch: WireBatch, wire: WireRecord) -> JournalRecord:
    """Return the record as it stood in the journal."""
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


def encode_batch(installation: str, epoch: int, records: Iterable[WireRecord], signing: bytes | None = None) -> bytes:
    """Return a batch as JSON, not yet compressed; signed where the branch has a key for it."""
    batch = WireBatch(1, installation, epoch, list(records))
    if signing is not None:
        signature = sign(signing, signed_range(batch).text)
        batch = msgspec.structs.replace(batch, key=key_id(public_half(signing)), signature=signature)
    return msgspec.json.encode(batch)


def signed_range(batch: WireBatch) -> SignedRange:
    """Return what the signature of a batch covers."""
    first, last = batch.records[0], batch.records[-1]
    hashes = b"".join(record.hash for record in batch.records)
    where = (batch.installation, batch.epoch, first.seq, last.seq)
    return SignedRange(*where, first.prev, hashes, batch.key, batch.signature)


def framed(*parts: bytes) -> bytes:
    """Return the parts, each with its length in front as four bytes, so that no two lists of parts look alike."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def decode_batch(data: bytes) -> WireBatch:
    """Return a batch whose fields all fit their types and whose `seq` ascend.

    Raises:
        OtherVersionError: the batch has another protocol version.
        UnreadableError: anything else is wrong.
    """
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
    """Return the verdicts on exactly the records `seqs`, and the centre's state.

    Raises:
        UnreadableError: an answer to another batch, a captive portal's page, half an answer.
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
    """Return the centre's state of this installation. Raise `UnreadableError` for anything else."""
    try:
        state = _STATE.decode(data)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    if state.installation != installation:
        raise UnreadableError("the answer is for another installation")
    return state


def to_wire_orders(orders: Orders) -> WireOrders:
    """Return the orders as they travel."""
    locks = [WireLock(one.station, one.reason.as_dict(), one.since_us) for one in orders.locks]
    return WireOrders(orders.version, locks)


def decode_orders(data: bytes) -> Orders | None:
    """Return the orders in any answer of the centre; None when it has none. Raise `UnreadableError`."""
    try:
        said = _ORDERING.decode(data).orders
        if said is None:
            return None
        locks = tuple(CentralLock(one.station, LocalText.from_dict(one.reason), one.since_us) for one in said.locks)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    except KeyError:
        raise UnreadableError("a lock has no reason in Vietnamese") from None
    return Orders(said.version, locks)


def decode_later_orders(data: bytes, installation: str) -> Orders | None:
    """Return the answer to a request for orders of this installation. Raise `UnreadableError` for anything else."""
    try:
        reply = _ORDERS.decode(data)
    except _UNREADABLE as problem:
        raise UnreadableError(str(problem)) from None
    if reply.installation != installation:
        raise UnreadableError("the answer is for another installation")
    return decode_orders(data)


def decode_problem(data: bytes) -> Problem | None:
    """Return the centre's own problem; None when the bytes are another server's page."""
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
