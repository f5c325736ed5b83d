"""Define `kiosk doctor`: check a machine."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, say, sentence

if TYPE_CHECKING:
    from kiosk.doctor.findings import Finding

_MARKS = {"good": "✓", "warning": "!", "fault": "✗"}


def doctor(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> int:
    """Check keys, clock, database, journal, devices and centre: a line for each, with the cure.

    ✓ is good, ! a warning, ✗ a fault. The exit status is 1 only when there is a fault.
    """
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.doctor.checks import examine
    from kiosk.doctor.findings import Severity

    findings: list[Finding] = []
    for finding in examine(load_site(config), SystemClock()):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{_MARKS[finding.level.value]} {_subject(finding)}: {_sentence(finding)}")
    worst = max((one.level for one in findings), key=list(Severity).index)
    if as_json:
        typer.echo(_as_json(worst.value, findings))
    return 1 if worst is Severity.FAULT else 0


def _as_json(worst: str, findings: "Sequence[Finding]") -> str:
    rows = [
        {
            "subject": one.subject,
            "level": one.level.value,
            "key": one.message.key,
            "title": _subject(one),
            "sentence": _sentence(one),
        }
        for one in findings
    ]
    return json.dumps({"level": worst, "findings": rows}, ensure_ascii=False)


def _subject(finding: "Finding") -> str:
    return say(f"doctor.subject.{finding.subject}")


def _sentence(finding: "Finding") -> str:
    return sentence(finding.message)
