"""Describe what `kiosk doctor` finds: a subject, a severity, and a sentence with the cure."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.language.text import Message


class Severity(StrEnum):
    """List the severities of a finding, the worst last. Only a fault makes the exit status 1."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one line of the report: its subject, its level, and a sentence, with the cure where it is not good."""

    subject: str
    level: Severity
    message: Message
