"""Describe what `kiosk doctor` finds: a subject, a severity, and a sentence with the cure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.language.text import Message, Texts


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


def worst(findings: Sequence[Finding]) -> Severity:
    """Return the worst severity of a report."""
    return max((one.level for one in findings), key=list(Severity).index)


def as_json(findings: Sequence[Finding], texts: Texts) -> str:
    """Return a report as one JSON object, for another program."""
    rows = [
        {
            "subject": one.subject,
            "level": one.level.value,
            "key": one.message.key,
            "title": texts.say(f"doctor.subject.{one.subject}"),
            "sentence": texts.message(one.message),
        }
        for one in findings
    ]
    return json.dumps({"level": worst(findings).value, "findings": rows}, ensure_ascii=False)
