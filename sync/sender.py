"""Send a batch, and believe only what the centre itself says about each record.

Only an expected status with a valid protocol body counts. A captive portal's page with status 200, a redirect and half
an answer do not. A batch that is refused as a whole is halved until the one bad record is found.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kiosk.clock import Clock
from kiosk.domain.journal import JournalRecord
from kiosk.domain.orders import Orders
from kiosk.domain.status import LinkStatus
from kiosk.domain.verdict import RecordVerdict, RefusalReason, Verdict
from kiosk.store.delivery import Batch
from sync.protocol import (
    JSON,
    MAX_BODY_BYTES,
    EpochState,
    InstallationState,
    ProblemKind,
    UnreadableError,
    WireRecord,
    decode_later_orders,
    decode_orders,
    decode_problem,
    decode_reply,
    decode_state,
    encode_batch,
    orders_path,
    records_path,
    state_path,
    to_wire,
)
from sync.transport import HttpAnswer, LinkTrouble, NoAnswerError, Transport

_LONGEST_RETRY_SECONDS = 3600.0


#: Troubles that do not pass by themselves.
_REFUSED = frozenset(
    {
        LinkTrouble.TOKEN_REFUSED,
        LinkTrouble.SIGNATURE_REFUSED,
        LinkTrouble.OTHER_VERSION,
        LinkTrouble.OTHER_HISTORY,
    }
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Report a failed try. `retry_after` is the seconds that the centre asked for, at most an hour."""

    trouble: LinkTrouble
    retry_after: float = 0.0

    @property
    def link(self) -> LinkStatus:
        """Return the status of the link after this failure."""
        return LinkStatus.REFUSED if self.trouble in _REFUSED else LinkStatus.DOWN


@dataclass(frozen=True, slots=True)
class Delivered:
    """Hold what is known after sending a batch.

    `verdicts` are by seq and may be incomplete. `state` is the centre's, `failure` what went wrong, `orders` what the
    centre orders.
    """

    verdicts: Mapping[int, RecordVerdict]
    state: EpochState | None
    failure: Failure | None
    orders: Orders | None = None


@dataclass(frozen=True, slots=True)
class CentreState:
    """Hold what the centre has received, and what it orders."""

    state: InstallationState
    orders: Orders | None


class _FailedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class _WholeRefusedError(Exception):
    """Report that the request as a whole was refused for its content. `is_sure`: by the centre, not by a proxy before
    it.
    """

    def __init__(self, reason: RefusalReason, *, is_sure: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_sure = is_sure


class Sender:
    """Speak the protocol over a transport, with this device's token. Batches are signed where there is a key."""

    def __init__(self, transport: Transport, token: str, clock: Clock, signing: bytes | None = None) -> None:
        self._transport = transport
        self._headers = {"Authorization": f"Bearer {token}", "Accept": JSON}
        self._clock = clock
        self._signing = signing

    def deliver(self, batch: Batch) -> Delivered:
        """Send the records of a batch, oldest first. Verdicts that came before a failure are kept."""
        sending = _Sending(batch.installation, batch.epoch)
        ready: list[tuple[JournalRecord, WireRecord]] = []
        for record in batch.records:
            wire = sending.prepare(record)
            if wire is not None:
                ready.append((record, wire))
        try:
            self._send(sending, ready)
        except _FailedError as failed:
            return Delivered(sending.verdicts, sending.state, failed.failure, sending.orders)
        return Delivered(sending.verdicts, sending.state, None, sending.orders)

    def state(self, installation: str) -> CentreState | Failure:
        """Ask what the centre has received."""
        try:
            answer = self._ask("GET", state_path(installation))
            return CentreState(decode_state(answer.body, installation), decode_orders(answer.body))
        except _FailedError as failed:
            return failed.failure
        except (UnreadableError, _WholeRefusedError):
            return Failure(LinkTrouble.NOT_THE_CENTRE)

    def later_orders(self, installation: str, after: int, wait: int) -> Orders | Failure | None:
        """Return the orders after version `after`; None when there were none for `wait` seconds."""
        try:
            return decode_later_orders(self._ask("GET", orders_path(installation, after, wait)).body, installation)
        except _FailedError as failed:
            return failed.failure
        except (UnreadableError, _WholeRefusedError):
            return Failure(LinkTrouble.NOT_THE_CENTRE)

    def _send(self, sending: "_Sending", records: Sequence[tuple[JournalRecord, WireRecord]]) -> None:
        free = [pair for pair in records if not sending.hold_back(pair[0])]
        if not free:
            return
        wires = [wire for _, wire in free]
        try:
            packed = gzip.compress(encode_batch(sending.installation, sending.epoch, wires, self._signing), 6, mtime=0)
            headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
            answer = self._ask("POST", records_path(sending.installation), packed, headers)
            sending.take(answer, [wire.seq for wire in wires])
        except UnreadableError:
            raise _FailedError(Failure(LinkTrouble.NOT_THE_CENTRE)) from None
        except _WholeRefusedError as refused:
            if len(free) > 1:
                half = len(free) // 2
                self._send(sending, free[:half])
                self._send(sending, free[half:])
            elif refused.is_sure:
                sending.reject(free[0][0], refused.reason)
            else:
                raise _FailedError(Failure(LinkTrouble.NOT_THE_CENTRE)) from None

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        """Return a 200 answer with JSON in it. Raise the error that any other answer means."""
        try:
            answer = self._transport.request(method, path, {**self._headers, **(headers or {})}, body)
        except NoAnswerError as down:
            raise _FailedError(Failure(down.trouble)) from None
        if answer.status == 200 and answer.headers.get("content-type", "").partition(";")[0].strip() == JSON:
            return answer
        if answer.status in (400, 413):
            raise self._whole_refused(answer)
        if answer.status in (401, 403):
            raise _FailedError(Failure(_refusal(answer), self._retry_after(answer)))
        if answer.status in (408, 429, 503):
            raise _FailedError(Failure(LinkTrouble.BUSY, self._retry_after(answer)))
        trouble = LinkTrouble.SERVER_ERROR if answer.status >= 500 else LinkTrouble.NOT_THE_CENTRE
        raise _FailedError(Failure(trouble, self._retry_after(answer)))

    def _whole_refused(self, answer: HttpAnswer) -> Exception:
        problem = decode_problem(answer.body)
        if problem is not None and problem.type == ProblemKind.VERSION:
            return _FailedError(Failure(LinkTrouble.OTHER_VERSION))
        if answer.status == 413:
            return _WholeRefusedError(RefusalReason.TOO_LARGE, is_sure=True)
        return _WholeRefusedError(RefusalReason.UNREADABLE, is_sure=problem is not None)

    def _retry_after(self, answer: HttpAnswer) -> float:
        """Return the seconds of ``Retry-After`` (RFC 9110: a number or a date); 0 when there is none."""
        text = answer.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return min(float(text), _LONGEST_RETRY_SECONDS)
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return 0.0
        aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max((aware - self._clock.now()).total_seconds(), 0.0), _LONGEST_RETRY_SECONDS)


def _refusal(answer: HttpAnswer) -> LinkTrouble:
    problem = decode_problem(answer.body)
    is_signature = problem is not None and problem.type == ProblemKind.SIGNATURE
    return LinkTrouble.SIGNATURE_REFUSED if is_signature else LinkTrouble.TOKEN_REFUSED


class _Sending:
    """Collect what is known while one batch is being sent, perhaps in parts."""

    def __init__(self, installation: str, epoch: int) -> None:
        self.installation = installation
        self.epoch = epoch
        self.verdicts: dict[int, RecordVerdict] = {}
        self.state: EpochState | None = None
        self.orders: Orders | None = None
        self._subjects: dict[int, str] = {}
        self._refused: dict[str, int] = {}

    def prepare(self, record: JournalRecord) -> WireRecord | None:
        """Return the record as it travels. None, with a verdict, when it never can."""
        self._subjects[record.seq] = record.subject
        if len(record.body) > MAX_BODY_BYTES:
            self.reject(record, RefusalReason.TOO_LARGE)
            return None
        try:
            return to_wire(record)
        except UnreadableError:
            self.reject(record, RefusalReason.UNREADABLE)
            return None

    def reject(self, record: JournalRecord, reason: RefusalReason) -> None:
        """Note that the record cannot be delivered as it is."""
        self._note(RecordVerdict(record.seq, Verdict.REJECTED, reason))

    def hold_back(self, record: JournalRecord) -> bool:
        """Return whether the record waits behind a refused one of its subject. If so, give it a verdict."""
        if self._refused.get(record.subject, record.seq) >= record.seq:
            return False
        self.verdicts[record.seq] = RecordVerdict(record.seq, Verdict.RETRY, RefusalReason.BEHIND_REFUSED)
        return True

    def take(self, answer: HttpAnswer, seqs: list[int]) -> None:
        """Take the verdicts of an answer. Raise `UnreadableError` when it does not answer these records."""
        orders = decode_orders(answer.body)
        verdicts, self.state = decode_reply(answer.body, self.installation, self.epoch, seqs)
        self.orders = orders or self.orders
        for verdict in verdicts:
            self._note(verdict)

    def _note(self, verdict: RecordVerdict) -> None:
        self.verdicts[verdict.seq] = verdict
        if verdict.verdict.is_refused:
            subject = self._subjects[verdict.seq]
            self._refused[subject] = min(self._refused.get(subject, verdict.seq), verdict.seq)
