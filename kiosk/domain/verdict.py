"""What the centre answers about one record. Sent is not delivered: only a verdict counts."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The closed set of answers about a record."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    RETRY = "retry"

    @property
    def is_delivered(self) -> bool:
        """The centre holds exactly these bytes."""
        return self in (Verdict.ACCEPTED, Verdict.DUPLICATE)

    @property
    def is_refused(self) -> bool:
        """The centre will not take it as it is; a person has to look."""
        return self in (Verdict.CONFLICT, Verdict.REJECTED)


class Reason(StrEnum):
    """Why a record was not taken; each has its sentence (``sync.reason.*``)."""

    HASH = "hash"
    CHAIN = "chain"
    FORK = "fork"
    SEQ_TAKEN = "seq_taken"
    EVENT_TAKEN = "event_taken"
    KIND = "kind"
    BODY = "body"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    BEHIND_REFUSED = "behind_refused"


@dataclass(frozen=True, slots=True)
class RecordVerdict:
    """The answer about the record `seq`. `reason` is a `Reason` or a newer centre's own word; empty when delivered."""

    seq: int
    verdict: Verdict
    reason: str = ""
