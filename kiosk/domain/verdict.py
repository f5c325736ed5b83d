"""Describe what the centre answers about one record. Sent is not delivered: only a verdict counts."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """List the answers about a record."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    RETRY = "retry"

    @property
    def is_refused(self) -> bool:
        """Return whether the centre will not take the record as it is; a person must look at it."""
        return self in (Verdict.CONFLICT, Verdict.REJECTED)


class RefusalReason(StrEnum):
    """List why a record was not taken; each has its sentence (``sync.reason.*``)."""

    HASH = "hash"
    CHAIN = "chain"
    FORK = "fork"
    SEQ_TAKEN = "seq_taken"
    EVENT_TAKEN = "event_taken"
    KIND = "kind"
    BODY = "body"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    GAPS = "gaps"
    BEHIND_REFUSED = "behind_refused"


@dataclass(frozen=True, slots=True)
class RecordVerdict:
    """Hold the answer about the record `seq`. `reason` is empty when delivered; a newer centre may send unknown
    reasons.
    """

    seq: int
    verdict: Verdict
    reason: str = ""
